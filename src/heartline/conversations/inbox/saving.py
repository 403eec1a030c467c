"""Ways of looking at the inbox that somebody keeps under a name: for themselves, or for everybody."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from heartline.conversations.inbox.models import Queue, SavedView
from heartline.conversations.inbox.views import View
from heartline.kernel import live
from heartline.kernel.errors import Refused
from heartline.people.models import StaffMember

LONGEST, MOST = 40, 20


def views_of(member: StaffMember) -> list[SavedView]:
    """Their own and those for everybody, by name. One query."""
    found = SavedView.objects.filter(Q(owner=member) | Q(shared=True)).select_related("queue")
    return list(found.order_by("name", "pk"))


def keep(
    member: StaffMember, name: str, view: View, queue: Queue | None, topic: str, language: str, *, shared: bool
) -> SavedView:
    """Keep it; under a name that they have used it takes that one's place. Raises Refused without a name, and for too many."""
    name = " ".join(name.split())[:LONGEST]
    if not name:
        raise Refused(_("This view has no name."), next_step=_("Write a name for it."), status=422)
    mine = SavedView.objects.filter(owner=member)
    if mine.exclude(name=name).count() >= MOST:
        raise Refused(
            _("You have %(most)s saved views.") % {"most": MOST}, next_step=_("Remove one first."), status=422
        )
    values = {"view": view.value, "queue": queue, "topic": topic, "language": language, "shared": shared}
    found, _new = SavedView.objects.update_or_create(owner=member, name=name, defaults=values)
    live.notify("staff" if shared else f"member:{member.pk}")
    return found


def forget(member: StaffMember, view_id: UUID) -> None:
    """Their own only; gone for everybody."""
    SavedView.objects.filter(owner=member, pk=view_id).delete()
    live.notify("staff")
