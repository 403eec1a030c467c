"""The card of the attendance model: what it uses and never uses, how good it is, for whom it errs, whether it drifts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from heartline.kernel.templatetags.facts import language_name
from heartline.people.access import staff_page
from heartline.people.places.queries import zones
from heartline.scheduling.attendance import queries
from heartline.scheduling.attendance.plot import calibration

KINDS = ("sex", "age", "language", "interpreter")


@staff_page("attendance.card")
def card(request: HttpRequest) -> HttpResponse:
    """Four queries besides the shell's; without a model, how much history is still missing."""
    models = queries.earlier_models(31)
    if not models:
        return render(request, "scheduling/desk/attendance_card.html", {"history": queries.history()})
    model = models[0]
    told = model.card
    aucs = [each.card.get("auc") for each in reversed(models)]
    context: dict[str, Any] = {
        "model": model,
        "zone": zones()[0],
        "card": told,
        "plot": calibration(told["reliability"]),
        "uses": _uses(told["features"]),
        "never": _never(),
        "groups": [(title, rows) for kind, title in _titles() if (rows := _rows(told["by_group"], kind))],
        "drift": queries.drift(),
        "aucs": aucs,
        "refits": len(models),
        "figures": _figures(told),
    }
    return render(request, "scheduling/desk/attendance_card.html", context)


def _figures(told: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Name, value, its 95 % interval, and what it means."""
    said = [
        (
            "auc",
            "AUC",
            _("How often, of one missed and one kept visit, the missed one was given the higher chance. A coin: 0.50."),
            3,
        ),
        ("brier", _("Brier score"), _("Mean squared error of the chances. Smaller is better."), 4),
        ("brier_skill", _("Brier skill"), _("How much smaller that is than with the same chance for everybody."), 3),
        (
            "calibration_slope",
            _("Calibration slope"),
            _("1 is right. Below 1 the chances are too bold, above too timid."),
            2,
        ),
        (
            "calibration_intercept",
            _("Calibration in the large"),
            _("0 is right. Above 0, more are missed than foretold."),
            2,
        ),
        (
            "lift_at_10_percent",
            _("Lift at 10 %"),
            _("How many times more often the tenth called first misses than everybody."),
            2,
        ),
    ]
    return [
        (name, "–" if told[key] is None else f"{told[key]:.{places}f}",
         f"{told[f'{key}_95'][0]:.{places}f} – {told[f'{key}_95'][1]:.{places}f}" if told[f"{key}_95"] else "–", meaning)
        for key, name, meaning, places in said
    ]  # fmt: skip


def _titles() -> list[tuple[str, str]]:
    return [
        ("sex", _("By sex")),
        ("age", _("By age")),
        ("language", _("By language")),
        ("interpreter", _("By interpreter")),
    ]


def _rows(groups: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Shares in percent; a group with few visits says so."""
    names = {
        "female": _("Female"),
        "male": _("Male"),
        "unknown": _("Not known"),
        "needed": _("Needed"),
        "not needed": _("Not needed"),
    }
    found = []
    for group in groups:
        if group["kind"] == kind:
            label = language_name(group["group"]) if kind == "language" and group["group"] != "unknown" else ""
            found.append({
                "label": label or names.get(group["group"], group["group"]),
                "visits": group["visits"],
                "missed": 100 * group["missed"],
                "foretold": 100 * group["foretold"],
                "off": 100 * group["off"],
                "auc": group["auc"],
                "few": group["visits"] < 200,
            })  # fmt: skip
    return found


def _uses(features: list[str]) -> list[str]:
    """Groups of features, in words."""
    words = [
        (("lead", "booked_same_day"), _("How long ahead the visit was booked")),
        (("missed_share", "earlier_visits"), _("Earlier visits and misses whose outcome was known when it was booked")),
        (("since_last", "since_miss"), _("Time since the last visit, and since the last miss")),
        (("same_day", "waiting"), _("Other visits on that day, and others still to come")),
        (("weekday_1", "hour"), _("Weekday and hour of the visit, and hour of the booking")),
        (("age",), _("Age")),
        (("sex_female",), _("Sex")),
    ]
    found = [said for names, said in words if set(names) & set(features)]
    prefixes = (("+service=", _("Kind of visit")), ("+site=", _("Site")), ("+mode=", _("In person, video or phone")),
                ("+door=", _("Where it was booked: online, by phone, at the desk")))  # fmt: skip
    return found + [said for prefix, said in prefixes if any(name.startswith(prefix) for name in features)]


def _never() -> list[str]:
    return [_("Race and ethnicity"), _("Language, or whether an interpreter is needed"), _("Religion"), _("Nationality"),
            _("Names and addresses"), _("Insurance, and what somebody owes"), _("Diagnoses and notes")]  # fmt: skip
