"""An answer that a machine translated, on its way between the page and the one who reads it."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from heartline.conversations.translating.actions import Proposal, unseal
from heartline.kernel.errors import Refused


def offer(request: HttpRequest, proposal: Proposal) -> None:
    """The page that is drawn now shows it, to be read."""
    request.proposal = proposal  # type: ignore[attr-defined]


def offered(request: HttpRequest) -> Proposal | None:
    """What this page shows to be read: just made, or brought back by a form that was refused."""
    made: Proposal | None = getattr(request, "proposal", None)
    return made or unseal(request.POST.get("translated", ""))


def confirmed(request: HttpRequest) -> Proposal | None:
    """The proposal that an answer goes back to, where it is one. Raises Refused where nobody says that they have read it."""
    seal = request.POST.get("translated", "")
    proposal = unseal(seal) if seal else None
    if proposal and not request.POST.get("confirmed"):
        raise Refused(
            _("A machine translated this, and nobody has said that it is right."),
            kept=_("Your text is kept below."),
            next_step=_("Read it, mend it, and tick that it is right. Or ask for an interpreter."),
            status=422,
        )
    return proposal
