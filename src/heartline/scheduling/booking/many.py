"""Moving many visits in one step: all old times are given up before a new one is taken, so visits may change places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heartline.kernel import clock, idempotency, live
from heartline.kernel.errors import Refused, Words
from heartline.scheduling.availability.queries import offered_each
from heartline.scheduling.availability.rules import FreeTime, Wanted
from heartline.scheduling.booking import belonging, eligibility, happenings, locks, reserving, sharing
from heartline.scheduling.booking.models import Appointment, Reservation
from heartline.scheduling.booking.queries import visits
from heartline.scheduling.booking.refusals import ManyRefused, SomeChanged
from heartline.scheduling.booking.rules import Step, after, why_not
from heartline.scheduling.catalogue.models import Mode
from heartline.scheduling.words import MODE_NOT_OFFERED

MOST = 300  # visits in one step
TAKEN = _("That time was just taken.")
BREAKS_ITS_PLAN = _("This time does not fit with the visits that belong to it.")
IN_A_GROUP = _("This is a place in a group. Choose another date of the group instead.")


@dataclass(frozen=True, slots=True)
class Move:
    """Where a visit goes. What is not said stays (`site_id`, `mode`) or is chosen (`room_id`: theirs if it is free).

    `anywhere`: at whichever site the clinician is then.
    """

    appointment_id: UUID
    clinician_id: UUID
    starts_at: datetime
    site_id: UUID | None = None
    room_id: UUID | None = None
    mode: str | None = None
    anywhere: bool = False


@dataclass(slots=True)
class Moved:
    """`moved` in the order asked for; `refused` says for each other visit why it stays where it was."""

    moved: list[Appointment] = field(default_factory=list)
    refused: dict[UUID, Words] = field(default_factory=dict)


def move_many(
    moves: Sequence[Move],
    *,
    key: str,
    reason: str = "",
    partial: bool = False,
    online: bool = False,
    holder: str = "",
    seen: Mapping[UUID, int] | None = None,
) -> Moved:
    """Move up to 300 visits in one transaction; swaps and rings are fine. At most thirty queries, however many.

    Each new time must be free by the same computation as everywhere, the moving visits themselves left out. `reason` is
    a word for the ledger ("clinician_away"), told with each visit. All or nothing: ManyRefused says which could not go
    and why; with `partial`, the others go and `Moved.refused` says it. The same `key` moves once: asked again, it answers
    with the visits as they are by then. What `holder` holds is given up for it. `seen` is, by visit, the
    `sequence` that whoever moves them looked at; visits that stay may be among them. Raises SomeChanged, ManyRefused,
    NotAllowed, ValueError for more than 300.
    """
    if len(moves) > MOST:
        raise ValueError(f"at most {MOST} visits in one step")
    done = Moved()

    def happen() -> UUID:
        done.moved, done.refused = _move(moves, reason, holder, seen or {}, partial=partial, online=online)
        return uuid4()

    with transaction.atomic():
        _id, new = idempotency.once("appointment.move_many", key, happen)
        if not new:
            done.moved = _known([move.appointment_id for move in moves])
    return done


def _move(
    moves: Sequence[Move], reason: str, holder: str, seen: Mapping[UUID, int], *, partial: bool, online: bool
) -> tuple[list[Appointment], dict[UUID, Words]]:
    wanted = {move.appointment_id: move for move in moves}
    locked = visits().select_for_update(of=("self",)).filter(pk__in={*wanted, *seen}).order_by("pk")
    found = {visit.pk: visit for visit in locked}
    if changed := [visit for pk, visit in found.items() if seen.get(pk) not in (None, visit.sequence)]:
        raise SomeChanged(changed)
    found = {pk: visit for pk, visit in found.items() if pk in wanted}
    refused: dict[UUID, Words] = {pk: _("This visit is not there any more.") for pk in wanted if pk not in found}
    for patient in {visit.patient_id: visit.patient for visit in found.values()}.values():
        eligibility.require_arranger(patient)
    for visit in found.values():
        if why := _never(visit, wanted[visit.pk]):
            refused[visit.pk] = why
    standing = {pk: visit for pk, visit in found.items() if pk not in refused}
    places = _places(standing, wanted, refused, holder, online=online)
    locks.take({
        name
        for pk, time in places.items()
        for name in locks.names(time, standing[pk].patient_id, standing[pk].service.room_kind)
    })  # fmt: skip
    while True:  # who has to stay keeps their old time, which may be in another one's way
        standing = {pk: visit for pk, visit in standing.items() if pk not in refused}
        before = len(refused)
        places = _places(standing, wanted, refused, holder, online=online)
        if refused and not partial:
            raise ManyRefused(refused)
        if len(refused) == before:
            break
    return _write(standing, places, wanted, reason, holder), refused


def _never(visit: Appointment, move: Move) -> Words | None:
    """Why this visit cannot be moved in this way, whatever the time."""
    if after(visit.status, Step.RESCHEDULE, visit.mode) is None:
        return why_not(visit.status)[0]
    if visit.group_session_id is not None:
        return IN_A_GROUP
    if (move.mode or visit.mode) not in visit.service.modes:
        return MODE_NOT_OFFERED
    try:
        eligibility.require_notice(visit, clock.now())
    except Refused as refusal:
        return refusal.message
    return None


def _places(
    standing: Mapping[UUID, Appointment],
    wanted: Mapping[UUID, Move],
    refused: dict[UUID, Words],
    holder: str,
    *,
    online: bool,
) -> dict[UUID, FreeTime]:
    """The free time of each that can go; why not, in `refused`, for the others. Three queries."""
    asked = [
        Wanted(
            key=pk,
            service_id=visit.service_id,
            clinician_id=wanted[pk].clinician_id,
            starts_at=wanted[pk].starts_at,
            site_id=None if wanted[pk].anywhere else wanted[pk].site_id or visit.site_id,
            mode=wanted[pk].mode or visit.mode,
            patient_id=visit.patient_id,
        )
        for pk, visit in standing.items()
    ]
    times = offered_each(asked, moving=list(standing), holder=holder, online=online)
    refused |= dict.fromkeys([pk for pk in standing if pk not in times], TAKEN)
    shared = sharing.share(
        [
            sharing.Guest(
                key=pk,
                service=standing[pk].service,
                time=replace(time, room_id=time.room_id if _in_person(standing[pk], wanted[pk]) else None),
                patient_id=standing[pk].patient_id,
                room_ids=[room for room in (wanted[pk].room_id, standing[pk].room_id) if room],
                exactly=wanted[pk].room_id is not None,
            )
            for pk, time in times.items()
        ],
        leaving=list(standing),
        holder=holder,
    )
    refused |= dict.fromkeys([pk for pk in times if pk not in shared], TAKEN)
    refused |= dict.fromkeys(belonging.broken([standing[pk] for pk in shared], shared), BREAKS_ITS_PLAN)
    return shared


def _in_person(visit: Appointment, move: Move) -> bool:
    return (move.mode or visit.mode) == Mode.IN_PERSON


def _write(
    standing: Mapping[UUID, Appointment],
    places: Mapping[UUID, FreeTime],
    wanted: Mapping[UUID, Move],
    reason: str,
    holder: str,
) -> list[Appointment]:
    """Five queries and three for the ledger."""
    now = clock.now()
    before = {pk: (happenings.facts(visit), visit.period.lower) for pk, visit in standing.items()}
    rows = [
        reserving.reservations(standing[pk].service, time, reserving.Purpose(appointment_id=pk))
        for pk, time in places.items()
    ]
    try:
        with transaction.atomic():
            Reservation.objects.filter(appointment_id__in=list(standing)).delete()
            resources = {row.resource_id for each in rows for row in each}
            gone = Q(resource_id__in=resources, held_until__lte=now)
            if holder:
                gone |= Q(holder=holder, held_until__isnull=False)
            reserving.give_up(gone, holder)
            reserving.insert(rows)
            for pk, time in places.items():
                visit = standing[pk]
                visit.clinician_id, visit.site_id, visit.room_id = time.giver_id, time.site_id, time.room_id
                visit.period = DateTimeTZRange(time.starts_at, time.ends_at)
                visit.mode = wanted[pk].mode or visit.mode
                visit.sequence, visit.changed_at = visit.sequence + 1, now
            fields = ["clinician", "site", "room", "period", "mode", "sequence", "changed_at"]
            Appointment.objects.bulk_update(standing.values(), fields)
    except (reserving.Gone, IntegrityError) as error:
        if isinstance(error, IntegrityError) and "patient_in_one_place" not in str(error):
            raise
        raise ManyRefused(dict.fromkeys(standing, TAKEN)) from error
    moved = _known([pk for pk in wanted if pk in standing])
    told = {"reason": reason} if reason else {}
    happenings.tell_all([
        ("appointment.rescheduled", visit, {"before": before[visit.pk][0], **told}) for visit in moved
    ])  # fmt: skip
    live.notify(*dict.fromkeys(happenings.topic(visit, before[visit.pk][1]) for visit in moved))
    return moved


def _known(ids: Sequence[UUID]) -> list[Appointment]:
    found = {visit.pk: visit for visit in visits().filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]
