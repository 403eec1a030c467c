"""Letters as they arrive: text or a clear note, whatever the mail program did."""

import base64
import binascii
from datetime import UTC, datetime

from heartline.channels.email.letter import Address, Letter, Trouble
from heartline.channels.email.reading import read
from tests.channels.email.letters import mail, multipart, properties, tnef

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def troubles(letter: Letter) -> set[Trouble]:
    return {note.trouble for note in letter.notes}


def test_a_plain_letter() -> None:
    letter = read(
        mail(
            "I cannot come on Monday.\r\n\r\nAna\r\n",
            date="Tue, 24 Nov 2026 10:00:00 -0500",
            cc='"Vega, Luis" <luis@Example.ORG>, =?utf-8?q?Jos=C3=A9?= <jose@example.org>',
            in_reply_to="<b@clinic.example>",
            references="<a@clinic.example>\r\n <b@clinic.example>",
            content_language="es-MX, en",
            delivered_to="care+abc@clinic.example",
        )
    )
    assert letter.new == letter.text == "I cannot come on Monday.\n\nAna"
    assert letter.sender == Address("ana@example.org", "Ana Vega")
    assert letter.cc == (Address("luis@example.org", "Vega, Luis"), Address("jose@example.org", "José"))
    assert letter.sent == datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert (letter.message_id, letter.in_reply_to) == ("one@example.org", ("b@clinic.example",))
    assert letter.references == ("a@clinic.example", "b@clinic.example")
    assert (letter.language, letter.tokens, letter.was_html, letter.notes) == ("es-MX", ("abc",), False, ())


def test_the_envelope_says_better_than_to_which_token_was_written_to() -> None:
    letter = read(mail(to="care+fromto@clinic.example", x_original_to="care+fromenvelope@clinic.example"))
    assert letter.tokens == ("fromenvelope", "fromto")


def test_charsets_that_are_odd_wrong_or_unknown() -> None:
    for charset, text in {
        "iso-8859-1": "¿Puede ser el martes?",
        "windows-1258": "Tôi muốn hẹn",
        "gb2312": "我想改约星期二的门诊时间",
        "big5": "我想改約星期二的門診時間",
        "windows-1256": "أريد موعدا يوم الثلاثاء",
        "iso-2022-jp": "火曜日の予約を変更したい",
        "utf-16": "Olá",
    }.items():
        content = text.encode("cp1258" if charset == "windows-1258" else charset, "replace")
        letter = read(mail(content, content_type=f"text/plain; charset={charset}"))
        assert letter.text == content.decode(charset.replace("windows-", "cp")), charset
    # UTF-8 that a template declared as something else, and bytes that nobody declared
    for declared in ("us-ascii", "iso-8859-1", "x-unknown", "klingon", "idna", "unicode_escape"):
        letter = read(mail("Señora Núñez, ¿qué día?", content_type=f'text/plain; charset="{declared}"'))
        assert letter.text == "Señora Núñez, ¿qué día?", declared
    letter = read(
        mail("我想改约星期二的门诊时间，谢谢您的帮助。".encode("gb18030"), content_type="text/plain; charset=utf-8")
    )
    assert letter.text == "我想改约星期二的门诊时间，谢谢您的帮助。"


def test_characters_that_nothing_can_read_are_shown_as_such_and_noted() -> None:
    content = b"Before " + "é".encode() * 200 + b" \xff\xfe after"
    letter = read(mail(content))
    assert letter.text.startswith("Before é") and letter.text.endswith("�� after")
    assert troubles(letter) == {Trouble.CHARACTERS}
    assert "could not be read" in letter.notes[0].words


def test_headers_in_eight_bits_in_encoded_words_cut_in_characters_and_in_none_of_these() -> None:
    assert read(mail(subject="Cita para Núñez")).subject == "Cita para Núñez"
    cut = "预约".encode()
    pieces = [base64.b64encode(part).decode() for part in (cut[:4], cut[4:])]
    assert read(mail(subject=f"=?utf-8?B?{pieces[0]}?=\r\n =?UTF-8?B?{pieces[1]}?= ok")).subject == "预约 ok"
    assert read(mail(subject="=?utf-8?B?!!!?= =?nope?Q?caf=E9?= =?utf-8?Q?unfinished")).subject.endswith(
        "=?utf-8?Q?unfinished"
    )
    assert read(mail(subject="one\r\n\ttwo \x00\x1b three")).subject == "one two three"
    raw = mail("text").replace(b"My visit", "予約".encode("shift_jis"))
    assert read(raw).subject


