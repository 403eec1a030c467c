"""Pages of signing in that are Heartline's own: claiming an invitation, sending one, and the demo's outbox."""

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heartline.kernel import audit, outbox
from heartline.people.access import public_page, staff_page
from heartline.people.confidential.shared import of_others
from heartline.people.contacts.rules import say_phone
from heartline.people.linking.queries import of_person
from heartline.people.models import ContactPoint, Organization, Patient
from heartline.people.signin import invitations
from heartline.people.signin.forms import ChosenPasswordForm, ClaimForm, InviteForm
from heartline.people.staffing import inviting


@public_page
def claim(request: HttpRequest) -> HttpResponse:
    """Enter an invitation's code and one's date of birth; signs in, and shows the record from then on."""
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if limited := ratelimit.consume_or_429(request, action="claim", key=form.cleaned_data["code"].strip().upper()):
            return limited
        signed_in = request.user if request.user.is_authenticated else None
        account = invitations.claim(form.cleaned_data["code"], form.cleaned_data["birth_date"], account=signed_in)
        if account is not None:
            messages.success(request, _("Your record is now open to you."))
            if signed_in:
                return HttpResponseRedirect("/")
            record_authentication(request, account, method="code", email=account.email, phone=account.phone)
            return perform_login(request, account, email=account.email)
        form.add_error(
            None, _("This code and date of birth do not fit together. Check both, or ask us for a new code.")
        )
    return render(request, "people/signin/claim.html", {"form": form}, status=422 if form.errors else 200)


@public_page
def staff_claim(request: HttpRequest, token: str) -> HttpResponse:
    """A new colleague chooses a password for their own login; signs in, and the second step comes next."""
    invitation = inviting.find(token)
    if invitation is None:
        return render(request, "people/signin/staff_gone.html", status=404)
    form = ChosenPasswordForm(request.POST or None, email=invitation.email, name=invitation.member.name)
    if request.method == "POST" and form.is_valid():
        if limited := ratelimit.consume_or_429(request, action="claim", key=invitation.email):
            return limited
        account = inviting.accept(token, form.cleaned_data["password"])
        if account is not None:
            logout(request)
            record_authentication(request, account, method="password", email=account.email)
            return perform_login(request, account, email=account.email)
    context = {"form": form, "invitation": invitation}
    return render(request, "people/signin/staff_claim.html", context, status=422 if form.errors else 200)


@staff_page("account.invite")
def invite(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Send a known patient the code that gives them a login."""
    patient = get_object_or_404(Patient, pk=patient_id)
    audit.read(patient.pk, "record")
    usable = list(
        ContactPoint.objects.filter(patient__in=of_person(patient.pk), do_not_use=False)
        .exclude(system="phone")
        .order_by("-preferred", "id")
    )
    guardians = of_others(patient, usable)
    form = InviteForm(request.POST or None)
    form.fields["contact_point"].choices = [  # type: ignore[attr-defined]
        (str(contact.pk), _guardians(contact.value) if contact.value in guardians else say_phone(contact.value))
        for contact in usable
    ]
    if request.method == "POST" and form.is_valid():
        contact = next(contact for contact in usable if str(contact.pk) == form.cleaned_data["contact_point"])
        invitations.invite(patient, contact, address=request.build_absolute_uri(reverse("claim")))
        messages.success(request, _("The code is on its way."))
        return HttpResponseRedirect(reverse("desk:patient", args=[patient.pk]))
    context = {
        "patient": patient,
        "form": form,
        "usable": usable,
        "guardians": guardians,
        "sent": invitations.open_invitation(patient.pk),
    }
    return render(request, "people/signin/invite.html", context, status=422 if form.errors else 200)


def _guardians(value: str) -> str:
    return _("%(value)s (also a parent's or relative's)") % {"value": say_phone(value)}


@public_page
def kept_messages(request: HttpRequest) -> HttpResponse:
    """The demo's mailbox and phone: everything that was "sent". Exists only in the demo, where nobody is real."""
    if not Organization.objects.filter(is_demo=True).exists():
        raise Http404
    return render(request, "people/signin/outbox.html", {"kept": outbox.kept(50)})
