"""Setting the rules for growing up, keeping a proxy beyond birthdays, and what came of asking about a shared login."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import actor, clock, ledger
from heartline.kernel.errors import Refused
from heartline.people.confidential.models import AgeRule, LoginCheck, PrivateCare
from heartline.people.models import Patient, Proxy


def set_rule(rule: AgeRule) -> AgeRule:
    """Add a rule, or change one. Effective for every proxy at once, since the database asks the rules at each request."""
    with transaction.atomic():
        rule.save()
        ledger.record("age_rule.set", subject_id=rule.pk, data=_rule(rule))
        return rule


def remove_rule(rule: AgeRule) -> None:
    """Proxies that this rule ended or narrowed hold again as they were granted, unless another rule says otherwise."""
    with transaction.atomic():
        ledger.record("age_rule.removed", subject_id=rule.pk, data=_rule(rule))
        rule.delete()


def set_care(care: PrivateCare) -> PrivateCare:
    """Add or change from which age a kind of care is confidential. Visits that are booked already stay as they are."""
    with transaction.atomic():
        care.save()
        ledger.record("private_care.set", subject_id=care.pk, data=_care(care))
        return care


def remove_care(care: PrivateCare) -> None:
    """New visits of this kind are confidential no more; those that are stay so."""
    with transaction.atomic():
        ledger.record("private_care.removed", subject_id=care.pk, data=_care(care))
        care.delete()


def keep_beyond_age(proxy: Proxy, keep: bool) -> None:
    """Papers say that a proxy holds whatever the birthday (a court's order for an adult), or do so no longer."""
    with transaction.atomic():
        proxy = Proxy.objects.select_for_update().get(pk=proxy.pk)
        if proxy.beyond_age != keep:
            proxy.beyond_age = keep
            proxy.save(update_fields=["beyond_age"])
            ledger.record(
                "proxy.kept_beyond_age" if keep else "proxy.ages_again",
                patient_id=proxy.patient_id,
                subject_id=proxy.pk,
                data={"holder": proxy.holder_name},
            )


def check_login(patient_id: UUID, value: str, outcome: str) -> LoginCheck:
    """Note what came of asking about an address or number that is also a guardian's.

    UNTIED takes the login off the record: nobody signs in to it until the patient is invited at an address of their own.
    Raises Refused if the patient has no login to take off.
    """
    with transaction.atomic():
        patient = Patient.objects.select_for_update().get(pk=patient_id)
        if outcome == LoginCheck.Outcome.UNTIED:
            if patient.account_id is None:
                raise Refused(_("This patient has no login."))
            ledger.record("account.untied", patient_id=patient.pk, subject_id=patient.account_id, confidential=True)
            patient.account = None
            patient.save(update_fields=["account"])
        check, _created = LoginCheck.objects.update_or_create(
            patient=patient,
            value=value,
            defaults={"outcome": LoginCheck.Outcome(outcome), "at": clock.now(), "by": actor.current().label},
        )
        ledger.record(
            "account.checked",
            patient_id=patient.pk,
            subject_id=check.pk,
            data={"outcome": str(check.outcome)},
            confidential=True,
        )
        return check


def _rule(rule: AgeRule) -> dict[str, object]:
    return {
        "relationship": rule.relationship, "from": rule.from_age, "to": rule.to_age, "effect": rule.effect,
        "scope": rule.scope,
    }  # fmt: skip


def _care(care: PrivateCare) -> dict[str, object]:
    return {"category": care.category, "from": care.from_age, "to": care.to_age, "how": care.how}
