"""Ways of looking at the inbox: which conversations each of them shows."""

from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heartline.conversations.threads.models import Call, Note
from heartline.conversations.turns.thread import LIVE, Owner, Status
from heartline.kernel.errors import Words

OVER = (Status.RESOLVED, Status.MERGED)


class View(StrEnum):
    MINE = "mine"
    FREE = "free"
    OPEN = "open"
    AWAITING = "awaiting"
    SNOOZED = "snoozed"
    MENTIONED = "mentioned"
    CALLED = "called"
    UNDELIVERED = "undelivered"
    RESOLVED = "resolved"

    @property
    def words(self) -> Words:
        return _WORDS[self]

    @property
    def is_over(self) -> bool:
        """Whether it only grows: it is not counted, and its newest come first."""
        return self == View.RESOLVED


_WORDS: dict[View, Words] = {
    View.MINE: pgettext_lazy("conversations", "Mine"),
    View.FREE: pgettext_lazy("conversations", "Not taken"),
    View.OPEN: pgettext_lazy("conversations", "All open"),
    View.AWAITING: _("Waiting for the patient"),
    View.SNOOZED: pgettext_lazy("conversations", "Laid aside"),
    View.MENTIONED: _("I am mentioned"),
    View.CALLED: _("I am called"),
    View.UNDELIVERED: _("Did not arrive"),
    View.RESOLVED: pgettext_lazy("conversations", "Resolved"),
}


def shows(view: View, member_id: UUID) -> Q:
    """The condition on a conversation, as `member_id` looks. For use in a query: none of its own."""
    live = Q(status__in=LIVE)
    mentions = Note.objects.filter(conversation=OuterRef("pk"), mentions__contains=[member_id])
    calls = Call.objects.filter(conversation=OuterRef("pk"), staff_member=member_id)
    return {
        View.MINE: Q(person=member_id) & ~Q(status__in=[*OVER, Status.SNOOZED]),
        View.FREE: live & Q(owner=Owner.NOBODY),
        View.OPEN: live,
        View.AWAITING: Q(status=Status.AWAITING),
        View.SNOOZED: Q(status=Status.SNOOZED),
        View.MENTIONED: ~Q(status__in=OVER) & Q(Exists(mentions)),
        View.CALLED: live & Q(Exists(calls)),
        View.UNDELIVERED: Q(undelivered=True) & ~Q(status=Status.MERGED),
        View.RESOLVED: Q(status=Status.RESOLVED),
    }[view]
