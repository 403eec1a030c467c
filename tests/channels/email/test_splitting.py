"""What was newly written, apart from what was repeated and signed, as mail programs do it in five languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.email.quoting.splitting import split

NEW = "Thank you, Tuesday is fine."
OLD = "Can you come on Tuesday?"

INTRODUCTIONS = [
    "On Mon, Nov 23, 2026 at 10:00 AM Clinic <care@clinic.example> wrote:",
    "On Mon, Nov 23, 2026 at 10:00 AM Clinic of the Long Name\n<care@clinic.example>\nwrote:",
    "On 23 Nov 2026, at 10:00, Clinic <care@clinic.example> wrote:",
    "2026-11-23 10:00 GMT+01:00 Clinic <care@clinic.example>:",
    "Clinic <care@clinic.example> wrote on 23.11.2026 10:00:",
    "El lun, 23 nov 2026 a las 10:00, Clinic (<care@clinic.example>) escribió:",
    "El 23 nov 2026, a las 10:00, Clinic <care@clinic.example> escribió:",
    "Clinic <care@clinic.example> 于2026年11月23日周一 10:00写道：",
    "在 2026年11月23日，10:00，Clinic <care@clinic.example> 写道：",
    "Clinic <care@clinic.example> 於 2026年11月23日 週一 上午10:00寫道：",
    "Vào Th 2, 23 thg 11, 2026 vào lúc 10:00 Clinic <care@clinic.example> đã viết:",
    "Vào 23 thg 11, 2026, lúc 10:00, Clinic <care@clinic.example> đã viết:",
    "في الاثنين، 23 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة \u202aClinic\u202c\u200f <\u202acare@clinic.example\u202c\u200f>:",
    "في ٢٣/١١/٢٠٢٦، الساعة ١٠:٠٠ ص، كتب Clinic <care@clinic.example>:",
    "بتاريخ الاثنين، ٢٣ نوفمبر ٢٠٢٦ ١٠:٠٠ كتب Clinic:",
    "Le lun. 23 nov. 2026 à 10:00, Clinic <care@clinic.example> a écrit :",
]

HEADS = [
    "From: Clinic <care@clinic.example>\nSent: Monday, November 23, 2026 10:00\nTo: Ana\nSubject: Visit",
    "*From:* Clinic\n*Date:* Monday\n*Subject:* Visit",
    "________________________________\nFrom: Clinic\nSent: Monday\nTo: Ana\nSubject: Visit",
    "De: Clinic\nEnviado el: lunes\nPara: Ana\nAsunto: Visita",
    "发件人: Clinic\n发送时间: 2026年11月23日\n收件人: Ana\n主题: 门诊",
    "寄件者: Clinic\n寄件日期: 2026年11月23日\n收件者: Ana\n主旨: 門診",
    "Từ: Clinic\nĐã gửi: Thứ Hai\nĐến: Ana\nChủ đề: Lịch hẹn",
    "من: Clinic\nتاريخ الإرسال: الاثنين\nإلى: Ana\nالموضوع: موعد",
    "-----Original Message-----\nFrom: Clinic",
    "-----Mensaje original-----",
    "------------------ 原始邮件 ------------------",
    "---------- Forwarded message ---------",
    "---------- 转发的邮件 ---------",
    "Inicio del mensaje reenviado:",
    "-------- الرسالة الأصلية --------",
    "---------- Thư đã chuyển tiếp ---------",
]

PHONES = [
    "Sent from my iPhone",
    "Get Outlook for Android <https://aka.ms/AAb9ysg>",
    "Enviado desde mi iPhone",
    "Obtener Outlook para iOS",
    "发自我的 iPhone",
    "從我的 iPhone 傳送",
    "获取 Outlook for iOS",
    "Đã gửi từ iPhone của tôi",
    "Được gửi từ iPhone của tôi",
    "أُرسلت من الـ iPhone",
    "تم الإرسال من الـ iPhone",
    "الحصول على Outlook لـ iOS",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_an_introduced_quote_is_set_apart_with_and_without_marks(introduction: str, mark: str) -> None:
    parts = split(f"{NEW}\n\n{introduction}\n\n{mark}{OLD}\n")
    assert parts.new == NEW
    assert OLD in parts.quoted and introduction.split("\n")[0] in parts.quoted


@pytest.mark.parametrize("head", HEADS)
def test_all_below_the_head_of_a_repeated_message_is_set_apart(head: str) -> None:
    parts = split(f"{NEW}\n\n{head}\n\n{OLD}\n")
    assert parts.new == NEW and OLD in parts.quoted


@pytest.mark.parametrize("line", PHONES)
def test_what_a_telephone_adds_is_a_signature(line: str) -> None:
    parts = split(f"{NEW}\n\n{line}\n\n{INTRODUCTIONS[0]}\n> {OLD}")
    assert (parts.new, parts.signature) == (NEW, line)


def test_answers_between_and_below_quotes_are_new() -> None:
    parts = split(f"{INTRODUCTIONS[0]}\n> Which day?\nTuesday.\n> Which time?\nTen.\n")
    assert parts.new == "Tuesday.\nTen."
    assert "Which time?" in parts.quoted


def test_a_signature_after_its_delimiter() -> None:
    assert split(f"{NEW}\n-- \nAna\nBakery").signature == "Ana\nBakery"
    assert split(f"{NEW}\n--\nAna").signature == "Ana"
    long = "\n".join(f"line {number}" for number in range(40))
    assert split(f"{NEW}\n--\n{long}").new.endswith("line 39")


@pytest.mark.parametrize(
    "text",
    [
        "On Monday the nurse wrote: take two tablets a day.",
        "On 5 May 2026 the nurse wrote:\ntake two tablets a day.",
        "From: the start of the week\nI had pain.",
        "I was sent from the pharmacy to you and back again, please help me now with that.\nAnd then?\nAna\nPS\nEnd",
        "My question:\nHow long does it take?",
        "Wann? 10:30:",
        "في عام 2020 كتب لي الطبيب:\nحبتان كل يوم",
        "El doctor me escribió:\ntome dos",
        "----------\nA rule of my own",
    ],
)
def test_somebodys_own_sentences_stay_new(text: str) -> None:
    parts = split(text)
    assert parts.new == text and not parts.quoted and not parts.signature


@given(
    st.lists(
        st.sampled_from(
            [*INTRODUCTIONS, *HEADS, *PHONES, "> q", ">", "", "-- ", "--", "words", "De:", "a:b", "___" * 9]
        )
    )
)
def test_no_line_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    parts = split(text)
    kept = "\n".join([parts.new, parts.quoted, parts.signature])
    for line in text.split("\n"):
        assert line.strip() in ("", "--", "—") or line.strip() in kept


@given(st.text(alphabet=">-_:wrote \n<@x.y0123年写道كتب", max_size=400))
def test_any_text_can_be_cut(text: str) -> None:
    parts = split(text)
    assert len(parts.new) + len(parts.quoted) + len(parts.signature) <= len(text) + 2
