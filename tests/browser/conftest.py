"""Fixtures of the browser journeys."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.booking import Open
from tests.conftest import Running

expect.set_options(timeout=30_000)  # as long as everything else is waited for


@pytest.fixture
def opened(server: Running, browser: Any) -> Iterator[Open]:
    """Opens pages on the running server; closed before it stops."""
    pages = Open(browser)
    yield pages
    pages.close()
