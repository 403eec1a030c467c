"""Services (FHIR HealthcareService), resources (FHIR Schedule.actor) and who offers what."""

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")


class Service(models.Model):
    class Online(models.TextChoices):
        NOBODY = "nobody", _("Staff only")
        RETURNING = "returning", _("Patients who have been here before")
        ANYONE = "anyone", _("Everybody")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.JSONField()  # language → text
    summary = models.JSONField(default=dict, blank=True)  # language → one sentence
    reasons = models.JSONField(default=dict, blank=True)  # language → list of reasons people come for, to search by
    preparation = models.JSONField(default=dict, blank=True)  # language → text
    category = models.CharField(max_length=40, blank=True)  # "primary", "behavioural", "specialty", "diagnostics"
    duration = models.DurationField(default=timedelta(minutes=20))
    buffer_before = models.DurationField(default=timedelta(0))
    buffer_after = models.DurationField(default=timedelta(0))
    step = models.DurationField(default=timedelta(minutes=10))  # grid on which visits may start, from midnight
    modes = ArrayField(models.CharField(max_length=10, choices=Mode), default=list)
    room_kind = models.CharField(max_length=20, blank=True)  # people.Room.Kind needed when in person; empty: none
    online = models.CharField(max_length=10, choices=Online, default=Online.ANYONE)
    lead_time = models.DurationField(default=timedelta(hours=2))  # least notice when booked online
    horizon = models.DurationField(default=timedelta(days=90))  # how far ahead
    cancel_notice = models.DurationField(default=timedelta(0))  # within it, a patient should call instead
    daily_cap = models.PositiveSmallIntegerField(null=True, blank=True)  # visits of this service a clinician a day
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)  # years, inclusive
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)  # years, inclusive
    group_size = models.PositiveSmallIntegerField(null=True, blank=True)  # places in a session; empty: seen one by one
    price_minor = models.PositiveIntegerField(null=True, blank=True)  # minor units of the organization's currency
    confidential = models.BooleanField(
        default=False, db_default=False
    )  # its visits are shown to no proxy, unless made by one
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=models.Q(duration__gt=timedelta(0)), name="service_takes_time"),
            models.CheckConstraint(condition=models.Q(step__gt=timedelta(0)), name="service_has_a_step"),
        ]

    def __str__(self) -> str:
        return str(self.name.get("en", self.slug))


class Resource(models.Model):
    """Something whose time can be taken once: a clinician, a room, a device.

    `tag` says what a device is, or what a clinician also helps with ("ultrasound", "assistant"), for services that need
    one such besides (Need). A clinician's extra places are a resource of their own, a lane of theirs (`lane_of`).
    """

    class Kind(models.TextChoices):
        CLINICIAN = "clinician", _("Clinician")
        ROOM = "room", _("Room")
        DEVICE = "device", _("Device")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    staff_member = models.OneToOneField(
        "people.StaffMember", models.CASCADE, null=True, blank=True, related_name="resource"
    )
    room = models.OneToOneField("people.Room", models.CASCADE, null=True, blank=True, related_name="resource")
    tag = models.SlugField(max_length=40, blank=True, default="", db_default="")
    site = models.ForeignKey("people.Site", models.CASCADE, null=True, blank=True, related_name="devices")  # a device's
    lane_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="lane_resources")
    lane_online = models.BooleanField(default=False, db_default=False)  # patients, too, may book into this lane
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind="clinician", staff_member__isnull=False, room__isnull=True, lane_of__isnull=True
                )
                | models.Q(kind="clinician", staff_member__isnull=True, room__isnull=True, lane_of__isnull=False)
                | models.Q(kind="room", staff_member__isnull=True, room__isnull=False)
                | models.Q(kind="device"),
                name="resource_is_what_it_says",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Offering(models.Model):
    """This clinician gives this service."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="offerings")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="offerings")
    new_patients = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "resource"], name="offering_once")]


class Need(models.Model):
    """What a service needs besides its clinician and room: one device, or one more clinician, with this tag.

    A device is needed by visits in person. Who gives the visit cannot be the one who helps with it.
    """

    class Kind(models.TextChoices):
        DEVICE = "device", _("Device")
        CLINICIAN = "clinician", _("Clinician")

    service = models.ForeignKey(Service, models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=10, choices=Kind)
    tag = models.SlugField(max_length=40)

    class Meta:
        ordering = ["kind", "tag"]
        constraints = [models.UniqueConstraint(fields=["service", "kind", "tag"], name="need_once")]
