"""What the organization has decided about growing up. Jurisdictions differ, so these are rows, and pages change them."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from heartline.people.models.proxy import Proxy


class AgeRule(models.Model):
    """From a birthday on, proxies of a kind end or reach less far.

    It concerns a proxy that began before the birthday of `to_age` (where that is empty: of `from_age`): whoever is let
    act for somebody older was let by a decision about somebody older. Time only takes away; it never gives back.
    """

    class Effect(models.TextChoices):
        ENDS = "ends", _("They can no longer act for the patient")
        NARROWS = "narrows", _("They may do less")
        NOTHING = "nothing", _("Nothing changes")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    relationship = models.CharField(max_length=12, choices=Proxy.Relationship)
    from_age = models.PositiveSmallIntegerField()  # years
    to_age = models.PositiveSmallIntegerField(null=True, blank=True)  # years
    effect = models.CharField(max_length=8, choices=Effect)
    scope = models.CharField(max_length=8, choices=Proxy.Scope, blank=True)  # how far they reach where it narrows

    class Meta:
        ordering = ["relationship", "from_age"]
        constraints = [
            models.UniqueConstraint(fields=["relationship", "from_age"], name="age_rule_once"),
            models.CheckConstraint(
                condition=models.Q(to_age__isnull=True) | models.Q(to_age__gt=models.F("from_age")),
                name="age_rule_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(effect="narrows") ^ models.Q(scope=""), name="age_rule_narrows_to_a_scope"
            ),
        ]


class PrivateCare(models.Model):
    """From which age visits of a category are confidential. An empty category stands for every visit."""

    class How(models.TextChoices):
        ALWAYS = "always", _("Always confidential")
        ON_WISH = "on_wish", _("Confidential if the patient wishes")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    category = models.CharField(max_length=40, blank=True)  # scheduling's Service.category
    from_age = models.PositiveSmallIntegerField()  # years, inclusive
    to_age = models.PositiveSmallIntegerField(null=True, blank=True)  # years, exclusive
    how = models.CharField(max_length=8, choices=How)

    class Meta:
        ordering = ["category", "from_age"]
        constraints = [
            models.UniqueConstraint(fields=["category", "how"], name="private_care_once"),
            models.CheckConstraint(
                condition=models.Q(to_age__isnull=True) | models.Q(to_age__gt=models.F("from_age")),
                name="private_care_in_order",
            ),
        ]


class LoginCheck(models.Model):
    """Staff have asked about an address or number of a minor that is also their guardian's, and this came out."""

    class Outcome(models.TextChoices):
        PATIENTS = "patients", _("It is the patient's own, or they want to share it")
        UNTIED = "untied", _("A guardian used it: the login was taken off the record")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("people.Patient", models.CASCADE, related_name="login_checks")
    value = models.CharField(max_length=254)  # E.164, or an e-mail address in lower case
    outcome = models.CharField(max_length=8, choices=Outcome)
    confidential = models.BooleanField(default=True, db_default=True)
    at = models.DateTimeField(db_default=Now())
    by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "value"], name="login_check_once")]
