from typing import Any

import pytest

from tests import factories
from tests.conversations.conftest import carrier
from tests.doors.voice.phoning import ACCOUNT, HERE

__all__ = ["carrier"]


@pytest.fixture(autouse=True)
def _switched_on(settings: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    settings.HEARTLINE_TWILIO_URL = ACCOUNT
    monkeypatch.setenv("HEARTLINE_ADDRESS", HERE)
    request.getfixturevalue("db")
    factories.an_organization(name="Hill Clinic", phone="+12125550100", emergency_number="911")
