"""The demo's waitlist: a year of offers behind, people who wait today, and some who are asked just now."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from heartline.kernel import clock
from heartline.kernel.db.bulk import copy
from heartline.kernel.models import Event
from heartline.people.demo import Clinic
from heartline.people.demo.draw import chance, new_id, weighted
from heartline.people.demo.history import EVENT, event
from heartline.people.demo.person import Person, age
from heartline.people.models import Site
from heartline.scheduling.availability.queries import free_times
from heartline.scheduling.availability.rules import Filters
from heartline.scheduling.booking import reserving
from heartline.scheduling.catalogue.models import Resource, Service
from heartline.scheduling.demo.crowd import WOMEN
from heartline.scheduling.demo.services import SPECS
from heartline.scheduling.demo.visit import Visit, Who
from heartline.scheduling.waitlist.deadlines import SHARE
from heartline.scheduling.waitlist.models import FreedTime, WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist.telling import facts

PAST, EARLIER, NEW, ASKED = 1200, 90, 60, 9  # entries of the year, waiting for an earlier time, without one, asked now
TAKES, LEAVES = 0.17, 0.25  # of offers; the rest get no answer
SYSTEM: Who = ("system", None, "Heartline", "", "system")


class Waitlist:
    """Draws from a seed of its own, so that the rest of the demo stays as it is."""

    def __init__(
        self, clinic: Clinic, services: dict[str, Service], clinicians: Sequence[Resource], visits: Sequence[Visit],
        portal: Mapping[Person, Who], agents: Sequence[Who],
    ) -> None:  # fmt: skip
        self.rng, self.clinic, self.services = Random(clinic.seed + 5), clinic, services
        self.clinicians, self.visits, self.now = clinicians, visits, clock.now()
        self.portal, self.agents = (
            portal,
            agents,
        )  # who comes in by the portal themselves, and who answers all others' calls
        self.acts: dict[UUID, Who] = {}  # patient → who does it for them, or they themselves
        self.offers: list[WaitlistOffer] = []
        self.freed: list[FreedTime] = []
        self.told: list[tuple[Any, ...]] = []

    def load(self) -> int:
        """Write it all; how many entries."""
        entries = [*self._past(), *self._waiting()]
        WaitlistEntry.objects.bulk_create(entries, batch_size=500)
        WaitlistOffer.objects.bulk_create(self.offers, batch_size=500)
        FreedTime.objects.bulk_create(self.freed, batch_size=500)
        self._ask(entries)
        copy(Event, EVENT, sorted(self.told, key=lambda row: (row[0], str(row[4]))))
        return len(entries)

    def _past(self) -> Iterator[WaitlistEntry]:
        """Those who waited for an earlier time than a visit that is over by now."""
        over = [
            visit for visit in self.visits
            if visit.status == "fulfilled" and visit.start - visit.booked_at > timedelta(days=10)
            and visit.booked_at > self.now - timedelta(days=360)
        ]  # fmt: skip
        for visit in self.rng.sample(over, min(PAST, len(over))):
            entry = self._entry(
                visit.person, visit.slug, visit.booked_at + timedelta(minutes=self.rng.randrange(2, 900))
            )
            entry.appointment_id, entry.status, entry.ended_at = visit.id, "ended", visit.start
            self._offer(entry, visit)
            yield entry

    def _offer(self, entry: WaitlistEntry, visit: Visit) -> None:
        """What they were offered meanwhile, one after another, until they took one."""
        rng, at = self.rng, entry.joined_at
        for _ in range(weighted(rng, {0: 35, 1: 33, 2: 20, 3: 12})):
            at += (visit.start - at) * rng.uniform(0.1, 0.5)
            at = at.replace(hour=rng.randrange(14, 23), minute=rng.randrange(60))
            ahead = visit.start - at
            if ahead < timedelta(days=3):
                return
            answer = rng.random() / (0.8 if age(visit.person.born, at.date()) >= 65 else 1.0)
            state = "accepted" if answer < TAKES else "passed" if answer < TAKES + LEAVES else "expired"
            start = visit.start if state == "accepted" else at + ahead * rng.uniform(0.3, 0.8)
            offer = self._made(entry, visit, at, start.replace(second=0, microsecond=0), state)
            self.offers.append(offer)
            self._tell("waitlist.offered", at, SYSTEM, offer)
            self._tell({"passed": "waitlist.passed", "accepted": "waitlist.accepted"}.get(state, "waitlist.unanswered"),
                       offer.answered_at or at, SYSTEM if state == "expired" else self.acts[entry.patient_id], offer)  # fmt: skip
            self._free(offer)
            if state == "accepted":
                offer.visit_id, offer.gained = visit.id, timedelta(days=round(min(1 + rng.expovariate(1 / 13), 60), 2))
                entry.status, entry.ended_at = "served", offer.answered_at
                return

    def _made(self, entry: WaitlistEntry, visit: Visit, at: datetime, start: datetime, state: str) -> WaitlistOffer:
        rng = self.rng
        deadline = at + max(min((start - at) / SHARE, timedelta(hours=24)), timedelta(minutes=15))
        waited = (at - entry.joined_at).days
        answered = deadline if state == "expired" else at + (deadline - at) * rng.uniform(0.02, 0.7)
        return WaitlistOffer(
            id=new_id(rng), entry=entry, patient_id=entry.patient_id, service=entry.service,
            clinician=self.clinicians[visit.clinician], site=self.clinic.sites[visit.site],
            period=DateTimeTZRange(start, start + entry.service.duration), mode=visit.mode, token=new_id(rng).hex,
            sent_at=at, deadline=deadline, state=state, answered_at=answered,
            why={"place": 1, "of": rng.randrange(1, 9), "passed_over": {}, "days": waited,
                 "reasons": [{"why": "waited", "days": waited}]},
        )  # fmt: skip

    def _free(self, offer: WaitlistOffer) -> None:
        """The freed time of an offer; others, which nobody on the list could use, beside it."""
        for more in range(1 if offer.state != "accepted" else self.rng.choice((1, 2, 2, 3))):
            if offer.state != "accepted" and more == 0 and chance(self.rng, 0.8):
                continue  # the same time was offered on
            self.freed.append(
                FreedTime(
                    id=new_id(self.rng), clinician_id=offer.clinician_id, period=offer.period,
                    cause=weighted(self.rng, {"cancelled": 6, "moved": 3, "unblocked": 1}), event_id=-1 - len(self.freed),
                    freed_at=offer.sent_at - timedelta(minutes=1), settled_at=offer.answered_at,
                )
            )  # fmt: skip

    def _waiting(self) -> Iterator[WaitlistEntry]:
        """Those who wait today, the featured ones first."""
        coming = [
            visit for visit in self.visits if visit.status == "booked" and visit.start > self.now + timedelta(days=7)
        ]
        known = {person.id for person in self.clinic.featured.people}
        chosen = [visit for visit in coming if visit.person.id in known]
        chosen += self.rng.sample(coming, min(EARLIER, len(coming)))
        seen: set[UUID] = set()
        for visit in chosen:
            if visit.id in seen:
                continue
            seen.add(visit.id)
            joined = visit.booked_at + (self.now - visit.booked_at) * self.rng.uniform(0, 0.6)
            entry = self._entry(visit.person, visit.slug, joined)
            entry.appointment_id = visit.id
            yield entry
        grown = [person for person in self.clinic.people if person.deceased is None]
        for person in self.rng.sample(grown, min(NEW, len(grown))):
            slug = self._slug(person)
            yield self._entry(person, slug, self.now - timedelta(hours=self.rng.expovariate(1 / 500)))

    def _slug(self, person: Person) -> str:
        """A service that a person of this age may wait for, the specialists' more often."""
        years = age(person.born, self.now.date())
        fitting = {
            slug: 3 if spec.category in ("specialty", "behavioural") else 1
            for slug, spec in SPECS.items()
            if spec.online == "anyone" and slug not in WOMEN
            and (spec.ages[0] or 0) <= years <= (spec.ages[1] if spec.ages[1] is not None else 200)
        }  # fmt: skip
        return str(weighted(self.rng, fitting))

    def _entry(self, person: Person, slug: str, joined: datetime) -> WaitlistEntry:
        rng, service = self.rng, self.services[slug]
        who = self.acts[person.id] = self.portal.get(person) or self.agents[person.id.int % len(self.agents)]
        entry = WaitlistEntry(
            id=new_id(rng), patient_id=person.id, service=service, joined_at=joined, joined_door=who[4],
            urgency=weighted(rng, {0: 86, 1: 11, 2: 3}), notice=timedelta(hours=weighted(rng, {1: 1, 2: 6, 4: 2, 24: 3})),
            sites=[self.clinic.sites[person.site].pk] if chance(rng, 0.6) else [],
            weekdays=sorted(rng.sample(range(1, 6), 2)) if chance(rng, 0.2) else [],
            ends=time(12) if (part := rng.random()) < 0.15 else None, starts=time(12) if part > 0.85 else None,
            unanswered=3 if chance(rng, 0.06) else 0,
            confidential=service.confidential,
        )  # fmt: skip
        self.told.append(
            event(joined, "waitlist.joined", person.id, who,
                  {"service": slug, "service_name": service.name, "earlier": False, "urgency": 0}, subject_id=entry.pk)
        )  # fmt: skip
        return entry

    def _ask(self, entries: Sequence[WaitlistEntry]) -> None:
        """Some who wait are asked about a time that is free: it is kept for them, as an offer keeps it."""
        waiting = [entry for entry in entries if entry.status == "waiting" and entry.unanswered == 0]
        starts = {visit.id: visit.start for visit in self.visits if visit.start > self.now}
        left = ASKED
        others = self.rng.sample(waiting[4:], min(30, len(waiting[4:])))
        for entry in [*waiting[:4], *others]:
            before = starts.get(entry.appointment_id) if entry.appointment_id else None
            until = min(
                before - timedelta(days=1) if before else self.now + timedelta(days=21), self.now + timedelta(days=21)
            )
            begin = self.now + max(entry.service.lead_time, entry.notice) + timedelta(hours=6)
            if left and begin < until and self._asked(entry, begin, until):
                left -= 1

    def _asked(self, entry: WaitlistEntry, begin: datetime, until: datetime) -> bool:
        found = free_times(entry.service, start=begin, end=until, online=False, patient_id=entry.patient_id, limit=30)
        fitting = [free for free in found if not entry.sites or free.site_id in entry.sites]
        if not fitting:
            return False
        free, token = self.rng.choice(fitting), new_id(self.rng).hex
        mode = free.mode_options[0]
        deadline = self.now + timedelta(minutes=self.rng.randrange(90, 320))
        filters = Filters(None, free.site_id, mode, token, False, None, entry.patient_id)
        try:
            with transaction.atomic():
                purpose = reserving.Purpose(held_until=deadline, holder=token)
                taken, _ = reserving.take(entry.service, free.clinician_id, free.starts_at, mode, filters, purpose)
        except reserving.Gone:
            return False
        sent, waited = self.now - timedelta(minutes=self.rng.randrange(4, 50)), (self.now - entry.joined_at).days
        offer = WaitlistOffer.objects.create(
            id=new_id(self.rng), entry=entry, patient_id=entry.patient_id, service=entry.service,
            clinician=Resource.objects.get(pk=free.clinician_id), room_id=taken.room_id if mode == "in_person" else None,
            site=Site.objects.get(pk=free.site_id), period=DateTimeTZRange(free.starts_at, free.ends_at), mode=mode,
            token=token, sent_at=sent, deadline=deadline, confidential=entry.confidential,
            why={"place": 1, "of": self.rng.randrange(2, 8), "passed_over": {}, "days": waited,
                 "reasons": [{"why": "waited", "days": waited}]},
        )  # fmt: skip
        self._tell("waitlist.offered", sent, SYSTEM, offer)
        return True

    def _tell(self, kind: str, at: datetime, who: Who, offer: WaitlistOffer) -> None:
        row = event(at, kind, offer.patient_id, who, facts(offer), site_id=offer.site_id, subject_id=offer.pk)
        self.told.append(row)
