from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from accounts.belongings import ends_with
        from reports.links import end_links_of

        ends_with(end_links_of)
