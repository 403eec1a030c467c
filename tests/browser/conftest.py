"""Fixtures of the browser journeys."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.booking import Open
from tests.conftest import Running


@pytest.fixture
def opened(server: Running, browser: Any) -> Iterator[Open]:
    """Opens pages on the running server; closed before it stops."""
    pages = Open(browser)
    yield pages
    pages.close()
