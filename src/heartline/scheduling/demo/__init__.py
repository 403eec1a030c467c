"""The demo clinic's calendars: services, working hours, a year of visits behind and six weeks ahead."""

from heartline.scheduling.demo.loading import Loaded, load
from heartline.scheduling.demo.privacy import load as load_privacy

__all__ = ["Loaded", "load", "load_privacy"]
