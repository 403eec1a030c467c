"""How to get into the demo clinic: one login for each role of staff, and three for patients' families."""

from typing import NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from heartline.people.demo.featured import ARABIC, MOTHER, PROXY, Featured
from heartline.people.demo.staff import DOMAIN, Team
from heartline.people.models import Account, Organization, Role

PASSWORD = "heartline-demo"  # known to everybody, and only ever given to people who do not exist
TOTP_SECRET = "HEARTLINEDEMOHEARTLINEDEMOHEARTL"  # base32, 20 bytes: as public as the password


class Login(NamedTuple):
    role: str
    email: str
    password: str
    note: str


STAFF = {
    Role.FRONT_DESK: ("front.desk", "the day at one site, callers, arrivals"),
    Role.AGENT: ("agent", "answers for all sites"),
    Role.PARTNER_AGENT: ("partner", "a partner's agent: books, sees no timeline"),
    Role.NURSE: ("nurse", "has a calendar of her or his own"),
    Role.CLINICIAN: ("clinician", "has a calendar of her or his own"),
    Role.EXPERIENCE_LEAD: ("experience", "listens to patients"),
    Role.MANAGER: ("manager", "runs the clinic"),
    Role.PRIVACY_OFFICER: ("privacy", "reads who looked at what"),
    Role.ADMINISTRATOR: ("admin", "settings, no patients"),
    Role.AUDITOR: ("auditor", "reads the audit log, no patients"),
}
FAMILIES = {
    MOTHER: ("Patient", "mother of two, cares for her own mother, visits ahead"),
    ARABIC: ("Patient", "reads Arabic, needs an interpreter"),
    "dayo@example.org": ("Patient", "16, with a visit that the mother does not see; asked for all data"),
    PROXY: ("Proxy", "not a patient; cares for his father"),
}


def logins() -> list[Login]:
    """What to print for whoever tries the demo; nothing unless this database holds it. One query."""
    if not Organization.objects.filter(is_demo=True).exists():
        return []
    families = [Login(role, email, PASSWORD, note) for email, (role, note) in FAMILIES.items()]
    staff = [Login(str(role.label), f"{name}@{DOMAIN}", PASSWORD, note) for role, (name, note) in STAFF.items()]
    return families + staff


def enrol(team: Team, featured: Featured) -> None:
    """Give the demo's logins their password, verified e-mail address and, for staff, second factor."""
    password = make_password(PASSWORD)
    for role, (name, _note) in STAFF.items():
        account = team.by_role[role][0].account
        assert account is not None
        account.email, account.password = f"{name}@{DOMAIN}", password
        account.save(update_fields=["email", "password"])
        Authenticator.objects.create(
            user=account, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(TOTP_SECRET)}
        )
    Account.objects.filter(email__in=FAMILIES).update(password=password)
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=key, email=email, verified=True, primary=True)
        for key, email in Account.objects.filter(email__isnull=False).values_list("pk", "email")
    )
