"""The Django app: its name, and the system checks that run at start."""

from django.apps import AppConfig


class MappingsConfig(AppConfig):
    name = "mappings"
    verbose_name = "Engage Mapper"

    def ready(self) -> None:
        from mappings import checks  # noqa: F401  (registers the checks; needs the app registry)
