"""Staff come, are busy, and go."""

from datetime import timedelta

from django.utils.translation import gettext as _

from heartline.conversations.presence.models import Presence
from heartline.conversations.threads.sharing import share_out
from heartline.kernel import clock, ledger, live
from heartline.kernel.errors import Refused
from heartline.people.models import StaffMember

State = Presence.State
SILENT = timedelta(minutes=5)  # no page of theirs has been heard of; a page that is open calls once a minute
MOST = 50


def be(member: StaffMember, state: str) -> Presence:
    """They are here, busy or away from now on. What waits is shared out anew."""
    now = clock.now()
    found, _new = Presence.objects.select_for_update().get_or_create(
        member=member, defaults={"since": now, "seen_at": now}
    )
    if found.state != state:
        found.since = now
        ledger.record("staff.presence", subject_id=member.pk, data={"state": state, "before": found.state})
    found.state, found.seen_at = state, now
    found.save(update_fields=["state", "since", "seen_at"])
    live.notify("staff", f"member:{member.pk}")
    share_out()
    return found


def seen(member: StaffMember) -> None:
    """A page of theirs is open. It does not bring back who is away. One query."""
    Presence.objects.filter(member=member).exclude(state=State.AWAY).update(seen_at=clock.now())


def set_capacity(member: StaffMember, capacity: int) -> Presence:
    """How much waits for one person's answer at most, of what is shared out. Raises Refused for a number out of reason."""
    if not 1 <= capacity <= MOST:
        raise Refused(
            _("Between 1 and %(most)s conversations at once.") % {"most": MOST},
            next_step=_("Choose another number."),
            status=422,
        )
    now = clock.now()
    found, _new = Presence.objects.get_or_create(member=member, defaults={"since": now, "seen_at": now})
    before, found.capacity = found.capacity, capacity
    found.save(update_fields=["capacity"])
    ledger.record("staff.capacity", subject_id=member.pk, data={"capacity": capacity, "before": before})
    live.notify("staff")
    share_out()
    return found


def silent() -> list[StaffMember]:
    """Who said that they are here or busy, and has had no page open for a while. One query."""
    gone = Presence.objects.exclude(state=State.AWAY).filter(seen_at__lt=clock.now() - SILENT)
    return [each.member for each in gone.select_related("member").order_by("pk")]
