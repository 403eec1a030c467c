"""Staff (FHIR Practitioner and PractitionerRole): who works here, as what, with which skills and languages."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    FRONT_DESK = "front_desk", _("Front desk")
    AGENT = "agent", _("Contact-centre agent")
    PARTNER_AGENT = "partner_agent", _("Partner agent")
    NURSE = "nurse", _("Nurse")
    CLINICIAN = "clinician", _("Clinician")
    EXPERIENCE_LEAD = "experience_lead", _("Patient-experience lead")
    MANAGER = "manager", _("Manager")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class StaffMember(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(
        "people.Account", models.SET_NULL, null=True, blank=True, related_name="staff_member"
    )
    role = models.CharField(max_length=20, choices=Role)
    name = models.CharField(max_length=200)  # as shown, with title: "Dr. Ana Ruiz"
    family = models.CharField(max_length=100, blank=True)
    given = models.CharField(max_length=100, blank=True)
    gender = models.CharField(max_length=10, blank=True)  # FHIR administrative-gender
    npi = models.CharField(max_length=20, blank=True)
    specialty = models.JSONField(default=dict, blank=True)  # language → text
    about = models.JSONField(default=dict, blank=True)  # language → text
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)  # BCP 47
    sites = models.ManyToManyField("people.Site", related_name="staff", blank=True)
    photo = models.FileField(upload_to="staff/", blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["family", "given"]

    def __str__(self) -> str:
        return self.name


class StaffInvitation(models.Model):
    """A link by which somebody who works here makes their own login. Of its secret only a keyed digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(StaffMember, models.CASCADE, related_name="invitations")
    email = models.EmailField()  # in lower case; what they sign in with
    digest = models.CharField(max_length=64, unique=True)
    sent_by = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(used_at__isnull=True), name="staff_invitation_one_open"
            )
        ]
