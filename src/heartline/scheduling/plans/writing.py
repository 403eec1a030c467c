"""Setting up plans: which visits belong together, in which order and how far apart."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import clock, idempotency, ledger
from heartline.kernel.errors import Refused
from heartline.kernel.revising import differing
from heartline.kernel.slugs import free_slug
from heartline.scheduling.booking.models import Appointment
from heartline.scheduling.booking.queries import STANDING
from heartline.scheduling.plans.models import Plan, PlanStep

Values = Mapping[str, Any]  # by the names of `plan_now`
FIELDS = ("name", "summary", "online", "active")
KEPT = _("Everything stays as it was. What you filled in is still here.")


def plan_now(plan: Plan) -> dict[str, Any]:
    """What can be changed of it (kernel.revising). One query, none if prefetched."""
    steps = [
        {
            "service": str(step.service_id), "unit": step.unit, "least": step.least, "most": step.most,
            "same_site": step.same_site, "same_clinician": step.same_clinician,
        }
        for step in plan.steps.all()
    ]  # fmt: skip
    return {name: getattr(plan, name) for name in FIELDS} | {"steps": steps}


def add_plan(values: Values, key: str = "") -> Plan:
    """Raises Refused when its steps make no plan."""

    def happen() -> UUID:
        _makes_a_plan(values["steps"])
        slug = free_slug(Plan, values["name"]["en"], "plan")
        plan = Plan.objects.create(slug=slug, **{name: values[name] for name in FIELDS})
        _steps(plan, values["steps"])
        ledger.record("plan.added", subject_id=plan.pk, data={"plan": plan.slug})
        return plan.pk

    with transaction.atomic():
        return Plan.objects.get(pk=idempotency.once("plan.add", key, happen)[0])


def change_plan(plan_id: UUID, values: Values, sealed: str | None = None) -> Plan:
    """Its steps only while nobody has it booked: moving a visit of it would otherwise follow other rules. Raises Stale."""
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=plan_id)
        change = differing(plan_now(plan), values, sealed)
        if "steps" in change:
            _makes_a_plan(values["steps"])
            if coming := booked(plan):
                raise Refused(
                    _("Visits of this plan are booked (%(count)d), so its steps stay as they are.") % {"count": coming},
                    kept=KEPT, next_step=_("Add a new plan, and switch this one off."),
                )  # fmt: skip
            plan.steps.all().delete()
            _steps(plan, change["steps"])
        if change:
            for name in change.keys() - {"steps"}:
                setattr(plan, name, change[name])
            plan.save()
            ledger.record("plan.changed", subject_id=plan.pk, data={"plan": plan.slug, "changed": sorted(change)})
        return plan


def booked(plan: Plan) -> int:
    """How many visits of it are still to come. One query."""
    return Appointment.objects.filter(
        plan_booking__plan=plan, status__in=STANDING, period__endswith__gt=clock.now()
    ).count()


def _makes_a_plan(steps: list[dict[str, Any]]) -> None:
    if len(steps) < 2:
        raise Refused(_("A plan has at least two visits."), kept=KEPT)
    if any(step["most"] is not None and step["most"] < step["least"] for step in steps):
        raise Refused(_("A visit comes at most sooner than at least: nobody could book it."), kept=KEPT)


def _steps(plan: Plan, steps: list[dict[str, Any]]) -> None:
    PlanStep.objects.bulk_create(
        PlanStep(
            plan=plan,
            place=place,
            service_id=UUID(step["service"]),
            **{n: v for n, v in step.items() if n != "service"},
        )
        for place, step in enumerate(steps, 1)
    )
