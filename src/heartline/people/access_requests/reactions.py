"""Making the archive, telling whoever asked, and throwing it away when its time is over."""

from collections.abc import Callable
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.mail import EmailMessage
from django.utils.translation import gettext, override
from procrastinate.contrib.django import app

from heartline.kernel import actor, dates, idempotency, outbox
from heartline.kernel.db.confine import as_staff
from heartline.kernel.models import Event
from heartline.kernel.reactions import on
from heartline.people.access_requests import actions
from heartline.people.access_requests.models import AccessRequest
from heartline.people.confidential.letters import language_of
from heartline.people.models import Account
from heartline.people.places.queries import organization, zones

Words = Callable[[AccessRequest, str], tuple[str, str]]  # a request and a zone → subject and text


@on("access_request.asked")
@on("access_request.retried")
def prepare(event: Event) -> None:
    """Safe to repeat: what is ready stays as it is."""
    request = AccessRequest.objects.filter(pk=event.subject_id).first() if event.subject_id else None
    if request is not None:
        actions.prepare(request)


@on("access_request.ready")
def tell_ready(event: Event) -> None:
    """One letter to whoever asked."""
    _tell(event, ready_words)


@on("access_request.extended")
def tell_extended(event: Event) -> None:
    """45 CFR 164.524(b)(2)(iii): the reason, and by when, in writing."""
    _tell(event, extended_words)


@app.periodic(cron="40 3 * * *")
@app.task(name="heartline.people.archives", queueing_lock="heartline.people.archives", pass_context=False)
def throw_away(timestamp: int) -> None:
    """Archives whose time is over."""
    with actor.acting(actor.SYSTEM), as_staff():
        actions.throw_away_expired()


def ready_words(request: AccessRequest, zone: str) -> tuple[str, str]:
    """Subject and text, in the active language."""
    until = dates.say(request.expires_at, zone) if request.expires_at else ""
    return gettext("Your data is ready"), gettext(
        "You asked for a copy of all data that we hold. It is ready. Sign in and open “My data” to download it. You can do so until %(until)s."
    ) % {"until": until}


def extended_words(request: AccessRequest, _zone: str) -> tuple[str, str]:
    """Subject and text, in the active language."""
    return gettext("Your data takes longer"), gettext(
        "You asked for a copy of all data that we hold. We need more time, and will have it ready by %(day)s. The reason: %(reason)s"
    ) % {"day": dates.say_day(request.due_on), "reason": request.extension_reason}


def _tell(event: Event, words: Words) -> None:
    request = (
        AccessRequest.objects.select_related("asked_by").filter(pk=event.subject_id).first()
        if event.subject_id
        else None
    )
    if request is None or request.asked_by is None:
        return
    account = request.asked_by
    key = f"{event.pk}:{account.pk}"
    idempotency.once("letter.access_request", key, partial(_send, event, request, account, words))


def _send(event: Event, request: AccessRequest, account: Account, words: Words) -> UUID:
    clinic = organization()
    with override(language_of(account.language)):
        subject, text = words(request, zones()[0])
    message_id = uuid5(NAMESPACE_URL, f"heartline:access-request:{event.pk}:{account.pk}")
    if account.email:
        body = f"{text}\n\n{clinic.name if clinic else 'Heartline'}\n"
        headers = {"Message-ID": f"<{message_id}@heartline>"}
        EmailMessage(subject, body, to=[account.email], headers=headers).send()
    elif account.phone:
        outbox.keep("sms", account.phone, "", text)
    return message_id
