"""Households: people alone, couples, parents with children, three generations, elders cared for by somebody."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from heartline.people.demo import names
from heartline.people.demo.draw import born, chance, new_id, weighted
from heartline.people.demo.names import Culture, Named
from heartline.people.demo.person import ActsFor, Household, Person, age, birthday
from heartline.people.demo.places import PLACES
from heartline.people.demo.traits import give_traits

KINDS = {"alone": 40, "couple": 18, "family": 30, "generations": 7, "cared_for": 5}
STREETS = ("Heron", "Quince", "Copperleaf", "Old Ferry", "Thistle", "Larch", "Meadowlark", "Saltgrass", "Juniper Hill",
           "Foundry", "Blackberry", "Wren", "Sycamore Bend", "Tannery", "Windmill", "Pebble", "Nightjar", "Cranberry")  # fmt: skip
ENDINGS = ("Street", "Avenue", "Lane", "Road", "Court", "Way")
ADULT = 18


class Families:
    """Draws one household after another, all from the same seed."""

    def __init__(self, rng: Random, now: datetime, phones: Iterator[str]) -> None:
        self.rng, self.now, self.today, self.phones = rng, now, now.date(), phones
        self.cultures = names.cultures()
        self.by_key = {culture.key: culture for culture in self.cultures}

    def draw(self) -> Household:
        """A household of any kind and culture."""
        culture = self.rng.choices(self.cultures, weights=[culture.weight for culture in self.cultures])[0]
        household = self.empty(self.rng.choices(range(3), weights=(45, 29, 26))[0])
        {
            "alone": self._alone,
            "couple": self._couple,
            "family": self._family,
            "generations": self._generations,
            "cared_for": self._cared_for,
        }[weighted(self.rng, KINDS)](household, culture)
        return household

    def empty(self, site: int) -> Household:
        """A home near that site."""
        place, rng = PLACES[site], self.rng
        line = f"{rng.randrange(1, 980)} {rng.choice(STREETS)} {rng.choice(ENDINGS)}"
        if chance(rng, 0.35):
            line += f", Apt {rng.randrange(1, 40)}{rng.choice('ABCDEF')}"
        self.site = site
        return Household([], line, place.city, place.state, place.postal_code)

    def add(
        self, home: Household, culture: Culture, sex: str, ages: tuple[int, int], named: Named | None = None,
        surname: str = "", other: str = "", father: str = "",
    ) -> Person:  # fmt: skip
        """One more person in `home`; grown-ups bring their own phone and sometimes an account."""
        rng = self.rng
        if named is None and culture.order == "double" and chance(rng, 0.02):
            named = names.very_long(rng, culture, sex)
        person = Person(
            new_id(rng),
            named or names.draw(rng, culture, sex, surname, other, father),
            culture,
            sex,
            born(rng, self.today, *ages),
            culture.language,
            self.site,
            self.now - timedelta(days=rng.randrange(400, 2600), minutes=rng.randrange(600)),
        )
        grown = age(person.born, self.today) >= ADULT
        give_traits(rng, person, self.today)
        if grown:
            person.phone = next(self.phones)
            if chance(rng, 0.45):
                person.account_id = new_id(rng)
        home.people.append(person)
        return person

    def children(self, home: Household, parents: list[Person], count: int) -> None:
        """Children of `parents`, reached by a parent's phone; a parent with an account acts for them."""
        rng, first = self.rng, parents[0]
        oldest = max(0, min(17, min(age(parent.born, self.today) for parent in parents) - 19))
        for _ in range(count):
            child = self.add(
                home, first.culture, rng.choice(("female", "male")), (0, oldest),
                surname=first.named.surname, other=parents[-1].named.surname,
                father=_given(first) if first.sex == "male" else "",
            )  # fmt: skip
            child.known_since = max(first.known_since, _midday(child, self.now) + timedelta(days=3))
            if child.known_since > self.now:
                child.known_since = self.now - timedelta(hours=2)
            child.language = first.language
            child.interpreter = False
            child.phone_of = rng.choice(parents)
            child.phone = child.phone_of.phone
            holder = next((parent for parent in parents if parent.account_id), None)
            if holder and holder.account_id and chance(rng, 0.85):
                ends = birthday(child.born, ADULT)
                home.acts_for.append(ActsFor(holder.account_id, holder.name, child, "parent", "all", ends))

    def care(self, home: Household, carer: Person, elder: Person) -> None:
        """`carer` acts for `elder`, for a year at a time."""
        if carer.account_id is None:
            carer.account_id = new_id(self.rng)
        scope = weighted(self.rng, {"visits": 5, "all": 3, "read": 2})
        home.acts_for.append(
            ActsFor(carer.account_id, carer.name, elder, "carer", scope,
                    self.today + timedelta(days=self.rng.randrange(30, 365)), chance(self.rng, 0.08))
        )  # fmt: skip

    def _alone(self, home: Household, culture: Culture) -> None:
        self.add(
            home,
            culture,
            self.rng.choice(("female", "male")),
            weighted(self.rng, {(18, 39): 4, (40, 64): 3, (65, 96): 3}),
        )

    def _couple(self, home: Household, culture: Culture) -> None:
        ages = weighted(self.rng, {(22, 39): 3, (40, 64): 4, (65, 92): 3})
        one = self.add(home, culture, "male", ages)
        # Some couples are of two cultures, or of one sex.
        culture = self.rng.choice(self.cultures) if chance(self.rng, 0.12) else culture
        sex = "male" if chance(self.rng, 0.06) else "female"
        shares_name = culture.key in ("english", "southasian", "ukrainian") and chance(self.rng, 0.6)
        self.add(home, culture, sex, ages, surname=one.named.surname if shares_name and culture == one.culture else "")

    def _family(self, home: Household, culture: Culture) -> list[Person]:
        parents = [self.add(home, culture, "male", (24, 52))] if chance(self.rng, 0.75) else []
        surname = parents[0].named.surname if parents and culture.key in ("english", "southasian") else ""
        parents.append(self.add(home, culture, "female", (22, 47), surname=surname))
        if len(parents) == 2 and chance(self.rng, 0.2):  # the family's one phone
            parents[0].phone, parents[0].phone_of = parents[1].phone, parents[1]
        self.children(home, parents, weighted(self.rng, {1: 35, 2: 40, 3: 18, 4: 7}))
        return parents

    def _generations(self, home: Household, culture: Culture) -> None:
        parents = self._family(home, culture)
        elder = self.add(
            home, culture, self.rng.choice(("female", "female", "male")), (66, 95), surname=parents[0].named.surname
        )
        elder.phone, elder.phone_of = parents[0].phone, parents[0]
        elder.account_id = None
        self.care(home, self.rng.choice(parents), elder)

    def _cared_for(self, home: Household, culture: Culture) -> None:
        elder = self.add(home, culture, self.rng.choice(("female", "male")), (72, 99))
        elder.account_id = None
        carer = self.add(
            home, culture, "female" if chance(self.rng, 0.7) else "male", (38, 68), surname=elder.named.surname
        )
        self.care(home, carer, elder)


def _given(person: Person) -> str:
    return person.named.written[0].given[0]


def _midday(person: Person, now: datetime) -> datetime:
    return now.replace(year=1, month=1, day=1, hour=12) + (person.born - now.date().replace(year=1, month=1, day=1))
