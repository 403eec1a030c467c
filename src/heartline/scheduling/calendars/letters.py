"""What a letter about a visit says: that there is one, when and where. Nothing of what it is for."""

from dataclasses import dataclass

from django.utils.translation import gettext

from heartline.people.contacts.rules import say_phone
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.calendars.rules import place
from heartline.scheduling.zones import say_in


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


def about(kind: str, visit: Appointment) -> Letter:
    """The letter after an event of `kind`, in the active language."""
    when = say_in(visit.period.lower, visit.site.time_zone)
    subject, opening = _opening(kind, when)
    lines = [
        opening,
        "",
        gettext("When: %(when)s") % {"when": when},
        gettext("Where: %(place)s") % {"place": place(visit)},
    ]
    if kind == "appointment.cancelled":
        lines += ["", gettext("You can book a new visit at any time.")]
    else:
        lines += ["", gettext("The file with this e-mail puts the visit in your calendar.")]
    phone = visit.site.phone or visit.site.organization.phone
    if phone:
        lines += [
            gettext("Questions, or need to change it? Sign in, or call us: %(phone)s") % {"phone": say_phone(phone)}
        ]
    return Letter(subject, "\n".join([*lines, "", visit.site.organization.name]) + "\n")


def _opening(kind: str, when: str) -> tuple[str, str]:
    """Subject and first line."""
    words = {
        "appointment.booked": (gettext("Your visit: %(when)s"), gettext("Your visit is booked.")),
        "appointment.rescheduled": (
            gettext("New time for your visit: %(when)s"),
            gettext("Your visit has a new time."),
        ),
        "appointment.resized": (
            gettext("New length of your visit: %(when)s"),
            gettext("Your visit has a new length. It begins at the same time."),
        ),
        "appointment.cancelled": (gettext("Your visit is cancelled: %(when)s"), gettext("Your visit is cancelled.")),
    }
    subject, opening = words[kind]
    return subject % {"when": when}, opening
