"""Every component, in both shells, both directions and both themes, as axe and a narrow phone see it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.looking import look
from tests.nursery import Nursery

STRICT = {"rules": {"color-contrast-enhanced": {"enabled": True}}}  # 7:1 for text


@pytest.fixture
def guide(_nursery: Nursery, fresh_db: str, tmp_path: Path) -> Iterator[str]:
    """Address of the style guide, which only developers are shown."""
    with _nursery.server(fresh_db, tmp_path / "server.log", debug=True) as port:
        yield f"http://localhost:{port}/styleguide"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shell", ["portal", "desk"])
def test_components_are_accessible_and_fit_every_screen(guide: str, browser: Any, shell: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    for direction in ("ltr", "rtl"):
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda message, refused=refused: refused.append(message.text))
        page.goto(f"{guide}?shell={shell}&dir={direction}")
        page.wait_for_load_state("networkidle")
        assert not refused, refused  # nothing against the content security policy
        look(page, narrow=320, **STRICT)  # axe's own tricks with styles the policy refuses
        page.close()
    context.close()


def test_the_time_picker_works_with_arrow_keys(guide: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(guide)
    page.locator(".time input").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".time input:checked")).to_have_value("8:30 AM")
    page.close()
