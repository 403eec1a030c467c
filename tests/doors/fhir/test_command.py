"""`import fhir PATH`, as it is called."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from heartline.people.models import Organization, Site
from tests.doors.fhir.resources import a_bundle, a_location, a_patient, lines

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("import_fhir", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def test_it_tells_what_became_of_everything(tmp_path: Path) -> None:
    lines(tmp_path, a_patient(), "{broken", {"resourceType": "Observation"}, {"resourceType": "Patient", "id": "p2"})
    told, status = run(str(tmp_path), "--source", "ehr", "--report", str(tmp_path / "report.txt"))
    assert status == 0
    assert "Imported from ehr" in told
    assert "Not read yet: Observation 1" in told
    assert "line 2" in told
    assert "Patient.name" in told
    report = json.loads((tmp_path / "report.txt").read_text())
    assert report["resources"]["Patient"] == {"taken": 1, "broken": 1}
    assert len(report["problems"]) == 2


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "cut.json").write_text('{"resourceType": "Bundle", "entry": [')
    a_bundle(tmp_path, a_patient())
    told, status = run(str(tmp_path))
    assert status == 1
    assert "Not read to its end: cut.json" in told
    assert "1 file read" in told


def test_the_time_zone_and_the_organization_are_as_told(tmp_path: Path) -> None:
    run(str(a_bundle(tmp_path, a_location())), "--time-zone", "America/Chicago", "--organization", "Lakeside")
    assert Site.objects.get().time_zone == "America/Chicago"
    assert Organization.objects.get().name == "Lakeside"


def test_what_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is nothing at"):
        call_command("import_fhir", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="There is no FHIR file in"):
        call_command("import_fhir", str(tmp_path), stdout=StringIO())
    with pytest.raises(CommandError, match="no time zone"):
        call_command("import_fhir", str(tmp_path), "--time-zone", "Mars/Olympus")
