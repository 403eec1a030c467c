"""My details and preferences: what is known of me, and one thing to change a page."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.kernel.errors import Refused
from heartline.people.access import patient_page
from heartline.people.forms.base import SectionForm
from heartline.people.forms.sections import change_item, section, sections
from heartline.people.models import Account
from heartline.people.places.queries import region
from heartline.people.portal.scope import require_scope, within_scope
from heartline.people.record.queries import Card, card


@patient_page
def me(request: HttpRequest) -> HttpResponse:
    """Everything that is known, a row a section. About a dozen queries."""
    known = _card(request)
    rows = [(form, form.summary(known)) for form in sections("portal")]
    context = {"card": known, "rows": rows, "may_change": within_scope(request, "details")}
    return render(request, "people/portal/me.html", context)


@patient_page
@require_scope("details")
def details(request: HttpRequest, what: str) -> HttpResponse:
    """One section: what is in it if it holds several things, else its form."""
    form_class = _section(what)
    if form_class.add:
        context = {"section": form_class, "what": what, "card": _card(request)}
        return render(request, f"people/portal/{what}.html", context)
    return _form(request, form_class, "portal:me")


@patient_page
@require_scope("details")
def add_detail(request: HttpRequest, what: str) -> HttpResponse:
    """One more thing in a section."""
    form_class = _section(what)
    if not form_class.add:
        raise Http404
    return _form(request, form_class, "portal:details", what)


@patient_page
@require_scope("details")
@require_POST
def change_detail(request: HttpRequest, what: str, item_id: str) -> HttpResponse:
    """What the pressed button says, with one thing of a section."""
    if not change_item(request.acting_for, what, item_id, request.POST.get("do", ""), "portal"):
        raise Http404
    messages.success(request, _("Saved."))
    return redirect("portal:details", what)


@patient_page
def photo(request: HttpRequest, patient_id: UUID) -> HttpResponseBase:
    """The photo of somebody this account may act for. Nobody else's is found."""
    patient = next((one for one in request.records if one.pk == patient_id and one.photo), None)
    if patient is None:
        raise Http404
    return FileResponse(patient.photo.open("rb"), content_type="image/jpeg")


@patient_page
def app_language(request: HttpRequest) -> HttpResponse:
    """In which language these pages speak, remembered with the account."""
    if request.method == "POST" and (language := request.POST.get("language")) in dict(settings.LANGUAGES):
        Account.objects.filter(pk=request.actor.account_id).update(language=language)
        response = redirect("portal:me")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
        return response
    context = {"languages": settings.LANGUAGES, "current": get_language()}
    return render(request, "people/portal/app_language.html", context)


def _form(request: HttpRequest, form_class: type[SectionForm], back: str, *args: Any) -> HttpResponse:
    form = form_class(request.acting_for, request.POST or None, request.FILES or None, region=region())
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Saved."))
            return redirect(back, *args)
    context = {"form": form, "section": form_class, "refusal": refusal, "back": (back, args)}
    status = 422 if form.errors or refusal else 200
    return render(request, "people/portal/form.html", context, status=status)


def _section(what: str) -> type[SectionForm]:
    found = section("portal", what)
    if found is None:
        raise Http404
    return found


def _card(request: HttpRequest) -> Card:
    found = card(request.acting_for.pk)
    if found is None:
        raise Http404
    return found
