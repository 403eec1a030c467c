"""A message is translated for reading, an answer before it is sent. Nothing here hinders anybody from answering without."""

import logging
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _

from heartline.channels.libretranslate.provider import Untranslated, machine
from heartline.conversations.threads.models import Message
from heartline.conversations.translating.models import Translation
from heartline.kernel import clock, ledger, live
from heartline.kernel.errors import Refused
from heartline.people.models import StaffMember

logger = logging.getLogger(__name__)
SALT = "heartline.translated"
VALID = 24 * 3600  # seconds for which a proposal can be sent


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a machine made of an answer that somebody wrote. `seal` goes with the form, and says that it was so."""

    written: str
    language: str  # of what was written
    text: str
    provider: str
    at: str  # ISO 8601

    @property
    def seal(self) -> str:
        return signing.dumps([self.written, self.language, self.text, self.provider, self.at], salt=SALT, compress=True)


def read(message: Message, member: StaffMember, language: str) -> Translation:
    """In the reader's language, kept beside the message. Raises Refused where no machine does it."""
    known = Translation.objects.filter(message=message, language=language).first()
    if known is not None:
        return known
    text, provider = _translated(message.text, language, message.language or "auto")
    kept, new = Translation.objects.get_or_create(
        message=message,
        language=language,
        defaults={
            "patient_id": message.patient_id,
            "confidential": message.confidential,
            "kind": Translation.Kind.READ,
            "text": text,
            "provider": provider,
            "made_at": clock.now(),
            "by": member,
        },
    )
    if new:
        _tell(message, "message.translated", provider)
    return kept


def propose(text: str, written_in: str, language: str) -> Proposal:
    """An answer in the language of whom it is for. Nothing is kept until it is sent. Raises Refused as `read` does."""
    if not text.strip():
        raise Refused(
            _("There is no text in this message."), next_step=_("Write something, then translate it."), status=422
        )
    made, provider = _translated(text, language, written_in)
    return Proposal(text, written_in, made, provider, clock.now().isoformat())


def unseal(seal: str) -> Proposal | None:
    """The proposal that a form brings back; None where it brings none that we made of late."""
    try:
        return Proposal(*signing.loads(seal, salt=SALT, max_age=VALID))
    except (signing.BadSignature, TypeError):
        return None


def keep(message: Message, member: StaffMember, proposal: Proposal) -> Translation:
    """It was read, confirmed and sent as `message`: what it was before is kept with it. Safe to repeat."""
    kept, new = Translation.objects.get_or_create(
        message=message,
        language=proposal.language,
        defaults={
            "patient_id": message.patient_id,
            "confidential": message.confidential,
            "kind": Translation.Kind.WRITTEN,
            "text": proposal.written,
            "proposed": proposal.text,
            "provider": proposal.provider,
            "made_at": proposal.at,
            "by": member,
            "confirmed_at": clock.now(),
        },
    )
    if new:
        _tell(message, "message.sent_translated", proposal.provider)
    return kept


def _translated(text: str, target: str, source: str) -> tuple[str, str]:
    known = machine()
    if known is None:
        raise Refused(_("No machine translates here."), kept=_("Your text is kept below."))
    try:
        return known.translate(text, target, source), known.name
    except Untranslated as error:
        logger.warning("not translated: %s", error)
        raise Refused(
            _("It could not be translated now."),
            kept=_("Your text is kept below."),
            next_step=_("Send it as it is, try again later, or ask for an interpreter."),
        ) from error


def _tell(message: Message, kind: str, provider: str) -> None:
    ledger.record(
        kind,
        patient_id=message.patient_id,
        subject_id=message.conversation_id,
        data={"message": str(message.pk), "door": message.door, "provider": provider},
        confidential=message.confidential,
    )
    live.notify(f"thread:{message.conversation_id}")
