"""Everything a person reads is translated, with its placeholders."""

import re
from pathlib import Path

import polib
import pytest

from heartline.kernel import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def test_every_message_is_translated() -> None:
    assert messages.missing() == []


def test_what_is_said_in_two_apps_is_said_alike() -> None:
    assert messages.conflicts() == []


def test_two_ways_to_say_one_thing_are_found_unless_they_mean_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    for app, context, text in (("kernel", "", "Cambiar"), ("people", "", "Modificar"), ("people", "of time", "Mover")):
        catalogue = messages._open(path := messages._path(app, "es"), "es")
        catalogue.append(polib.POEntry(msgid="Change", msgctxt=context or None, msgstr=text))
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
    assert messages.conflicts(["es"]) == ["es: Change → kernel: Cambiar, people: Modificar"]


def test_translations_keep_their_placeholders() -> None:
    wrong = []
    for path in messages.PACKAGE.rglob("locale/*/LC_MESSAGES/django.po"):
        for entry in polib.pofile(str(path)):
            wanted = set(PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
            texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
            for text in texts:
                found = set(PLACEHOLDER.findall(text))
                # A plural form for exactly one or two may spell the number out.
                spare = {p for p in wanted if entry.msgid_plural and p.endswith(("d", "s"))}
                if not (found <= wanted and wanted - spare <= found):
                    wrong.append(f"{path.parts[-3]}: {entry.msgid!r} → {text!r}")
    assert wrong == []


def test_single_letters_and_numbers_in_a_message_belong_to_it(tmp_path: Path) -> None:
    """Django blanks a template out with runs of such letters; those inside a message are its own."""
    page = tmp_path / "page.html"
    page.write_text('{% load i18n %}<b>X</b>{% translate "S to change it, B # P" %}{% comment %}no{% endcomment %} S')
    assert [message.text for message in messages._messages_in(page)] == ["S to change it, B # P"]
