"""Letting somebody act for a patient, after their papers were seen, and ending it."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from heartline.kernel import audit, clock
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.desk.patient import card_or_404
from heartline.people.forms.base import DayField, EmailField, PhoneField, Reaching
from heartline.people.linking.queries import of_person
from heartline.people.models import Patient, Proxy
from heartline.people.places.queries import region
from heartline.people.proxies.actions import grant, holder_account, revoke
from heartline.people.proxies.rules import comes_of_age


class GrantForm(Reaching, forms.Form):
    name = forms.CharField(
        label=_("Who may act for them?"), max_length=200, help_text=_("The name as in their papers.")
    )
    email = EmailField(
        label=_("Their e-mail address"), required=False, help_text=_("With this they sign in, as themselves.")
    )
    phone = PhoneField(label=_("Or their phone number"), required=False)
    relationship = forms.ChoiceField(label=_("They are"), choices=Proxy.Relationship.choices, widget=forms.RadioSelect)
    scope = forms.ChoiceField(
        label=_("They may do"), choices=Proxy.Scope.choices, widget=forms.RadioSelect, initial=Proxy.Scope.ALL
    )
    ends_on = DayField(label=_("First day on which it no longer holds"), required=False)

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        self.region = region
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("email") or data.get("phone")) and not {"email", "phone"} & set(self.errors):
            self.add_error("email", _("Fill in an e-mail address or a phone number."))
        return data


@staff_page("proxy.grant")
def grant_proxy(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The holder is found by what they sign in with; who has no login yet gets one that a code opens."""
    card = card_or_404(patient_id)
    for record in card.records:
        audit.read(record.pk, "proxies")
    form = GrantForm(request.POST or None, region=region(), initial={"ends_on": _until(card.patient)})
    refusal = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            holder = holder_account(data["name"], email=data["email"], phone=data["phone"])
            grant(card.patient, holder, data["relationship"], scope=data["scope"], ends_on=data["ends_on"])
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, gettext("Granted. They find this person after signing in."))
            return redirect("desk:patient", patient_id)
    context = {"card": card, "patient": card.patient, "form": form, "refusal": refusal}
    return render(request, "people/desk/proxy.html", context, status=422 if form.errors or refusal else 200)


@staff_page("proxy.grant")
@require_POST
def revoke_proxy(request: HttpRequest, patient_id: UUID, proxy_id: UUID) -> HttpResponse:
    """From now on they cannot act for the patient."""
    proxy = Proxy.objects.filter(pk=proxy_id, patient__in=of_person(patient_id), revoked_at=None).first()
    if proxy is None:
        raise Http404
    audit.read(proxy.patient_id, "proxies")
    revoke(proxy)
    messages.success(request, gettext("Ended."))
    return redirect("desk:patient", patient_id)


def _until(patient: Patient) -> date | None:
    """A child's proxy ends by itself when they come of age."""
    of_age = comes_of_age(patient.birth_date) if patient.birth_date else None
    return of_age if of_age and of_age > clock.now().date() else None
