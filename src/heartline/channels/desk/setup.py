"""Ways to reach people: which provider is switched on, how it is, and a message to try it."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from heartline.channels.health.queries import ways
from heartline.channels.health.rules import Condition
from heartline.channels.registry import provider_for
from heartline.channels.traffic.failures import Failure, Why
from heartline.channels.traffic.http import Accepted, Declined, Outcome
from heartline.channels.traffic.messages import Door, Outbound, Tells
from heartline.kernel import clock, ledger
from heartline.kernel.errors import Words
from heartline.people.access import staff_page
from heartline.people.contacts.rules import parse_value
from heartline.people.places.queries import organization, region, zones

DOORS: dict[Door, Words] = {
    Door.SMS: gettext_lazy("Text message"),
    Door.WHATSAPP: gettext_lazy("WhatsApp"),
    Door.VOICE: gettext_lazy("Phone call"),
    Door.EMAIL: gettext_lazy("E-mail"),
    Door.MESSENGER: gettext_lazy("Messenger"),
    Door.INSTAGRAM: gettext_lazy("Instagram"),
    Door.COMMENT: gettext_lazy("Public comments"),
    Door.WEBHOOK: gettext_lazy("Another system"),
    Door.PUSH: gettext_lazy("Notifications"),
}
PROVIDERS: dict[str, Words] = {
    "twilio": gettext_lazy("Twilio"),
    "meta": gettext_lazy("Meta"),
    "smtp": gettext_lazy("Your mail server"),
    "system": gettext_lazy("Other systems"),
    "push": gettext_lazy("The browser's own service"),
    "simulator": gettext_lazy("Phones of the demo"),
}
CONDITIONS: dict[Condition, tuple[Words, str]] = {
    Condition.OFF: (gettext_lazy("Switched off"), "neutral"),
    Condition.NEW: (gettext_lazy("Switched on, not used yet"), "info"),
    Condition.WELL: (gettext_lazy("Works"), "success"),
    Condition.AILING: (gettext_lazy("Needs you"), "danger"),
}


TRIED = (Door.SMS, Door.WHATSAPP, Door.EMAIL)  # what can be written to first; elsewhere people have to begin


class TryForm(forms.Form):
    """Where a message goes that tries a way."""

    door = forms.ChoiceField(label=pgettext_lazy("way to send", "By"), choices=())
    to = forms.CharField(label=gettext_lazy("To this number or address"), max_length=254)

    def clean(self) -> dict[str, str]:
        sent = super().clean() or self.cleaned_data
        if sent.get("door") and sent.get("to"):
            system = "email" if sent["door"] == Door.EMAIL else "sms"
            try:
                sent["to"] = parse_value(system, sent["to"], region())
            except ValueError as unreadable:
                self.add_error("to", str(unreadable))
        return sent


@staff_page("settings.edit")
def channels(request: HttpRequest) -> HttpResponse:
    """Each provider's door. At most seven queries."""
    there = ways()
    open_doors = list(dict.fromkeys(way.door for way in there if way.on and way.door in TRIED))
    form = TryForm(request.POST or None)
    form.fields["door"].choices = [(door.value, DOORS[door]) for door in open_doors]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        _say(request, _tried(Door(form.cleaned_data["door"]), form.cleaned_data["to"]))
        return redirect("desk:setup_channels")
    context = {
        "title": _("Ways to reach people"),
        "lead": _(
            "What carries messages in and out. A provider is switched on by a variable where Heartline is started."
        ),
        "rows": [(way, _name_of(way.provider), DOORS[way.door], *CONDITIONS[way.condition]) for way in there],
        "form": form,
        "zone": zones()[0],
        "can_try": bool(open_doors),
    }
    return render(request, "channels/desk/setup.html", context, status=422 if form.errors else 200)


def _name_of(provider: str) -> Words:
    """Of another system, the name that it was given."""
    kind, _colon, name = provider.partition(":")
    return name or PROVIDERS[kind]


def _tried(door: Door, to: str) -> Outcome:
    """Send a message that says nothing about anybody. It does not wait for its turn, and names no patient."""
    provider, here = provider_for(door), organization()
    if provider is None:
        return Declined(Failure(Why.OUR_SETTINGS))
    name = here.name if here else "Heartline"
    text = _("%(clinic)s is trying whether its messages arrive. You need not do anything.") % {"clinic": name}
    out = Outbound(
        f"try-{uuid4().hex}", door, to, text, get_language() or "en", Tells.NOTICE, by_person=True, subject=name
    )
    against = provider.refusal(out, None, clock.now())
    outcome = Declined(against) if against else provider.try_out(out)
    ledger.record("channel.tried", data={"door": door, "provider": provider.name})
    return outcome


def _say(request: HttpRequest, outcome: Outcome) -> None:
    if isinstance(outcome, Accepted):
        messages.success(request, _("It was taken. Look whether it arrives; here is what becomes of it."))
    elif isinstance(outcome, Declined):
        messages.error(request, _("It was not sent. %(why)s") % {"why": outcome.failure.words})
    else:
        messages.warning(
            request, _("No answer came. It may have been sent: look whether it arrives before you try again.")
        )
