"""What is known of a person, changed by themselves, each change told once."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from heartline.kernel.actor import acting
from heartline.kernel.db.confine import as_patient
from heartline.kernel.errors import Refused
from heartline.kernel.models import Event
from heartline.people.details import actions, photo
from heartline.people.models import Patient
from heartline.people.registration.person import Cover, Language, Relative, Residence
from heartline.people.search.queries import find
from tests.factories import an_account
from tests.people.people import known, themselves

GPS = b"somewhere 52.5N 13.4E"


@pytest.fixture
def ana() -> Patient:
    return known("Ana Ruiz", account=an_account())


def picture(kind: str = "PNG", size: tuple[int, int] = (2000, 1000), **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_a_patient_changes_everything_confined(ana: Patient) -> None:
    with as_patient(ana.account_id), acting(themselves(ana)):
        actions.change_identity(ana, pronouns="she/her", gender_identity="woman")
        actions.change_languages(
            ana, [Language(language="es", interpreter_needed=True), Language(language="en", preferred=True)]
        )
        actions.change_needs(ana, ["quiet", "quiet"])
        actions.change_address(ana, Residence(line="1 Oak St", city="Oakland"))
        actions.end_coverage(actions.add_coverage(ana, Cover(payer="Blue Shield")))
        actions.remove_emergency_contact(
            actions.add_emergency_contact(ana, Relative(name="Luis", phone="415 555 0100"))
        )
    ana.refresh_from_db()
    assert (ana.pronouns, ana.language, ana.interpreter_needed, ana.needs) == ("she/her", "en", True, ["quiet"])
    assert ana.coverages.get().status == "cancelled"
    assert Event.objects.filter(patient_id=ana.pk, actor_kind="patient").count() == 8


@pytest.mark.django_db
def test_what_stays_the_same_is_told_to_nobody(ana: Patient) -> None:
    actions.change_identity(ana, pronouns="")
    actions.change_needs(ana, [])
    assert Event.objects.filter(patient_id=ana.pk).count() == 1  # registered


@pytest.mark.django_db
def test_a_new_birth_date_is_found(ana: Patient) -> None:
    actions.change_identity(ana, birth_date=date(1990, 5, 6))
    assert find("1990-05-06")[0].id == ana.pk


@pytest.mark.django_db
def test_only_known_needs_and_own_fields_are_changed(ana: Patient) -> None:
    with pytest.raises(ValueError, match="telepathy"):
        actions.change_needs(ana, ["telepathy"])
    with pytest.raises(TypeError, match="account"):
        actions.change_identity(ana, account=None)


@pytest.mark.django_db
def test_a_photo_is_drawn_anew_and_the_former_one_goes(
    ana: Patient, settings: Any, tmp_path: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        photo.change_photo(ana, picture("JPEG", comment=GPS))
        photo.change_photo(ana, picture("PNG"))
    (kept,) = tmp_path.rglob("*.jpg")
    with Image.open(kept) as image:
        assert (image.format, image.size) == ("JPEG", (512, 256))
    with django_capture_on_commit_callbacks(execute=True):
        photo.remove_photo(ana)
    assert not list(tmp_path.rglob("*.jpg"))


def test_nothing_that_was_hidden_in_a_picture_stays() -> None:
    sideways = Image.Exif()
    sideways[0x0112] = 6  # turned by 90°
    sideways[0x010E] = GPS.decode()
    drawn = photo.redraw(picture("JPEG", exif=sideways, comment=GPS))
    assert GPS not in drawn
    with Image.open(BytesIO(drawn)) as image:
        assert image.size == (256, 512)
        assert not image.getexif()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GIF89a",
        b"<svg onload='alert(1)'/>",
        picture("PNG")[:200],
        picture("BMP", (8, 8)),
        b"x" * (photo.LARGEST + 1),
    ],
)
def test_what_is_no_picture_is_refused_in_words(sent: bytes) -> None:
    with pytest.raises(Refused, match="picture"):
        photo.redraw(sent)


def test_a_picture_of_too_many_pixels_is_not_unpacked() -> None:
    with pytest.raises(Refused, match="too large"):
        photo.redraw(picture("PNG", (10_000, 6_000)))
