"""Tables of people, gathered for Django: one file a noun."""

from heartline.people.linking.models import DuplicateDay, Link
from heartline.people.models.account import Account, AccountManager
from heartline.people.models.facility import OpeningHours, Organization, Room, Site
from heartline.people.models.invitation import Invitation
from heartline.people.models.patient import (
    Address,
    ContactPoint,
    Coverage,
    HumanName,
    Identifier,
    Patient,
    PatientLanguage,
    RelatedPerson,
)
from heartline.people.models.proxy import Proxy
from heartline.people.models.staff import Role, StaffMember

__all__ = [
    "Account",
    "AccountManager",
    "Address",
    "ContactPoint",
    "Coverage",
    "DuplicateDay",
    "HumanName",
    "Identifier",
    "Invitation",
    "Link",
    "OpeningHours",
    "Organization",
    "Patient",
    "PatientLanguage",
    "Proxy",
    "RelatedPerson",
    "Role",
    "Room",
    "Site",
    "StaffMember",
]
