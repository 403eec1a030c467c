"""How scheduling's tables are told in the archive of everything that is held of a patient."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel import dates
from heartline.kernel.text import translated
from heartline.people.access_requests.holdings import Facts, Told, holding
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.fhir_writing import appointment
from heartline.scheduling.templatetags.visits import mode_name


def visit(row: Appointment, zone: str) -> Told:
    """A visit, in the time of its site, which is named where it is another than the archive's."""

    def said(moment: datetime) -> str:
        here = row.site.time_zone
        when = dates.say(moment, here)
        return when if here == zone else f"{when} · {dates.say_zone(here)}"

    facts: Facts = [
        (_("When"), said(row.period.lower)),
        (_("With"), row.clinician.name if row.clinician else ""),
        (_("Where"), row.site.name),
        (_("Room"), row.room.name if row.room else ""),
        (_("How you meet"), str(mode_name(row.mode))),
        (_("Status"), str(row.get_status_display())),
        (_("What it is about"), row.reason),
        (_("Cancelled because"), str(row.get_cancel_reason_display()) if row.cancel_reason else ""),
        (_("Note"), row.cancel_note),
        (_("Booked"), said(row.booked_at)),
        (_("Booked by"), row.booked_by),
        (_("Confidential"), _("Yes") if row.confidential else ""),
    ]
    return Told(translated(row.service.name), [(label, value) for label, value in facts if value])


holding(
    Appointment,
    gettext_lazy("Your visits"),
    order=20,
    tell=visit,
    resources=lambda row: [appointment(row)],
    by="period",
)