def test_a_broken_header_line_loses_neither_the_others_nor_the_text() -> None:
    raw = b"From ana Tue Nov 24\nFrom: ana@example.org\nthis is no field\nSubject: Hi\n: nameless\nX: y\n\nThe text"
    letter = read(raw)
    assert (letter.subject, letter.text) == ("Hi", "The text")
    assert read(b"Just text,\nwithout any header.").text == "Just text,\nwithout any header."
    assert read(b"Subject: only a header").subject == "only a header"
    assert read(b"").notes and read(b"\r\n\r\n").notes and read(b"Subject: mac\rX: y\r\rText").text == "Text"


def test_the_text_part_of_an_alternative_is_empty_or_a_stub() -> None:
    words = "Please move my visit to Tuesday, since I work on Monday, and tell me who will see me and what I have to bring along"
    html = f"<html><body><p>{words.replace('Tuesday', '<b>Tuesday</b>')}. {words}.</p></body></html>"
    for plain in ("", " \r\n", "This program cannot show HTML."):
        letter = read(
            multipart(("Content-Type: text/plain", plain), ("Content-Type: text/html", html), kind="alternative")
        )
        assert letter.text == f"{words}. {words}." and letter.was_html
    letter = read(
        multipart(("Content-Type: text/plain", "Yes."), ("Content-Type: text/html", "<p>Yes.</p>"), kind="alternative")
    )
    assert letter.text == "Yes." and not letter.was_html


def test_a_message_inside_a_message_is_read_but_is_not_new() -> None:
    inner = mail("The inner words", subject="Inner")
    letter = read(multipart(("Content-Type: text/plain", "See below."), ("Content-Type: message/rfc822", inner)))
    assert letter.new == "See below."
    assert "Subject: Inner" in letter.text and "The inner words" in letter.quoted
    assert letter.enclosed[0].get("subject") == "Inner"
    packed = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64"
    assert "The inner words" in read(multipart((packed, base64.encodebytes(inner)))).text


def test_calendar_parts_are_kept_once_with_their_method() -> None:
    ics = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"
    letter = read(
        multipart(
            ("Content-Type: text/calendar; charset=utf-8", ics),
            ("Content-Type: text/calendar; method=reply; charset=utf-8", ics),
        )
    )
    assert [part.method for part in letter.calendars] == ["REPLY"]


def test_files_with_their_names_by_rfc_2231_and_what_they_really_are() -> None:
    letter = read(
        multipart(
            ("Content-Type: text/plain", "See the picture."),
            (
                (
                    "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
                    "Content-Disposition: attachment; filename*0*=utf-8''an%C3%A1lisis%20; filename*1=2026.pdf"
                ),
                base64.encodebytes(PNG),
            ),
            ('Content-Type: image/png; name="=?utf-8?B?5Zu+?=.png"\r\nContent-Id: <x>', PNG),
            ("Content-Disposition: attachment; filename=../../etc/passwd\u202egpj.exe", "MZ" + "\0" * 80),
        )
    )
    first, second, third = letter.attachments
    assert (first.name, first.declared, first.detected, first.size) == (
        "análisis 2026.pdf",
        "application/pdf",
        "image/png",
        48,
    )
    assert first.content == PNG and not first.inline
    assert (second.name, second.inline) == ("图.png", True)
    assert (third.name, third.detected) == ("passwdgpj.exe", "application/x-msdownload")


def test_bad_base64_gives_what_can_be_read() -> None:
    content = base64.encodebytes(b"A long enough text to be broken somewhere.").replace(b"b25n", b"b25n\r\n\r\n")
    letter = read(mail(content, content_transfer_encoding="base64"))
    assert letter.text == "A long enough text to be broken somewhere." and not letter.notes
    letter = read(mail(content[:-5] + b"?", content_transfer_encoding="base64"))
    assert letter.text.startswith("A long enough text to be broken") and troubles(letter) == {Trouble.DAMAGED}
    file = "Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64"
    letter = read(multipart((file, base64.encodebytes(PNG)[:-6] + b"\x01\r\nfooter!")))
    assert letter.attachments[0].content and Trouble.DAMAGED_FILE in troubles(letter)
    assert "a.png" in letter.notes[0].words


def test_flowed_text_is_paragraphs_again() -> None:
    letter = read(
        mail(
            "This is one \r\nparagraph.\r\n\r\n> quoted \r\n> line\r\n-- \r\nAna",
            content_type="text/plain; format=flowed",
        )
    )
    assert letter.text == "This is one paragraph.\n\n> quoted line\n-- \nAna"
    assert (letter.new, letter.quoted, letter.signature) == ("This is one paragraph.", "> quoted line", "Ana")


