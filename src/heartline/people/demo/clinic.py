"""Loading the people's part of the demo clinic, in one go."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from django.db import connection, transaction

from heartline.kernel import clock
from heartline.kernel.db.bulk import analyze
from heartline.people.demo import featured as featured_people
from heartline.people.demo import logins, places, staff
from heartline.people.demo.draw import phone_numbers
from heartline.people.demo.families import Families
from heartline.people.demo.featured import PROXY, Featured
from heartline.people.demo.history import tell
from heartline.people.demo.person import Household, Person
from heartline.people.demo.records import Records
from heartline.people.demo.staff import Team
from heartline.people.matching import keeping
from heartline.people.models import (
    ContactPoint,
    HumanName,
    Identifier,
    MatchKeys,
    Organization,
    Patient,
    Proxy,
    Role,
    Site,
)
from heartline.people.registration.rules import mrn

Progress = Callable[[str, float], None]  # what is being done, and the share that is done (0 to 1)


class NotEmpty(Exception):
    """There is a clinic here already: the demo goes into an empty database only."""


@dataclass(slots=True)
class Clinic:
    """What was loaded, for scheduling to fill with visits."""

    seed: int
    organization: Organization
    sites: list[Site]
    team: Team
    households: list[Household]
    featured: Featured

    @property
    def people(self) -> list[Person]:
        return [person for home in self.households for person in home.people]


def load(patients: int = 5000, seed: int = 7, progress: Progress = lambda _what, _share: None) -> Clinic:
    """Write organization, sites, staff, about `patients` patients (whole families) and logins. Raises NotEmpty."""
    rng = Random(seed)
    now = clock.now()
    with transaction.atomic():
        if Organization.objects.exists() or Patient.objects.exists():
            raise NotEmpty
        progress("places and staff", 0.0)
        organization, sites = places.load(rng)
        team = staff.load(rng, sites)
        progress("families", 0.1)
        families = Families(rng, now, phone_numbers(rng))
        featured = featured_people.draw(families)
        households = _households(families, featured, patients)
        clinic = Clinic(seed, organization, sites, team, households, featured)
        number(clinic.people)
        progress("records", 0.3)
        Records(rng, now, team.by_role[Role.FRONT_DESK][0].name).write(
            households, [(featured.proxy_account, featured.proxy_name, PROXY)]
        )
        progress("logins", 0.9)
        logins.enrol(team, featured)
        tell(rng, clinic.households, team)
        analyze(Patient, HumanName, ContactPoint, Identifier, Proxy)
        keeping.key_missing()
        keeping.count_names()
        analyze(MatchKeys)
        progress("people", 1.0)
    return clinic


def number(people: list[Person]) -> None:
    """Record numbers from the same sequence as everybody's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('people_mrn') FROM generate_series(1, %s)", [len(people)])
        for person, (drawn,) in zip(people, cursor.fetchall(), strict=True):
            person.mrn = mrn(drawn)


def _households(families: Families, featured: Featured, patients: int) -> list[Household]:
    """Families until there are enough patients; the last one may bring a few more, so some leave again."""
    households = list(featured.households)
    count = len(featured.people)
    while count < patients:
        home = families.draw()
        if count + len(home.people) > patients:
            continue
        households.append(home)
        count += len(home.people)
    return households
