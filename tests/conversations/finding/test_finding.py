"""Search through what was said: in five languages, with slips, and no further than the reader may see."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heartline.conversations.finding import queries
from heartline.conversations.finding.queries import Asked, Found, search
from heartline.conversations.finding.rules import as_tsquery, forgiving, parse, snippet, words
from heartline.conversations.inbox.models import Queue
from heartline.conversations.models import Conversation
from heartline.kernel import clock
from heartline.kernel.models import AuditEntry
from heartline.people.models import Patient, Role
from heartline.people.sensitive.closed import closing
from tests.conversations.scene import Carrier, answers, in_portal, work
from tests.factories import a_staff_member, an_account
from tests.people.people import at_work, known
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

SAID = {
    "en": "I was charged TWICE for the blood test in March; café visit — don't ask.",
    "es": "¿Puedo llevar a mi hermana a la cita de mañana? Ella me ayuda con el inglés.",
    "zh": "你们周六开门吗？停车方便吗？OK的",
    "vi": "Tôi cần người phiên dịch tiếng Việt cho buổi khám thứ Năm, Đà Nẵng",
    "ar": "السلام عليكم، هل يمكنني تناول دواء الحساسيّة مع الأدوية؟ إلى المدرسة",
}


@pytest.fixture
def ana() -> Patient:
    return known("Ana Ruiz", account=an_account())


def said(patient: Patient, *texts: str) -> list[Conversation]:
    return [in_portal(patient, text) for text in texts]


def texts(found: Found) -> list[str]:
    return [hit.message.text for hit in found.hits]


@pytest.mark.parametrize(
    "text", [*SAID.values(), "", "…", "ｆｕｌｌ ｗｉｄｔｈ １２", "naïve ŁÓDŹ Ærø straße", "a" * 60]
)
def test_python_and_database_make_words_equal_alike(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(heartline_said_words(%s))", [text])
        assert set(cursor.fetchone()[0]) == words(text)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("charged twice", "en"), ("CAFE", "en"), ("charg blood", "en"),
        ("manana ingles", "es"), ("HERMANA", "es"),
        ("停车", "zh"), ("周六 停车方便", "zh"), ("车", "zh"),
        ("phien dich", "vi"), ("Phiên dịch", "vi"), ("da nang", "vi"),
        ("الحساسية", "ar"), ("الادوية", "ar"), ("مدرسه", ""), ("المدرسه", "ar"),
    ],
)  # fmt: skip
def test_in_each_language(asked: str, language: str, ana: Patient) -> None:
    said(ana, *SAID.values())
    assert texts(search(Asked(asked))) == ([SAID[language]] if language else [])


@pytest.mark.parametrize(
    ("asked", "language"),
    [("chraged", "en"), ("blod tests", "en"), ("hermna", "es"), ("الحساسسية", "ar"), ("phein", "vi")],
)
def test_a_slip_of_the_finger(asked: str, language: str, ana: Patient) -> None:
    said(ana, *SAID.values())
    found = search(Asked(asked))
    assert texts(found) == [SAID[language]] and not found.exact


def test_nothing_asked_nothing_found(ana: Patient) -> None:
    said(ana, *SAID.values())
    for asked in ("", "?!", "zzzzqqqq", "charged hermana", "' | 'q", "\\", ":*", "a" * 1000):
        assert texts(search(Asked(asked))) == [], asked


def test_the_newest_first_a_page_at_a_time(ana: Patient) -> None:
    for number in range(5):
        with clock.set(clock.now() + timedelta(minutes=number)):
            said(ana, f"number {number}")
    first = search(Asked("number"), limit=2)
    second = search(Asked("number", after=first.older), limit=2)
    third = search(Asked("number", after=second.older), limit=2)
    assert [text for page in (first, second, third) for text in texts(page)] == [f"number {n}" for n in (4, 3, 2, 1, 0)]
    assert third.older == ""
    slips = search(Asked("nmuber"), limit=3)
    assert len(search(Asked("nmuber", after=slips.older), limit=3).hits) == 2


@pytest.mark.parametrize("latest", [2, 10_000])
def test_old_or_new_it_is_found(latest: int, ana: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LATEST", latest)
    said(ana, "needle one", *["hay"] * 4, "needle two")
    assert sorted(texts(search(Asked("needle")))) == ["needle one", "needle two"]


class TestNarrowed:
    def test_by_door_queue_person_time_and_patient(self, ana: Patient, carrier: Carrier) -> None:
        one, other = said(ana, "A needle.", "A second needle.")
        work()
        nora, queue = at_work(), Queue.objects.create(slug="billing", topics=["bill"])
        Conversation.objects.filter(pk=other.pk).update(queue=queue)
        answers(one, nora, "Which needle?")
        bo = known("Bo Lund", account=an_account())
        said(bo, "Bo's needle")

        def found(**more: Any) -> list[str]:
            return sorted(texts(search(Asked("needle", **more))))

        assert found(queue=queue.pk) == ["A second needle."]
        assert found(person=nora.pk) == ["A needle.", "Which needle?"]
        assert found(patients=[bo.pk]) == ["Bo's needle"]
        assert found(patients=[]) == found(door="sms") == []
        assert len(found(door="portal")) == 4
        assert found(since=clock.now() + timedelta(hours=1)) == found(until=clock.now() - timedelta(hours=1)) == []

    def test_what_is_closed_to_the_reader_is_not_found(self, ana: Patient) -> None:
        said(ana, "A needle.")
        with closing([ana.pk]):
            assert texts(search(Asked("needle"))) == texts(search(Asked("nedle"))) == []
        assert texts(search(Asked("needle"))) == ["A needle."]


def test_however_much_is_found_no_more_queries(ana: Patient) -> None:
    said(ana, *[f"needle {n}" for n in range(12)])
    with CaptureQueriesContext(connection) as queries_made:
        assert len(search(Asked("needle")).hits) == 12
    assert len(queries_made) <= 7


class TestSnippet:
    def test_what_was_found_is_marked_as_it_was_written(self) -> None:
        pieces = snippet(f"{'Bla bla. ' * 40}Tôi cần người phiên dịch.{' Bla.' * 60}", parse("PHIEN dich"))
        assert [piece.text for piece in pieces if piece.found] == ["phiên", "dịch"]
        assert pieces[0].text == "… " and pieces[-1].text == " …"
        assert sum(len(piece.text) for piece in pieces) < 260

    def test_chinese_and_slips(self) -> None:
        assert [p.text for p in snippet("你们停车方便吗？", parse("停车")) if p.found] == ["停车"]
        assert [p.text for p in snippet("I was charged.", parse("chraged"), slips=True) if p.found] == ["charged"]

    def test_only_where_a_word_begins(self) -> None:
        assert [p.text for p in snippet("unable able", parse("able")) if p.found] == ["able"]
        assert "".join(p.text for p in snippet("Nothing of it", parse("xyz"))) == "Nothing of it"


def test_what_is_typed_is_no_query_language() -> None:
    assert as_tsquery(parse("a' | b:* & !c")) == "'a' & 'b' & 'c'"
    assert as_tsquery(parse("停车方便 x\\y")) == "'停车' & '车方' & '方便' & 'x' & 'y'"
    assert forgiving(parse("nedle 停车"), {"needle"}) == "('needle') & '停车'"
    assert forgiving(parse("nedle"), {"hay"}) == ""


class TestPage:
    def test_found_marked_narrowed_and_noted(self, ana: Patient) -> None:
        said(ana, SAID["en"], SAID["vi"])
        nora = at_work()
        assert nora.account
        desk = signed_in(nora.account)
        page = desk.get(reverse("desk:inbox_search"), {"q": "charged"}).content.decode()
        assert "<mark>charged</mark>" in page
        assert AuditEntry.objects.filter(patient_id=ana.pk, what="inbox").exists()
        slip = desk.get(reverse("desk:inbox_search"), {"q": "chraged", "patient": "Ana Ruiz"}).content.decode()
        assert "one letter different" in slip and "<mark>charged</mark>" in slip
        for more in ({"patient": "Bo Lund"}, {"door": "sms"}, {"until": "2001-01-01"}, {"queue": str(ana.pk)}):
            asked = {"q": "phien dich", **more}
            narrowed = desk.get(reverse("desk:inbox_search"), asked).content.decode()
            assert ("<mark>" in narrowed) is ("queue" in more), more
        for odd in ({}, {"q": "\0"}, {"q": "a", "after": "~x~y", "since": "soon", "door": "x"}):
            assert desk.get(reverse("desk:inbox_search"), odd).status_code == 200

    def test_only_for_those_who_read_conversations(self) -> None:
        auditor = a_staff_member(Role.AUDITOR, account=an_account())
        assert auditor.account
        assert signed_in(auditor.account).get(reverse("desk:inbox_search"), {"q": "a"}).status_code == 403
