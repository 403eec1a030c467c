from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def own_outbox(db: None, settings: Any, tmp_path: Path) -> None:
    """Messages are kept where the test can read them. Throttles, which outlive a test's transaction, start from zero."""
    settings.EMAIL_BACKEND = "heartline.kernel.outbox.EmailBackend"
    settings.OUTBOX = tmp_path / "outbox"
    cache.clear()
