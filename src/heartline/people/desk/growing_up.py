"""Growing up at the desk: the organization's rules by age, logins that a guardian may use, proxies beyond birthdays."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from heartline.kernel import audit
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.confidential import actions
from heartline.people.confidential.models import AgeRule, LoginCheck, PrivateCare
from heartline.people.confidential.shared import flags
from heartline.people.linking.queries import of_person
from heartline.people.models import Proxy

CATEGORIES = [
    ("", _("Every visit")), ("primary", _("Primary care")), ("behavioural", _("Behavioural care")),
    ("specialty", _("Specialty care")), ("diagnostics", _("Tests and images")),
]  # fmt: skip
AGE = {"min_value": 0, "max_value": 30}


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    from_age = forms.IntegerField(label=_("From the birthday"), **AGE)  # type: ignore[arg-type]
    to_age = forms.IntegerField(
        label=_("Also for those let act later, up to"), required=False, **AGE,  # type: ignore[arg-type]
        help_text=_("Empty: only for those who were let act before that birthday."),
    )  # fmt: skip

    class Meta:
        model = AgeRule
        fields = ("relationship", "from_age", "to_age", "effect", "scope")
        labels = {"relationship": _("Who acts"), "effect": _("What happens"), "scope": _("They may then do")}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("effect") != AgeRule.Effect.NARROWS:
            data["scope"] = ""
        elif not data.get("scope"):
            self.add_error("scope", _("Choose what they may then do."))
        return data


class CareForm(forms.ModelForm):  # type: ignore[type-arg]
    category = forms.ChoiceField(label=_("Kind of care"), choices=CATEGORIES, required=False)
    from_age = forms.IntegerField(label=_("From the birthday"), **AGE)  # type: ignore[arg-type]
    to_age = forms.IntegerField(label=_("Until the birthday"), required=False, **AGE)  # type: ignore[arg-type]

    class Meta:
        model = PrivateCare
        fields = ("category", "from_age", "to_age", "how")
        labels = {"how": _("Confidential")}


@staff_page("age_rules.set")
def age_rules(request: HttpRequest) -> HttpResponse:
    """The rules, and two forms to add one. Effective at once: the database asks them at each request."""
    adding = request.POST.get("add", "")
    rule = RuleForm(request.POST if adding == "rule" else None, prefix="rule")
    care = CareForm(request.POST if adding == "care" else None, prefix="care")
    form: Any = {"rule": rule, "care": care}.get(adding)
    if form is not None and form.is_valid():
        try:
            with transaction.atomic():
                (actions.set_rule if adding == "rule" else actions.set_care)(form.save(commit=False))  # type: ignore[operator]
        except IntegrityError:
            form.add_error(None, gettext("There is such a rule already. Remove it first."))
        else:
            messages.success(request, gettext("Saved. It holds from now on."))
            return redirect("desk:age_rules")
    categories = dict(CATEGORIES)
    cares = [(care, categories.get(care.category, care.category)) for care in PrivateCare.objects.all()]
    context = {"rules": AgeRule.objects.all(), "cares": cares, "rule_form": rule, "care_form": care}
    return render(request, "people/desk/age_rules.html", context, status=422 if form is not None else 200)


@staff_page("age_rules.set")
@require_POST
def remove_rule(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """A rule of either kind, by its id."""
    if rule := AgeRule.objects.filter(pk=rule_id).first():
        actions.remove_rule(rule)
    elif care := PrivateCare.objects.filter(pk=rule_id).first():
        actions.remove_care(care)
    else:
        raise Http404
    messages.success(request, gettext("Removed."))
    return redirect("desk:age_rules")


@staff_page("login.check")
def shared_logins(request: HttpRequest) -> HttpResponse:
    """Minors who sign in with an address that is also a guardian's. Three queries."""
    found = flags()
    for flag in found:
        audit.read(flag.patient.pk, "record", confidential=True)
    return render(request, "people/desk/shared_logins.html", {"flags": found})


@staff_page("login.check")
@require_POST
def check_login(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What came of asking."""
    outcome, value = request.POST.get("outcome", ""), request.POST.get("value", "")
    known = next((flag for flag in flags(patient_id) if flag.value == value), None)
    if known is None or outcome not in LoginCheck.Outcome.values:
        raise Http404
    audit.read(patient_id, "record", confidential=True)
    try:
        actions.check_login(known.patient.pk, value, outcome)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, gettext("Noted."))
    return redirect("desk:patient", patient_id)


@staff_page("proxy.grant")
@require_POST
def beyond_age(request: HttpRequest, patient_id: UUID, proxy_id: UUID) -> HttpResponse:
    """Papers say that a proxy holds whatever the birthday, or do so no longer."""
    proxy = get_object_or_404(Proxy, pk=proxy_id, patient__in=of_person(patient_id), revoked_at=None)
    audit.read(patient_id, "proxies")
    actions.keep_beyond_age(proxy, request.POST.get("keep") == "yes")
    messages.success(request, gettext("Saved."))
    return redirect("desk:patient", patient_id)
