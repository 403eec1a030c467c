"""Components hold what they promise: names stay whole, fields are tied together, a board finds its place."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from heartline.kernel import clock
from heartline.kernel.components import board
from heartline.kernel.errors import Refused
from heartline.kernel.templatetags import facts, ui

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


class Contact(forms.Form):
    email = forms.EmailField(help_text="Only about visits.")
    how = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False)


def draw(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def test_a_name_is_isolated_and_never_markup() -> None:
    assert ui.person_name(SimpleNamespace(name="محمد <b>")) == '<bdi class="person-name">محمد &lt;b&gt;</bdi>'
    assert "No name given" in ui.person_name(SimpleNamespace(name=""))


@pytest.mark.parametrize(("name", "letters"), [("Ana María López", "AL"), ("李伟", "李"), ("", ""), ("Cher", "C")])
def test_initials(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_a_wrong_field_says_so_beside_its_control_and_in_the_summary() -> None:
    form = Contact({"email": "nobody"})
    html = ui.field(form["email"], hx_post="/check")
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'hx-post="/check"' in html
    assert 'href="#id_email"' in ui.error_summary(form)


def test_radios_are_one_group_with_a_legend() -> None:
    html = ui.field(Contact()["how"])
    assert "<legend" in html and html.count('type="radio"') == 2 and "(optional)" in html


def test_a_button_with_an_address_is_a_link() -> None:
    assert ui.button("Go", href="/x").startswith('<a class="button" href="/x"')
    assert 'type="submit"' in ui.button("Save", kind="primary")
    assert 'data-opens="sheet"' in ui.button("Open", data_opens="sheet")


def test_a_refusal_says_what_was_kept_and_what_is_next() -> None:
    html = ui.refused(Refused("That time was just taken.", "Your notes are kept.", "These are close to it."))
    assert all(words in html for words in ("just taken", "notes are kept", "close to it"))


def test_a_phone_number_reads_left_to_right() -> None:
    assert facts.phone("+16175550123") == '<bdi class="phone" dir="ltr">+1 617-555-0123</bdi>'
    assert facts.phone("ask reception") == "ask reception"


def test_languages_have_names_in_the_readers_language() -> None:
    assert facts.language_name("es") == "Spanish"
    assert facts.language_name("ase") == "American Sign Language"
    with translation.override("ar"):  # which has no word of its own for it
        assert facts.language_name("ase") == "American Sign Language"
    assert facts.language_name("qqq") == "qqq"


def test_a_moment_is_marked_up_for_machines_and_said_for_people() -> None:
    with clock.set(NOW):
        html = draw('{% when at "America/New_York" %}', at=NOW + timedelta(days=1))
    assert 'datetime="2026-03-03T10:00-05:00"' in html
    assert "Tuesday, 3 March, 10:00 AM" in html and "tomorrow" in html


def test_a_patient_banner_says_how_to_speak_with_them() -> None:
    patient = SimpleNamespace(
        name="Ánh", birth_date=date(1961, 4, 9), pronouns="she/her", language="vi", interpreter_needed=True, needs=[]
    )
    with clock.set(NOW):
        html = ui.patient_banner(patient)
    assert "64 years" in html and "Vietnamese" in html and "interpreter needed" in html


def test_a_board_puts_items_in_order_and_in_five_minute_rows() -> None:
    nine = datetime(2026, 3, 2, 9, 2, tzinfo=UTC)
    items = [
        {"start": nine + timedelta(hours=1), "minutes": 65, "title": "B"},
        {"start": nine, "minutes": 15, "title": "A"},
    ]
    drawn = board.context({"columns": [{"name": "Room", "items": items}], "tz": "UTC"})
    first, second = drawn["columns"][0]["items"]
    assert (first["title"], first["place"]["hour"], first["place"]["minute"]) == ("A", 9, 0)
    assert (second["place"]["hours"], second["place"]["minutes"]) == (1, 5)
    assert (drawn["first"], drawn["last"]) == (8, 17)


def test_no_component_carries_a_style_or_a_script_of_its_own() -> None:
    """The content security policy would refuse it, silently for whoever looks at the page."""
    html = draw('{% dialog id="x" title="T" %}hello{% enddialog %}{% panel "P" %}there{% endpanel %}')
    assert "hello" in html and "style=" not in html and "onclick" not in html


@pytest.mark.parametrize("language", ["en", "es", "ar", "vi"])
def test_a_line_over_time_is_drawn_in_every_language(language: str) -> None:
    with translation.override(language):
        html = ui.sparkline([0.031, 0.02, None, 0.0113], "Rate", 0.01)
    numbers = re.findall(r' (?:x1|x2|y1|y2|cx|cy|d)="([^"]*)"', html)
    assert len(numbers) == 7 and "." in "".join(numbers)
    assert not any("," in number or "٫" in number for number in numbers)


@pytest.mark.parametrize(("filtered", "said"), [("day", "Monday, 2 March"), ("short_day", "2 Mar 2026")])
def test_the_day_of_a_moment_is_that_on_the_sites_clock(filtered: str, said: str) -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    with clock.set(NOW):
        assert draw(f"{{{{ at|{filtered}:zone }}}}", at=late, zone="America/New_York") == said
        assert draw(f"{{{{ at|{filtered}:zone }}}}", at=late, zone="Asia/Ho_Chi_Minh") == said.replace(
            "2 M", "3 M"
        ).replace("Monday", "Tuesday")
        assert draw(f"{{{{ at|{filtered} }}}}", at=late.date()) == said
        with pytest.raises(TypeError, match="whose clock"):
            draw(f"{{{{ at|{filtered} }}}}", at=late)
