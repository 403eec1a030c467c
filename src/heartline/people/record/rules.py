"""What is still to be asked of a patient."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from heartline.kernel.errors import Words


@dataclass(frozen=True, slots=True)
class Known:
    """What is known, as far as it matters for serving somebody well."""

    birth_date: bool
    language: bool
    reachable: bool
    preferred: bool
    verified: bool
    emergency_contact: bool
    coverage: bool


def to_ask(known: Known) -> list[Words]:
    """What to ask next time, the most needed first."""
    asks: list[tuple[bool, Words]] = [
        (known.reachable, _("How can we reach them? There is no phone or e-mail that we may use.")),
        (known.birth_date, _("When were they born?")),
        (known.language, _("Which language do they speak?")),
        (known.preferred or not known.reachable, _("How do they want to be reached first?")),
        (known.verified or not known.reachable, _("Does their phone or e-mail reach them? None is verified.")),
        (known.emergency_contact, _("Whom should we call in an emergency?")),
        (known.coverage, _("Who pays for their care?")),
    ]
    return [words for there, words in asks if not there]
