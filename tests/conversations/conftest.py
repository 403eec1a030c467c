import pytest

from heartline.conversations.delivering import carrying
from tests.conversations.scene import Carrier


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Carrier:
    """The provider of every door."""
    made = Carrier()
    monkeypatch.setattr(carrying, "provider_for", lambda _door, _to="": made)
    return made
