"""Ways of looking at the inbox that are kept under a name."""

import pytest
from django.test import Client

from heartline.conversations.models import SavedView
from heartline.people.models import StaffMember
from tests.conversations.scene import in_portal, work
from tests.factories import an_account
from tests.people.people import at_work, known
from tests.signing_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carrier")]
BILLS = "/desk/inbox?view=open&topic=bill"


def desk_of(member: StaffMember) -> Client:
    assert member.account
    return signed_in(member.account)


def keep(desk: Client, name: str, **more: str) -> str:
    return desk.post("/desk/inbox/views?view=open&topic=bill", {"name": name, **more}, follow=True).content.decode()


def test_the_list_is_narrowed_and_kept_under_a_name() -> None:
    for name, topic in (("Ana Ruiz", "bill"), ("Bo Li", "care")):
        in_portal(known(name, account=an_account()), "May I ask something?", topic=topic)
    work()
    desk = desk_of(at_work())
    shown = desk.get(BILLS).content.decode()
    assert "Ana" in shown and "Bo Li" not in shown
    shown = keep(desk, "Bills")
    assert "Saved views" in shown and "Bills" in shown and "Bo Li" not in shown
    assert "Bo Li" in desk.get("/desk/inbox?view=open").content.decode()


def test_a_private_one_is_its_owners_and_a_shared_one_everybodys() -> None:
    nora, li = at_work(), at_work(name="Li")
    keep(desk_of(nora), "My bills")
    keep(desk_of(nora), "Everybody's bills", shared="on")
    shown = desk_of(li).get("/desk/inbox?view=open").content.decode()
    assert "Everybody&#x27;s bills" in shown and "My bills" not in shown
    kept = SavedView.objects.get(name="Everybody's bills")
    desk_of(li).post(f"/desk/inbox/views/{kept.pk}/forget")
    assert SavedView.objects.filter(pk=kept.pk).exists()  # not hers to remove
    desk_of(nora).post(f"/desk/inbox/views/{kept.pk}/forget")
    assert not SavedView.objects.filter(pk=kept.pk).exists()


def test_without_a_name_nothing_is_kept_and_the_same_name_takes_its_place() -> None:
    desk = desk_of(at_work())
    assert "This view has no name" in keep(desk, "  ")
    keep(desk, "Bills")
    desk.post("/desk/inbox/views?view=free&language=es", {"name": "Bills"})
    assert list(SavedView.objects.values_list("view", "topic", "language")) == [("free", "", "es")]
