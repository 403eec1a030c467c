"""What the worker tidies up at night (procrastinate finds this module by its name)."""

from datetime import timedelta

from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from heartline.kernel import clock
from heartline.kernel.db.confine import as_staff
from heartline.people.linking import actions
from heartline.people.matching import keeping
from heartline.people.models import Account


@app.periodic(cron="23 3 * * *")
@app.task(name="heartline.people.tidy", pass_context=False)
def tidy(timestamp: int) -> None:
    """Forget ended sessions, counts that no longer count, and sign-ups that nobody confirmed for two days."""
    call_command("clearsessions")
    cache.forget_expired()  # type: ignore[attr-defined]
    with transaction.atomic(), as_staff():
        unconfirmed().delete()


@app.periodic(cron="41 3 * * *")
@app.task(name="heartline.people.count_names", queueing_lock="heartline.people.count_names", pass_context=False)
def count_names(timestamp: int) -> None:
    """Count anew how common names are, and give keys to whoever came in without."""
    with as_staff():
        keeping.count_names()
        keeping.key_missing()


@app.periodic(cron="5 0 * * *")
@app.task(name="heartline.people.count_duplicates", pass_context=False)
def count_duplicates(timestamp: int) -> None:
    """Keep the duplicate rate of the day that has ended (UTC)."""
    with transaction.atomic(), as_staff():
        actions.count_duplicates(clock.now().date() - timedelta(days=1))


def unconfirmed() -> QuerySet[Account]:
    """Accounts whose e-mail or number never answered, and which never came in. Their records stay, without a login."""
    before = clock.now() - timedelta(days=2)
    return (
        Account.objects.filter(
            created_at__lt=before, last_login=None, phone_verified=False, is_demo=False, staff_member=None, proxies=None
        )
        .filter(password__startswith="!")
        .exclude(emailaddress__verified=True)
    )
