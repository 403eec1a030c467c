"""Make a staff login: without --role an administrator's, the way into an installation that has nobody yet."""

import getpass
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from heartline.kernel import ledger
from heartline.people.models import Account, Role, StaffMember


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?", help="the e-mail address to sign in with (asked for if left out)")
        parser.add_argument("--name", default="", help="as colleagues know this person (default: the e-mail address)")
        parser.add_argument("--role", choices=Role.values, default=Role.ADMINISTRATOR, help="(default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        email = (options["email"] or _ask("E-mail address: ")).strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        if Account.objects.filter(email__iexact=email).exists():
            raise CommandError(f"Somebody signs in with {email} already. Nothing was changed.")
        name = options["name"] or email
        asked = sys.stdin.isatty()
        password = _choose_password(email, name) if asked else secrets.token_urlsafe(12)
        member = create_staff(email, name, password, options["role"])
        self.stdout.write(f"{name} ({Role(member.role).label.lower()}) signs in with {email}.")
        if not asked:
            self.stdout.write(f"Password (shown this once): {password}")
        self.stdout.write("At the first sign-in, Heartline asks to set up a second factor.")


def create_staff(email: str, name: str, password: str, role: str = Role.ADMINISTRATOR) -> StaffMember:
    """Account, verified address and staff member in one transaction."""
    with transaction.atomic():
        account = Account.objects.create_user(email, password, display_name=name)
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
        member = StaffMember.objects.create(account=account, role=role, name=name)
        ledger.record("staff.added", subject_id=member.pk, data={"role": member.role})
    return member


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError("Say whose: ./heartline manage create_staff name@example.org")
    return input(question)


def _choose_password(email: str, name: str) -> str:
    while True:
        password = getpass.getpass("Password: ")
        try:
            validate_password(password, Account(email=email, display_name=name))
        except ValidationError as error:
            print("\n".join(error.messages))
            continue
        if getpass.getpass("Once more: ") == password:
            return password
        print("These two were not the same.")
