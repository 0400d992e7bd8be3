"""Reads the code: does every query of a view, form, task or tag start at what the actor may see?

A query starts at `Model.objects.visible_to(actor)`, `editable_by` or `measurable_by`, or at `visible(...)`, `editable(...)`
of accounts/access.py. Functions of queries.py and of services take what was found that way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parent.parent.parent
APPS = ("accounts", "outcomes", "scorecards", "engagements", "reports")
# Rooms in which a query has to start at the actor; `forms` stands for outcomes/decision_forms.py too.
ROOMS = ("views", "api", "forms", "formfields", "tasks", "templatetags", "adapter", "context")
MANAGERS = {"objects", "_default_manager", "_base_manager"}
SCOPED = {"visible_to", "editable_by", "measurable_by", "none"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}
ASKS = {
    "all", "filter", "exclude", "get", "first", "last", "order_by", "create", "get_or_create", "update_or_create",
    "count", "exists", "values", "values_list", "update", "delete", "aggregate", "annotate", "select_related",
    "prefetch_related", "iterator", "in_bulk", "latest", "earliest", "add", "set", "remove", "clear", "distinct",
    "only", "defer", "current", "live", "agreed", "waiting", "bulk_create", "contains",
}  # fmt: skip
CHOICES = {"ModelChoiceField", "ModelMultipleChoiceField"}
SQL = {"raw", "cursor", "extra", "RawSQL"}


@dataclass(frozen=True)
class Fault:
    path: str
    line: int
    kind: str
    code: str
    function: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} in {self.function or 'the module'}: {self.kind}: {self.code}"


def linted_files() -> list[Path]:
    return [
        path
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if _room(path.relative_to(ROOT / app)) and "migrations" not in path.parts
    ]


def _room(path: Path) -> bool:
    stem = path.parts[0].removesuffix(".py")
    return stem in ROOMS or stem.endswith(("_views", "_forms", "_api", "_tasks"))


def reverse_managers() -> set[str]:
    """Names by which an object reaches many others: customer.events, event.evidence."""
    found = set()
    for model in apps.get_models():
        if model._meta.app_label in APPS:
            found |= {
                str(one.get_accessor_name())
                for one in model._meta.related_objects
                if not one.one_to_one and not one.hidden
            }
            found |= {one.name for one in model._meta.many_to_many}
    return found


def faults_of(paths: Iterable[Path]) -> list[Fault]:
    return [fault for path in paths for fault in faults_in(path.read_text(), str(path.relative_to(ROOT)))]


def faults_in(source: str, path: str) -> list[Fault]:
    tree = ast.parse(source)
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    reverse = reverse_managers()
    found = []
    for node in ast.walk(tree):
        for kind in _kinds(node, parents, reverse):
            code = ast.unparse(_statement(node, parents))[:160].replace("\n", " ")
            found.append(Fault(path, getattr(node, "lineno", 0), kind, code, _function(node, parents)))
    return found


def _kinds(node: ast.AST, parents: dict[ast.AST, ast.AST], reverse: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and node.attr in MANAGERS and _next(node, parents) not in SCOPED:
        yield "a bare manager"
    if isinstance(node, ast.Attribute) and node.attr in reverse and _next(node, parents) in ASKS:
        yield "a reverse manager"
    if isinstance(node, ast.Attribute) and node.attr.endswith("_set") and _next(node, parents) in ASKS:
        yield "a reverse manager"
    if isinstance(node, ast.Call):
        name = _name(node.func)
        if name in SHORTCUTS and not (node.args and _is_scoped(node.args[0])):
            yield "a shortcut past the actor"
        if name in SQL:
            yield "a statement of its own"
        if name in CHOICES and not _is_scoped(_argument(node, "queryset")):
            yield "unscoped choices"
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        if isinstance(target, ast.Attribute) and target.attr == "queryset" and not _is_scoped(node.value):
            yield "unscoped choices"
    if isinstance(node, ast.ClassDef):
        yield from (f"unscoped choices of “{name}”" for name in _unscoped_model_fields(node))


def _next(node: ast.Attribute, parents: dict[ast.AST, ast.AST]) -> str | None:
    """The attribute taken of this one: `filter` in `Customer.objects.filter`."""
    parent = parents.get(node)
    return parent.attr if isinstance(parent, ast.Attribute) and parent.value is node else None


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _argument(call: ast.Call, name: str) -> ast.expr | None:
    given = [one.value for one in call.keywords if one.arg == name]
    return given[0] if given else (call.args[0] if call.args else None)


def _is_scoped(node: ast.expr | None) -> bool:
    """A chain that has visible_to or its kin in it, a name that was given one, or what a function of ours returns."""
    while node is not None:
        if isinstance(node, ast.Attribute) and node.attr in SCOPED:
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return True  # a function of queries.py, which takes what was found through the actor
        if isinstance(node, ast.Name):
            return not node.id[:1].isupper()  # no model; what another name was given is looked at where it is made
        node = node.func if isinstance(node, ast.Call) else getattr(node, "value", None)
    return False


def _unscoped_model_fields(node: ast.ClassDef) -> list[str]:
    """Fields of a ModelForm that offer rows of another model, and are given no queryset in the class."""
    meta = next((one for one in node.body if isinstance(one, ast.ClassDef) and one.name == "Meta"), None)
    if meta is None:
        return []
    values = {
        one.targets[0].id: one.value
        for one in meta.body
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    }
    model = next((one for one in apps.get_models() if one.__name__ == _name(values.get("model", ast.Name("")))), None)
    listed = values.get("fields")
    if model is None or not isinstance(listed, ast.List | ast.Tuple):
        return [] if model is None else ["fields that are not listed"]
    names = {one.value for one in listed.elts if isinstance(one, ast.Constant)}
    related = {one.name for one in model._meta.get_fields() if one.is_relation and one.name in names}
    return sorted(name for name in related if not _is_given(node, name))


def _is_given(form: ast.ClassDef, name: str) -> bool:
    """Whether the form declares the field itself, or assigns `fields["name"].queryset` somewhere."""
    declared = {
        one.targets[0].id for one in form.body if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    }
    if name in declared:
        return True
    aliases = {
        node.target.id if isinstance(node, ast.AnnAssign) else node.targets[0].id
        for node in ast.walk(form)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.target if isinstance(node, ast.AnnAssign) else node.targets[0], ast.Name)
        and isinstance(node.value, ast.Subscript)
        and isinstance(node.value.slice, ast.Constant)
        and node.value.slice.value == name
    }
    for node in ast.walk(form):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            target = node.targets[0]
            if target.attr == "queryset" and (
                (isinstance(target.value, ast.Subscript) and getattr(target.value.slice, "value", None) == name)
                or (isinstance(target.value, ast.Name) and target.value.id in aliases)
            ):
                return True
    return False


def _statement(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> ast.AST:
    if isinstance(node, ast.ClassDef):
        return ast.Name(f"class {node.name}")
    while not isinstance(node, ast.stmt) and node in parents:
        node = parents[node]
    return node if not isinstance(node, ast.FunctionDef | ast.With | ast.If | ast.For) else ast.Name("...")


def _function(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    names: list[str] = []
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.insert(0, node.name)
    return ".".join(names)
