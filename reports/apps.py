from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from accounts.belongings import ends_with, ends_with_stakeholder, forgets
        from reports.links import end_links_of, end_links_of_stakeholder, forget_in_links

        ends_with(end_links_of)
        ends_with_stakeholder(end_links_of_stakeholder)
        forgets(forget_in_links)
