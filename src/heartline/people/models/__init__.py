"""Tables of people, gathered for Django: one file a noun."""

from heartline.people.access_requests.models import AccessRequest
from heartline.people.confidential.models import AgeRule, LoginCheck, PrivateCare
from heartline.people.linking.models import DuplicateDay, Link
from heartline.people.matching.models import MatchKeys, NameShare
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
from heartline.people.models.staff import Role, StaffInvitation, StaffMember
from heartline.people.partners.models import PartnerAgreement
from heartline.people.sensitive.models import Opening, Protection

__all__ = [
    "AccessRequest",
    "Account",
    "AccountManager",
    "Address",
    "AgeRule",
    "ContactPoint",
    "Coverage",
    "DuplicateDay",
    "HumanName",
    "Identifier",
    "Invitation",
    "Link",
    "LoginCheck",
    "MatchKeys",
    "NameShare",
    "Opening",
    "OpeningHours",
    "Organization",
    "PartnerAgreement",
    "Patient",
    "PatientLanguage",
    "PrivateCare",
    "Protection",
    "Proxy",
    "RelatedPerson",
    "Role",
    "Room",
    "Site",
    "StaffInvitation",
    "StaffMember",
]
