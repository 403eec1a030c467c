"""Each request runs in one transaction, as one actor, confined by the database to what that actor may see.

Order of a request: session and account are read as the owner; an ended session goes to the sign-in page; staff
without a second factor go and set one up; then everything else, templates included, happens inside the transaction.
A page that raises, or answers with 5xx, has changed nothing; what it had read by then is audited all the same, since
some of it may have been shown. The session is saved after the transaction, outside of the confined role.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse

from heartline.kernel import actor, audit, pages
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_partner, as_patient, as_sign_in, as_staff
from heartline.kernel.errors import Refused
from heartline.people.linking.rules import one_each
from heartline.people.models import Patient
from heartline.people.partners.queries import scope_of
from heartline.people.partners.scope import current, limited
from heartline.people.sensitive.closed import closing
from heartline.people.sensitive.queries import working
from heartline.people.signin import idle, second_factor
from heartline.people.signin.ways import to_sign_in

ACTING_FOR = "acting_for"

# Signing in has to find an account before there is one to be confined to; these run under a role that sees no patient.
SIGN_IN_PATHS = ("/account/", "/i18n/")


class ConfinementMiddleware:
    """Sets request.staff, request.patient (own record), request.family, request.acting_for and request.actor.

    In the family, each person is there once, by one of their records; `request.records` has all that the database shows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        request.began = time.time()  # type: ignore[attr-defined]  # what changes from now on, the page may not know
        account = request.user if request.user.is_authenticated else None
        request.staff, shut = working(account.pk) if account is not None else (None, frozenset())  # type: ignore[attr-defined]
        if account is not None and idle.ended(request):
            logout(request)
            return to_sign_in(request, idle=True)
        signing_in = request.path.startswith(SIGN_IN_PATHS)
        if request.staff and not signing_in and (response := second_factor.missing(request)):  # type: ignore[attr-defined]
            return response
        with closing(shut), limited(scope_of(request.staff)):  # type: ignore[attr-defined]
            return self._confined(request, account.pk if account is not None else None, signing_in)

    def _confined(self, request: HttpRequest, account_id: UUID | None, signing_in: bool) -> HttpResponse:
        if signing_in:
            confined: Callable[[], AbstractContextManager[None]] = as_sign_in
        elif (scope := current()) is not None:
            confined = partial(as_partner, account_id, scope.queues, scope.fields)
        elif request.staff is not None:  # type: ignore[attr-defined]
            confined = as_staff
        else:
            confined = partial(as_patient, account_id)
        request.undone = False  # type: ignore[attr-defined]
        if signing_in:
            with as_patient(account_id):
                _find_patients(request)
        with audit.gathering() as readings:
            with confined():
                if not signing_in:
                    _find_patients(request)
                request.actor = _actor(request)  # type: ignore[attr-defined]
                with actor.acting(request.actor):  # type: ignore[attr-defined]
                    response = self.get_response(request)
                    if response.status_code >= 500 or request.undone:  # type: ignore[attr-defined]
                        transaction.set_rollback(True)
                    elif not signing_in:
                        audit.flush()
            if readings:
                with as_staff(), actor.acting(request.actor):  # type: ignore[attr-defined]
                    audit.flush()
        if response.streaming and not isinstance(response, FileResponse) and not hasattr(response, "without_database"):
            raise RuntimeError("A streamed answer is made after the transaction, unconfined: build it whole instead.")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django turns what a page raises into an answer before it comes back here: remember to undo its changes."""
        if isinstance(exception, ImmediateHttpResponse | ReauthenticationRequired):
            return None  # allauth's way of answering; nothing failed
        request.undone = True  # type: ignore[attr-defined]
        if isinstance(exception, Refused):
            return pages.refused(request, exception)
        return None


def _find_patients(request: HttpRequest) -> None:
    request.patient = request.acting_for = None  # type: ignore[attr-defined]
    request.family, request.records = [], []  # type: ignore[attr-defined]
    if request.staff is not None or not request.user.is_authenticated:  # type: ignore[attr-defined]
        return
    # Row-level security already confines this to oneself and those one may act for.
    request.records = list(Patient.objects.order_by("name", "created_at", "id"))  # type: ignore[attr-defined]
    request.family = one_each(request.records, request.user.pk)  # type: ignore[attr-defined]
    request.patient = next((p for p in request.family if p.account_id == request.user.pk), None)  # type: ignore[attr-defined]
    chosen = request.session.get(ACTING_FOR)
    person = next((p.person_id for p in request.records if chosen and str(p.pk) == chosen), None)  # type: ignore[attr-defined]
    request.acting_for = next(  # type: ignore[attr-defined]
        (p for p in request.family if p.person_id == person),  # type: ignore[attr-defined]
        request.patient or next(iter(request.family), None),  # type: ignore[attr-defined]
    )


def _actor(request: HttpRequest) -> Actor:
    if request.staff is not None:  # type: ignore[attr-defined]
        scope, name = current(), request.staff.name  # type: ignore[attr-defined]
        called = f"{name} ({scope.name})" if scope and scope.holds else name
        return Actor(Kind.STAFF, called, request.user.pk, request.staff.role, "desk")  # type: ignore[attr-defined]
    if not request.user.is_authenticated:
        return actor.ANONYMOUS
    own = request.acting_for is None or request.acting_for == request.patient  # type: ignore[attr-defined]
    return Actor(
        Kind.PATIENT if own else Kind.PROXY,
        request.patient.name if request.patient else request.user.get_full_name(),  # type: ignore[attr-defined]
        request.user.pk,
        door="portal",
    )
