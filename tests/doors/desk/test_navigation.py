"""The desk's bar: what is in it exists, is allowed to somebody, and is shown to those who may."""

import pytest
from django.template import Context
from django.test import Client
from django.urls import reverse
from lucide.templatetags.lucide import lucide

from heartline.doors.desk import navigation
from heartline.doors.desk.navigation import Link
from heartline.doors.desk.templatetags import desk_navigation
from heartline.people.models import Role
from heartline.people.permissions import PERMISSIONS, table_for
from tests.factories import a_staff_member, an_account
from tests.signing_in import signed_in

LINKS = [pytest.param(link, id=link.view) for link in navigation.everything()]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_to_a_page_under_a_permission_that_exists(link: Link) -> None:
    assert reverse(link.view).startswith("/desk/")
    assert link.permission in PERMISSIONS
    assert lucide(link.icon)


def test_no_two_links_have_the_same_shortcut_or_page() -> None:
    links = navigation.everything()
    keys = [link.keys for link in links if link.keys]
    assert len(set(keys)) == len(keys)
    assert len({link.view for link in links}) == len(links)


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_left_out_for_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "BAR", (Link("Nowhere", "desk:nowhere", "x", "desk.enter"),))
    shown = desk_navigation.desk_navigation(Context({"can": table_for(Role.MANAGER)}))
    assert shown["bar"] == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.AUDITOR, Role.MANAGER])
def test_a_role_sees_the_links_that_it_may_follow(role: str, client: Client) -> None:
    account = an_account()
    a_staff_member(role, account=account)
    page = signed_in(account, client).get("/desk/", follow=True).content.decode()
    nav = page[page.index('<nav class="desk-nav"') : page.index("</nav>", page.index('<nav class="desk-nav"'))]
    for link in navigation.everything():
        assert (f'href="{reverse(link.view)}"' in nav) == (role in PERMISSIONS[link.permission]), link.view
