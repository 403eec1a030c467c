"""What the night takes away, and what it leaves."""

from datetime import timedelta

from heartline.kernel import clock
from heartline.people.models import Account, Patient, Role
from heartline.people.tasks import tidy
from tests.factories import a_patient, a_proxy, a_staff_member, an_account
from tests.people.signin.test_ways_in import a_verified_account


def test_only_sign_ups_that_nobody_confirmed_are_forgotten() -> None:
    forgotten = a_patient(account=an_account())
    kept = [a_verified_account(), an_account(phone="+12025550180", phone_verified=True), an_account(is_demo=True)]
    kept.append(a_staff_member(Role.NURSE, account=an_account()).account)
    kept.append(an_account())
    a_proxy(a_patient(), kept[-1])
    Account.objects.update(created_at=clock.now() - timedelta(days=3))
    kept.append(an_account())
    tidy(0)
    assert set(Account.objects.all()) == set(kept)
    assert Patient.objects.get(pk=forgotten.pk).account is None
