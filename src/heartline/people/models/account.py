"""A login. A patient, a proxy and a member of staff each sign in as themselves."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts; Django and allauth look accounts up through it."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "Account":
        """An account with a usable password only if one is given. E-mail is kept in lower case."""
        account = self.model(email=email.lower() if email else None, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=20, unique=True, null=True, blank=True)  # E.164
    phone_verified = models.BooleanField(default=False)
    display_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # Django's own admin is not served here; allauth asks for these two.
    is_staff = False
    is_superuser = False

    def get_full_name(self) -> str:
        return self.display_name or self.email or self.phone or ""

    def __str__(self) -> str:
        return self.get_full_name()
