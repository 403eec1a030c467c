"""Every webhook against what nobody should send: forged is refused, senseless is answered clearly, sent again is kept once."""

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from bench import _forgeries as they
from heartline.conversations.models import Message, Original, PhoneCall
from tests import factories

pytestmark = pytest.mark.django_db
HERE, CASES = "https://care.example.org", 600


@pytest.fixture(autouse=True)
def _switched_on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.an_organization(name="Hill Clinic", phone="+12125550100", emergency_number="911")
    for name, value in they.SETTINGS.items():
        setattr(settings, name, value.split() if name in ("HEARTLINE_SYSTEMS", "HEARTLINE_MAIL_SECRETS") else value)
    monkeypatch.setenv("HEARTLINE_ADDRESS", HERE)


def test_nothing_falls_over_nothing_is_lost_and_nothing_forged_gets_in() -> None:
    client, wrong, letters, seen = Client(raise_request_exception=False), [], set[bytes](), Counter[str]()
    for case in they.cases(5, CASES, HERE):
        post, headers = case.post, dict(case.post.headers)
        answer = client.post(post.path, post.body, content_type=headers.pop("Content-Type"), headers=headers)
        seen[f"{case.kind} {post.path}"] += 1
        if not case.is_answered_well(answer.status_code):
            wrong.append((case.kind, post.path, answer.status_code, post.body[:300], answer.content[:100]))
        if isinstance(case.kept, bytes):
            letters.add(case.kept)
    assert wrong == []
    assert len(seen) == 4 * 5  # each kind at each door
    kept = {
        bytes(content) for content in Original.objects.filter(message__door="email").values_list("content", flat=True)
    }
    assert letters - kept == set()
    assert not Message.objects.filter(text__contains=they.FORGED).exists()
    once = Counter(
        Message.objects.filter(text__startswith="case ").exclude(provider="email").values_list("text", flat=True)
    )
    assert once and set(once.values()) == {1}
    assert PhoneCall.objects.exists()
