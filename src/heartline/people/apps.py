from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "heartline.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every domain add its parts to a patient's page, and say what is looked at there."""
        autodiscover_modules("panels", "looks", "holdings")
        from heartline.people.access_requests import own_holdings

        own_holdings.register()
        from heartline.people.timeline import words  # noqa: F401 - registers what people's own events are called
