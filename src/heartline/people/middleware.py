"""Each request runs in one transaction, as one actor, confined by the database to what that actor may see."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from heartline.kernel import actor, audit, clock
from heartline.kernel.actor import Actor, Kind
from heartline.kernel.db.confine import as_patient, as_staff
from heartline.people.models import Patient, StaffMember

ACTING_FOR = "acting_for"
SEEN = "seen_at"
SEEN_EVERY = 60  # seconds between writes of the session's last activity

# Signing in has to find an account before there is one to be confined to.
SIGN_IN_PATHS = ("/account/", "/i18n/")


class ConfinementMiddleware:
    """Sets request.staff, request.patient (own record), request.acting_for and request.actor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        if _idle(request):
            logout(request)
            return redirect(f"{settings.LOGIN_URL and '/account/login/'}?idle=1")
        account = request.user if request.user.is_authenticated else None
        request.staff = (
            StaffMember.objects.filter(account_id=account.pk, active=True).first() if account is not None else None
        )
        staff_or_sign_in = request.staff is not None or request.path.startswith(SIGN_IN_PATHS)
        confined = as_staff() if staff_or_sign_in else as_patient(account.pk if account else None)
        with confined:
            _find_patient(request)
            request.actor = _actor(request)
            with actor.acting(request.actor), audit.collecting():
                response = self.get_response(request)
        return response


def _idle(request: HttpRequest) -> bool:
    """Whether this session has been still for too long; notes that it is not still now."""
    if not request.user.is_authenticated:
        return False
    now, seen = clock.now().timestamp(), request.session.get(SEEN)
    minutes = settings.IDLE_MINUTES_STAFF if request.session.get("staff") else settings.IDLE_MINUTES_PATIENT
    if seen is not None and now - seen > minutes * 60:
        return True
    if request.path.startswith("/live"):  # an open page is not a person
        return False
    if seen is None or now - seen > SEEN_EVERY:
        request.session[SEEN] = now
    return False


def _find_patient(request: HttpRequest) -> None:
    request.patient = request.acting_for = None
    request.family = []
    if request.staff is not None or not request.user.is_authenticated:
        return
    # Row-level security already confines this to oneself and those one may act for.
    request.family = list(Patient.objects.order_by("name"))
    request.patient = next((p for p in request.family if p.account_id == request.user.pk), None)
    chosen = request.session.get(ACTING_FOR)
    request.acting_for = next(
        (p for p in request.family if chosen and p.pk == UUID(chosen)),
        request.patient or next(iter(request.family), None),
    )


def _actor(request: HttpRequest) -> Actor:
    if request.staff is not None:
        return Actor(Kind.STAFF, request.staff.name, request.user.pk, request.staff.role, "desk")
    if not request.user.is_authenticated:
        return actor.ANONYMOUS
    own = request.acting_for is None or request.acting_for == request.patient
    return Actor(
        Kind.PATIENT if own else Kind.PROXY,
        request.patient.name if request.patient else request.user.get_full_name(),
        request.user.pk,
        door="portal",
    )
