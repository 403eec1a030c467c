"""What a letter is, told in stories: a person, a machine that answers, a bounce, a loop, a list, a calendar's answer."""

import pytest

from heartline.channels.email.kinds import CalendarReply, Judged, Kind, judge
from heartline.channels.email.letter import Note, Trouble
from heartline.channels.email.marks import message_id, reply_address
from heartline.channels.email.reading import read
from heartline.channels.email.returned import Failure, Reason, reason_for
from heartline.channels.email.threading import By, Placement, place
from tests.channels.email.letters import MESSAGE, OURS, THREAD, mail, multipart, needs_real_data, real_messages

OWN = message_id(THREAD, MESSAGE, OURS)
DSN = "Reporting-MTA: dns; mx.example.net\r\n\r\n"


def judged(raw: bytes) -> Judged:
    return judge(read(raw), OURS, raw)


def bounce(groups: str, **fields: str | None) -> bytes:
    usual: dict[str, str | None] = {
        "from": "MAILER-DAEMON@mx.example.net",
        "subject": "Undelivered",
        "return_path": "<>",
    }
    return multipart(
        ("Content-Type: text/plain", "I could not deliver it."),
        ("Content-Type: message/delivery-status", DSN + groups),
        ("Content-Type: message/rfc822", f"Message-ID: <{OWN}>\r\nTo: ana@example.org\r\n\r\nHello"),
        kind="report",
        content_type="multipart/report; report-type=delivery-status; boundary=b0",
        **usual | fields,
    )


def test_a_person_may_be_answered() -> None:
    assert judged(mail()).kind is Kind.PERSON and judged(mail()).may_answer


def test_exchange_marks_letters_of_persons_so_they_are_persons_but_get_no_automatic_answer() -> None:
    verdict = judged(mail(x_auto_response_suppress="DR, OOF, AutoReply"))
    assert verdict.kind is Kind.PERSON and not verdict.may_answer


@pytest.mark.parametrize(
    "fields",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "Auto-Replied; owner-email=x@y.z (vacation)"},
        {"auto_submitted": "auto-generated", "in_reply_to": f"<{OWN}>"},
        {"precedence": "auto_reply"},
        {"x_autoreply": "yes"},
        {"subject": "Automatic reply: Your visit"},
        {"subject": "Re: Out of Office: Your visit"},
        {"subject": "Respuesta automática: Su cita"},
        {"subject": "自动回复：您的预约"},
        {"subject": "自動回覆: 您的預約"},
        {"subject": "Trả lời tự động: Lịch hẹn"},
        {"subject": "رد تلقائي: موعدك"},
    ],
)
def test_a_machine_that_answers_is_not_answered(fields: dict[str, str]) -> None:
    verdict = judged(mail(**fields))
    assert verdict.kind is Kind.AUTO_REPLY and not verdict.may_answer


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"auto_submitted": "no"}, Kind.PERSON),
        ({"subject": "Am I out of office hours?"}, Kind.PERSON),
        ({"subject": "Automatic door hurt me"}, Kind.PERSON),
        ({"auto_submitted": "auto-generated"}, Kind.NOTICE),
        ({"precedence": "bulk"}, Kind.NOTICE),
        ({"from": "no-reply@bank.example"}, Kind.NOTICE),
        ({"return_path": "<>"}, Kind.NOTICE),
        ({"list_id": "Parents <parents.lists.example>"}, Kind.LIST),
        ({"list_unsubscribe": "<https://news.example/u>"}, Kind.LIST),
        ({"precedence": "list"}, Kind.LIST),
    ],
)
def test_other_letters(fields: dict[str, str], kind: Kind) -> None:
    verdict = judged(mail(**fields))
    assert verdict.kind is kind
    assert verdict.may_answer is (kind is Kind.PERSON)


@pytest.mark.parametrize(
    "fields",
    [
        {"message_id": f"<{OWN}>"},
        {"x_loop": OURS.address.upper()},
        {"from": "Clinic <care@clinic.example>"},
        {"from": reply_address(THREAD, OURS)},
    ],
)
def test_our_own_message_is_a_loop(fields: dict[str, str]) -> None:
    assert judged(mail(**fields)).kind is Kind.LOOP


def test_a_forged_id_and_anothers_loop_mark_are_no_loop() -> None:
    assert judged(mail(message_id=f"<{OWN[:-17]}a@clinic.example>", x_loop="other@example.org")).kind is Kind.PERSON


def test_a_bounce_for_good_says_whom_and_why_and_which_message() -> None:
    verdict = judged(
        bounce(
            "Final-Recipient: rfc822; ana@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 <ana@example.org> User unknown\r\n"
        )
    )
    assert verdict.kind is Kind.BOUNCE and verdict.about == (OWN,)
    (failure,) = verdict.failures
    assert (failure.recipient, failure.permanent, failure.reason) == ("ana@example.org", True, Reason.NO_SUCH_ADDRESS)
    assert "does not exist" in str(failure.reason.words) and "User unknown" in failure.said


def test_a_delay_is_not_for_good_and_a_success_is_no_failure() -> None:
    delayed = judged(bounce("Final-Recipient: rfc822;ana@example.org\r\nAction: delayed\r\nStatus: 4.4.1\r\n"))
    assert [(one.permanent, one.reason) for one in delayed.failures] == [(False, Reason.LATE)]
    done = judged(
        bounce(
            "Original-Recipient: rfc822;ana@example.org\r\nFinal-Recipient: rfc822;x@y.example\r\nAction: relayed\r\nStatus: 2.0.0\r\n"
        )
    )
    assert not done.failures and [one.recipient for one in done.delivered] == ["ana@example.org"]


