import pkgutil
from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules

# What registers itself by decorator, in a domain or in one of its abilities.
REGISTERING = ("reactions", "timeline")


class KernelConfig(AppConfig):
    name = "heartline.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every domain and every ability say what it reacts to and how its events read."""
        autodiscover_modules(*REGISTERING)
        for config in apps.get_app_configs():
            if config.name.startswith("heartline."):
                _discover_abilities(config)


def _discover_abilities(config: AppConfig) -> None:
    for ability in pkgutil.iter_modules([config.path]):
        if ability.ispkg:
            for module in pkgutil.iter_modules([str(Path(config.path) / ability.name)]):
                if module.name in REGISTERING:
                    import_module(f"{config.name}.{ability.name}.{module.name}")
