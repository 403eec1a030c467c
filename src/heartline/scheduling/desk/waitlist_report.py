"""Does the waitlist treat people alike? The year's figures by language and age, for those who answer for it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from heartline.kernel.templatetags.facts import language_name
from heartline.people.access import staff_page
from heartline.scheduling.waitlist import parity
from heartline.scheduling.waitlist.parity import Row
from heartline.scheduling.waitlist.plot import plot
from heartline.scheduling.waitlist.report import PUBLISHED, report

MEASURES = ("offered", "accepted", "gained")
OTHER = "mul"  # ISO 639-2: several languages


@staff_page("waitlist.report")
def parity_report(request: HttpRequest) -> HttpResponse:
    """Two tables, each with its plot of one measure (`?measure=`). Four queries besides the shell's."""
    measure = request.GET.get("measure", "")
    measure = measure if measure in MEASURES else "offered"
    found = report()
    language = parity.by(found.cases, lambda case: case.language, other=OTHER)
    age = parity.by(found.cases, lambda case: case.age)
    words = {"offered": _("Were asked"), "accepted": _("Took what they were offered"), "gained": _("Days gained")}
    context = {
        "report": found,
        "published": PUBLISHED,
        "tabs": [{"label": words[each], "href": f"?measure={each}", "current": each == measure} for each in MEASURES],
        "measure_said": words[measure],
        "tables": [
            _table("language", _("By language"), language, _language, measure),
            _table("age", _("By age"), age, lambda row: row.group, measure),
        ],
    }
    return render(request, "scheduling/desk/waitlist_report.html", context)


def _language(row: Row) -> str:
    return _("Other languages") if row.group == OTHER else language_name(row.group)


def _table(name: str, title: str, found: tuple[Row, list[Row]], say: Any, measure: str) -> dict[str, Any]:
    whole, rows = found
    said = [(say(row) or _("Not known"), row) for row in rows]
    ratios = [(label, getattr(row, f"{measure}_ratio"), row.unsure) for label, row in said]
    return {
        "name": name,
        "title": title,
        "rows": [_cells(label, row) for label, row in said],
        "whole": _cells(_("Everybody"), whole),
        "plot": plot(ratios),
    }


def _cells(label: str, row: Row) -> dict[str, Any]:
    def percent(figure: parity.Figure | None) -> str:
        if figure is None:
            return "–"
        return f"{100 * figure.value:.0f} % ({100 * figure.low:.0f}–{100 * figure.high:.0f})"

    def ratio(figure: parity.Figure | None) -> str:
        return f"{figure.value:.2f}" if figure else "–"

    days = f"{row.gained.value:.1f} ({row.gained.low:.1f}–{row.gained.high:.1f})" if row.gained else "–"
    return {
        "label": label,
        "people": row.people,
        "unsure": row.unsure,
        "cells": [
            percent(row.offered), ratio(row.offered_ratio), percent(row.accepted), ratio(row.accepted_ratio),
            days, ratio(row.gained_ratio),
        ],
    }  # fmt: skip
