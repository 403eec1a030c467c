"""The whole product of renderer, reader and sensitivity: 1,008 cases, each read; and no door opened by another."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.conversations.sensitivity.kinds import Renderer, Role, Sensitivity, Show, milder, nearer, safer
from heartline.conversations.sensitivity.rules import DOORS, ROLES, decide, decide_all, role_of_proxy, table

R, W, S = Renderer, Role, Sensitivity
EVERYTHING = list(product(Renderer, Role, Sensitivity, (None, False, True)))
CONFIDENTIAL = (S.CONFIDENTIAL, S.PROTECTED)
OUTSIDE = set(Renderer) - {R.PORTAL}

# nothing message time service clinical result billing confidential protected: F full, n notice, . nothing
EXPECTED = {
    W.PATIENT: {
        R.PORTAL: "FFFFFFFFF", R.PORTAL_NOTICE: "FFFnnnnnn", R.CHAT: "FFFFnnnnn", R.SMS: "FFFnnnnnn", R.WHATSAPP: "FFnnnnn..",
        R.MESSENGER: "FFnnnnn..", R.EMAIL: "FFFnnnnnn", R.VOICE: "FFFFnnnnn", R.VOICEMAIL: "FFnnnnn..", R.CALENDAR: "FFFnnnn..",
        R.PUSH: "FFnnnnnnn", R.KIOSK: "FFFnnnnnn", R.LOBBY: "F........", R.PUBLIC: "F........",
    },
    W.TEEN: {
        R.PORTAL: "FFFFFFFFF", R.PORTAL_NOTICE: "FFFnnnnnn", R.CHAT: "FFFFnnnnn", R.SMS: "FFnnnnn..", R.WHATSAPP: "FFnnnnn..",
        R.MESSENGER: "FFnnnnn..", R.EMAIL: "FFnnnnn..", R.VOICE: "FFnnnnn..", R.VOICEMAIL: "FFnnnnn..", R.CALENDAR: "FFnnnnn..",
        R.PUSH: "FFnnnnn..", R.KIOSK: "FFFnnnnnn", R.LOBBY: "F........", R.PUBLIC: "F........",
    },
    W.PROXY_FULL: {
        R.PORTAL: "FFFFFFF..", R.PORTAL_NOTICE: "FFFnnnn..", R.CHAT: "FFFFnnn..", R.SMS: "FFFnnnn..", R.WHATSAPP: "FFnnnnn..",
        R.MESSENGER: "FFnnnnn..", R.EMAIL: "FFFnnnn..", R.VOICE: "FFFFnnn..", R.VOICEMAIL: "FFnnnnn..", R.CALENDAR: "FFFnnnn..",
        R.PUSH: "FFnnnnn..", R.KIOSK: "FFFnnnn..", R.LOBBY: "F........", R.PUBLIC: "F........",
    },
    W.PROXY_LIMITED: {
        R.PORTAL: "FFFF.....", R.PORTAL_NOTICE: "FFFn.....", R.CHAT: "FFFF.....", R.SMS: "FFFn.....", R.WHATSAPP: "FFnn.....",
        R.MESSENGER: "FFnn.....", R.EMAIL: "FFFn.....", R.VOICE: "FFFF.....", R.VOICEMAIL: "FFnn.....", R.CALENDAR: "FFFn.....",
        R.PUSH: "FFnn.....", R.KIOSK: "FFFn.....", R.LOBBY: "F........", R.PUBLIC: "F........",
    },
    W.STAFF: {
        R.PORTAL: "FFFFFFFFn", R.PORTAL_NOTICE: "FFFnnnnnn", R.CHAT: "FFFFnnnnn", R.SMS: "FFFnnnnnn", R.WHATSAPP: "FFnnnnn..",
        R.MESSENGER: "FFnnnnn..", R.EMAIL: "FFFnnnnnn", R.VOICE: "FFFFnnnnn", R.VOICEMAIL: "FFnnnnn..", R.CALENDAR: "FFFnnnn..",
        R.PUSH: "FFnnnnnnn", R.KIOSK: "FFFnnnnnn", R.LOBBY: "F........", R.PUBLIC: "F........",
    },
    W.PARTNER: {
        R.PORTAL: "FFFF.....", R.PORTAL_NOTICE: "FFFn.....", R.CHAT: "FFFF.....", R.SMS: "FFFn.....", R.WHATSAPP: "FFnn.....",
        R.MESSENGER: "FFnn.....", R.EMAIL: "FFFn.....", R.VOICE: "FFFF.....", R.VOICEMAIL: "FFnn.....", R.CALENDAR: "FFFn.....",
        R.PUSH: "FFnn.....", R.KIOSK: "FFFn.....", R.LOBBY: "F........", R.PUBLIC: "F........",
    },
    W.UNKNOWN: dict.fromkeys(Renderer, "F........"),
    W.PUBLIC: dict.fromkeys(Renderer, "F........"),
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_the_whole_table(role: Role) -> None:
    found = {renderer: "".join(".nF"[show] for show in shows) for renderer, shows in table(role)}
    assert found == EXPECTED[role]


def test_every_case_has_a_reason() -> None:
    assert set(DOORS) == set(Renderer) and set(ROLES) == set(Role)
    for renderer, role, what, shared in EVERYTHING:
        assert str(decide(renderer, role, what, shared=shared).why)


def test_what_is_more_sensitive_never_shows_more() -> None:
    for renderer, role, what, shared in EVERYTHING:
        shown = decide(renderer, role, what, shared=shared).show
        for less in milder(what):
            assert shown <= decide(renderer, role, less, shared=shared).show


def test_a_less_trusted_reader_or_door_never_sees_more() -> None:
    for renderer, role, what, shared in EVERYTHING:
        shown = decide(renderer, role, what, shared=shared).show
        for nearby in nearer(role):
            assert shown <= decide(renderer, nearby, what, shared=shared).show
        for door in safer(renderer):
            assert shown <= decide(door, role, what, shared=shared).show


def test_that_others_read_it_never_shows_more() -> None:
    for renderer, role, what, _ in EVERYTHING:
        shared, unsaid, own = (decide(renderer, role, what, shared=each).show for each in (True, None, False))
        assert shared <= unsaid <= own


@pytest.mark.parametrize(
    ("kind", "above", "lowest"),
    [(Renderer, safer, R.PUBLIC), (Role, nearer, W.PUBLIC), (Sensitivity, milder, S.PROTECTED)],
)
def test_the_orders_are_orders(kind: Any, above: Any, lowest: Any) -> None:
    """Nobody is above themselves by another way, and each order has one end."""
    for one, other in product(kind, kind):
        assert one == other or not (one in above(other) and other in above(one))
    assert [each for each in kind if not any(each in above(other) for other in set(kind) - {each})] == [lowest]


def test_a_result_and_a_bill_are_not_compared() -> None:
    assert S.RESULT not in milder(S.BILLING) and S.BILLING not in milder(S.RESULT)


def test_nothing_confidential_is_told_outside_of_a_sign_in_or_to_anybody_else() -> None:
    for renderer, role, what, shared in EVERYTHING:
        if what in CONFIDENTIAL:
            show = decide(renderer, role, what, shared=shared).show
            assert renderer == R.PORTAL or show < Show.FULL
            assert role in (W.PATIENT, W.TEEN, W.STAFF) or show == Show.NOTHING, "not even that there is something"


def test_nothing_about_health_or_money_leaves_by_an_open_door() -> None:
    for renderer, role, what, shared in EVERYTHING:
        if renderer in OUTSIDE and {S.CLINICAL, S.BILLING} & milder(what):
            assert decide(renderer, role, what, shared=shared).show < Show.FULL


def test_a_public_answer_says_the_same_about_everybody() -> None:
    for role, what in product(Role, Sensitivity):
        expected = Show.FULL if what == S.NOTHING else Show.NOTHING
        for renderer in (R.PUBLIC, R.LOBBY):
            assert decide(renderer, role, what).show == expected


def test_a_minors_address_is_taken_for_shared_until_somebody_says_it_is_theirs_alone() -> None:
    for renderer in (R.SMS, R.EMAIL, R.PUSH):
        assert decide(renderer, W.TEEN, S.CONFIDENTIAL).show == Show.NOTHING
        assert decide(renderer, W.TEEN, S.CONFIDENTIAL, shared=False).show == Show.NOTICE
        assert decide(renderer, W.PATIENT, S.CONFIDENTIAL, shared=True).show == Show.NOTHING


@given(st.sampled_from(Renderer), st.sampled_from(Role), st.lists(st.sampled_from(Sensitivity)), st.booleans())
def test_a_text_that_says_several_things_is_as_closed_as_the_most_closed(
    renderer: Renderer, role: Role, said: list[Sensitivity], shared: bool
) -> None:
    together = decide_all(renderer, role, said, shared=shared).show
    assert together == min([decide(renderer, role, what, shared=shared).show for what in said], default=Show.FULL)


def test_proxies_reach_as_far_as_people_says() -> None:
    assert role_of_proxy("all") == W.PROXY_FULL
    assert role_of_proxy("visits") == role_of_proxy("read") == W.PROXY_LIMITED
    assert role_of_proxy("") == W.UNKNOWN
