"""The demo clinic's calendars: services, working hours, a year of visits behind and six weeks ahead."""

from heartline.scheduling.demo.loading import Loaded, load

__all__ = ["Loaded", "load"]
