"""Forty clinicians of many cultures, and those who answer, receive, lead and keep watch."""

from dataclasses import dataclass, field
from random import Random

from django.contrib.auth.hashers import make_password

from heartline.kernel.text import fold
from heartline.people.demo import names, words
from heartline.people.demo.draw import chance, new_id
from heartline.people.models import Account, Role, Site, StaffMember

# How many clinicians of each specialty; the first word of their `skills` is its key.
SPECIALTIES = {
    "family_medicine": 9, "pediatrics": 4, "nursing": 6, "laboratory": 3, "psychology": 4, "obstetrics": 2,
    "physiotherapy": 3, "dermatology": 1, "eye_care": 1, "audiology": 1, "orthopedics": 1, "cardiology": 1,
    "radiography": 1, "sonography": 1, "nutrition": 1, "pharmacy": 1,
}  # fmt: skip
DOCTORS = {
    "family_medicine",
    "pediatrics",
    "psychology",
    "obstetrics",
    "dermatology",
    "eye_care",
    "orthopedics",
    "cardiology",
}
OTHERS = {
    Role.FRONT_DESK: 8, Role.AGENT: 6, Role.PARTNER_AGENT: 2, Role.EXPERIENCE_LEAD: 1, Role.MANAGER: 3,
    Role.PRIVACY_OFFICER: 1, Role.ADMINISTRATOR: 1, Role.AUDITOR: 1,
}  # fmt: skip
DOMAIN = "example.org"  # reserved for examples: no mail ever arrives


@dataclass(slots=True)
class Team:
    """Whom the rest of the demo needs to find again."""

    clinicians: list[StaffMember] = field(default_factory=list)
    by_role: dict[str, list[StaffMember]] = field(default_factory=dict)


def load(rng: Random, sites: list[Site]) -> Team:
    """Write accounts, staff members and where they work. Clinicians' sites: the first is their main one."""
    team, members, places = Team(), [], []
    taken: set[str] = set()
    turn = 0
    for specialty, count in SPECIALTIES.items():
        for number in range(count):
            role = Role.NURSE if specialty == "nursing" else Role.CLINICIAN
            member = _clinician(rng, specialty, role, taken, number)
            # Specialists alone in their field travel; the others take the sites in turn.
            where = sites if count < 3 else [sites[(turn + number) % 3]]
            members.append(member)
            places.append(where)
            team.clinicians.append(member)
        turn += count
    for role, count in OTHERS.items():
        for number in range(count):
            members.append(_member(rng, role, taken))
            places.append(sites if role != Role.FRONT_DESK else [sites[number % 3]])
    Account.objects.bulk_create(member.account for member in members if member.account)
    StaffMember.objects.bulk_create(members)
    works_at = StaffMember.sites.through
    works_at.objects.bulk_create(
        works_at(staffmember_id=member.pk, site_id=site.pk)
        for member, where in zip(members, places, strict=True)
        for site in where
    )
    for member in members:
        team.by_role.setdefault(member.role, []).append(member)
    return team


def _clinician(rng: Random, specialty: str, role: str, taken: set[str], number: int) -> StaffMember:
    member = _member(rng, role, taken, title="Dr. " if specialty in DOCTORS else "")
    member.skills = [specialty]
    member.specialty = words.each("specialty", specialty)
    style = rng.choice(list(words.load("en")["style"]))
    member.about = words.about(specialty, style, member.languages)
    member.npi = f"{1999000000 + len(taken) * 7 + number}"
    return member


def _member(rng: Random, role: str, taken: set[str], title: str = "") -> StaffMember:
    everyone = names.cultures()
    while True:
        culture = rng.choices(everyone, weights=[culture.weight + 2 for culture in everyone])[0]
        sex = "female" if chance(rng, 0.62) else "male"
        written = names.draw(rng, culture, sex).written[0]
        if written.text not in taken:
            break
    taken.add(written.text)
    languages = list(dict.fromkeys(["en", culture.language, *culture.second[:1]]))
    if len(languages) == 1 and chance(rng, 0.4):
        languages.append("es")
    if role in (Role.CLINICIAN, Role.NURSE) and len(taken) % 19 == 7:
        languages.append("ase")
    slug = fold(written.text).replace(" ", ".")
    account = Account(
        id=new_id(rng),
        email=f"{slug}@{DOMAIN}",
        display_name=f"{title}{written.text}",
        password=make_password(None),
        is_demo=True,
    )
    return StaffMember(
        id=new_id(rng),
        account=account,
        role=role,
        name=f"{title}{written.text}",
        family=written.family,
        given=" ".join(written.given),
        gender=sex,
        languages=languages,
    )
