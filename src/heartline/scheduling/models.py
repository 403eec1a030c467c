"""Tables of scheduling, gathered for Django from the abilities that own them."""

from heartline.scheduling.attendance.models import AttendanceModel, AttendanceRisk
from heartline.scheduling.availability.models import Closure, PatternException, WorkingPattern
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.calendars.models import CalendarFeed, CalendarPolicy
from heartline.scheduling.catalogue.models import Need, Offering, Resource, Service
from heartline.scheduling.flow.models import ComfortLimit, HoursProposal
from heartline.scheduling.groups.models import GroupSession, GroupWaiting
from heartline.scheduling.lanes.models import Lane
from heartline.scheduling.plans.models import Plan, PlanBooking, PlanStep
from heartline.scheduling.reassignment.models import ReassignedVisit, Reassignment
from heartline.scheduling.series.models import Series
from heartline.scheduling.standards.models import AccessMeasurement
from heartline.scheduling.waitlist.models import FreedTime, WaitlistEntry, WaitlistOffer

__all__ = [
    "AccessMeasurement",
    "Appointment",
    "AttendanceModel",
    "AttendanceRisk",
    "CalendarFeed",
    "CalendarPolicy",
    "Closure",
    "ComfortLimit",
    "FreedTime",
    "GroupSession",
    "GroupWaiting",
    "HoursProposal",
    "Lane",
    "Need",
    "Offering",
    "PatternException",
    "Plan",
    "PlanBooking",
    "PlanStep",
    "ReassignedVisit",
    "Reassignment",
    "Reservation",
    "Resource",
    "Series",
    "Service",
    "WaitlistEntry",
    "WaitlistOffer",
    "WorkingPattern",
]
