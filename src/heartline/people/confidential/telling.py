"""Telling a proxy and the patient, each once, thirty and seven days before a birthday changes what the proxy may do."""

from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.mail import EmailMessage
from django.utils.translation import override

from heartline.kernel import idempotency, ledger, outbox
from heartline.people.confidential import letters, rules
from heartline.people.confidential.letters import Letter, language_of
from heartline.people.confidential.queries import age_rules, born, changing_soon, reachable, terms, today
from heartline.people.confidential.rules import Change
from heartline.people.contacts.queries import usable
from heartline.people.models import ContactPoint, Proxy


def tell_of_changes() -> int:
    """Tell whoever is to be told today, and return how many letters went out. Call inside a transaction.

    Each letter goes once: repeated, or begun again after a crash, it sends only what has not been sent.
    """
    known, now, sent = age_rules(), today(), 0
    for proxy in changing_soon():
        change = rules.next_change(known, terms(proxy), born(proxy.patient), now)
        days = rules.notice(change, now) if change else None
        if change and days:
            sent += _tell(proxy, change, days)
    return sent


def _tell(proxy: Proxy, change: Change, days: int) -> int:
    key = f"{proxy.pk}:{change.on}:{days}"
    fresh = [
        idempotency.once("letter.growing_up", f"{key}:{whom}", partial(tell, proxy, change, key))[1]
        for whom, tell in (("proxy", _tell_proxy), ("patient", _tell_patient))
    ]
    if any(fresh):
        ledger.record(
            "proxy.change_told",
            patient_id=proxy.patient_id,
            subject_id=proxy.pk,
            data={"holder": proxy.holder_name, "on": change.on.isoformat(), "scope": change.scope},
        )
    return sum(fresh)


def _tell_proxy(proxy: Proxy, change: Change, key: str) -> UUID:
    account = proxy.holder
    with override(language_of(account.language)):
        letter = letters.to_the_proxy(change)
    return _send(letter, key, "email" if account.email else "sms", account.email or account.phone or "")


def _tell_patient(proxy: Proxy, change: Change, key: str) -> UUID:
    """Where the patient reads and the proxy does not; a patient without such an address finds it on their pages."""
    points = reachable(usable(proxy.patient_id), confidential=True)
    written = [point for point in points if point.system != ContactPoint.System.PHONE]
    with override(language_of(proxy.patient.language)):
        letter = letters.to_the_patient(change)
    if not written:
        return _send(letter, key, "", "")
    return _send(letter, key, written[0].system, written[0].value)


def _send(letter: Letter, key: str, system: str, to: str) -> UUID:
    message_id = uuid5(NAMESPACE_URL, f"heartline:growing-up:{key}:{to}")
    if to and system == ContactPoint.System.EMAIL:
        headers = {"Message-ID": f"<{message_id}@heartline>"}
        EmailMessage(letter.subject, letter.body, to=[to], headers=headers).send()
    elif to:
        outbox.keep("sms", to, "", letter.subject)
    return message_id
