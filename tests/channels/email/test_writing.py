"""Messages out: read by the standard library and by our own reader, and impossible to break out of."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.email.kinds import Kind, judge
from heartline.channels.email.letter import Address
from heartline.channels.email.marks import message_id, reply_address
from heartline.channels.email.reading import read
from heartline.channels.email.threading import By, place
from heartline.channels.email.writing import File, Outgoing, Unwritable, direction, envelope_sender, write
from tests.channels.email.letters import MESSAGE, OURS, THREAD, mail

PLAIN = Outgoing(
    THREAD,
    MESSAGE,
    Address("ana@example.org", "Ana Vega"),
    "Your visit",
    "See you on Tuesday.",
    datetime(2026, 11, 24, 10, tzinfo=UTC),
)
ONCE = ("date", "message-id", "from", "to", "reply-to", "subject", "mime-version", "content-type", "content-language")
nasty = st.text(
    alphabet=st.one_of(
        st.sampled_from("\r\n\x00\x0b\x0c\x85\u2028 \t:,;<>@\"'\\()=?.aé中ب"), st.characters(exclude_categories=["Cs"])
    ),
    max_size=300,
)


def parsed(out: Outgoing) -> EmailMessage:
    message = message_from_bytes(write(out, OURS), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_an_answer_by_a_person() -> None:
    out = replace(
        PLAIN,
        answers="<two@example.org>",
        references=["<one@example.org>", "bad id", "<two@example.org>"],
        from_name="Clinic, Dr. Núñez",
    )
    message = parsed(out)
    assert message["Message-ID"] == f"<{message_id(THREAD, MESSAGE, OURS)}>"
    assert message["From"].addresses[0].addr_spec == OURS.address
    assert message["From"].addresses[0].display_name == "Clinic, Dr. Núñez"
    assert message["Reply-To"].addresses[0].addr_spec == reply_address(THREAD, OURS)
    assert (message["In-Reply-To"], message["References"]) == (
        "<two@example.org>",
        "<one@example.org> <two@example.org>",
    )
    assert message["Content-Language"] == "en" and message["Date"].datetime == PLAIN.at
    assert "Auto-Submitted" not in message and "List-Unsubscribe" not in message
    assert message.get_content().strip() == "See you on Tuesday."


def test_the_same_message_is_the_same_bytes() -> None:
    out = replace(PLAIN, html="<p>Hi</p>", files=[File("a.pdf", "application/pdf", b"%PDF")])
    assert write(out, OURS) == write(out, OURS)


def test_a_machine_says_that_it_is_one_and_gets_no_bounce() -> None:
    assert parsed(replace(PLAIN, automatic=True))["Auto-Submitted"] == "auto-generated"
    answering = replace(PLAIN, answering=True)
    assert parsed(answering)["Auto-Submitted"] == "auto-replied"
    assert envelope_sender(answering, OURS) == ""
    assert envelope_sender(PLAIN, OURS) == reply_address(THREAD, OURS)


def test_outreach_can_be_left_with_one_click_however_long_the_address_is() -> None:
    address = "https://clinic.example/unsubscribe/" + "a" * 200
    message = parsed(replace(PLAIN, unsubscribe=address))
    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"List-Unsubscribe: <{address}>\r\n".encode() in write(replace(PLAIN, unsubscribe=address), OURS)


def test_arabic_runs_from_right_to_left() -> None:
    message = parsed(replace(PLAIN, text="نراكم يوم الثلاثاء", html="<p>نراكم</p>", language="ar"))
    html = message.get_body(("html",))
    assert html and 'lang="ar" dir="rtl"' in html.get_content()
    text = message.get_body(("plain",))
    assert text and text.get_content().strip() == "نراكم يوم الثلاثاء"
    assert [direction(tag) for tag in ("ar-EG", "en", "az-Arab", "vi")] == ["rtl", "ltr", "rtl", "ltr"]


def test_a_calendar_file_goes_along_with_its_method() -> None:
    letter = read(
        write(replace(PLAIN, files=[File("visit.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR")]), OURS)
    )
    assert (letter.calendars[0].method, letter.attachments[0].name) == ("REQUEST", "visit.ics")


def test_what_we_write_comes_back_as_a_loop_and_its_answer_to_its_thread() -> None:
    ours = read(write(PLAIN, OURS))
    assert judge(ours, OURS).kind is Kind.LOOP
    answer = read(mail(to=ours.reply_to[0].address, in_reply_to=f"<{ours.message_id}>"))
    assert place(answer, OURS).thread == THREAD and place(answer, OURS).by is By.ADDRESS


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": Address("ana@example.org\r\nBcc: eve@example.net")},
        {"to": Address("ana@example.org, eve@example.net")},
        {"to": Address("ana")},
        {"to": Address("")},
        {"to": Address("a..b@example.org")},
        {"unsubscribe": "https://x.example/\r\nBcc: eve@example.net"},
        {"unsubscribe": "http://x.example/"},
        {"language": "en\r\nBcc: eve@example.net"},
        {"at": datetime(2026, 11, 24)},  # noqa: DTZ001
        {"files": [File("a", "text", b"")]},
    ],
)
def test_what_cannot_be_written_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Unwritable):
        write(replace(PLAIN, **wrong), OURS)  # type: ignore[arg-type]


@given(subject=nasty, name=nasty, from_name=nasty, text=nasty, answers=nasty, reference=nasty, file=nasty, html=nasty)
def test_nothing_put_into_a_message_breaks_out_of_its_place(
    subject: str, name: str, from_name: str, text: str, answers: str, reference: str, file: str, html: str
) -> None:
    out = replace(
        PLAIN,
        to=Address("ana@example.org", name),
        subject=subject,
        from_name=from_name,
        text=text,
        answers=answers,
        references=[reference],
        html=html,
        files=[File(file, "text/plain", text.encode())],
    )
    raw = write(out, OURS)
    assert raw.isascii() and b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    head = raw.split(b"\r\n\r\n")[0].decode()
    names = [line.partition(":")[0].lower() for line in head.split("\r\n") if line[:1] != " "]
    assert all(names.count(once) == 1 for once in ONCE)
    assert set(names) <= {*ONCE, "in-reply-to", "references", "x-loop", "content-transfer-encoding"}
    letter = read(raw)
    assert [box.address for box in letter.to] == ["ana@example.org"]
    assert letter.sender and letter.sender.address == OURS.address
    assert letter.reply_to[0].address == reply_address(THREAD, OURS)
    assert len(letter.attachments) == 1


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Cn"]), min_size=1, max_size=90
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=500).filter(
        lambda text: not text.startswith("begin")
    ),
)
def test_what_was_written_is_what_is_read(subject: str, text: str) -> None:
    letter = read(write(replace(PLAIN, subject=subject, text=text), OURS))
    assert letter.subject == subject
    assert letter.text.split() == text.split()
