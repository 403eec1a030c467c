"""One ZIP file with everything: pages that any browser opens and a printer prints, and the same as FHIR R4.

Made under the database role of whoever asked, so that a proxy's archive holds what the database shows that proxy.
"""

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string
from django.utils.translation import get_language_info, gettext, override

from heartline.kernel import clock, dates
from heartline.people.access_requests.holdings import Holding, Resource, Told, rows, tables
from heartline.people.access_requests.models import AccessRequest
from heartline.people.linking.queries import records_of
from heartline.people.models import Organization, Patient
from heartline.people.places.queries import zones


@dataclass
class Page:
    """One table as a page."""

    file: str
    title: str
    told: list[Told] = field(default_factory=list)


def make(request: AccessRequest) -> bytes:
    """The archive. Call inside a transaction that is confined to whoever asked. A few queries for each table."""
    with override(request.language), dates.always_with_year():
        zone, _sites = zones()
        patient_ids = records_of(request.patient_id)
        pages: list[Page] = []
        resources: list[Resource] = []
        for model, holding in tables():
            page = Page(f"{model._meta.db_table.replace('_', '-')}.html", str(holding.title))
            for row in rows(model, patient_ids):
                page.told.append(holding.tell(row, zone))
                resources += holding.resources(row)
            pages.append(page)
        return _zip(request, pages, resources, zone)


def _zip(request: AccessRequest, pages: list[Page], resources: list[Resource], zone: str) -> bytes:
    common: dict[str, Any] = {
        "patient": Patient.objects.get(pk=request.patient_id),
        "organization": Organization.objects.first(),
        "made": dates.say(clock.now(), zone),
        "zone": dates.say_zone(zone),
        "request": request,
        "language": get_language_info(request.language),
        "pages": pages,
    }
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", render_to_string("people/archive/readme.txt", common))
        archive.writestr("index.html", render_to_string("people/archive/index.html", common))
        for page in pages:
            text = render_to_string("people/archive/page.html", {**common, "page": page})
            archive.writestr(f"pages/{page.file}", text)
        archive.writestr("fhir/bundle.json", json.dumps(bundle(resources), ensure_ascii=False, indent=1))
        _add_photos(archive, request)
        _add_files(archive, request)
    return whole.getvalue()


def bundle(resources: list[Resource]) -> Resource:
    """A FHIR R4 Bundle of type "collection"."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": clock.now().isoformat(),
        "entry": [
            {"fullUrl": f"urn:heartline:{each['resourceType']}:{each['id']}", "resource": each} for each in resources
        ],
    }


def _add_files(archive: ZipFile, request: AccessRequest) -> None:
    """What rows hold as files, one row in memory at a time."""
    for model, holding in tables():
        if holding.files is not None:
            for row in rows(model, records_of(request.patient_id)):
                for name, content in holding.files(row):
                    archive.writestr(f"files/{name}", content)


def _add_photos(archive: ZipFile, request: AccessRequest) -> None:
    for record in Patient.objects.filter(pk__in=records_of(request.patient_id)).exclude(photo=""):
        try:
            with record.photo.open("rb") as photo:
                archive.writestr(f"photos/{record.pk}.jpg", photo.read())
        except FileNotFoundError:
            archive.writestr(f"photos/{record.pk}.txt", gettext("The file of this photo is missing."))


__all__ = ["Holding", "Page", "bundle", "make"]
