"""The clinic's website in the demo, with the chat on it."""

import pytest
from django.test import Client

from heartline.people.models import Organization

pytestmark = pytest.mark.django_db


def test_it_has_the_tag_and_may_show_the_frame_and_no_other(client: Client) -> None:
    Organization.objects.create(name="Hill Clinic", is_demo=True)
    page = client.get("/simulator/website")
    assert 'src="/chat.js"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_outside_of_the_demo_there_is_no_such_page(client: Client) -> None:
    Organization.objects.create(name="Hill Clinic")
    assert client.get("/simulator/website").status_code == 404
