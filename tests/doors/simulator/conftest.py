from pathlib import Path
from typing import Any

import pytest

from heartline.people.models import ContactPoint, Patient
from tests import factories
from tests.conversations.scene import a_patient_with_phone
from tests.doors.simulator.working import EMAIL


@pytest.fixture
def ana(settings: Any, tmp_path: Path) -> Patient:
    """The demo: a clinic whose people are all made up, and Ana with a phone and a mailbox."""
    settings.OUTBOX = tmp_path / "outbox"
    factories.an_organization(name="Hill Clinic", phone="+12125550100", is_demo=True)
    patient = a_patient_with_phone()
    ContactPoint.objects.create(patient=patient, system="email", value=EMAIL)
    return patient
