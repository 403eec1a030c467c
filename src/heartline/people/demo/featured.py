"""The few people whom the demo's logins belong to, or whom its pages are best shown with."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from heartline.people.demo.draw import new_id
from heartline.people.demo.families import Families
from heartline.people.demo.names import Named, Written
from heartline.people.demo.person import ActsFor, Household, Person

MOTHER, ARABIC, PROXY = "grace@example.org", "layla@example.org", "minh@example.org"


@dataclass(frozen=True, slots=True)
class Featured:
    households: list[Household]
    proxy_account: UUID  # of somebody who is no patient
    proxy_name: str
    long_known: Person

    @property
    def people(self) -> list[Person]:
        return [person for home in self.households for person in home.people]


def draw(families: Families) -> Featured:
    """Three families and one patient of many years, the same names for every seed."""
    proxy_account, proxy_name = new_id(families.rng), "Minh Tran"
    rosa = _rosa(families)
    households = [_grace(families), _layla(families), _phuc(families, proxy_account, proxy_name), rosa]
    featured = Featured(households, proxy_account, proxy_name, rosa.people[0])
    for person in featured.people:
        person.deceased, person.gender_identity = None, ""
        person.sex = person.sex if person.sex != "other" else "female"
    return featured


def _grace(families: Families) -> Household:
    home = families.empty(0)
    culture = families.by_key["westafrican"]
    grace = families.add(home, culture, "female", (38, 38), _latin("Grace", "Adeyemi"))
    grace.account_id, grace.email, grace.pronouns = new_id(families.rng), MOTHER, "she/her"
    grace.how_to_speak = "Text first, then call: she is often in class until 3 pm."
    for given, sex, years in (("Tobi", "male", 9), ("Ife", "female", 4)):
        child = families.add(home, culture, sex, (years, years), _latin(given, "Adeyemi"))
        child.phone, child.phone_of = grace.phone, grace
        home.acts_for.append(
            ActsFor(
                grace.account_id, grace.name, child, "parent", "all", date(child.born.year + 18, child.born.month, 1)
            )
        )
    elder = families.add(home, culture, "female", (71, 71), _latin("Folasade", "Adeyemi"))
    elder.account_id, elder.phone, elder.phone_of = None, grace.phone, grace
    elder.language, elder.interpreter, elder.needs = "yo", True, ["step_free", "more_time"]
    elder.how_to_speak = "Speak slowly, and leave time to answer."
    home.acts_for.append(ActsFor(grace.account_id, grace.name, elder, "carer", "all"))
    return home


def _layla(families: Families) -> Household:
    home = families.empty(1)
    culture = families.by_key["arabic"]
    layla = families.add(home, culture, "female", (34, 34), _both("Layla", "Haddad", "ليلى", "حداد"))
    layla.account_id, layla.email = new_id(families.rng), ARABIC
    layla.language, layla.interpreter, layla.pronouns = "ar", True, ""
    layla.how_to_speak = "Prefers a woman as interpreter."
    child = families.add(home, culture, "male", (2, 2), _both("Yusuf", "Haddad", "يوسف", "حداد"))
    child.phone, child.phone_of, child.language = layla.phone, layla, "ar"
    home.acts_for.append(
        ActsFor(layla.account_id, layla.name, child, "parent", "all", date(child.born.year + 18, child.born.month, 1))
    )
    return home


def _phuc(families: Families, proxy_account: UUID, proxy_name: str) -> Household:
    home = families.empty(2)
    elder = families.add(home, families.by_key["vietnamese"], "male", (79, 79),
                         Named((Written("Trần Văn Phúc", "Trần", ("Văn Phúc",)),), "Trần"))  # fmt: skip
    elder.account_id, elder.language, elder.interpreter = None, "vi", True
    elder.needs, elder.how_to_speak = ["hard_of_hearing", "step_free"], "Hears better on the left side."
    home.acts_for.append(ActsFor(proxy_account, proxy_name, elder, "carer", "visits"))
    return home


def _rosa(families: Families) -> Household:
    home = families.empty(0)
    rosa = families.add(home, families.by_key["english"], "female", (68, 68), _latin("Rosalind", "Whitfield-Marlowe"))
    rosa.how_to_speak = "Has been coming for twenty years; knows the way."
    rosa.known_since = families.now - timedelta(days=8500)
    return home


def _latin(given: str, family: str) -> Named:
    return Named((Written(f"{given} {family}", family, (given,)),), family)


def _both(given: str, family: str, native_given: str, native_family: str) -> Named:
    native = Written(f"{native_given} {native_family}", native_family, (native_given,), "Arab")
    return Named((*_latin(given, family).written, native), family)
