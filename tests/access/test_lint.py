"""No query of a view, form, task or tag starts anywhere but at the actor."""

from __future__ import annotations

import textwrap

import pytest

from tests.access.lint import faults_in, faults_of, linted_files

# (file, function): why a query may start elsewhere there.
ALLOWED: dict[tuple[str, str], str] = {
    ("accounts/views/places.py", "dev_mail"): "the outbox of a demonstration, on its own machine only",
    (
        "accounts/views/invitations.py",
        "valid_invitation",
    ): "a stranger has no actor: the code, 130 random bits, entitles her",
    (
        "accounts/views/member_invitations.py",
        "open_invitation",
    ): "a stranger has no actor: the code, 130 random bits, entitles her",
    ("accounts/adapter.py", "has_membership"): "before sign-in there is a user and no actor",
}


def test_every_query_starts_at_the_actor() -> None:
    faults = [one for one in faults_of(linted_files()) if (one.path, one.function) not in ALLOWED]
    if faults:
        help_line = "Start at Model.objects.visible_to(actor) or editable_by(actor), or at visible()/editable()."
        pytest.fail("\n".join([help_line, *map(str, faults)]), pytrace=False)


def test_the_list_of_exceptions_has_nothing_in_vain() -> None:
    found = {(one.path, one.function) for one in faults_of(linted_files())}
    assert set(ALLOWED) - found == set()


def test_views_forms_tasks_and_tags_are_read() -> None:
    read = {str(path) for path in linted_files()}
    for ending in ("accounts/views/customers.py", "accounts/forms.py", "accounts/tasks.py", "templatetags/look.py"):
        assert any(path.endswith(ending) for path in read)
    assert any("/views/" in path and "outcomes" in path for path in read)


PLANTED = {
    "a bare manager": "def view(request, pk):\n    return Customer.objects.get(pk=pk)",
    "a bare manager, by its other name": "def view(request, pk):\n    return Customer._default_manager.filter(pk=pk)",
    "a manager that is passed on": "def view(request):\n    return Paginator(Customer.objects, 10)",
    "a shortcut past the actor": "def view(request, pk):\n    return get_object_or_404(Customer, pk=pk)",
    "a reverse manager": "def view(request, pk):\n    return visible(Customer, request.actor, pk=pk).events.all()",
    "a reverse manager of two steps": "def view(event):\n    return event.customer.stakeholders.filter(name='x')",
    "a many-to-many manager": "def view(event):\n    return event.evidence.all()",
    "choices of every tenant": """
        class Form(forms.Form):
            customer = forms.ModelChoiceField(queryset=Customer.objects.all())
    """,
    "choices that a model brings along": """
        class Form(forms.ModelForm):
            class Meta:
                model = Customer
                fields = ["name", "team"]
    """,
    "choices that are set from a manager": """
        class Form(forms.Form):
            def __init__(self, actor):
                self.fields["customer"].queryset = Customer.objects.all()
    """,
    "a statement of its own": "def view(request):\n    connection.cursor().execute('SELECT 1')",
}


@pytest.mark.parametrize("source", PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found(source: str) -> None:
    assert faults_in(textwrap.dedent(source), "planted/views.py")


RIGHT = [
    "def view(request, pk):\n    return Customer.objects.visible_to(request.actor).filter(pk=pk).first()",
    "def view(request, pk):\n    return get_object_or_404(Customer.objects.visible_to(request.actor), pk=pk)",
    "def view(request, pk):\n    return visible(Customer, request.actor, pk=pk)",
    "def view(request):\n    return Paginator(Event.objects.editable_by(request.actor).order_by('pk'), 10)",
    """
    class Form(forms.ModelForm):
        class Meta:
            model = Customer
            fields = ["name", "team"]

        def __init__(self, actor):
            self.fields["team"].queryset = Team.objects.visible_to(actor).order_by("name")
    """,
]


@pytest.mark.parametrize("source", RIGHT)
def test_what_starts_at_the_actor_passes(source: str) -> None:
    assert faults_in(textwrap.dedent(source), "right/views.py") == []
