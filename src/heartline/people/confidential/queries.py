"""What growing up will change, which visits are confidential by age, and where something confidential may be sent."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast

from heartline.kernel import clock
from heartline.kernel.dates import local
from heartline.people.confidential import rules
from heartline.people.confidential.models import AgeRule, PrivateCare
from heartline.people.confidential.rules import Care, Change, How, Rule, Terms
from heartline.people.linking.queries import of_person
from heartline.people.models import Account, ContactPoint, Patient, Proxy, RelatedPerson
from heartline.people.places.queries import zones
from heartline.people.proxies.queries import in_force, reach_at

FAR = timedelta(days=365)  # changes beyond are not spoken of on pages


def today() -> date:
    """The date on the calendar of the organization, by which birthdays count. One query."""
    return local(clock.now(), zones()[0]).date()


def age_rules() -> list[Rule]:
    """One query."""
    return [
        Rule(rule.relationship, rule.from_age, rule.to_age, rule.effect, rule.scope) for rule in AgeRule.objects.all()
    ]


def born(patient: Patient) -> date | None:
    """From when birthdays count: where only month or year is known, the first day of it."""
    return rules.earliest(patient.birth_date, patient.birth_partial)


def changes(proxies: Iterable[Proxy], within: timedelta = FAR) -> dict[UUID, Change]:
    """What will change for these proxies within this time, by proxy. Two queries, if their patients are loaded."""
    known, now = age_rules(), today()
    found = {}
    for proxy in proxies:
        change = rules.next_change(known, terms(proxy), born(proxy.patient), now)
        if change is not None and change.on <= now + within:
            found[proxy.pk] = change
    return found


def terms(proxy: Proxy) -> Terms:
    return Terms(proxy.relationship, proxy.scope, proxy.starts_on, proxy.ends_on, proxy.beyond_age)


def changing_soon() -> QuerySet[Proxy]:
    """Proxies in force that will reach less far after the longest notice, with patient and holder. One query."""
    later = Cast(Value(clock.now() + timedelta(days=max(rules.NOTICES))), DateTimeField())
    soon = in_force().annotate(later=reach_at(later)).exclude(later=F("reach"))
    return soon.select_related("patient", "holder").order_by("patient__name", "id")


def privacy_of(patient: Patient, category: str, day: date) -> How:
    """How confidential a visit of this category would be on this day, by the patient's age. One query."""
    cares = PrivateCare.objects.filter(category__in=["", category])
    known = [Care(care.category, care.from_age, care.to_age, care.how) for care in cares]  # type: ignore[arg-type]
    return rules.privacy(known, category, born(patient), day)


def reachable(points: Iterable[ContactPoint], *, confidential: bool) -> list[ContactPoint]:
    """Those of one patient's contact points to which it may be written. What is confidential goes nowhere that others
    read: not where the point is shared, and not where it is also a proxy's or a relative's. Four queries at most."""
    usable = [point for point in points if not point.do_not_use]
    if not confidential or not usable:
        return usable
    others = values_of_others(usable[0].patient_id)
    return [point for point in usable if not point.shared and point.value not in others]


def values_of_others(patient_id: UUID) -> set[str]:
    """Addresses and numbers of those who act for this patient or are related to them. Three queries."""
    records = of_person(patient_id)
    holders = Proxy.objects.filter(patient__in=records).values("holder_id")
    found: set[str | None] = set()
    for pair in Account.objects.filter(pk__in=holders).values_list("email", "phone"):
        found |= set(pair)
    for pair in RelatedPerson.objects.filter(patient__in=records).values_list("email", "phone"):
        found |= set(pair)
    theirs = ContactPoint.objects.filter(patient__account_id__in=holders).exclude(patient__in=records)
    found |= set(theirs.values_list("value", flat=True))
    return {value.lower() for value in found if value}
