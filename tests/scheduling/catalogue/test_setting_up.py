"""Services, clinicians, rooms, devices and plans are changed, switched off, and never taken away from under a visit."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from heartline.kernel import clock
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.kernel.revising import Stale, seal
from heartline.people.models import StaffMember
from heartline.people.places import actions as places
from heartline.people.places.queries import room_now
from heartline.scheduling.availability.queries import next_free
from heartline.scheduling.catalogue import resources, services
from heartline.scheduling.catalogue.queries import clinician_now, device_now, service_now
from heartline.scheduling.models import Appointment, Need, Offering, Plan, PlanBooking, Resource, Service
from heartline.scheduling.plans import writing
from tests import factories
from tests.scheduling.pages.scene import MONDAY, Scene, a_scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.set(MONDAY):
        yield


@pytest.fixture
def scene() -> Scene:
    return a_scene(clinicians=2, room_kind="exam", modes=["in_person"])


def change(service: Service, **values: Any) -> Service:
    now = service_now(Service.objects.get(pk=service.pk))
    return services.change_service(service.pk, {**now, **values}, seal(now))


class TestServices:
    def test_booked_visits_keep_their_length(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        visit = scene.booked()
        change(scene.service, minutes=50, before=10)
        assert Appointment.objects.get().period == visit.period
        scene.service.refresh_from_db()
        assert scene.service.duration == timedelta(minutes=50)
        event = Event.objects.get(kind="service.changed")
        assert event.data["changed"] == ["before", "minutes"]

    def test_nothing_to_change_is_nothing_that_happened(self, scene: Scene) -> None:
        change(scene.service)
        assert not Event.objects.filter(kind="service.changed").exists()

    def test_switched_off_it_has_no_times_and_keeps_its_visits(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        scene.booked()
        change(scene.service, active=False)
        assert next_free(scene.service) == [] and Appointment.objects.get().status == "booked"
        assert Event.objects.get(kind="service.changed").data["active"] is False

    def test_who_gives_it_and_what_it_needs(self, scene: Scene) -> None:
        one, other = scene.clinicians
        change(
            scene.service,
            clinicians=[str(one.pk)],
            known_only=[str(one.pk)],
            devices=["ultrasound"],
            helpers=["assistant"],
        )
        assert Offering.objects.get(service=scene.service, resource=one).new_patients is False
        assert not Offering.objects.filter(service=scene.service, resource=other).exists()
        assert set(Need.objects.values_list("kind", "tag")) == {("device", "ultrasound"), ("clinician", "assistant")}
        change(scene.service, devices=[], known_only=[])
        assert Need.objects.get().tag == "assistant"
        assert Offering.objects.get(service=scene.service).new_patients is True

    def test_two_at_once(self, scene: Scene) -> None:
        seen = service_now(scene.service)
        change(scene.service, minutes=50)
        with pytest.raises(Stale) as stale:
            services.change_service(scene.service.pk, {**seen, "minutes": 40}, seal(seen))
        assert stale.value.now == {"minutes": 50}
        services.change_service(scene.service.pk, {**seen, "minutes": 50}, seal(seen))  # the same is no quarrel

    def test_what_does_not_go_together(self, scene: Scene) -> None:
        for wrong, why in (
            ({"min_age": 20, "max_age": 10}, "youngest"),
            ({"horizon_days": 1, "lead_hours": 48}, "nobody could"),
            ({"modes": []}, "how people meet"),
        ):
            with pytest.raises(Refused, match=why):
                change(scene.service, **wrong)
        factories.a_room(scene.site)
        scene.booked()
        with pytest.raises(Refused, match="one by one and groups"):
            change(scene.service, group_size=8)

    def test_two_of_one_name_have_addresses_of_their_own(self, scene: Scene) -> None:
        values = service_now(scene.service) | {"name": {"en": "New"}}
        made = [services.add_service(values, key) for key in ("a", "a", "b")]
        assert made[0] == made[1] != made[2]
        assert made[0].slug != "new"  # that is the form's


class TestPlacesAndPeople:
    def test_a_room_and_its_time_go_together(self, scene: Scene) -> None:
        room = resources.add_room(scene.site, {"name": "Room 1", "kind": "exam", "active": True}, "k")
        assert resources.add_room(scene.site, {"name": "Room 1", "kind": "exam", "active": True}, "k") == room
        assert next_free(scene.service)
        scene.booked()
        resources.change_room(room.pk, {**room_now(room), "name": "Blue room", "active": False}, seal(room_now(room)))
        room.resource.refresh_from_db()
        assert (room.resource.name, room.resource.active) == ("Blue room", False)
        assert not next_free(scene.service) and Appointment.objects.get().room == room.resource

    def test_two_rooms_of_one_name(self, scene: Scene) -> None:
        values = {"name": "Room 1", "kind": "exam", "active": True}
        resources.add_room(scene.site, values)
        with pytest.raises(Refused, match="of that name"):
            resources.add_room(scene.site, values)

    def test_a_site_that_is_switched_off_has_no_times_and_keeps_its_visits(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        scene.booked()
        places.change_site(scene.site.pk, {"active": False})
        assert not next_free(scene.service) and Appointment.objects.get().status == "booked"

    def test_a_device(self, scene: Scene) -> None:
        device = resources.add_device(scene.site, {"name": "Ultrasound 1", "tag": "ultrasound", "active": True}, "k")
        assert (
            resources.add_device(scene.site, {"name": "Ultrasound 1", "tag": "ultrasound", "active": True}, "k")
            == device
        )
        seen = device_now(device)
        resources.change_device(device.pk, {**seen, "active": False}, seal(seen))
        with pytest.raises(Stale):
            resources.change_device(device.pk, {**seen, "name": "Other"}, seal(seen))

    def test_a_clinician_and_their_lanes_are_called_alike(self, scene: Scene) -> None:
        resource = scene.clinicians[0]
        member = resource.staff_member
        assert member
        lane = Resource.objects.create(kind="clinician", name=resource.name, lane_of=resource)
        now = clinician_now(member, resource)
        resources.change_clinician(member.pk, {**now, "name": "Dr. Li Wei", "tag": "assistant"}, seal(now))
        lane.refresh_from_db()
        resource.refresh_from_db()
        assert (resource.name, resource.tag, lane.name) == ("Dr. Li Wei", "assistant", "Dr. Li Wei")
        assert {"staff.changed", "clinician.changed"} <= set(Event.objects.values_list("kind", flat=True))

    def test_nobody_is_booked_with_somebody_who_has_left(self) -> None:
        member = factories.a_staff_member(active=False)
        with pytest.raises(Refused, match="no access any more"):
            resources.change_clinician(member.pk, {**clinician_now(member, None), "active": True})
        assert StaffMember.objects.get(pk=member.pk).active is False


class TestPlans:
    def values(self, *steps: Service, **more: Any) -> dict[str, Any]:
        listed = [
            {
                "service": str(each.pk),
                "unit": "days",
                "least": 2,
                "most": None,
                "same_site": True,
                "same_clinician": False,
            }
            for each in steps
        ]
        return {"name": {"en": "Heart"}, "summary": {}, "online": "anyone", "active": True, "steps": listed} | more

    def test_steps_in_order(self) -> None:
        one, other = factories.a_service(), factories.a_service()
        plan = writing.add_plan(self.values(one, other), "k")
        assert writing.add_plan(self.values(one, other), "k") == plan
        assert [step.service for step in plan.steps.all()] == [one, other]
        now = writing.plan_now(plan)
        writing.change_plan(plan.pk, {**now, "steps": now["steps"][::-1]}, seal(now))
        assert [step.service for step in plan.steps.all()] == [other, one]
        with pytest.raises(Refused, match="at least two"):
            writing.change_plan(plan.pk, {**now, "steps": now["steps"][:1]})

    def test_a_plan_that_is_booked_keeps_its_steps(self, scene: Scene) -> None:
        factories.a_room(scene.site)
        plan = writing.add_plan(self.values(scene.service, factories.a_service()))
        booking = PlanBooking.objects.create(plan=plan, patient=scene.patient, booked_at=MONDAY)
        Appointment.objects.filter(pk=scene.booked().pk).update(plan_booking=booking, plan_place=1)
        now = writing.plan_now(plan)
        with pytest.raises(Refused, match="its steps stay"):
            writing.change_plan(plan.pk, {**now, "steps": now["steps"][::-1]}, seal(now))
        writing.change_plan(plan.pk, {**now, "active": False}, seal(now))
        assert Plan.objects.get().active is False
