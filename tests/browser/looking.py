"""A page as axe sees it, and as a narrow screen does."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

# Of what is fine axe tells nothing, and of what it tells only what is wrong leaves the browser: thrice as quick.
FINDINGS = {"resultTypes": ["violations"]}
RUN = "options => axe.run(options).then(({ violations }) => ({ violations }))"
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


def look_at(page: Any, *addresses: str, narrow: int = 0) -> None:
    """Go to each of `addresses` and find nothing wrong there: neither axe, nor the policy, nor a screen `narrow` pixels wide.

    From one page directly to the next, for an empty one between them would start the browser's engine anew. At the end
    the page is left blank, for one that is open listens for changes.
    """
    for address in addresses:
        answer = page.goto(address)
        assert answer.status == 200 and page.url == address, (address, answer.status, page.url)
        assert not page.complaints, f"{address}: {page.complaints}"
        page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })")
        look(page, narrow=narrow)
        page.complaints.clear()  # axe itself brings styles that the policy refuses
    page.goto("about:blank")
    page.complaints.clear()


def look(page: Any, *, narrow: int = 0, **options: Any) -> None:
    """The page as it stands: axe finds nothing wrong, and it is not wider than its screen, nor than `narrow` pixels."""
    page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(RUN, FINDINGS | options))
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    size = page.viewport_size
    if narrow:
        page.set_viewport_size({"width": narrow, "height": 700})
        page.wait_for_function("width => window.innerWidth === width", arg=narrow)
    wide = page.evaluate(TOO_WIDE)
    assert wide <= 0, f"{page.url}: {wide} px too wide at {narrow or size['width']} px"
    if narrow:
        page.set_viewport_size(size)
