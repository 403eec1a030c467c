"""When the demo's clinicians work: half days through the week, holidays, days away, extra mornings, closures."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from psycopg.types.range import TimestamptzRange

from heartline.people.demo import Clinic
from heartline.people.demo.draw import chance, new_id
from heartline.people.models import Site
from heartline.scheduling.availability.models import Closure, PatternException, WorkingPattern
from heartline.scheduling.catalogue.models import Resource

AM, PM, EVENING, SATURDAY = (8 * 60, 12 * 60), (13 * 60, 17 * 60), (17 * 60, 20 * 60), (9 * 60, 13 * 60)
# Half days a week by specialty; three where nothing is said.
HALF_DAYS = {"laboratory": 5, "family_medicine": 4, "radiography": 4, "psychology": 4}

HOLIDAY = {"en": "Public holiday", "es": "Día festivo", "zh-hans": "公共假日", "vi": "Ngày lễ", "ar": "عطلة رسمية"}
REPAIR = {
    "en": "The water pipes are being repaired",
    "es": "Se están reparando las tuberías de agua",
    "zh-hans": "正在维修水管",
    "vi": "Đang sửa ống nước",
    "ar": "إصلاح أنابيب المياه",
}


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of a clinician's day at one site; minutes of the site's wall clock."""

    date: date
    site: int
    starts: int
    ends: int
    modes: tuple[str, ...]  # empty: whatever the service has


@dataclass(frozen=True, slots=True)
class Block:
    """A weekly block, before it becomes a row."""

    site: int
    weekday: int
    starts: int
    ends: int
    modes: tuple[str, ...] = ()


