"""Tables of scheduling, gathered for Django from the abilities that own them."""

from heartline.scheduling.availability.models import Closure, PatternException, WorkingPattern
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.catalogue.models import Offering, Resource, Service

__all__ = [
    "Appointment",
    "Closure",
    "Offering",
    "PatternException",
    "Reservation",
    "Resource",
    "Service",
    "WorkingPattern",
]
