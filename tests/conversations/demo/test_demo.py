"""The demo's inbox is one in which there is something to do."""

import pytest

from heartline.conversations.demo import load
from heartline.conversations.demo.scripts import SCRIPTS
from heartline.conversations.models import Conversation, Delivery, Task
from heartline.people import demo as people
from heartline.people.models import PartnerAgreement

pytestmark = pytest.mark.django_db


def test_the_inbox_has_something_of_everything() -> None:
    people.load(800)
    load()
    found = Conversation.objects.all()
    assert found.count() >= len(SCRIPTS) - 3
    assert {"open", "snoozed", "resolved"} <= set(found.values_list("status", flat=True))
    assert {"en", "ar", "es", "vi"} <= {each.split("-")[0] for each in found.values_list("language", flat=True)}
    assert {"portal", "sms", "email"} <= set(found.values_list("door", flat=True))
    assert found.filter(emergency=True, due_urgent=True).exists()
    assert not found.filter(patient=None).exists()
    assert not Delivery.objects.filter(state__in=["queued", "sending"]).exists()  # nothing goes out when it starts
    assert Task.objects.filter(closed_at=None).count() >= 3
    assert PartnerAgreement.objects.get().members.exists()
