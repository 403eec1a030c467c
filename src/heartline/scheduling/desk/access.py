"""Access standards at the desk: days to third-next-available against targets, with the last weeks; also as CSV."""

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from heartline.kernel import clock
from heartline.kernel.text import translated
from heartline.people.access import staff_page
from heartline.people.places.queries import zones
from heartline.scheduling.standards.queries import Measured, measure, past
from heartline.scheduling.standards.rules import SHARE, TARGETS


@staff_page("access.read")
def access(request: HttpRequest) -> HttpResponse:
    """Measured as the page is asked for. Eight queries at most besides the shell's."""
    found, before = measure(), past()
    categories = {line.service.category for line in found}
    words = {"primary": _("Primary care"), "behavioural": _("Behavioural health"), "specialty": _("Specialty care"),
             "diagnostics": _("Diagnostics")}  # fmt: skip
    groups = []
    for category in sorted(categories, key=lambda each: (TARGETS.get(each) is None, TARGETS.get(each, 0), each)):
        lines = [line for line in found if line.service.category == category]
        pairs, within = sum(line.figure.clinicians for line in lines), sum(line.figure.within for line in lines)
        target = TARGETS.get(category)
        groups.append({
            "title": words.get(category, category or _("Other")),
            "name": category or "other",
            "target": target,
            "share": 100 * within / pairs if pairs else None,
            "met": None if target is None or not pairs else within >= SHARE * pairs,
            "rows": [_row(line, [each.days for each in before.get((line.service.pk, line.site.pk), [])]) for line in lines],
        })  # fmt: skip
    context = {"groups": groups, "now": clock.now(), "zone": zones()[0], "share": 100 * SHARE}
    return render(request, "scheduling/desk/access.html", context)


@staff_page("access.read")
def download(request: HttpRequest) -> HttpResponse:
    """Now and the last twelve weeks, a line a service, site and day."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="third-next-available.csv"'
    writer = csv.writer(response)
    writer.writerow(["date", "service", "site", "category", "business_days", "business_days_with_anybody", "clinicians",
                     "within_target", "target", "met"])  # fmt: skip
    before = past()
    for line in measure():
        known = (line.service.slug, line.site.slug, line.service.category)
        for each in before.get((line.service.pk, line.site.pk), []):
            met = "" if each.target is None else each.within_target >= SHARE * each.clinicians
            writer.writerow([each.date, *known, _plain(each.days), _plain(each.days_with_anybody), each.clinicians,
                             each.within_target, _plain(each.target), met])  # fmt: skip
        figure, today = line.figure, clock.now().astimezone(line.site.zone).date()
        if not any(each.date == today for each in before.get((line.service.pk, line.site.pk), [])):
            writer.writerow([today, *known, _plain(figure.days), _plain(figure.days_with_anybody), figure.clinicians,
                             figure.within, _plain(figure.target), "" if figure.met is None else figure.met])  # fmt: skip
    return response


def _row(line: Measured, days: list[float | None]) -> dict[str, Any]:
    name, site = translated(line.service.name), line.site.name
    return {
        "service": name,
        "site": site,
        "figure": line.figure,
        "days": [*days, line.figure.days],
        "label": _("%(service)s, %(site)s: business days to third-next-available, last weeks")
        % {"service": name, "site": site},
        "history": len(days) > 1,
    }


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
