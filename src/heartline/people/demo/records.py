"""Households as rows: patients and all that hangs on them, streamed into the tables."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from heartline.kernel.db.bulk import copy
from heartline.kernel.text import fold
from heartline.people.demo.draw import chance, new_id, weighted
from heartline.people.demo.person import Household, Person, age
from heartline.people.demo.staff import DOMAIN
from heartline.people.models import (
    Account,
    Address,
    ContactPoint,
    Coverage,
    HumanName,
    Identifier,
    Patient,
    PatientLanguage,
    Proxy,
    RelatedPerson,
)
from heartline.people.registration.rules import MRN_SYSTEM
from heartline.people.search.rules import search_text

ELSEWHERE = "https://alder-fallows-hospital.example.org/records"
INTERFACE = {"en", "es", "zh-hans", "vi", "ar"}
PAYERS = {"Larkmoor Community Plan": 30, "Bluewater Mutual": 25, "Open Prairie Health": 20, "State Family Plan": 25}
PLANS = ("Basic", "Standard", "Plus")
OLD_NUMBER = "Old number: somebody else answers."


class Records:
    """Writes one batch of households. Everything drawn comes from `rng`, in order."""

    def __init__(self, rng: Random, now: datetime, granted_by: str) -> None:
        self.rng, self.now, self.today, self.granted_by = rng, now, now.date(), granted_by
        self.contacts: dict[Any, list[tuple[Any, ...]]] = {}
        self.also: dict[Any, str] = {}  # patient id → number in another system
        self.taken: set[str] = set()  # such numbers, of all batches
        self.written = 0
        self.elsewhere = (10**6, 10**7)

    def write(self, households: list[Household], extra_accounts: list[tuple[Any, str, str]]) -> None:
        """All tables in the order of their references. `extra_accounts`: (id, name, e-mail) of those who are no patients."""
        people = [person for home in households for person in home.people]
        self.contacts, self.also = {}, {}
        self._addresses_of_mail(people)
        for person in people:
            self.contacts[person.id] = list(self._contact_rows(person))
            if chance(self.rng, 0.06):
                self.also[person.id] = f"AF-{self.rng.randrange(*self.elsewhere)}"
        copy(Account, ["id", "password", "email", "phone", "phone_verified", "display_name", "language", "is_active", "is_demo"],
             self._accounts(people, extra_accounts))  # fmt: skip
        copy(Patient, ["id", "account", "name", "birth_date", "birth_partial", "sex", "gender_identity", "pronouns", "language",
                       "interpreter_needed", "needs", "how_to_speak", "photo", "deceased_on", "active", "created_at",
                       "search"], map(self._patient, people))  # fmt: skip
        copy(HumanName, ["patient", "use", "text", "family", "given", "prefix", "suffix", "script"], _names(people))
        copy(PatientLanguage, ["patient", "language", "preferred", "interpreter_needed"], _languages(people))
        copy(ContactPoint, ["patient", "system", "value", "use", "preferred", "verified_at", "do_not_use", "shared", "note"],
             (row for rows in self.contacts.values() for row in rows))  # fmt: skip
        copy(Address, ["patient", "use", "line", "city", "state", "postal_code", "country"], _addresses(households))
        copy(Coverage, ["id", "patient", "payer", "plan", "member_id", "group", "starts_on", "ends_on", "status"],
             self._coverages(people))  # fmt: skip
        copy(RelatedPerson, ["id", "patient", "name", "relationship", "phone", "email", "language", "emergency"],
             self._relatives(households))  # fmt: skip
        copy(Identifier, ["patient", "system", "value", "type"], self._identifiers(people))
        copy(Proxy, ["id", "patient", "holder", "holder_name", "relationship", "scope", "starts_on", "ends_on", "revoked_at",
                     "revoked_by", "granted_by"], self._proxies(households))  # fmt: skip

    def _addresses_of_mail(self, people: list[Person]) -> None:
        for number, person in enumerate(people, self.written):
            has_mail = person.account_id or (age(person.born, self.today) >= 18 and chance(self.rng, 0.4))
            if has_mail and not person.email:
                person.email = f"{fold(person.name).replace(' ', '.')[:40]}.{number}@{DOMAIN}"
        self.written += len(people)

    def _accounts(self, people: list[Person], extra: list[tuple[Any, str, str]]) -> Iterator[tuple[Any, ...]]:
        nobody_knows = make_password(None)
        phones: set[str] = set()
        for person in people:
            if person.account_id:
                own = bool(person.phone) and person.phone_of is None and person.phone not in phones
                phones.add(person.phone)
                language = person.language if person.language in INTERFACE else "en"
                yield (person.account_id, nobody_knows, person.email, person.phone if own else None, own, person.name,
                       language, True, True)  # fmt: skip
        for key, name, email in extra:
            yield key, nobody_knows, email, None, False, name, "en", True, True

    def _patient(self, person: Person) -> tuple[Any, ...]:
        contacts = self.contacts[person.id]
        numbers = [person.mrn, *filter(None, [self.also.get(person.id)])]
        search = search_text(
            [written.text for written in person.named.written],
            person.born,
            [row[2] for row in contacts if row[1] != "email"],
            [row[2] for row in contacts if row[1] == "email"],
            numbers,
        )
        return (person.id, person.account_id, person.name, person.born, "", person.sex, person.gender_identity,
                person.pronouns, person.language, person.interpreter, person.needs, person.how_to_speak, "",
                person.deceased, person.deceased is None, person.known_since, search)  # fmt: skip

    def _contact_rows(self, person: Person) -> Iterator[tuple[Any, ...]]:
        rng = self.rng
        verified = person.known_since + timedelta(minutes=12) if person.account_id else None
        shared = person.phone_of is not None
        note = f"{person.phone_of.name} answers." if person.phone_of else ""
        use = "home" if age(person.born, self.today) > 75 and chance(rng, 0.5) else "mobile"
        texts = use == "mobile" and chance(rng, 0.75)
        prefers = weighted(rng, {"sms": 5 if texts else 0, "phone": 4, "email": 3 if person.email else 0})
        if person.phone:
            yield person.id, "phone", person.phone, use, prefers == "phone", verified, False, shared, note
            if texts:
                yield person.id, "sms", person.phone, use, prefers == "sms", verified, False, shared, note
        if person.email:
            no_mail = prefers != "email" and person.account_id is None and chance(rng, 0.08)
            yield person.id, "email", person.email, "home", prefers == "email", verified, no_mail, False, ""
        if chance(rng, 0.05):
            old = f"+1{rng.randrange(501, 599)}55501{rng.randrange(100):02d}"
            yield person.id, "phone", old, "mobile", False, None, True, False, OLD_NUMBER

    def _coverages(self, people: list[Person]) -> Iterator[tuple[Any, ...]]:
        for person in people:
            years = age(person.born, self.today)
            if chance(self.rng, 0.09):
                continue  # pays for themselves
            payer = "Senior Public Plan" if years >= 65 else weighted(self.rng, PAYERS)
            starts = date(self.today.year - self.rng.randrange(0, 4), 1, 1)
            yield (new_id(self.rng), person.id, payer, self.rng.choice(PLANS), f"{self.rng.randrange(10**8, 10**9)}",
                   f"G{self.rng.randrange(100, 999)}", starts, None, "active")  # fmt: skip

    def _relatives(self, households: list[Household]) -> Iterator[tuple[Any, ...]]:
        for home in households:
            for person in home.people:
                others = [other for other in home.people if other is not person and age(other.born, self.today) >= 18]
                if not others or chance(self.rng, 0.15):
                    continue
                other = person.phone_of or others[0]
                yield (new_id(self.rng), person.id, other.name, _relationship(person, other, self.today), other.phone, "",
                       other.language, True)  # fmt: skip

    def _identifiers(self, people: list[Person]) -> Iterator[tuple[Any, ...]]:
        for person in people:
            yield person.id, MRN_SYSTEM, person.mrn, "MR"
        for key, number in self.also.items():
            if number not in self.taken:
                self.taken.add(number)
                yield key, ELSEWHERE, number, "MR"

    def _proxies(self, households: list[Household]) -> Iterator[tuple[Any, ...]]:
        for home in households:
            for acts in home.acts_for:
                since = acts.patient.known_since.date()
                revoked = self.now - timedelta(days=self.rng.randrange(5, 90)) if acts.revoked else None
                yield (new_id(self.rng), acts.patient.id, acts.holder_account, acts.holder_name, acts.relationship,
                       acts.scope, since, acts.ends_on, revoked, self.granted_by if revoked else "",
                       self.granted_by)  # fmt: skip


def _names(people: list[Person]) -> Iterator[tuple[Any, ...]]:
    for person in people:
        for written in person.named.written:
            yield person.id, "official", written.text, written.family, list(written.given), "", "", written.script


def _languages(people: list[Person]) -> Iterator[tuple[Any, ...]]:
    for person in people:
        yield person.id, person.language, True, person.interpreter
        other = person.culture.language if person.language == "en" else "en"
        if other != person.language and (person.language == "en" or not person.interpreter):
            yield person.id, other, False, False


def _addresses(households: list[Household]) -> Iterator[tuple[Any, ...]]:
    for home in households:
        for person in home.people:
            yield person.id, "home", home.line, home.city, home.state, home.postal_code, "US"


def _relationship(person: Person, other: Person, today: date) -> str:
    gap = age(other.born, today) - age(person.born, today)
    if gap > 17:
        return "mother" if other.sex == "female" else "father"
    if gap < -17:
        return "daughter" if other.sex == "female" else "son"
    return "partner"
