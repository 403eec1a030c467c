"""Style sheets arrive whole, small, and for good."""

import gzip

import pytest
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

from heartline.kernel import look

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", look.SHEETS)
def test_a_sheet_is_fetched_in_one_piece_and_once(client: Client, name: str) -> None:
    answer = client.get(reverse("look", args=[look.VERSION, name]), headers={"Accept-Encoding": "gzip"})
    assert {"public", "immutable"} <= set(answer["Cache-Control"].split(", "))
    text = gzip.decompress(answer.content).decode()
    assert "@import" not in text and text.count("{") == text.count("}")
    assert len(answer.content) < 25_000


def test_no_style_is_left_out() -> None:
    whole = "".join(map(look.whole, look.SHEETS))
    for file in (look.FILES / "css").rglob("*.css"):
        if file.stem not in (*look.SHEETS, "styleguide"):
            assert file.read_text() in whole, file.name


def test_no_other_sheet_is_served(client: Client) -> None:
    assert client.get(f"/look/{look.VERSION}/secrets.css").status_code == 404


def test_scripts_are_kept_for_good_too(client: Client) -> None:
    answer = client.get(static("heartline/js/index.js"))
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"] and look.VERSION in answer.request["PATH_INFO"]
