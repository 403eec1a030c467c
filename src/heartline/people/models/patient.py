"""Patients as FHIR R4 shapes them: several names, contact points, languages, coverages, identifiers."""

import uuid
from collections.abc import Mapping
from copy import copy
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heartline.people.sensitive.closed import Closable, stand_in


class PersonId(models.UUIDField):  # type: ignore[type-arg]
    """Which person a record is of: its own id, until it is linked. (The database fills it in, too, for rows by COPY.)"""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, model_instance.pk)
        return super().pre_save(model_instance, add)


class Patient(Closable):
    class Sex(models.TextChoices):  # FHIR administrative-gender
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        OTHER = "other", _("Other")
        UNKNOWN = "unknown", _("Unknown")

    class Need(models.TextChoices):
        WHEELCHAIR = "wheelchair", _("Uses a wheelchair")
        STEP_FREE = "step_free", _("Cannot take stairs")
        LOW_VISION = "low_vision", _("Low vision or blind")
        HARD_OF_HEARING = "hard_of_hearing", _("Hard of hearing or deaf")
        SIGN_LANGUAGE = "sign_language", _("Needs a sign language interpreter")
        MORE_TIME = "more_time", _("Needs more time")
        QUIET = "quiet", _("Needs a quiet place")
        SERVICE_ANIMAL = "service_animal", _("Comes with a service animal")

    HIDDEN: ClassVar = {
        "name": stand_in, "birth_date": None, "birth_partial": "", "gender_identity": "", "pronouns": "",
        "how_to_speak": "", "photo": "", "search": "",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The records of one person have one person_id (people.linking): that of the leading record. A trigger keeps it.
    person_id = PersonId(editable=False, db_index=True)
    account = models.OneToOneField("people.Account", models.SET_NULL, null=True, blank=True, related_name="patient")
    name = models.CharField(max_length=300)  # the one shown, kept in step with names by people.actions
    birth_date = models.DateField(null=True, blank=True)
    birth_partial = models.CharField(max_length=7, blank=True)  # "1980" or "1980-05", when the day is not known
    sex = models.CharField(max_length=10, choices=Sex, default=Sex.UNKNOWN)
    gender_identity = models.CharField(max_length=60, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=12, blank=True)  # preferred; BCP 47, kept in step with languages
    interpreter_needed = models.BooleanField(default=False)
    needs = ArrayField(models.CharField(max_length=20, choices=Need), default=list, blank=True)
    how_to_speak = models.TextField(blank=True)  # "call after 5 pm; speak slowly"
    photo = models.FileField(upload_to="patients/", blank=True)
    deceased_on = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    # Everything that finds this patient, folded (kernel.text.fold and skeleton); written by people.actions.
    search = models.TextField(blank=True)

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="patient_search", opclasses=["gin_trgm_ops"]),
            GinIndex(Func("search", function="heartline_found_by"), name="patient_found_by"),
            # Few records are linked: whose other records there are is asked of each patient in a list.
            models.Index(fields=["person_id"], condition=~Q(person_id=F("id")), name="patient_linked"),
        ]

    @property
    def mrn(self) -> str:
        """The medical record number, or nothing. Without a query where identifiers are prefetched."""
        return next((known.value for known in self.identifiers.all() if known.type == Identifier.Type.MRN), "")

    @property
    def belongs_to(self) -> uuid.UUID:
        return self.pk

    def as_person(self) -> "Patient":
        """This record with what only the person's other records know of how to speak with them. Not to be saved. One query."""
        shown = copy(self)
        for other in Patient.objects.filter(person_id=self.person_id).exclude(pk=self.pk).order_by("created_at", "id"):
            for known in ("language", "pronouns", "how_to_speak", "birth_date", "deceased_on"):
                setattr(shown, known, getattr(shown, known) or getattr(other, known))
            shown.interpreter_needed |= other.interpreter_needed
            shown.needs = list(dict.fromkeys([*shown.needs, *other.needs]))
        return shown

    def __str__(self) -> str:
        return self.name


