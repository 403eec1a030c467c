"""The database function and the naive model agree on random schedules, on both days on which clocks jump and others."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange as Range
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heartline.kernel import clock
from heartline.people.models import Patient
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.models import Appointment, Closure, PatternException, Reservation, Resource
from tests import factories
from tests.scheduling.availability import naive

pytestmark = pytest.mark.django_db

# New York jumps on 14 March and 7 November 2027, Lord Howe by half an hour on 4 April; Phoenix and Kathmandu never.
ZONES = ["America/New_York", "America/Phoenix", "Australia/Lord_Howe", "Asia/Kathmandu"]
AROUND = [date(2027, 3, 13), date(2027, 11, 6), date(2027, 4, 3), date(2027, 6, 15)]
MODES = ["in_person", "video", "phone"]
FIVE = timedelta(minutes=5)

quarter_hours = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
minutes = st.sampled_from([0, 5, 10, 15, 25, 30]).map(lambda n: timedelta(minutes=n))


@st.composite
def clock_spans(draw: st.DrawFn) -> tuple[time, time]:
    first, second = sorted(draw(st.tuples(quarter_hours, quarter_hours).filter(lambda pair: pair[0] != pair[1])))
    return first, second


@st.composite
def worlds(draw: st.DrawFn) -> naive.World:
    first = draw(st.sampled_from(AROUND))
    days = [first + timedelta(days=n) for n in range(3)]
    zones = draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=2))
    sites = st.integers(0, len(zones) - 1)
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    moments = st.integers(-12 * 12, 84 * 12).map(lambda n: midnight + n * FIVE)
    modes = draw(st.lists(st.sampled_from(MODES), min_size=1, unique=True))

    def a_span(longest: int) -> st.SearchStrategy[naive.Span]:
        return st.tuples(moments, st.integers(1, longest)).map(lambda s: (s[0], s[0] + s[1] * FIVE))

    def taken() -> st.SearchStrategy[list[naive.Taken]]:
        held = st.sampled_from([None, None, timedelta(minutes=3), timedelta(0), timedelta(minutes=-3)])
        one = st.tuples(a_span(20), st.booleans(), held, st.booleans())
        return st.lists(one, max_size=6).map(_apart)

    def patterns() -> st.SearchStrategy[list[naive.Pattern]]:
        one = st.builds(
            lambda site, day, span, only, until: naive.Pattern(
                site, day.isoweekday(), *span, only, days[0] if until else date(2020, 1, 1), until
            ),
            sites, st.sampled_from(days), clock_spans(), st.lists(st.sampled_from(MODES), max_size=1),
            st.sampled_from([None, None, days[1]]),
        )  # fmt: skip
        return st.lists(one, min_size=1, max_size=5)

    def exceptions() -> st.SearchStrategy[list[naive.Exception_]]:
        away = st.builds(
            lambda day, span, site: naive.Exception_(day, False, *(span or (None, None)), site),
            st.sampled_from(days), st.none() | clock_spans(), st.none() | sites,
        )  # fmt: skip
        extra = st.builds(
            lambda day, span, site: naive.Exception_(day, True, *span, site),
            st.sampled_from(days),
            clock_spans(),
            sites,
        )
        return st.lists(away | extra, max_size=3)

    tags = st.sampled_from(["", "one", "two"])
    clinicians = st.builds(
        naive.Clinician, patterns(), exceptions(), taken(), tags, st.sampled_from([True, True, False])
    )
    devices = st.builds(naive.Device, sites, st.sampled_from(["one", "two"]), taken(),
                        st.lists(st.sampled_from(days), max_size=1))  # fmt: skip
    rooms = st.builds(naive.Room, sites, st.sampled_from([True, True, False]), taken(),
                      st.lists(st.sampled_from(days), max_size=1))  # fmt: skip
    return naive.World(
        now=midnight + draw(st.integers(-30, 24)) * timedelta(hours=1),
        zones=zones,
        clinicians=draw(st.lists(clinicians, min_size=1, max_size=3)),
        rooms=draw(st.lists(rooms, max_size=3)),
        closures=[
            (site, *span) for site, span in draw(st.lists(st.tuples(st.none() | sites, a_span(100)), max_size=2))
        ],
        duration=draw(st.sampled_from([10, 20, 45, 60, 100]).map(lambda n: timedelta(minutes=n))),
        step=draw(st.sampled_from([10, 15, 20, 50, 420]).map(lambda n: timedelta(minutes=n))),
        before=draw(minutes),
        after=draw(minutes),
        modes=modes,
        room_needed=draw(st.booleans()),
        cap=draw(st.sampled_from([None, None, 1, 2])),
        lead=draw(st.sampled_from([0, 2, 30]).map(lambda n: timedelta(hours=n))),
        horizon=draw(st.sampled_from([timedelta(hours=20), timedelta(days=90)])),
        elsewhere=draw(st.lists(a_span(20), max_size=1)),
        devices=draw(st.lists(devices, max_size=3)),
        needs=draw(
            st.just([])
            | st.lists(
                st.tuples(st.sampled_from(["device", "device", "clinician"]), st.sampled_from(["one", "two"])),
                min_size=1,
                max_size=2,
                unique=True,
            )
        ),
    )


def _apart(drawn: list[tuple[naive.Span, bool, timedelta | None, bool]]) -> list[naive.Taken]:
    """Reservations of one resource never overlap."""
    kept: list[naive.Taken] = []
    for span, of_service, held, mine in drawn:
        if not any(naive.meets(span, (t.start, t.end)) for t in kept):
            kept.append(naive.Taken(*span, of_service, held, mine and held is not None))
    return kept


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(world=worlds(), online=st.booleans(), data=st.data())
def test_what_is_free(world: naive.World, online: bool, data: st.DataObject) -> None:
    first = min(world.now, *(t.start for c in world.clinicians for t in c.taken), world.now)
    start = first + data.draw(st.integers(-10, 40)) * timedelta(hours=1)
    end = start + data.draw(st.sampled_from([1, 30, 80])) * timedelta(hours=1)
    with transaction.atomic(), clock.set(world.now):
        places = _build(world)
        asked = {
            "start": start, "end": end, "online": online, "holder": "me",
            "patient_id": places.patient.pk if world.elsewhere else None,
        }  # fmt: skip
        found = free_times(places.service, **asked)
        few = data.draw(st.sampled_from([1, 2, 7, 40]))
        soonest = free_times(places.service, **asked, limit=few)
        transaction.set_rollback(True)
    shown = [
        (places.clinicians.index(f.clinician_id), places.sites.index(f.site_id), f.starts_at, f.mode_options)
        for f in found
    ]
    assert len(shown) == len(set(shown))
    assert [f.starts_at for f in found] == sorted(f.starts_at for f in found)
    assert set(shown) == naive.free(world, start, end, online=online)
    for each in found:
        assert each.ends_at - each.starts_at == world.duration
        assert (each.room_id is not None) == (world.room_needed and "in_person" in each.mode_options)
        in_person = "in_person" in each.mode_options
        assert len(each.further) == sum(in_person or kind == "clinician" for kind, _tag in world.needs)
        assert each.clinician_id not in each.further and len(set(each.further)) == len(each.further)
    assert [f.starts_at for f in soonest] == [f.starts_at for f in found[:few]]
    assert set(soonest) <= set(found)


def _asking_few_first() -> None:
    """As it is done where many give a service: the first two, where there are more. To the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('heartline_free_times'::regproc)")
        function = cursor.fetchone()[0]
        for many in ("64 * at_most", "16 * at_most"):
            assert many in function
            function = function.replace(many, "2")
        cursor.execute(function)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(world=worlds(), online=st.booleans(), data=st.data())