class Hours:
    """Draws the working hours, writes them, and tells the sessions they amount to."""

    def __init__(self, rng: Random, clinic: Clinic, first: date, last: date, today: date) -> None:
        self.rng, self.clinic = rng, clinic
        self.first, self.last, self.today = first, last, today
        self.weekly: dict[UUID, list[Block]] = {}
        self.away: dict[UUID, dict[date, tuple[int, int] | None]] = {}
        self.extra: dict[UUID, list[Session]] = {}
        self.closed: set[tuple[int, date]] = set()
        self.closed_from: dict[tuple[int, date], int] = {}

    def load(self, clinicians: list[Resource], specialties: list[str], sites_of: list[list[int]]) -> None:
        """Write patterns, exceptions and closures for these clinicians, in the same order."""
        for number, (resource, specialty, where) in enumerate(zip(clinicians, specialties, sites_of, strict=True)):
            self.weekly[resource.pk] = self._week(number, specialty, where)
            self.away[resource.pk] = self._days_away()
            self.extra[resource.pk] = self._extra(where) if number % 9 == 4 else []
        self._write_patterns()
        self._write_exceptions()
        self._write_closures(self.clinic.sites)

    def sessions(self, resource_id: UUID, day: date) -> list[Session]:
        """What is left of a clinician's day after exceptions and closures, in order."""
        found = [Session(day, block.site, block.starts, block.ends, block.modes)
                 for block in self.weekly[resource_id] if block.weekday == day.isoweekday()]  # fmt: skip
        away = self.away[resource_id]
        if day in away:
            hours = away[day]
            found = [] if hours is None else [s for s in found if s.ends <= hours[0] or s.starts >= hours[1]]
        found += [session for session in self.extra[resource_id] if session.date == day]
        found = [s for s in found if (s.site, day) not in self.closed
                 and s.ends <= self.closed_from.get((s.site, day), 24 * 60)]  # fmt: skip
        return sorted(found, key=lambda session: session.starts)

    def _week(self, number: int, specialty: str, where: list[int]) -> list[Block]:
        count = HALF_DAYS.get(specialty, 3)
        slots = [(weekday, half) for half in (AM, PM) for weekday in (1, 2, 3, 4, 5)]
        # Turn the list so that colleagues are spread over the week; Monday is everybody's first.
        turned = slots[number % 5 :] + slots[: number % 5]
        chosen = sorted(turned[:count], key=lambda slot: (slot[0], slot[1]))
        if specialty in ("laboratory", "radiography"):
            chosen = slots[:count]
        late = 30 if number % 4 == 1 else 0
        blocks = [
            Block(where[weekday % len(where)], weekday, half[0] + (late if half == AM else 0), half[1] + late)
            for weekday, half in chosen
        ]
        if where[0] == 0 and specialty in ("family_medicine", "psychology", "pharmacy"):
            remote = ("video", "phone") if specialty == "psychology" else ()
            blocks.append(Block(0, 3, *EVENING, remote))
        if where[0] == 0 and specialty in ("nursing", "pediatrics"):
            blocks.append(Block(0, 6, *SATURDAY))
        # The site at Prairie Gate keeps its lunch hour, and closes at six.
        return [block for block in blocks if not (block.site == 2 and block.starts < 13 * 60 < block.ends)] or blocks[
            :1
        ]

    def _days_away(self) -> dict[date, tuple[int, int] | None]:
        rng, away = self.rng, dict[date, tuple[int, int] | None]()
        for _ in range(3):  # weeks of leave
            monday = self.first + timedelta(days=rng.randrange((self.last - self.first).days))
            monday -= timedelta(days=monday.weekday())
            if monday - timedelta(days=7) < self.today <= monday + timedelta(days=14):
                continue  # somebody has to be here now
            away |= {monday + timedelta(days=day): None for day in range(5)}
        for _ in range(6):  # single days: ill, courses
            day = self.first + timedelta(days=rng.randrange((self.last - self.first).days))
            if self.today <= day < self.today + timedelta(days=8):
                continue
            away[day] = (13 * 60, 17 * 60) if chance(rng, 0.3) else None
        return away

    def _extra(self, where: list[int]) -> list[Session]:
        saturdays = (self.first + timedelta(days=day) for day in range((self.last - self.first).days))
        return [Session(day, 0, 9 * 60, 12 * 60, ()) for day in saturdays if day.weekday() == 5 and chance(self.rng, 0.15)
                and 0 in where]  # fmt: skip

    def _write_patterns(self) -> None:
        since = self.first - timedelta(days=40)
        WorkingPattern.objects.bulk_create(
            WorkingPattern(id=new_id(self.rng), resource_id=key, site=self.clinic.sites[block.site], weekday=block.weekday,
                           starts=clock_time(block.starts), ends=clock_time(block.ends), valid_from=since,
                           modes=list(block.modes))
            for key, blocks in self.weekly.items()
            for block in blocks
        )  # fmt: skip

    def _write_exceptions(self) -> None:
        rows = []
        for key, days in self.away.items():
            for day, hours in sorted(days.items()):
                row = PatternException(id=new_id(self.rng), resource_id=key, date=day, reason="Away")
                if hours:
                    row.starts, row.ends, row.reason = clock_time(hours[0]), clock_time(hours[1]), "Course"
                rows.append(row)
        for key, sessions in self.extra.items():
            rows += [
                PatternException(id=new_id(self.rng), resource_id=key, date=s.date, site=self.clinic.sites[s.site],
                                 starts=clock_time(s.starts), ends=clock_time(s.ends), works=True, reason="Extra hours")
                for s in sessions
            ]  # fmt: skip
        PatternException.objects.bulk_create(rows)

    def _write_closures(self, sites: list[Site]) -> None:
        days = (self.first + timedelta(days=day) for day in range((self.last - self.first).days + 1))
        holidays = [day for day in days if is_holiday(day)]
        rows = []
        for number, site in enumerate(sites):
            for day in holidays:
                self.closed.add((number, day))
                start = datetime.combine(day, time(0), site.zone)
                rows.append(Closure(id=new_id(self.rng), site=site, period=TimestamptzRange(start, start + timedelta(days=1)),
                                    reason=HOLIDAY))  # fmt: skip
        repair = self.today + timedelta(days=12)
        repair += timedelta(days=-repair.weekday() + 3)  # a Thursday afternoon, within three weeks
        self.closed_from[(1, repair)] = 13 * 60
        start = datetime.combine(repair, time(13), sites[1].zone)
        rows.append(
            Closure(
                id=new_id(self.rng),
                site=sites[1],
                period=TimestamptzRange(start, start + timedelta(hours=7)),
                reason=REPAIR,
            )
        )
        Closure.objects.bulk_create(rows)


def is_holiday(day: date) -> bool:
    """The days on which the demo clinic stays closed everywhere."""
    thanksgiving = day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28
    labor_day = day.month == 9 and day.weekday() == 0 and day.day <= 7
    memorial_day = day.month == 5 and day.weekday() == 0 and day.day >= 25
    return (day.month, day.day) in ((1, 1), (7, 4), (12, 25)) or thanksgiving or labor_day or memorial_day


def clock_time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