class HumanName(Closable):
    """FHIR HumanName. `script` is an ISO 15924 code when the name is written in another script ("Arab", "Hans")."""

    class Use(models.TextChoices):
        USUAL = "usual", _("Usual")
        OFFICIAL = "official", _("Official")
        NICKNAME = "nickname", _("Nickname")
        MAIDEN = "maiden", _("Before marriage")
        OLD = "old", _("Former")

    HIDDEN: ClassVar = {"text": stand_in, "family": "", "given": list, "prefix": "", "suffix": ""}

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="names", db_index=False)  # in name_of
    use = models.CharField(max_length=10, choices=Use, default=Use.OFFICIAL)
    text = models.CharField(max_length=300)
    family = models.CharField(max_length=150, blank=True)
    given = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    prefix = models.CharField(max_length=40, blank=True)
    suffix = models.CharField(max_length=40, blank=True)
    script = models.CharField(max_length=4, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient"], include=["id", "text"], name="name_of")]


class PatientLanguage(models.Model):
    """FHIR Patient.communication."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="languages")
    language = models.CharField(max_length=12)  # BCP 47
    preferred = models.BooleanField(default=False)
    interpreter_needed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "language"], name="language_once")]


class ContactPoint(Closable):
    """FHIR ContactPoint. A family's one phone is common: `shared` says that others answer it too."""

    class System(models.TextChoices):
        PHONE = "phone", _("Phone")
        SMS = "sms", _("Text message")
        EMAIL = "email", _("E-mail")

    class Use(models.TextChoices):
        MOBILE = "mobile", _("Mobile")
        HOME = "home", pgettext_lazy("kind of phone or address", "Home")
        WORK = "work", _("Work")

    HIDDEN: ClassVar = {"value": "", "note": ""}

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="contact_points", db_index=False)  # in contact_of
    system = models.CharField(max_length=8, choices=System)
    value = models.CharField(max_length=254)  # E.164, or an e-mail address in lower case
    use = models.CharField(max_length=8, choices=Use, default=Use.MOBILE)
    preferred = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    do_not_use = models.BooleanField(default=False)
    shared = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "system", "value"], name="contact_once"),
            models.UniqueConstraint(fields=["patient"], condition=Q(preferred=True), name="contact_one_preferred"),
            models.CheckConstraint(condition=~Q(preferred=True, do_not_use=True), name="contact_preferred_is_usable"),
        ]
        indexes = [
            models.Index(fields=["value"], name="contact_value"),
            models.Index(
                fields=["patient"], include=["id", "system", "value", "preferred", "do_not_use"], name="contact_of"
            ),
        ]


class Address(Closable):
    HIDDEN: ClassVar = {"line": "", "city": "", "state": "", "postal_code": ""}

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="addresses")
    use = models.CharField(max_length=8, default="home")
    line = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=60, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)


class Coverage(Closable):
    """FHIR Coverage: who pays."""

    HIDDEN: ClassVar = {"payer": "", "plan": "", "member_id": "", "group": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="coverages")
    payer = models.CharField(max_length=200)
    plan = models.CharField(max_length=200, blank=True)
    member_id = models.CharField(max_length=60, blank=True)
    group = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=16, default="active")  # FHIR fm-status


class RelatedPerson(Closable):
    """FHIR RelatedPerson; an emergency contact when `emergency` is set. Gives no access: that is a Proxy."""

    HIDDEN: ClassVar = {"name": stand_in, "phone": "", "email": ""}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="related_people")
    name = models.CharField(max_length=300)
    relationship = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    emergency = models.BooleanField(default=False)


class Identifier(Closable):
    """FHIR Identifier: an MRN or another system's number for this patient."""

    class Type(models.TextChoices):  # HL7 v2 table 0203
        MRN = "MR", _("Medical record number")
        DRIVER = "DL", _("Driver's licence")
        PASSPORT = "PPN", _("Passport")
        SOCIAL = "SS", _("Social security number")
        OTHER = "", _("Other")

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="identifiers", db_index=False)  # in identifier_of
    system = models.CharField(max_length=200)
    value = models.CharField(max_length=200)
    type = models.CharField(max_length=4, choices=Type, default=Type.OTHER, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "value"], name="identifier_once")]
        indexes = [
            models.Index(fields=["value"], name="identifier_value"),
            models.Index(fields=["patient"], include=["id", "type", "value"], name="identifier_of"),
        ]

    def hides(self) -> Mapping[str, Any]:
        """Not the number of the record: it tells nobody who they are, and which of several protected ones it is."""
        return {} if self.type == Identifier.Type.MRN else {"value": ""}
