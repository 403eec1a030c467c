"""H.E.A.R.T. beside the answer: who sounds upset, what is in a draft, and how hard it reads."""

import re

import pytest
from django.test import Client

from heartline.conversations.heart.rules import is_upset, reading, steps
from heartline.conversations.heart.words import STEPS, UPSET, Step
from tests.conversations.desk.test_inbox import asked_by, text_of
from tests.conversations.scene import Carrier
from tests.people.people import at_work
from tests.signing_in import signed_in

UPSET_ONES = [
    ("en", "This is the third time I call and nobody answers"),
    ("es", "Todavía no me llaman. Estoy muy molesta"),
    ("zh-Hans", "我很生气,等了两个小时"),
    ("vi", "Tôi rất thất vọng, không ai gọi lại"),
    ("ar", "أنا غاضبة جدا، لم يتصل أحد"),
]
CALM_ONES = [
    ("en", "May I come a little earlier on Tuesday?"),
    ("es", "¿Puedo ir un poco antes el martes?"),
    ("zh-Hans", "请问星期二几点开门?"),
    ("vi", "Thứ ba mấy giờ mở cửa?"),
    ("ar", "متى تفتحون يوم الثلاثاء؟"),
]
WHOLE = [
    ("en", "You wrote that you waited. That must be hard. I'm sorry. I will call you today. Thank you for telling us."),
    ("es", "Veo que ha esperado. Me imagino su enojo. Lo sentimos. Voy a llamarla hoy. Gracias por decirnos."),
    ("zh-Hans", "我们了解到您等了很久,一定很着急。非常抱歉。我们今天给您打电话。谢谢您。"),
    ("vi", "Chúng tôi hiểu chị đã chờ lâu, chắc hẳn rất mệt. Xin lỗi chị. Hôm nay tôi sẽ gọi. Cảm ơn chị."),
    ("ar", "نفهم أنك انتظرت طويلا. لا بد أن ذلك صعب. نعتذر منك. سنتصل بك اليوم. شكرا لك."),
]


@pytest.mark.parametrize(("language", "text"), UPSET_ONES)
def test_who_is_upset(language: str, text: str) -> None:
    assert is_upset(text, language)


@pytest.mark.parametrize(("language", "text"), CALM_ONES)
def test_who_is_not(language: str, text: str) -> None:
    assert not is_upset(text, language)
    assert not any(there for _step, there in steps(text.replace("¿Puedo", "¿Me dejan"), language))


@pytest.mark.parametrize(("language", "draft"), WHOLE)
def test_a_whole_answer_takes_each_step(language: str, draft: str) -> None:
    assert steps(draft, language) == [(step, True) for step in Step]


def test_what_is_missing_is_told() -> None:
    assert [step for step, there in steps("Sorry. I will look into it.", "en") if not there] == [
        Step.HEAR,
        Step.EMPATHIZE,
        Step.THANK,
    ]
    assert set(UPSET) == set(STEPS) and steps("Bonjour", "fr") == []


def test_a_grade_only_where_the_measure_is_honest() -> None:
    easy = "We got your note. We will call you at ten. Please have your card with you."
    hard = (
        "Reimbursement determinations necessitate comprehensive documentation; consequently, authorization applications"
        " submitted without accompanying information remain administratively incomplete."
    )
    plain, heavy = reading(easy, "en"), reading(hard, "en")
    assert plain and heavy and plain.grade <= 3 and heavy.grade >= 14
    assert plain.long_words == [] and "reimbursement" in heavy.long_words
    assert reading("Thank you.", "en") is None and reading(easy, "vi") is None
    spanish = reading("Ya tenemos su nota. Le vamos a llamar a las diez. Traiga su carta, por favor.", "es")
    assert spanish and spanish.grade <= 5


def _desk() -> Client:
    nora = at_work()
    assert nora.account
    return signed_in(nora.account)


@pytest.mark.django_db
class TestBesideTheAnswer:
    def test_it_tells_what_is_missing_to_somebody_upset(self, carrier: Carrier) -> None:
        conversation = asked_by("Ana Ruiz", "Nobody called me back, this is unacceptable")
        desk = _desk()
        told = text_of(desk.post(f"/desk/inbox/{conversation.pk}/heart", {"text": "I am sorry."}))
        plain = " ".join(re.sub(r"<[^>]+>", " ", told).split())
        assert "They sound upset" in plain and "Apologize is there" in plain and "Thank is missing" in plain

    def test_it_says_nothing_beside_an_answer_to_somebody_calm(self, carrier: Carrier) -> None:
        conversation = asked_by("Ana Ruiz")
        desk = _desk()
        assert "upset" not in text_of(desk.post(f"/desk/inbox/{conversation.pk}/heart", {"text": "I am sorry."}))
