"""A page as axe sees it, and as a narrow screen does."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

# What is fine need not be described: twice as quick.
FINDINGS = {"resultTypes": ["violations"]}
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


def look_at(page: Any, address: str, *, narrow: int = 0) -> None:
    """Go to `address` and find nothing wrong there: neither axe, nor the policy, nor a screen `narrow` pixels wide.

    The page is left blank, for one that is open listens for changes.
    """
    answer = page.goto(address)
    assert answer.status == 200 and page.url == address, (address, answer.status, page.url)
    assert not page.complaints, f"{address}: {page.complaints}"
    page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })")
    look(page, narrow=narrow)
    page.goto("about:blank")
    page.complaints.clear()  # axe itself brings styles that the policy refuses


def look(page: Any, *, narrow: int = 0, **options: Any) -> None:
    """The page as it stands: axe finds nothing wrong, and it is not wider than its screen, nor than `narrow` pixels."""
    found = Axe().run(page, options=FINDINGS | options)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    size = page.viewport_size
    if narrow:
        page.set_viewport_size({"width": narrow, "height": 700})
        page.wait_for_function("width => window.innerWidth === width", arg=narrow)
    wide = page.evaluate(TOO_WIDE)
    assert wide <= 0, f"{page.url}: {wide} px too wide at {narrow or size['width']} px"
    if narrow:
        page.set_viewport_size(size)
