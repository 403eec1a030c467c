"""Telling who waits that a place is free: when and where, nothing of what for."""

from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext, override

from heartline.kernel import dates, idempotency
from heartline.kernel.addresses import absolute
from heartline.people.confidential.queries import reachable
from heartline.people.contacts.queries import usable
from heartline.people.models import ContactPoint
from heartline.scheduling.calendars.reactions import language_of
from heartline.scheduling.groups.models import GroupWaiting


def send(waiting: GroupWaiting) -> int:
    """One e-mail to each address that may be used; once, however often it is asked for. How many."""
    points = reachable(usable(waiting.patient_id, ContactPoint.System.EMAIL), confidential=waiting.confidential)
    for point in points:
        key = f"{waiting.pk}:{waiting.told_at}:{point.value}"[:200]
        idempotency.once("letter.group", key, partial(_send, waiting, point.value))
    return len(points)


def text(waiting: GroupWaiting) -> tuple[str, str]:
    """Subject and body in the active language."""
    session = waiting.session
    when = dates.say(session.period.lower, session.site.time_zone)
    lines = [
        gettext("A place is free: %(when)s, %(place)s.") % {"when": when, "place": session.site.name},
        gettext("Take it here, if you still want it: %(address)s")
        % {"address": absolute(reverse("portal:group", args=[session.service.slug]))},
        gettext("It goes to who takes it first. If it is gone, you keep your place on the list."),
    ]
    return gettext("A place is free: %(when)s") % {"when": when}, "\n\n".join([*lines, session.site.organization.name])


def _send(waiting: GroupWaiting, address: str) -> UUID:
    message_id = uuid5(NAMESPACE_URL, f"heartline:group:{waiting.pk}:{waiting.told_at}:{address}")
    with override(language_of(waiting.patient)):
        subject, body = text(waiting)
    headers = {"Message-ID": f"<{message_id}@heartline>"}
    EmailMessage(subject, body + "\n", to=[address], headers=headers).send()
    return message_id
