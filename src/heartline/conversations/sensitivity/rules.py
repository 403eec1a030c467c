"""The policy. A door has a limit and a reader has one; what is shown is the lesser of the two.

So it holds by construction that nothing is shown at a door because of who reads it, or to somebody because of the door, that
the other forbids; and that a role or a door is added by one row.

Sources: 45 CFR 164.530(c) (reasonable safeguards), 164.502(b) (minimum necessary), 164.522(b) (by which means a patient wants
to be written to), 164.502(g) (whom parents act for, and where a minor acts alone), 164.510(b) (those who answer the phone);
HHS FAQ 198 (on a machine: name, number, and to call back); 21st Century Cures Act, 45 CFR 171 (what is in the portal is shown
at once); OCR against Elite Dental 2019 and New Vision Dental 2022 (public answers to reviews: settlements over confirming
that somebody is a patient); Xie et al., JAMIA 2021 and J Adolesc Health 2021 (guardians use teenagers' logins).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from heartline.conversations.sensitivity.kinds import Renderer, Role, Sensitivity, Show, milder
from heartline.kernel.errors import Words

R, W, S = Renderer, Role, Sensitivity


@dataclass(frozen=True, slots=True)
class Limit:
    """Shows what is in `full`, of what is in `notice` that there is a message, and of the rest nothing.

    Whatever is less sensitive than something in `full` or `notice` is in it, too.
    """

    why: Words
    full: tuple[Sensitivity, ...] = (S.NOTHING,)
    notice: tuple[Sensitivity, ...] = ()

    def shows(self, what: Sensitivity) -> Show:
        if any(what in milder(each) for each in self.full):
            return Show.FULL
        return Show.NOTICE if any(what in milder(each) for each in self.notice) else Show.NOTHING


ALL = (S.PROTECTED,)
OPEN = (S.RESULT, S.BILLING)  # everything that is not confidential

DOORS: Mapping[Renderer, Limit] = {
    R.PORTAL: Limit(_("Only somebody who signed in sees this."), full=ALL),
    R.PORTAL_NOTICE: Limit(_("A list of news is read over a shoulder."), full=(S.TIME,), notice=ALL),
    R.CHAT: Limit(_("A chat stays open on a screen that others use."), full=(S.SERVICE,), notice=ALL),
    R.VOICE: Limit(_("A voice is overheard."), full=(S.SERVICE,), notice=ALL),
    R.SMS: Limit(_("Text messages are not sealed, and show on a locked screen."), full=(S.TIME,), notice=ALL),
    R.EMAIL: Limit(_("E-mail is not sealed, and is read on shared devices."), full=(S.TIME,), notice=ALL),
    R.KIOSK: Limit(_("People stand behind."), full=(S.TIME,), notice=ALL),
    R.PUSH: Limit(_("This shows on a locked screen."), full=(S.MESSAGE,), notice=ALL),
    R.WHATSAPP: Limit(_("Another company reads who writes to whom here."), full=(S.MESSAGE,), notice=OPEN),
    R.MESSENGER: Limit(_("Another company reads what is written here."), full=(S.MESSAGE,), notice=OPEN),
    R.CALENDAR: Limit(_("Calendars are shared with family and at work."), full=(S.TIME,), notice=OPEN),
    R.VOICEMAIL: Limit(_("Anybody in the house may listen to this."), full=(S.MESSAGE,), notice=OPEN),
    R.LOBBY: Limit(_("Everybody in the room reads this.")),
    R.PUBLIC: Limit(_("A public answer confirms nothing about anybody, not even that they are a patient.")),
}

ROLES: Mapping[Role, Limit] = {
    W.PATIENT: Limit(_("It is their own."), full=ALL),
    W.TEEN: Limit(_("It is their own."), full=ALL),
    W.PROXY_FULL: Limit(_("They act for the patient, but not in what is confidential."), full=OPEN),
    W.PROXY_LIMITED: Limit(_("They may help with visits, and no further."), full=(S.SERVICE,)),
    W.STAFF: Limit(
        _("Their work needs it; a protected record is opened with a reason."), full=(S.CONFIDENTIAL,), notice=ALL
    ),
    W.PARTNER: Limit(_("Their firm's agreement names visits, and nothing about health or money."), full=(S.SERVICE,)),
    W.UNKNOWN: Limit(_("They have not shown who they are.")),
    W.PUBLIC: Limit(_("They are anybody.")),
}

SHARED = Limit(_("Others read what comes here, too."), full=(S.MESSAGE,), notice=OPEN)
AT_HAND = frozenset({R.PORTAL, R.PORTAL_NOTICE, R.CHAT, R.KIOSK, R.LOBBY, R.PUBLIC})  # go to no number or address


@dataclass(frozen=True, slots=True)
class Decision:
    """How much is shown, and whose limit it was."""

    show: Show
    why: Words


def decide(renderer: Renderer, role: Role, what: Sensitivity, *, shared: bool | None = None) -> Decision:
    """How much of `what` this renderer may show to this reader.

    `shared`: whether others read the number or address to which it goes (people's contact point); None if nobody said.
    Of a minor's address that is taken for a yes: most were given by a guardian.
    """
    limits = [DOORS[renderer], ROLES[role]]
    if renderer not in AT_HAND and (role == W.TEEN if shared is None else shared):
        limits.append(SHARED)
    strictest = min(limits, key=lambda limit: limit.shows(what))
    return Decision(strictest.shows(what), strictest.why)


def decide_all(renderer: Renderer, role: Role, said: Iterable[Sensitivity], *, shared: bool | None = None) -> Decision:
    """Of a text that says several things: as of the one that is shown least."""
    decisions = [decide(renderer, role, what, shared=shared) for what in {S.NOTHING, *said}]
    return min(decisions, key=lambda each: each.show)


def role_of_proxy(scope: str) -> Role:
    """Of a proxy who reaches as far as `scope` (people.proxies); one who reaches nowhere is nobody known."""
    return {"all": W.PROXY_FULL, "": W.UNKNOWN}.get(scope, W.PROXY_LIMITED)


def table(role: Role) -> list[tuple[Renderer, list[Show]]]:
    """For a reader: each renderer, with what it shows of each sensitivity in their order. For pages and documents."""
    return [(renderer, [decide(renderer, role, what).show for what in Sensitivity]) for renderer in Renderer]
