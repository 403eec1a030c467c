"""Who may do what. The one table: a permission, in the words of its happening, and the roles that have it.

Pages ask for a permission (people.access); a test walks every URL with every role against this table.
Patients and proxies are not in it: what they reach is confined by row-level security and the proxy's scope.
"""

from heartline.people.models import Role
from heartline.people.partners.scope import current

FD, AG, PA, NU, CL = Role.FRONT_DESK, Role.AGENT, Role.PARTNER_AGENT, Role.NURSE, Role.CLINICIAN
EX, MA, PO, AD, AU = Role.EXPERIENCE_LEAD, Role.MANAGER, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR

PERMISSIONS: dict[str, frozenset[Role]] = {
    "desk.enter":            frozenset(Role),
    # people
    "patient.find":          frozenset({FD, AG, PA, NU, CL, EX, MA, PO}),
    "patient.read":          frozenset({FD, AG, PA, NU, CL, EX, MA, PO}),
    "patient.register":      frozenset({FD, AG, NU, MA}),
    "patient.edit":          frozenset({FD, AG, NU, MA}),
    "patient.note":          frozenset({FD, AG, NU, CL, EX, MA}),
    "account.invite":        frozenset({FD, AG, NU, MA, PO}),
    "proxy.grant":           frozenset({FD, MA, PO}),
    "identity.steward":      frozenset({MA, PO}),
    "timeline.read":         frozenset({FD, AG, NU, CL, EX, MA, PO}),
    # scheduling
    "day.read":              frozenset({FD, AG, PA, NU, CL, MA}),
    "appointment.book":      frozenset({FD, AG, PA, NU, CL, MA}),
    "appointment.cancel":    frozenset({FD, AG, PA, NU, CL, MA}),
    "appointment.confide":   frozenset({FD, AG, NU, CL, MA}),
    "appointment.arrive":    frozenset({FD, NU, MA}),
    "time.block":            frozenset({FD, CL, MA}),
    "group.open":            frozenset({FD, NU, CL, MA}),
    "calendar.feed":         frozenset({FD, NU, CL, MA}),
    "visits.reassign":       frozenset({FD, MA}),
    "flow.read":             frozenset({FD, NU, MA}),
    "flow.plan":             frozenset({MA}),
    "attendance.help":       frozenset({FD, NU, MA}),
    "attendance.card":       frozenset({EX, MA, AU}),
    "lane.read":             frozenset({FD, NU, CL, MA}),
    "lane.open":             frozenset({MA}),
    "access.read":           frozenset({EX, MA, AU}),
    "waitlist.read":         frozenset({FD, AG, PA, NU, CL, EX, MA}),
    "waitlist.edit":         frozenset({FD, AG, NU, MA}),
    "waitlist.urgency":      frozenset({NU, CL, MA}),
    "waitlist.report":       frozenset({EX, MA}),
    # conversations
    # Of an outsourced team as far as its agreement says (people.partners), like whatever else it may.
    "conversation.read":     frozenset({FD, AG, PA, NU, CL, EX, MA}),
    "conversation.answer":   frozenset({FD, AG, PA, NU, CL, EX, MA}),
    "conversation.supervise": frozenset({MA}),
    "partner.report":        frozenset({EX, MA}),
    "consent.record":        frozenset({FD, AG, NU, CL, EX, MA}),
    # keeping
    "audit.read":            frozenset({PO, AU}),
    "age_rules.set":         frozenset({MA, PO}),
    "login.check":           frozenset({FD, AG, NU, MA, PO}),
    "record.protect":        frozenset({MA, PO}),
    "protected.read":        frozenset({PO}),  # opens protected records without a reason
    "opening.judge":         frozenset({PO}),
    "access_request.handle": frozenset({MA, PO}),
    "staff.read":            frozenset({MA, AD, AU}),
    "staff.end":             frozenset({MA, AD}),
    "settings.edit":         frozenset({AD}),
}  # fmt: skip


def may(role: str, permission: str) -> bool:
    """Whether `role` has `permission`. Raises KeyError for a permission that is not in the table."""
    return role in PERMISSIONS[permission] and _agreed(permission)


def table_for(role: str) -> dict[str, bool]:
    """Every permission, with its dot as an underscore for templates, and whether `role` has it."""
    return {name.replace(".", "_"): may(role, name) for name in PERMISSIONS}


def ours(permission: str) -> list[str]:
    """Roles that have it of our own staff: to these something is given without their asking for it."""
    return [role.value for role in PERMISSIONS[permission] if role != PA]


def _agreed(permission: str) -> bool:
    """Whether the agreement of a partner who makes this request allows it; of everybody else nothing is asked."""
    scope = current()
    return scope is None or scope.allows(permission)
