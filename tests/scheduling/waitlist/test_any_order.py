"""Whatever happens in whatever order, a time has one holder and nobody loses their place: a machine that tries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from heartline.kernel import actor, clock
from heartline.kernel.errors import Refused
from heartline.scheduling.models import Appointment, FreedTime, Reservation, WaitlistEntry, WaitlistOffer
from heartline.scheduling.waitlist import actions, answering, sweeping
from heartline.scheduling.waitlist.rules import Urgency, Wishes
from tests.scheduling.waitlist.scene import MONDAY, a_clinic, cancel, next_offer

pytestmark = pytest.mark.django_db


class Machine(RuleBasedStateMachine):
    """One clinician, people who join, and time that goes on by day."""

    entries: Bundle[Any] = Bundle("entries")
    visits: Bundle[Any] = Bundle("visits")

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = MONDAY
        self.clinic = self.act(a_clinic)
        self.joined: dict[Any, Any] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def act(self, call: Any, *values: Any, **named: Any) -> Any:
        with clock.set(self.now), actor.acting(actor.SYSTEM):
            return call(*values, **named)

    @rule(target=visits, days=st.integers(1, 20))
    def book(self, days: int) -> Any:
        return self.act(self.clinic.booked, timedelta(days=days))

    @rule(target=entries, narrow=st.booleans(), urgency=st.sampled_from(Urgency))
    def join(self, narrow: bool, urgency: Urgency) -> Any:
        wishes = {"weekdays": frozenset({1, 3})} if narrow else {}
        entry = self.act(self.clinic.waits, urgency=urgency, **wishes)
        self.joined[entry.pk] = entry.joined_at
        return entry

    @rule(target=entries, visit=visits)
    def want_earlier(self, visit: Any) -> Any:
        try:
            entry = self.act(actions.join, visit.patient, visit.service, Wishes(), appointment=visit)
        except Refused:
            return multiple()
        self.joined.setdefault(entry.pk, entry.joined_at)
        return entry

    @rule(visit=consumes(visits))
    def call_off(self, visit: Any) -> None:
        try:
            self.act(cancel, visit)
        except Refused:
            return

    @rule()
    def offer(self) -> None:
        for freed in FreedTime.objects.filter(settled_at=None):
            while self.act(next_offer, freed) is not None:
                pass

    @rule(takes=st.booleans(), late=st.booleans())
    def answer(self, takes: bool, late: bool) -> None:
        state = "expired" if late else "open"
        offer = WaitlistOffer.objects.filter(state=state).order_by("sent_at", "pk").first()
        if offer is not None:
            try:
                self.act(answering.accept if takes else answering.leave_it, offer)
            except Refused:
                return

    @rule(entry=entries)
    def leave(self, entry: Any) -> None:
        self.act(actions.leave, entry)

    @rule(hours=st.integers(1, 30))
    def time_goes_on(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.act(sweeping.sweep)

    @rule(days=st.integers(1, 6))
    def somebody_else_books(self, days: int) -> None:
        self.act(self.clinic.booked, timedelta(days=days))

    @invariant()
    def a_time_has_one_holder(self) -> None:
        alive = WaitlistOffer.objects.filter(state="open", deadline__gt=self.now)
        for offer in alive:
            kept = Reservation.objects.get(holder=offer.token)
            assert (kept.resource_id, kept.period, kept.held_until) == (
                offer.clinician_id,
                offer.period,
                offer.deadline,
            )
            assert not Appointment.objects.filter(
                clinician=offer.clinician_id, status="booked", period__overlap=offer.period
            ).exists()
        tokens = set(alive.values_list("token", flat=True))
        held = Reservation.objects.filter(held_until__gt=self.now).exclude(holder="")
        assert set(held.values_list("holder", flat=True)) == tokens

    @invariant()
    def nobody_loses_their_place(self) -> None:
        for pk, joined_at in WaitlistEntry.objects.values_list("pk", "joined_at"):
            assert joined_at == self.joined[pk]

    @invariant()
    def who_is_served_has_a_visit_and_who_waits_has_not_taken_one(self) -> None:
        for offer in WaitlistOffer.objects.filter(state="accepted").select_related("entry", "visit"):
            assert offer.visit is not None and offer.entry.status == "served"
        assert not WaitlistOffer.objects.filter(state="open").exclude(entry__status="waiting").exists()

    @invariant()
    def nobody_is_offered_a_time_twice(self) -> None:
        seen = list(WaitlistOffer.objects.values_list("entry", "clinician", "period"))
        assert len(seen) == len({(entry, clinician, period.lower) for entry, clinician, period in seen})


def test_whatever_happens_in_whatever_order() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=checks)
    )
