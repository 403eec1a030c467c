"""Organization → site → room (FHIR Organization, Location)."""

import uuid
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Organization(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=20, blank=True)
    emergency_number = models.CharField(max_length=20, default="911")
    crisis_line = models.CharField(max_length=20, default="988")
    country = models.CharField(max_length=2, default="US")
    currency = models.CharField(max_length=3, default="USD")
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    class Amenity(models.TextChoices):
        PARKING = "parking", _("Parking")
        TRANSIT = "transit", _("Bus or train nearby")
        PHARMACY = "pharmacy", _("Pharmacy")
        LABORATORY = "laboratory", _("Laboratory")
        CHILDREN = "children", _("Play corner for children")
        WIFI = "wifi", _("Free Wi-Fi")

    class Access(models.TextChoices):
        STEP_FREE = "step_free", _("Step-free entrance")
        LIFT = "lift", _("Lift")
        ACCESSIBLE_TOILET = "accessible_toilet", _("Accessible toilet")
        HEARING_LOOP = "hearing_loop", _("Hearing loop")
        QUIET_ROOM = "quiet_room", _("Quiet room")
        WHEELCHAIR = "wheelchair", _("Wheelchair to borrow")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="sites")
    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    time_zone = models.CharField(max_length=64)
    line = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=60, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, default="US")
    phone = models.CharField(max_length=20, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    directions = models.JSONField(default=dict, blank=True)  # language → text
    amenities = ArrayField(models.CharField(max_length=20, choices=Amenity), default=list, blank=True)
    accessibility = ArrayField(models.CharField(max_length=20, choices=Access), default=list, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """One block of one weekday (1 = Monday, ISO 8601), in the site's own time. Several blocks a day are fine."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__range=(1, 7)), name="opening_weekday"),
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="opening_order"),
        ]


class Room(models.Model):
    class Kind(models.TextChoices):
        EXAM = "exam", _("Exam room")
        PROCEDURE = "procedure", _("Procedure room")
        LABORATORY = "laboratory", _("Laboratory")
        IMAGING = "imaging", _("Imaging")
        THERAPY = "therapy", _("Therapy room")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.EXAM)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["site", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="room_once_a_site")]

    def __str__(self) -> str:
        return self.name
