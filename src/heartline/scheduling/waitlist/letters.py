"""The message that a time is free: when, where and until when to answer. Nothing of what it is for."""

from collections.abc import Callable, Iterable
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import get_supported_language_variant, gettext, override

from heartline.kernel import idempotency, outbox
from heartline.kernel.addresses import absolute
from heartline.kernel.models import IdempotencyKey
from heartline.people.contacts.queries import usable
from heartline.people.linking.queries import of_person
from heartline.people.models import Patient
from heartline.people.proxies.queries import in_force
from heartline.scheduling.waitlist.models import WaitlistOffer
from heartline.scheduling.zones import say_in

EMAIL, SMS = "email", "sms"
OFFERED, SORRY = "letter.waitlist", "letter.waitlist_sorry"


def send(offer: WaitlistOffer) -> int:
    """Tell the patient by each way that they want used; once a way, however often it is asked for. How many ways."""
    ways = list(_ways(offer))
    for system, value, language in ways:
        sending = partial(_send, offer, system, value, language)
        idempotency.once(OFFERED, _key(offer, value), sending)
    return len(ways)


def send_sorry(offer: WaitlistOffer) -> int:
    """Tell whoever was told of this time that it is taken after all; once a way. How many ways."""
    ways = list(_ways(offer))
    keys = [_key(offer, value) for _system, value, _language in ways]
    told = set(IdempotencyKey.objects.filter(action=OFFERED, key__in=keys).values_list("key", flat=True))
    known = [way for way, key in zip(ways, keys, strict=True) if key in told]
    for system, value, language in known:
        sending = partial(_send, offer, system, value, language, sorry)
        idempotency.once(SORRY, _key(offer, value), sending)
    return len(known)


def text(offer: WaitlistOffer) -> tuple[str, str]:
    """Subject and body in the active language."""
    when = say_in(offer.period.lower, offer.site.time_zone)
    subject = gettext("A time is free for you: %(when)s") % {"when": when}
    lines = [
        gettext("A time that you wait for is free: %(when)s, %(place)s.") % {"when": when, "place": offer.site.name},
        gettext("We keep it for you until %(deadline)s. Take it or leave it here: %(address)s")
        % {
            "deadline": say_in(offer.deadline, offer.site.time_zone),
            "address": absolute(reverse("portal:offer", args=[offer.pk])),
        },
        gettext("If you leave it, you keep your place on the list."),
    ]
    return subject, "\n\n".join([*lines, offer.site.organization.name]) + "\n"


def sorry(offer: WaitlistOffer) -> tuple[str, str]:
    """Subject and body in the active language: it was offered, and is taken after all."""
    when = say_in(offer.period.lower, offer.site.time_zone)
    subject = gettext("No longer free: %(when)s") % {"when": when}
    lines = [
        gettext("We are sorry. The time that was free for you is taken after all: %(when)s, %(place)s.")
        % {"when": when, "place": offer.site.name},
        gettext("You keep your place on the list, and we will tell you of the next time that suits you."),
    ]
    return subject, "\n\n".join([*lines, offer.site.organization.name]) + "\n"


def _key(offer: WaitlistOffer, value: str) -> str:
    return f"{offer.pk}:{value}"[:200]


def _send(
    offer: WaitlistOffer,
    system: str,
    value: str,
    language: str,
    words: Callable[[WaitlistOffer], tuple[str, str]] = text,
) -> UUID:
    message_id = uuid5(NAMESPACE_URL, f"heartline:waitlist:{words.__name__}:{offer.pk}:{value}")
    with override(language):
        subject, body = words(offer)
    if system == SMS:
        outbox.keep("sms", value, "", " ".join(body.split("\n\n")[:2]))
    else:
        headers = {"Message-ID": f"<{message_id}@heartline>"}
        EmailMessage(subject, body, to=[value], headers=headers).send()
    return message_id


def _ways(offer: WaitlistOffer) -> Iterable[tuple[str, str, str]]:
    """(system, value, language): the patient's own e-mail and mobile, else those of people who may arrange their visits.

    What is confidential goes to nobody but the patient, and to no number that others answer.
    """
    language = _language(offer.patient)
    found = [point for point in usable(offer.patient_id) if not (offer.confidential and point.shared)]
    own = [next((point for point in found if point.system == system), None) for system in (EMAIL, SMS)]
    known = [(point.system, point.value, language) for point in own if point is not None]
    if known or offer.confidential:
        return known
    holders = (
        in_force().filter(patient__in=of_person(offer.patient_id), reach__in=["all", "visits"]).select_related("holder")
    )
    return [
        (system, value, _supported(proxy.holder.language))
        for proxy in holders
        for system, value in ((EMAIL, proxy.holder.email), (SMS, proxy.holder.phone))
        if value
    ]


def _language(patient: Patient) -> str:
    return _supported(patient.language)


def _supported(tag: str) -> str:
    try:
        return get_supported_language_variant((tag or "en").lower())
    except LookupError:
        return "en"
