"""Tables of scheduling, gathered for Django from the abilities that own them."""

from heartline.scheduling.availability.models import Closure, PatternException, WorkingPattern
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.catalogue.models import Offering, Resource, Service
from heartline.scheduling.flow.models import ComfortLimit, HoursProposal
from heartline.scheduling.reassignment.models import ReassignedVisit, Reassignment
from heartline.scheduling.waitlist.models import FreedTime, WaitlistEntry, WaitlistOffer

__all__ = [
    "Appointment",
    "Closure",
    "ComfortLimit",
    "FreedTime",
    "HoursProposal",
    "Offering",
    "PatternException",
    "ReassignedVisit",
    "Reassignment",
    "Reservation",
    "Resource",
    "Service",
    "WaitlistEntry",
    "WaitlistOffer",
    "WorkingPattern",
]
