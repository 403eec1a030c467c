"""People who were registered twice: misheard, mistyped, married since, moved since; and twins, who are two.

What is certain is linked, what is doubtful waits for a steward, as everywhere; some of it has been decided already.
"""

from datetime import datetime, timedelta
from random import Random

from django.db.models import prefetch_related_objects

from heartline.kernel import actor, clock
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.text import fold
from heartline.people.demo.draw import chance
from heartline.people.linking import actions as linking
from heartline.people.linking.models import DuplicateDay
from heartline.people.matching.queries import Candidate, judge
from heartline.people.matching.records import read
from heartline.people.matching.rules import Decision
from heartline.people.models import ContactPoint, HumanName, Patient, Role, StaffMember
from heartline.people.registration.actions import register
from heartline.people.registration.person import Contact, Name, PersonDetails, Residence

AGAIN = 60  # people registered twice
TWINS = 4
DAYS = 90
WAS = 0.031  # the duplicate rate so many days ago
SWAPS = {"ph": "f", "th": "t", "y": "i", "ck": "k", "c": "k", "z": "s", "ie": "y", "ei": "ie", "oo": "u", "ll": "l"}
FAMILIES = ("Whitfield", "Okonjo", "Marchetti", "Lindqvist", "Haddad", "Brennan", "Castellanos", "Nakagawa")


def load(seed: int) -> int:
    """Register them over the last weeks; how many pairs wait for a decision. Some twenty queries each."""
    rng, now = Random(seed), clock.now()
    known = Patient.objects.filter(account=None, deceased_on=None, proxies=None).exclude(birth_date=None).order_by("id")
    ids = list(known.values_list("pk", flat=True)[: 40 * AGAIN])
    drawn = rng.sample(ids, min(AGAIN + TWINS, len(ids) // 20))
    records = known.in_bulk(drawn)
    chosen = [records[one] for one in drawn]
    prefetch_related_objects(chosen, "names", "contact_points", "addresses")
    steward = _staff(Role.MANAGER) or actor.SYSTEM
    desk = _staff(Role.FRONT_DESK) or actor.SYSTEM
    waiting = 0
    for n, patient in enumerate(chosen):
        at = now - timedelta(days=rng.uniform(0.2, 45))
        twin = n < TWINS
        details = _twin(rng, patient) if twin else _again(rng, patient)
        with clock.set(at), actor.acting(desk):
            again = register(details)
        Patient.objects.filter(pk=again.pk).update(created_at=at)
        waiting += _decide(patient, again, _compared(patient, again), at, steward, twin)
    _history(rng, now)
    return waiting


def _staff(role: str) -> Actor | None:
    member = StaffMember.objects.filter(role=role, active=True).order_by("id").first()
    return Actor(Kind.STAFF, member.name, member.account_id, member.role, "desk") if member else None


def _compared(patient: Patient, again: Patient) -> Candidate:
    people = read([patient.pk, again.pk])
    return judge(people[again.pk], {patient.pk: people[patient.pk]})[0]


def _decide(patient: Patient, again: Patient, found: Candidate, at: datetime, steward: Actor, twin: bool) -> int:
    """As Heartline does: link what is certain, ask about what is not. Of twins the stewards know better already."""
    with clock.set(at + timedelta(seconds=20)), actor.acting(actor.SYSTEM):
        if twin or found.decision is Decision.DOUBTFUL:
            linking.propose(patient.pk, again.pk, found.score, found.kept)
        elif found.decision is Decision.CERTAIN:
            linking.link(patient.pk, again.pk, score=found.score, evidence=found.kept)
    if twin:
        with clock.set(at + timedelta(hours=3)), actor.acting(steward):
            linking.refuse(patient.pk, again.pk, "Twins: the mother confirmed it by phone.")
        return 0
    return int(found.decision is Decision.DOUBTFUL)


def _again(rng: Random, patient: Patient) -> PersonDetails:
    """The same person, as somebody in a hurry wrote them down."""
    details = _copied(patient)
    name, home = details.names[0], details.address
    grown = details.birth_date and details.birth_date.year <= clock.now().year - 20
    slip = rng.choice(("spelling", "born", "moved", "short", "married" if grown else "spelling"))
    if slip == "spelling":
        name = Name(given=[_misspelt(rng, part) for part in name.given], family=name.family)
    elif slip == "married":
        name = Name(given=name.given, family=rng.choice(FAMILIES))
    elif slip == "short" and name.given:
        name = Name(given=[name.given[0][:3]], family=_misspelt(rng, name.family))
    born = details.birth_date
    if born and slip == "born":
        born = born.replace(day=born.month, month=born.day) if born.day <= 12 else born.replace(day=born.day % 28 + 1)
    if slip == "moved" or chance(rng, 0.5):
        home = None
    contacts = [] if chance(rng, 0.6) else details.contacts
    return details.model_copy(update={"names": [name], "birth_date": born, "address": home, "contacts": contacts})


def _twin(rng: Random, patient: Patient) -> PersonDetails:
    """Another child of the same day and home."""
    details = _copied(patient)
    given = rng.choice(("Noa", "Teo", "Luz", "Kim", "Ivo", "Ada"))
    return details.model_copy(update={"names": [Name(given=[given], family=details.names[0].family)]})


def _copied(patient: Patient) -> PersonDetails:
    name = next(name for name in patient.names.all() if name.use == HumanName.Use.OFFICIAL and not name.script)
    home = next(iter(patient.addresses.all()), None)
    phones = [point for point in patient.contact_points.all() if point.system == ContactPoint.System.PHONE]
    return PersonDetails(
        names=[Name(text=name.text, given=name.given, family=name.family)],
        birth_date=patient.birth_date,
        sex=patient.sex,  # type: ignore[arg-type]
        contacts=[Contact(system="phone", value=point.value) for point in phones if not point.do_not_use],
        address=Residence(line=home.line, city=home.city, state=home.state, postal_code=home.postal_code, country="US")
        if home
        else None,
    )


def _misspelt(rng: Random, word: str) -> str:
    """One slip: a letter as it sounds, or two of them swapped."""
    for letters, sound in SWAPS.items():
        if letters in fold(word) and letters in word:
            return word.replace(letters, sound, 1)
    places = [at for at in range(1, len(word) - 1) if word[at : at + 2].isalpha()]
    if not places:
        return word
    at = rng.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _history(rng: Random, now: datetime) -> None:
    """The rates of the days before, on their way down, so that today's stands at the end of a line."""
    today = linking.count_duplicates(now.date())
    days = []
    for ago in range(1, DAYS):
        part = ago / DAYS
        records = today.records - round(part * min(160, today.records / 2))
        share = today.duplicates / max(today.records, 1)
        duplicates = round(records * (share + part * (WAS - share)) * rng.uniform(0.97, 1.03))
        registered = rng.randrange(1, 6)
        days.append(
            DuplicateDay(
                day=now.date() - timedelta(days=ago), records=records, duplicates=duplicates,
                waiting=round(duplicates * 0.6), registered=registered, registered_twice=int(chance(rng, 0.25)),
            )
        )  # fmt: skip
    DuplicateDay.objects.bulk_create(days)
