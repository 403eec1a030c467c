"""Learning anew each night, foretelling coming visits, and noting what was done for somebody."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction

from heartline.kernel import clock, ledger
from heartline.kernel.errors import Refused
from heartline.scheduling.attendance.learning.fitting import earlier, fit
from heartline.scheduling.attendance.learning.judging import groups, verdict
from heartline.scheduling.attendance.learning.model import Model
from heartline.scheduling.attendance.learning.table import DAY, Floats, Ints, Visits
from heartline.scheduling.attendance.models import AttendanceModel, AttendanceRisk
from heartline.scheduling.attendance.past import Past, read_all, read_around
from heartline.scheduling.attendance.rules import History, evidence
from heartline.scheduling.attendance.words import HELP, NOT_COMING
from heartline.scheduling.booking.models import Appointment

JUDGED = 0.25  # share of the visits, the latest, on which the card's figures are measured before all are learned from
AHEAD = timedelta(days=90)
KEPT = 7  # models whose parameters are kept; of older ones the card stays


def refit() -> AttendanceModel | None:
    """Learn from the whole history; judge the same way of learning on its latest quarter. None: not enough history.

    Reads at most half a million visits; 49,000 take about 15 seconds. Records `attendance.learned`.
    """
    past = read_all()
    if not history_of(past.visits).enough:
        return None
    first, later = earlier(past.visits.starts_at, 1 - JUDGED)
    known = ~np.isnan(past.visits.missed)
    judged_rows = later[known[later]]
    tried = fit(past.visits, first)
    card = _card(past, tried.model, judged_rows) | {"tried": {each.name: each.log_loss for each in tried.tried}}
    rows = np.concatenate([first, later])
    model = fit(past.visits, rows).model
    learned = rows[known[rows]]
    parameters = model.to_bytes()
    with transaction.atomic():
        kept = AttendanceModel.objects.create(
            fitted_at=clock.now(),
            trained_from=_moment(past.visits.starts_at[learned[0]]),
            trained_until=_moment(past.visits.starts_at[learned[-1]]),
            visits=len(learned),
            parameters=parameters,
            digest=hashlib.sha256(parameters).hexdigest(),
            card=card | {"kind": model.kind, "features": list(model.names), "base_rate": model.recipe.base_rate},
        )
        old = AttendanceModel.objects.order_by("-fitted_at").values_list("pk", flat=True)[KEPT:]
        AttendanceModel.objects.filter(pk__in=list(old)).update(parameters=b"")
        ledger.record("attendance.learned", subject_id=kept.pk, data={"visits": len(learned), "auc": card["auc"]})
    return kept


def foretell() -> int:
    """Write the chance of each booked visit in the coming 90 days, with what raises it. How many; 0 without a model."""
    kept = AttendanceModel.objects.exclude(parameters=b"").first()
    if kept is None:
        return 0
    model, now = load(kept), clock.now()
    past = read_around(now, now + AHEAD)
    wanted = np.flatnonzero((past.visits.starts_at >= now.timestamp()) & np.isnan(past.visits.missed))
    booked = set(
        Appointment.objects.filter(status=Appointment.Status.BOOKED, pk__in=list(past.ids[wanted])).values_list(
            "pk", flat=True
        )
    )
    wanted = np.array([row for row in wanted if past.ids[row] in booked], dtype=np.int64)
    matrix = model.matrix(past.visits)[wanted]
    chances, why = model.of_matrix(matrix), evidence(model, matrix)
    rows = [
        AttendanceRisk(appointment_id=past.ids[row], probability=float(chance), evidence=said, model=kept, as_of=now)
        for row, chance, said in zip(wanted, chances, why, strict=True)
    ]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('heartline.attendance.foretell'))")
        AttendanceRisk.objects.bulk_create(
            rows,
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["appointment"],
            update_fields=["probability", "evidence", "model", "as_of"],
        )
    return len(rows)


def help_with(appointment: Appointment, what: str) -> None:
    """Note that somebody called, left a message, found that a ride is needed, or offered an earlier time.

    Raises Refused when the visit is over or cancelled, ValueError for what is none of HELP.
    """
    if what not in HELP:
        raise ValueError(what)
    with transaction.atomic():
        visit = Appointment.objects.select_for_update(of=("self",)).select_related("site").get(pk=appointment.pk)
        if visit.status != Appointment.Status.BOOKED:
            raise Refused(NOT_COMING)
        ledger.record(
            f"attendance.{what}",
            patient_id=visit.patient_id,
            subject_id=visit.pk,
            site_id=visit.site_id,
            data={"starts_at": visit.starts_at.isoformat(), "time_zone": visit.site.time_zone},
        )


def load(kept: AttendanceModel) -> Model:
    """The model behind a row. Raises ValueError if its parameters are not those that were written."""
    parameters = bytes(kept.parameters)
    if hashlib.sha256(parameters).hexdigest() != kept.digest:
        raise ValueError("the parameters of the attendance model are not those that were written")
    return Model.from_bytes(parameters)


def history_of(visits: Visits) -> History:
    """How much there is to learn from."""
    known = visits.starts_at[~np.isnan(visits.missed)]
    days = int((known.max() - known.min()) / DAY) if len(known) else 0
    return History(len(known), int(np.nansum(visits.missed)), days)


def _card(past: Past, model: Model, rows: Ints) -> dict[str, Any]:
    """The figures on visits that it had not learned from, by group (language and interpreter only to check), by month."""
    chance: Floats = model.probability(past.visits)[rows]
    test = past.visits.take(rows)
    checked = [
        (kind, str(value), values[rows] == value)
        for kind, values in past.checks.items()
        for value in np.unique(values[rows])
    ]
    months = test.starts_wall.astype("datetime64[s]").astype("datetime64[M]")
    by_month = [
        {"month": str(month), "visits": int(these.sum()), "foretold": round(float(chance[these].mean()), 4),
         "missed": round(float(test.missed[these].mean()), 4)}
        for month in np.unique(months) for these in (months == month,)
    ]  # fmt: skip
    said = verdict(chance, test, model.recipe.base_rate, [*groups(test), *checked])
    return said | {"judged": len(rows), "by_month": by_month, "judged_from": _moment(test.starts_at[0]).isoformat(),
                   "judged_until": _moment(test.starts_at[-1]).isoformat()}  # fmt: skip


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)
