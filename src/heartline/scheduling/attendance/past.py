"""The organisation's own visits as a table to learn from. Race, ethnicity and language are not in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from heartline.scheduling.attendance.learning.table import Column, Visits, coded

MOST = 500_000  # visits, the latest; about 300 MB while they are read
# A patient's linked records are one person; a visit's end is when its outcome can be known at the earliest.
ROWS = """
    SELECT a.id, p.person_id::text, extract(epoch FROM a.booked_at)::float8, extract(epoch FROM lower(a.period))::float8,
           extract(epoch FROM upper(a.period))::float8, extract(epoch FROM (a.booked_at AT TIME ZONE s.time_zone))::float8,
           extract(epoch FROM (lower(a.period) AT TIME ZONE s.time_zone))::float8,
           ((lower(a.period) AT TIME ZONE s.time_zone)::date - p.birth_date) / 365.2425, p.sex,
           CASE a.status WHEN 'noshow' THEN 1 WHEN 'fulfilled' THEN 0 WHEN 'arrived' THEN 0 END::float8,
           v.slug, s.slug, a.mode, a.booked_door, {check}
    FROM scheduling_appointment a
    JOIN people_patient p ON p.id = a.patient_id
    JOIN people_site s ON s.id = a.site_id
    JOIN scheduling_service v ON v.id = a.service_id
"""
CHECKED = "p.language, p.interpreter_needed"


@dataclass(frozen=True, slots=True)
class Past:
    """`ids` are the appointments'; `checks` (language, interpreter) are for checking errors by group, never for learning."""

    visits: Visits
    ids: NDArray[Any]
    checks: dict[str, NDArray[np.str_]]


def read_all() -> Past:
    """All visits, the latest MOST. One query."""
    query = (
        f"SELECT * FROM ({ROWS.format(check=CHECKED)} ORDER BY lower(a.period) DESC LIMIT {MOST}) newest ORDER BY 4, 1"
    )
    return _read(query, [])


def read_around(start: datetime, end: datetime) -> Past:
    """The visits still booked that start in [start, end), and all others of the same people. One query."""
    mine = """
        JOIN (SELECT DISTINCT q.person_id FROM scheduling_appointment c JOIN people_patient q ON q.id = c.patient_id
              WHERE c.status = 'booked' AND c.period && tstzrange(%s, %s)) mine ON mine.person_id = p.person_id
    """
    return _read(f"{ROWS.format(check=CHECKED)} {mine} ORDER BY 4, 1", [start, end])


def _read(query: str, arguments: Sequence[datetime]) -> Past:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        rows = cursor.fetchall()
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * 16
    (ids, people, booked, starts, ends, booked_wall, starts_wall, age, sex, missed, service, site, mode, door, language,
     interpreter) = columns  # fmt: skip
    patients, _ = coded([str(each) for each in people])
    further = tuple(
        Column(name, codes=codes, labels=labels)
        for name, values in (("service", service), ("site", site), ("mode", mode), ("door", door))
        for codes, labels in (coded(list(values)),)
    )
    visits = Visits(
        patient=patients,
        booked_at=_floats(booked),
        starts_at=_floats(starts),
        known_at=_floats(ends),
        booked_wall=_floats(booked_wall),
        starts_wall=_floats(starts_wall),
        has_hours=True,
        age=_floats(age),
        sex=np.array([each if each in ("female", "male") else "" for each in sex], dtype=np.str_),
        reminded=np.full(len(ids), np.nan),
        missed=_floats(missed),
        further=further,
    )
    checks = {
        "language": np.array([each.split("-")[0] if each else "unknown" for each in language], dtype=np.str_),
        "interpreter": np.array(["needed" if each else "not needed" for each in interpreter], dtype=np.str_),
    }
    return Past(visits, np.array(ids, dtype=object), checks)


def _floats(values: Sequence[Any]) -> NDArray[np.float64]:
    return np.array([np.nan if each is None else float(each) for each in values], dtype=np.float64)