def test_asking_a_few_clinicians_first_changes_nothing(world: naive.World, online: bool, data: st.DataObject) -> None:
    world.clinicians = [
        replace(world.clinicians[0], exceptions=each.exceptions, taken=each.taken) for each in world.clinicians * 3
    ]
    asked = [
        {"start": start, "end": start + timedelta(hours=30), "online": online, "limit": data.draw(st.integers(1, 9))}
        for start in data.draw(
            st.lists(st.integers(-60, 500).map(lambda n: world.now + n * FIVE), min_size=6, max_size=6)
        )
    ]
    with transaction.atomic(), clock.set(world.now):
        service = _build(world).service
        expected = [free_times(service, **each) for each in asked]
        _asking_few_first()
        assert [free_times(service, **each) for each in asked] == expected
        transaction.set_rollback(True)


class _build:
    """The world as rows."""

    def __init__(self, world: naive.World) -> None:
        organization = factories.an_organization()
        sites = [factories.a_site(time_zone=zone, organization=organization) for zone in world.zones]
        clinicians = [factories.a_clinician() for _ in world.clinicians]
        for resource, clinician in zip(clinicians, world.clinicians, strict=True):
            Resource.objects.filter(pk=resource.pk).update(tag=clinician.tag)
        self.sites, self.clinicians = [s.pk for s in sites], [c.pk for c in clinicians]
        self.service = factories.a_service(
            *[resource for resource, clinician in zip(clinicians, world.clinicians, strict=True) if clinician.gives],
            duration=world.duration, step=world.step, buffer_before=world.before, buffer_after=world.after,
            modes=world.modes, room_kind="exam" if world.room_needed else "", daily_cap=world.cap, lead_time=world.lead,
            horizon=world.horizon,
        )  # fmt: skip
        for resource, clinician in zip(clinicians, world.clinicians, strict=True):
            for p in clinician.patterns:
                factories.a_pattern(resource, sites[p.site], [p.weekday], p.starts, p.ends, modes=p.modes,
                                    valid_from=p.valid_from, valid_until=p.valid_until)  # fmt: skip
            for e in clinician.exceptions:
                PatternException.objects.create(resource=resource, date=e.date, works=e.works, starts=e.starts,
                                                ends=e.ends, site=None if e.site is None else sites[e.site])  # fmt: skip
            self._take(resource, clinician.taken, world)
        for room in world.rooms:
            resource = factories.a_room(sites[room.site], "exam" if room.fits else "imaging")
            for day in room.away:
                PatternException.objects.create(resource=resource, date=day)
            self._take(resource, room.taken, world)
        for device in world.devices:
            resource = factories.a_device(sites[device.site], device.tag)
            for day in device.away:
                PatternException.objects.create(resource=resource, date=day)
            self._take(resource, device.taken, world)
        for kind, tag in world.needs:
            factories.a_need(self.service, kind, tag)
        for where, start, end in world.closures:
            Closure.objects.create(site=None if where is None else sites[where], period=Range(start, end))
        self.patient: Patient = factories.a_patient()
        other = factories.a_service(factories.a_clinician())
        for start, end in world.elsewhere:
            Appointment.objects.create(patient=self.patient, service=other, site=sites[0], period=Range(start, end),
                                       mode="video", booked_at=world.now, changed_at=world.now)  # fmt: skip

    def _take(self, resource: object, taken: list[naive.Taken], world: naive.World) -> None:
        Reservation.objects.bulk_create(
            Reservation(
                resource=resource, period=Range(t.start, t.end), service=self.service if t.of_service else None,
                held_until=None if t.held is None else world.now + t.held, holder="me" if t.mine else "",
                appointment_id=uuid4() if t.held is None else None,
            )
            for t in taken
        )  # fmt: skip
