"""Which page is open to whom. Every page function carries one of these; a test fails on one that does not."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

from heartline.people.partners.scope import current
from heartline.people.permissions import may
from heartline.people.sensitive.guard import ask_first
from heartline.people.signin.ways import to_sign_in

Page = Callable[..., HttpResponseBase]


class Audience(StrEnum):
    PUBLIC = "public"  # anybody, signed in or not
    PATIENT = "patient"  # a patient, or a proxy acting for one
    STAFF = "staff"  # staff whose role has the permission


@dataclass(frozen=True, slots=True)
class Access:
    audience: Audience
    permission: str = ""
    guarded: bool = True  # asks for a reason before it shows a protected record


def public_page(page: Page) -> Page:
    """Open to anybody."""
    page.access = Access(Audience.PUBLIC)  # type: ignore[attr-defined]
    return page


def patient_page(page: Page) -> Page:
    """Open to a signed-in account that is, or may act for, a patient. `request.acting_for` is that patient."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if request.acting_for is None:
            return refuse(request, _("This page is for patients and those who act for them."), for_patients=True)
        return _private(page(request, *args, **kwargs))

    guarded.access = Access(Audience.PATIENT)  # type: ignore[attr-defined]
    return guarded


def staff_page(permission: str, *, guarded: bool = True) -> Callable[[Page], Page]:
    """Open to staff whose role has `permission` in the table; of a protected record, with a reason (people.sensitive)."""

    def decorate(page: Page) -> Page:
        @wraps(page)
        def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if request.staff is None:
                return refuse(request, _("This page is for staff."))
            if (scope := current()) and not scope.holds:
                return refuse(request, _("No agreement with your team holds at this moment."))
            if not may(request.staff.role, permission):
                return refuse(request, _("Your role does not include this page."))
            if guarded and (asking := ask_first(request, kwargs)):
                return asking
            return _private(page(request, *args, **kwargs))

        within.access = Access(Audience.STAFF, permission, guarded)  # type: ignore[attr-defined]
        return within

    return decorate


def refuse(request: HttpRequest, message: Any, *, for_patients: bool = False) -> HttpResponse:
    """A page that says no, and to whom to turn; staff on a page `for_patients` are told how to do the same at the desk."""
    context = {"message": message, "for_patients": for_patients}
    return render(request, "people/forbidden.html", context, status=403)


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """Personal pages are kept by no cache; the service worker keeps the one page that says it may."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_store=True)
    return response
