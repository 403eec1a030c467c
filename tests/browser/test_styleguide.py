"""Every component, in both shells, both directions and both themes, as axe and a narrow phone see it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.nursery import Nursery

STRICT = {"rules": {"color-contrast-enhanced": {"enabled": True}}}  # 7:1 for text


@pytest.fixture
def guide(_nursery: Nursery, fresh_db: str, tmp_path: Path) -> Iterator[str]:
    """Address of the style guide, which only developers are shown."""
    with _nursery.server(fresh_db, tmp_path / "server.log", debug=True) as port:
        yield f"http://localhost:{port}/styleguide"


def test_components_are_accessible_and_fit_every_screen(guide: str, browser: Any) -> None:
    for shell in ("portal", "desk"):
        for direction in ("ltr", "rtl"):
            for scheme in ("light", "dark"):
                seen = f"{shell}, {direction}, {scheme}"
                page = browser.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 900})
                refused: list[str] = []
                page.on("console", lambda message, refused=refused: refused.append(message.text))
                page.goto(f"{guide}?shell={shell}&dir={direction}")
                page.wait_for_load_state("networkidle")
                assert not refused, f"{seen}: {refused}"  # nothing against the content security policy
                found = Axe().run(page, options=STRICT)  # whose own tricks with styles the policy refuses
                assert found.violations_count == 0, f"{seen}: {found.generate_report()}"
                page.set_viewport_size({"width": 320, "height": 700})
                wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                assert wide <= 0, f"{seen}: {wide} px too wide at 320 px"
                page.close()


def test_the_time_picker_works_with_arrow_keys(guide: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(guide)
    page.locator(".time input").first.focus()
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".time input:checked")
    assert chosen.get_attribute("value") == "8:30 AM"
    page.close()
