"""By which renderer, to whom, of which sensitivity; and which of them is safer, nearer or less sensitive than another.

The orders are partial: e-mail is not safer than a text message, only other; a bill is not less private than a result. Each
pair is said once, what follows from several of them follows.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import TypeVar


class Renderer(StrEnum):
    """Where it would be read, seen or heard."""

    PORTAL = "portal"  # a page of somebody signed in: portal for patients, desk for staff
    PORTAL_NOTICE = "portal_notice"  # the line in a list of news, before it is opened
    CHAT = "chat"  # live chat on the clinic's website
    SMS = "sms"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"  # and Instagram's
    EMAIL = "email"
    VOICE = "voice"  # spoken to who answers
    VOICEMAIL = "voicemail"
    CALENDAR = "calendar"  # a file or feed, on calendars that families and employers see
    PUSH = "push"  # on a locked screen
    KIOSK = "kiosk"  # with people behind
    LOBBY = "lobby"  # a display for all who wait
    PUBLIC = "public"  # an answer to a public comment or review


class Role(StrEnum):
    """Who reads it, as far as it is proven. Somebody with several roles has the one in which they read it."""

    PATIENT = "patient"  # an adult, or who decides for themselves
    TEEN = "teen"  # a minor with a login of their own; one that a guardian uses (people.confidential.shared) is the guardian
    PROXY_FULL = "proxy_full"  # parent or guardian, Proxy.Scope.ALL
    PROXY_LIMITED = "proxy_limited"  # Proxy.Scope.VISITS or READ
    STAFF = "staff"
    PARTNER = "partner"  # an agent of another firm, who sees what its agreement names
    UNKNOWN = "unknown"  # has not proven who they are
    PUBLIC = "public"


class Sensitivity(StrEnum):
    """What it says of somebody."""

    NOTHING = "nothing"  # nothing personal: opening hours, the way, a ticket's number
    MESSAGE = "message"  # that there is a message for them
    TIME = "time"  # when and at which site
    SERVICE = "service"  # a visit with its service or clinician
    CLINICAL = "clinical"
    RESULT = "result"
    BILLING = "billing"
    CONFIDENTIAL = "confidential"  # stays between the patient and the staff (people.confidential)
    PROTECTED = "protected"  # of a record that staff open only with a reason (people.sensitive)


class Show(IntEnum):
    """The least first."""

    NOTHING = 0
    NOTICE = 1  # "You have a message", with a link to sign in
    FULL = 2


R, W, S = Renderer, Role, Sensitivity
Kind = TypeVar("Kind", Renderer, Role, Sensitivity)

# Each shows no more than the ones that are named for it.
_DOORS: Mapping[Renderer, tuple[Renderer, ...]] = {
    R.PORTAL_NOTICE: (R.PORTAL,),
    R.CHAT: (R.PORTAL,),
    R.VOICE: (R.PORTAL,),
    R.EMAIL: (R.PORTAL_NOTICE,),
    R.SMS: (R.PORTAL_NOTICE, R.CHAT),
    R.CALENDAR: (R.PORTAL_NOTICE,),
    R.KIOSK: (R.PORTAL_NOTICE,),
    R.PUSH: (R.PORTAL_NOTICE,),
    R.WHATSAPP: (R.SMS,),
    R.MESSENGER: (R.WHATSAPP,),
    R.VOICEMAIL: (R.VOICE, R.SMS, R.PUSH),
    R.LOBBY: (R.KIOSK, R.VOICEMAIL),
    R.PUBLIC: (R.LOBBY, R.MESSENGER, R.CALENDAR, R.EMAIL),
}
_ROLES: Mapping[Role, tuple[Role, ...]] = {
    W.TEEN: (W.PATIENT,),
    W.PROXY_FULL: (W.PATIENT,),
    W.PROXY_LIMITED: (W.PROXY_FULL,),
    W.PARTNER: (W.STAFF,),
    W.UNKNOWN: (W.TEEN, W.PROXY_LIMITED, W.PARTNER),
    W.PUBLIC: (W.UNKNOWN,),
}
_SENSITIVITIES: Mapping[Sensitivity, tuple[Sensitivity, ...]] = {
    S.MESSAGE: (S.NOTHING,),
    S.TIME: (S.MESSAGE,),
    S.SERVICE: (S.TIME,),
    S.CLINICAL: (S.SERVICE,),
    S.RESULT: (S.CLINICAL,),
    S.BILLING: (S.SERVICE,),
    S.CONFIDENTIAL: (S.RESULT, S.BILLING),
    S.PROTECTED: (S.CONFIDENTIAL,),
}


def safer(renderer: Renderer) -> frozenset[Renderer]:
    """The renderers that show at least as much, and itself."""
    return _above(_DOORS, renderer)


def nearer(role: Role) -> frozenset[Role]:
    """The readers who are shown at least as much, and itself."""
    return _above(_ROLES, role)


def milder(what: Sensitivity) -> frozenset[Sensitivity]:
    """What is at most as sensitive, and itself."""
    return _above(_SENSITIVITIES, what)


def _above(order: Mapping[Kind, tuple[Kind, ...]], each: Kind) -> frozenset[Kind]:
    return frozenset({each}).union(*(_above(order, other) for other in order.get(each, ())))
