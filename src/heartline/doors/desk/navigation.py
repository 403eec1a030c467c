"""What the desk's bar leads to: some pages directly, the rest in menus. A page is one line here.

A role sees the links whose permission it has, and no menu that would be empty.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heartline.people.access_requests.queries import waiting
from heartline.people.sensitive.queries import unseen

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Link:
    """`keys` are its shortcut, as they are typed ("g d"); `goes` is what the sheet of shortcuts says of it."""

    label: Words
    view: str
    icon: str
    permission: str
    keys: str = ""
    goes: Words = ""
    root: bool = False  # the address of all others begins with its own
    count: Callable[[], int] | None = None  # how much waits there; asked for those who see the link only


@dataclass(frozen=True, slots=True)
class Menu:
    label: Words
    icon: str
    links: tuple[Link, ...]


BAR = (
    Link(_("Day"), "desk:day", "calendar-days", "day.read", "g d", _("Go to the day"), root=True),
    Link(_("Calendar"), "desk:calendar", "calendar-range", "day.read", "g c", _("Go to the calendar")),
    Link(_("Inbox"), "desk:inbox", "inbox", "conversation.read", "g i", _("Go to the inbox")),
    Link(_("Find"), "desk:find", "search", "patient.find", "g f", _("Go to find")),
    Link(_("Book"), "desk:book", "calendar-plus", "appointment.book", "g b", _("Book a visit")),
)  # fmt: skip

MENUS = (
    Menu(pgettext_lazy("menu", "Patients"), "users", (
        Link(_("Duplicates"), "desk:duplicates", "git-merge", "identity.steward", "g u", _("Go to duplicates")),
        Link(_("Tasks"), "desk:tasks", "list-checks", "conversation.read", "g t", _("Go to tasks")),
    )),
    Menu(pgettext_lazy("menu", "Scheduling"), "calendar-clock", (
        Link(_("Waiting list"), "desk:waitlist", "hourglass", "waitlist.read", "g w", _("Go to the waiting list")),
        Link(_("Groups"), "desk:groups", "users", "day.read"),
        Link(_("Who may need a hand"), "desk:hand", "hand-helping", "attendance.help"),
        Link(_("Extra places"), "desk:lanes", "copy-plus", "lane.read"),
        Link(_("Clinicians away"), "desk:absences", "user-x", "visits.reassign"),
        Link(_("How full it will be"), "desk:flow", "chart-column", "flow.read"),
        Link(_("Calendar links"), "desk:calendar_feeds", "calendar-sync", "calendar.feed"),
    )),
    Menu(pgettext_lazy("menu", "Figures"), "chart-no-axes-column", (
        Link(_("How soon people are seen"), "desk:access", "gauge", "access.read"),
        Link(_("Card of the no-show model"), "desk:attendance_card", "file-chart-column", "attendance.card"),
        Link(_("What partners did"), "desk:partner_report", "handshake", "partner.report"),
        Link(_("Is the waiting list fair?"), "desk:waitlist_report", "scale", "waitlist.report"),
    )),
    Menu(pgettext_lazy("menu", "Records"), "archive", (
        Link(_("Setting up"), "desk:setup", "settings", "settings.edit", "g s", _("Go to setting up")),
        Link(_("What calendars may say"), "desk:calendar_limit", "calendar-cog", "settings.edit"),
        Link(_("Growing up"), "desk:age_rules", "cake", "age_rules.set"),
        Link(_("Logins of minors"), "desk:shared_logins", "user-x", "login.check"),
        Link(_("Requests for data"), "desk:access_requests", "file-down", "access_request.handle", count=waiting),
        Link(_("Protected records"), "desk:openings", "shield-alert", "opening.judge", count=unseen),
        Link(_("Staff"), "desk:staff", "id-card", "staff.read"),
        Link(_("Audit"), "desk:audit", "scroll-text", "audit.read", "g a", _("Go to the audit")),
    )),
)  # fmt: skip


def everything() -> tuple[Link, ...]:
    """Every link of the bar and of its menus."""
    return (*BAR, *(link for menu in MENUS for link in menu.links))
