from django.apps import AppConfig


def _say_what_changes() -> None:
    """A file leaves a change at each customer of which it wrote something; its name stands in the change."""
    from django.utils.translation import pgettext_lazy

    from accounts.changed import Changed, leaves_changes
    from reports.models import FileImport

    leaves_changes(FileImport, Changed(pgettext_lazy("noun", "Import"), pgettext_lazy("what was changed", "import")))


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from accounts.belongings import ends_with, ends_with_stakeholder, forgets
        from reports.links import end_links_of, end_links_of_stakeholder, forget_in_links

        ends_with(end_links_of)
        ends_with_stakeholder(end_links_of_stakeholder)
        forgets(forget_in_links)
        _say_what_changes()