def test_a_file_pasted_as_uuencode_is_a_file() -> None:
    lines = b"".join(binascii.b2a_uu(PNG[at : at + 45]) for at in range(0, len(PNG), 45))
    letter = read(mail(b"Here it is:\r\n\r\nbegin 644 scan.png\r\n" + lines + b"`\r\nend\r\nThanks"))
    assert letter.text == "Here it is:\n\nThanks"
    assert (letter.attachments[0].name, letter.attachments[0].content) == ("scan.png", PNG)
    assert read(mail("begin 644 words with meaning\r\nno code")).text == "begin 644 words with meaning\nno code"


def test_winmail_dat_is_unpacked() -> None:
    body = properties((0x1F, 0x1000, "Hallo from Outlook, señora".encode("utf-16-le") + b"\0\0"))
    file = properties((0x1F, 0x3707, "a long name.png".encode("utf-16-le")), (0x1E, 0x370E, b"image/png\0"))
    packed = tnef(
        (1, 0x00069003, body), (2, 0x00069002, bytes(14)), (2, 0x00018010, b"ALONGN~1.PNG\0"),
        (2, 0x0006800F, PNG), (2, 0x00069005, file),
    )  # fmt: skip
    head = "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64"
    letter = read(multipart((head, base64.encodebytes(packed))))
    assert letter.new == "Hallo from Outlook, señora"
    assert [(one.name, one.declared, one.content) for one in letter.attachments] == [
        ("a long name.png", "image/png", PNG)
    ]
    broken = read(multipart((head, base64.encodebytes(packed[:-90]))))
    assert broken.new == "Hallo from Outlook, señora" and Trouble.OUTLOOK_FILE in troubles(broken)
    useless = read(multipart((head, base64.encodebytes(packed[:9]))))
    assert [one.name for one in useless.attachments] == ["winmail.dat"]


def test_winmail_dat_with_its_text_only_as_compressed_rtf() -> None:
    from compressed_rtf import compress

    rtf = compress(rb"{\rtf1\ansi\ansicpg1252 Is it \b open\b0  on Monday?\par Jos\'e9}")
    packed = tnef((1, 0x00069003, properties((0x102, 0x1009, rtf))))
    letter = read(mail(packed, content_type="application/ms-tnef"))
    assert letter.new == "Is it open on Monday?\nJosé"


def test_encrypted_cut_off_and_kept_elsewhere_is_said() -> None:
    letter = read(multipart(("Content-Type: application/pgp-encrypted", "Version: 1"), kind="encrypted"))
    assert Trouble.ENCRYPTED in troubles(letter)
    assert troubles(read(mail("-----BEGIN PGP MESSAGE-----\r\nxyz"))) == {Trouble.ENCRYPTED}
    letter = read(multipart(("Content-Type: text/plain", "Half a sen")).removesuffix(b"\r\n--b0--\r\n"))
    assert letter.text == "Half a sen" and troubles(letter) == {Trouble.CUT_SHORT}
    assert Trouble.ELSEWHERE in troubles(read(mail("", content_type="message/external-body; access-type=ftp")))


def test_a_boundary_that_is_missing_or_wrong_is_found_in_the_text() -> None:
    raw = multipart(("Content-Type: text/plain", "The text"), content_type="multipart/mixed")
    assert read(raw.replace(b"--b0", b"----=_right")).text == "The text"
    wrong = multipart(("Content-Type: text/plain", "The text"), content_type="multipart/mixed; boundary=wrong")
    assert read(wrong.replace(b"--b0", b"----=_right")).text == "The text"


def test_a_large_file_is_named_and_not_kept(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("heartline.channels.email.collecting.LARGEST_FILE", 1_000)
    letter = read(multipart(("Content-Type: video/mp4; name=long.mp4", b"x" * 1_001)))
    assert (letter.attachments[0].size, letter.attachments[0].content) == (1_001, None)
    assert "long.mp4" in letter.notes[0].words


def test_what_is_repeated_is_never_taken_for_the_patients_word() -> None:
    letter = read(
        mail(
            "\r\n\r\nOn Mon, 23 Nov 2026 at 10:00, Clinic <care@clinic.example> wrote:\r\n> Answer CANCEL to cancel.\r\n"
        )
    )
    assert letter.new == "" and "CANCEL" in letter.quoted and troubles(letter) == {Trouble.NOTHING_NEW}
