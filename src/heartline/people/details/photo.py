"""A patient's photo: whatever was sent is drawn anew, so that nothing but a picture is kept."""

from io import BytesIO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from heartline.kernel import ledger
from heartline.kernel.errors import Refused
from heartline.people.models import Patient
from heartline.people.proxies.queries import require

SIDE = 512  # pixels, the longer side of what is kept
LARGEST = 8 * 1024 * 1024  # bytes
MOST_PIXELS = 50_000_000


def change_photo(patient: Patient, sent: bytes) -> Patient:
    """Keep a picture of the patient. Raises Refused if `sent` is not one or is too large."""
    require(patient.pk, "details")
    return _keep(patient, ContentFile(redraw(sent)))


def remove_photo(patient: Patient) -> Patient:
    """Keep no picture of the patient."""
    require(patient.pk, "details")
    return _keep(patient, None) if patient.photo else patient


def redraw(sent: bytes) -> bytes:
    """The picture upright as a JPEG of at most SIDE × SIDE, without place, camera or anything else hidden in it."""
    if len(sent) > LARGEST:
        raise Refused(_("This picture is too large."), next_step=_("Send one of less than 8 MB."))
    try:
        with Image.open(BytesIO(sent), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused(_("This picture is too large."), next_step=_("Send one with fewer pixels."))
            image.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as unreadable:
        raise Refused(
            _("We could not read this file as a picture."), next_step=_("Send a photo as JPEG, PNG or WebP.")
        ) from unreadable
    upright.thumbnail((SIDE, SIDE))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    out = BytesIO()
    clean.save(out, "JPEG", quality=85)
    return out.getvalue()


def _keep(patient: Patient, picture: "ContentFile[bytes] | None") -> Patient:
    storage, former = patient.photo.storage, patient.photo.name
    with transaction.atomic():
        if picture is None:
            patient.photo = ""
        else:
            patient.photo.save(f"{uuid4().hex}.jpg", picture, save=False)
        patient.save(update_fields=["photo"])
        ledger.record("patient.photo_changed", patient_id=patient.pk, data={"removed": picture is None})
        if former:  # a crash before this leaves a file that nobody is shown, not a record without its photo
            transaction.on_commit(lambda: storage.delete(former))
    return patient
