"""Guessing is slowed by account, and a clinic behind one address is not locked out."""

from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.factories import an_account
from tests.people.signin.test_ways_in import PASSWORD, a_verified_account, is_in


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client: Client) -> None:
    account = a_verified_account()
    account.set_password(PASSWORD)
    account.save()
    for _ in range(5):
        client.post("/account/login/", {"login": account.email, "password": "wrong, wrong"})
    answer = client.post("/account/login/", {"login": account.email, "password": PASSWORD})
    assert not is_in(client, account) and "too many times" in answer.content.decode()


def test_numbers_do_not_share_one_limit(client: Client) -> None:
    for n in range(6):
        client.post("/account/login/", {"login": f"+1202555016{n}", "password": "wrong, wrong"})
    account = an_account(phone="+12025550169", phone_verified=True)
    account.set_password(PASSWORD)
    account.save()
    client.post("/account/login/", {"login": account.phone, "password": PASSWORD})
    assert is_in(client, account)


def test_codes_for_one_address_are_limited() -> None:
    asked = [Client().post("/account/login/code/", {"contact": "somebody@example.org"}).status_code for _ in range(4)]
    assert asked[:3] == [302] * 3 and asked[3] == 200


def test_a_waiting_room_behind_one_address_gets_its_codes() -> None:
    for n in range(40):
        assert Client().post("/account/login/code/", {"contact": f"person{n}@example.org"}).status_code == 302


def test_a_count_outlives_the_request_that_is_undone() -> None:
    with transaction.atomic():
        cache.set("tried", [1.5])
        transaction.set_rollback(True)
    assert cache.get("tried") == [1.5]


def test_of_many_who_add_one_wins() -> None:
    assert cache.add("lock", True, 10)
    assert not cache.add("lock", True, 10)
    cache.set("lock", True, -1)
    assert cache.get("lock") is None and cache.add("lock", True, 10)
