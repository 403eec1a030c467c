"""How a person may be reached: what is known on any of their records, and never what one of them says not to use."""

from collections.abc import Iterable
from uuid import UUID

from heartline.people.linking.queries import of_person
from heartline.people.models import ContactPoint


def usable(patient_id: UUID, system: str = "") -> list[ContactPoint]:
    """Contact points that may be used (of one ContactPoint.System), the preferred first. One query."""
    found = ContactPoint.objects.filter(patient__in=of_person(patient_id)).order_by("pk")
    points = [point for point in together(found, patient_id) if not point.do_not_use]
    return [point for point in points if not system or point.system == system]


def same_everywhere(patient_id: UUID, point_id: int) -> list[ContactPoint]:
    """This contact point of the person and the same on their other records, the asked one last; or none. Two queries."""
    known = ContactPoint.objects.filter(patient__in=of_person(patient_id))
    point = known.filter(pk=point_id).first()
    if point is None:
        return []
    return [*known.filter(system=point.system, value=point.value).exclude(pk=point_id).order_by("pk"), point]


def together(points: Iterable[ContactPoint], first: UUID) -> list[ContactPoint]:
    """The points of several records of one person, each number or address once.

    Of one that several records have, that of the record `first` is shown; it is not to be used where any record says so,
    shared where any says so, and verified where any is. The preferred come first, then those of `first`.
    """
    found: dict[tuple[str, str], ContactPoint] = {}
    for point in sorted(points, key=lambda point: (point.patient_id != first, point.pk)):
        key = (point.system, point.value)
        if known := found.get(key):
            known.preferred |= point.preferred
            known.shared |= point.shared
            known.do_not_use |= point.do_not_use
            known.verified_at = known.verified_at or point.verified_at
            known.note = known.note or point.note
        else:
            found[key] = point
    for point in found.values():
        point.preferred &= not point.do_not_use
    return sorted(found.values(), key=lambda p: (not p.preferred, p.do_not_use, p.patient_id != first, p.pk))