def test_each_recipient_has_a_verdict_of_its_own() -> None:
    verdict = judged(
        bounce(
            "Final-Recipient: rfc822;a@example.org\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n"
            "Final-Recipient: rfc822;b@example.org\r\nAction: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 552 Mailbox quota exceeded\r\n\r\n"
            "Final-Recipient: rfc822;c@nowhere.example\r\nAction: failed\r\nStatus: 5.1.2\r\n"
        )
    )
    assert [one.reason for one in verdict.failures] == [Reason.FULL, Reason.FULL, Reason.NO_SUCH_DOMAIN]


@pytest.mark.parametrize(
    ("status", "said", "permanent", "reason"),
    [
        ("5.1.10", "Recipient not found", True, Reason.NO_SUCH_DOMAIN),
        ("5.7.1", "550 5.7.1 Recipient address rejected: user unknown", True, Reason.NO_SUCH_ADDRESS),
        ("5.7.1", "message refused by policy", True, Reason.REFUSED),
        ("5.7.26", "unauthenticated mail", True, Reason.REFUSED),
        ("5.2.1", "", True, Reason.CLOSED),
        ("5.3.4", "", True, Reason.TOO_LARGE),
        ("5.4.7", "", True, Reason.UNREACHABLE),
        ("4.2.2", "", False, Reason.FULL),
        ("", "The email account that you tried to reach does not exist", True, Reason.NO_SUCH_ADDRESS),
        ("", "", True, Reason.UNKNOWN),
        ("", "", False, Reason.LATE),
    ],
)
def test_reasons(status: str, said: str, permanent: bool, reason: Reason) -> None:
    assert reason_for(status, said, permanent) is reason


def test_bounces_in_forms_of_their_own_are_recognised() -> None:
    qmail = (
        "Hi. This is the qmail-send program at mx.example.net.\r\nI'm afraid I wasn't able to deliver your message to the following"
        " addresses.\r\nThis is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n<ana@example.org>:\r\n"
        "Sorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n"
    )
    verdict = judged(
        mail(qmail, **{"from": "MAILER-DAEMON@mx.example.net", "subject": "failure notice", "return_path": "<>"})
    )
    assert verdict.kind is Kind.BOUNCE
    assert verdict.failures == (Failure("ana@example.org", True, Reason.NO_SUCH_ADDRESS, "5.1.1"),)
    vague = judged(
        mail("It came back.", **{"from": "postmaster@mx.example.net", "subject": "No se puede entregar: Su cita"})
    )
    assert vague.kind is Kind.BOUNCE and not vague.failures
    assert judged(mail(qmail, subject="Why did I get this from you?")).kind is Kind.PERSON


def test_read_receipts_and_complaints() -> None:
    receipt = (
        "Content-Type: message/disposition-notification",
        f"Original-Message-ID: <{OWN}>\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n",
    )
    verdict = judged(multipart(receipt, kind="report"))
    assert (verdict.kind, verdict.about) == (Kind.READ_RECEIPT, (OWN,))
    complaint = ("Content-Type: message/feedback-report", "Feedback-Type: abuse\r\nVersion: 1\r\n")
    returned = ("Content-Type: text/rfc822-headers", f"Message-ID: <{OWN}>\r\nSubject: Visit\r\n")
    verdict = judged(multipart(complaint, returned, kind="report"))
    assert (verdict.kind, verdict.about) == (Kind.COMPLAINT, (OWN,))


def test_an_answer_to_an_invitation() -> None:
    def ics(method: str, answer: str) -> str:
        return (
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:visit-1@clinic.example\r\nSEQUENCE:2\r\n"
            f"DTSTAMP:20261124T100000Z\r\nDTSTART:20261130T100000Z\r\nATTENDEE;PARTSTAT={answer}:mailto:Ana@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )

    def reply(method: str, answer: str) -> Judged:
        part = (f"Content-Type: text/calendar; method={method}; charset=utf-8", ics(method, answer))
        return judged(multipart(("Content-Type: text/plain", "Declined"), part, kind="alternative"))

    assert reply("REPLY", "DECLINED").calendar == CalendarReply(
        "visit-1@clinic.example", "DECLINED", "ana@example.org", 2
    )
    counter = reply("COUNTER", "NEEDS-ACTION")
    assert counter.kind is Kind.CALENDAR_REPLY and counter.calendar and counter.calendar.answer == "COUNTER"
    assert reply("REQUEST", "NEEDS-ACTION").kind is Kind.PERSON
    broken = multipart(("Content-Type: text/calendar; method=REPLY", "BEGIN:VCALENDAR\r\nno"))
    assert judged(broken).kind is Kind.PERSON


@needs_real_data
def test_a_real_bounce() -> None:
    raw = next(path for path in real_messages() if path.name == "cpython_msg_16.txt").read_bytes()
    verdict = judged(raw)
    assert verdict.kind is Kind.BOUNCE
    assert [(one.permanent, one.reason) for one in verdict.failures] == [(True, Reason.FULL)]


def test_a_bounce_belongs_to_the_thread_of_what_came_back() -> None:
    raw = bounce("Final-Recipient: rfc822;ana@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n")
    letter = read(raw)
    assert place(letter, OURS, about=judge(letter, OURS, raw).about) == Placement(THREAD, By.REPORTED)


def test_every_reason_and_every_trouble_has_a_sentence() -> None:
    assert all(str(reason.words).endswith(".") for reason in Reason)
    assert all(Note(trouble, "a.pdf").words.rstrip("”").endswith(".") for trouble in Trouble)
