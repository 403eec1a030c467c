"""Every component with its states, at /styleguide in debug: what pages are made of, what screenshots and axe see."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from heartline.kernel import clock, dates
from heartline.kernel.errors import Refused

LONG_NAME = "Maria del Carmen Fernández-Villaverde Nguyễn Thị Hoàng Ánh von Hohenberg"


def styleguide(request: HttpRequest) -> HttpResponse:
    """?shell=portal|desk, ?dir=rtl and ?theme=dark show the same in another shell, direction and theme."""
    if not settings.DEBUG:
        raise Http404
    shell = "desk" if request.GET.get("shell") == "desk" else "portal"
    language = "ar" if request.GET.get("dir") == "rtl" else translation.get_language() or "en"
    with translation.override(language):
        return render(
            request,
            "styleguide/page.html",
            {
                "shell": shell,
                "theme": request.GET.get("theme", ""),
                "form": ExampleForm(initial={"how": "person"}),
                "wrong": _wrong(),
                "refusal": Refused(
                    "That time was just taken.",
                    "Your reason and your notes are still here.",
                    "These times are close to it.",
                ),
                "steps": [
                    {"label": "Reason", "state": "done", "href": "#steps"},
                    {"label": "Time", "state": "current"},
                    {"label": "Check", "state": "todo"},
                ],
                "tabs": [
                    {"label": "Coming", "href": "#tabs", "current": True, "count": 2},
                    {"label": "Past", "href": "#tabs", "count": 14},
                    {"label": "Cancelled", "href": "#tabs"},
                ],
                "columns": [
                    {"label": "Name"},
                    {"label": "Born"},
                    {"label": "State"},
                    {"label": "Visits", "numeric": True},
                ],
                "rows": [
                    {"cells": ["Ana López", "3 Mar 1985", "Arrived", "12"], "href": "#table"},
                    {"cells": [LONG_NAME, "29 Feb 2024", "Booked", "1"], "href": "#table", "current": True},
                    {"cells": ["李伟", "1 Jan 1950", "Cancelled", "1,204"], "href": "#table"},
                ],
                "days": _days(),
                "groups": _groups(),
                "entries": _entries(),
                "patients": _patients(),
                "contact": SimpleNamespace(system="phone", value="+16175550123", shared=True),
                "board": _board(),
                "soon": clock.now() + timedelta(days=3, hours=2),
                "names": ["Ana López", "李伟", LONG_NAME, ""],
                "colours": (
                    "paper",
                    "surface",
                    "sunken",
                    "line",
                    "line-strong",
                    "ink",
                    "ink-soft",
                    "primary",
                    "primary-soft",
                    "accent",
                    "accent-soft",
                    "success-soft",
                    "warning-soft",
                    "danger-soft",
                    "info-soft",
                ),
            },
        )


class ExampleForm(forms.Form):
    """One field of every kind."""

    email = forms.EmailField(label="E-mail", help_text="We write only about your visits.")
    born = forms.DateField(label="Birth date", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("vi", "Tiếng Việt")])
    reason = forms.CharField(label="What is it about?", widget=forms.Textarea(attrs={"rows": 3}))
    how = forms.ChoiceField(
        label="How would you like to be seen?",
        widget=forms.RadioSelect,
        help_text="You can change this later.",
        choices=[("person", "In person"), ("video", "By video"), ("phone", "By phone")],
    )
    needs = forms.MultipleChoiceField(
        label="What helps you?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("step", "No stairs"), ("time", "More time")],
    )
    agree = forms.BooleanField(label="Text me a reminder", required=False, help_text="The day before your visit.")
    closed = forms.CharField(label="Record number", disabled=True, initial="MRN 0042 3317", required=False)


def _wrong() -> ExampleForm:
    return ExampleForm({"wrong-email": "nobody", "wrong-reason": ""}, prefix="wrong")


def _days() -> list[dict[str, Any]]:
    today = timezone.localdate(clock.now())
    counts = (0, 3, 12, 0, 7, 1, 24)
    days = [today + timedelta(days=n) for n in range(7)]
    return [
        {"date": day, "label": dates.say_day(day), "count": count, "href": f"?day={day}#time-picker", "current": n == 2}
        for n, (day, count) in enumerate(zip(days, counts, strict=True))
    ]


def _groups() -> list[dict[str, Any]]:
    def times(*said: str) -> list[dict[str, Any]]:
        return [{"value": one, "label": one} for one in said]

    morning = times("8:00 AM", "8:30 AM", "9:15 AM", "10:00 AM", "11:45 AM")
    morning[1]["checked"] = True
    morning[3]["note"] = "Dr Osei"
    morning[4]["disabled"] = True
    return [
        {"label": "Morning", "times": morning},
        {"label": "Afternoon", "times": times("1:00 PM", "2:30 PM")},
        {"label": "Evening", "times": times("6:15 PM")},
    ]


def _entries() -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {
            "kind": "appointment.booked",
            "title": "Booked: Eye check",
            "at": now - timedelta(minutes=12),
            "actor": "Ana López",
            "door": "portal",
            "href": "#timeline",
            "details": [("With", "Dr Osei"), ("Where", "Harbour Clinic, room 4")],
        },
        {
            "kind": "note.written",
            "title": "Note",
            "text": "Prefers calls after five.\nSpeak slowly, please.",
            "at": now - timedelta(days=1),
            "actor": "Sam Reed",
            "door": "desk",
        },
        {
            "kind": "appointment.cancelled",
            "title": "Cancelled: Blood test",
            "at": now - timedelta(days=40),
            "actor": "李伟",
            "door": "phone",
            "badge": "Late",
            "badge_kind": "warning",
        },
        {"kind": "encounter.ended", "title": "Visit: Physiotherapy", "at": now - timedelta(days=400), "door": "fhir"},
    ]


def _patients() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            name="Nguyễn Thị Hoàng Ánh",
            birth_date=date(1961, 4, 9),
            pronouns="she/her",
            language="vi",
            interpreter_needed=True,
            how_to_speak="Call after 5 PM; her daughter answers.",
            needs=["Cannot take stairs"],
            deceased_on=None,
            mrn="0042 3317",
        ),
        SimpleNamespace(
            name=LONG_NAME,
            birth_date=timezone.localdate(clock.now()) - timedelta(days=200),
            pronouns="",
            language="en",
            interpreter_needed=False,
            how_to_speak="",
            needs=[],
            deceased_on=None,
        ),
    ]


def _board() -> dict[str, Any]:
    start = timezone.localtime(clock.now()).replace(hour=8, minute=0, second=0, microsecond=0)

    def item(
        minutes_in: int, minutes: int, title: str, text: str, state: str, badge: str = "", **more: Any
    ) -> dict[str, Any]:
        return {
            "start": start + timedelta(minutes=minutes_in),
            "minutes": minutes,
            "title": title,
            "text": text,
            "state": state,
            "badge": badge,
            "href": "#board",
            **more,
        }

    return {
        "label": "The day at Harbour Clinic",
        "from_hour": 8,
        "to_hour": 13,
        "now": start + timedelta(hours=2, minutes=10),
        "columns": [
            {
                "name": "Dr Abena Osei",
                "text": "Family medicine",
                "items": [
                    item(0, 30, "Ana López", "Check-up", "done", "Done"),
                    item(30, 15, "李伟", "Blood test", "missed", "Did not come"),
                    item(60, 45, LONG_NAME, "First visit", "in-room", "In room"),
                    item(120, 30, "Omar Haddad", "Check-up", "arrived", "Arrived"),
                    item(165, 30, "Leo Brandt", "Vaccination", "booked"),
                ],
                "closed": [{"start": start + timedelta(hours=4), "minutes": 60, "label": "Lunch"}],
            },
            {
                "name": "Dr Wei Zhang",
                "text": "Cardiology",
                "items": [
                    item(15, 60, "محمد الأحمد", "Echo", "cancelled", "Cancelled"),
                    item(90, 30, "Held for a caller", "", "held", "4 min left"),
                    item(150, 20, "Free", "", "free"),
                    item(180, 40, "Ida Falk", "Echo", "booked", lane=1, lanes=2),
                    item(180, 60, "Jo Park", "Stress test", "booked", lane=2, lanes=2),
                ],
            },
            {"name": "Room 4", "text": "Video", "items": [], "closed": []},
        ],
    }
