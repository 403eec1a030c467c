"""Well-formed messages are read as the standard library wrote them."""

from email.message import EmailMessage
from email.policy import SMTP
from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.email.reading import read

words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=60)
names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=40)
files = st.lists(st.tuples(names, st.binary(max_size=300)), max_size=4)


@given(words, words, files, st.sampled_from(["base64", "quoted-printable", "8bit"]), st.booleans(), st.integers(0, 3))
def test_text_files_and_names(
    subject: str, line: str, attached: list[tuple[str, bytes]], encoding: str, with_html: bool, depth: int
) -> None:
    message = EmailMessage(policy=SMTP.clone(cte_type="8bit"))
    message["From"], message["Subject"] = "ana@example.org", subject
    message.set_content(f"Words: {line}\n", charset="utf-8", cte=encoding)
    if with_html:
        message.add_alternative("<p>Not this, since there is text.</p>", subtype="html")
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="x-thing", filename=f"{name}.bin")
    for _ in range(depth):
        outer = EmailMessage(policy=message.policy)
        outer.set_content("See below.")
        outer.add_attachment(message)
        message = outer
    letter = read(message.as_bytes())
    assert " ".join(["Words:", *line.split()]) in " ".join(letter.text.split())
    assert ("Not this" in letter.text) is ("Not this" in line)
    assert [one.content for one in letter.attachments] == [content for _, content in attached]
    assert [one.name for one in letter.attachments] == [normalize("NFC", f"{name}.bin") for name, _ in attached]
    assert len(letter.enclosed) == depth and letter.notes == ()
    inner = letter.enclosed[-1].get("subject") if depth else letter.subject
    assert inner.split() == subject.split()
