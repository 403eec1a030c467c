"""What people's own events are in words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.kernel.templatetags.facts import language_name, short_day
from heartline.kernel.text import isolated
from heartline.people.contacts.rules import say_phone
from heartline.people.models import ContactPoint, Patient, Proxy
from heartline.people.timeline.rules import Wording, group, wording

group("record", gettext_lazy("Details"), "patient", "contact", "coverage", "emergency_contact")
group("proxies", gettext_lazy("Who may act"), "proxy")

_PLAIN = {
    "patient.registered": gettext_lazy("Registered"),
    "patient.address_changed": gettext_lazy("Address changed"),
    "patient.how_to_speak_changed": gettext_lazy("Note on how to speak with them changed"),
}
_CONTACT = {
    "contact.added": gettext_lazy("Way to reach them added"),
    "contact.changed": gettext_lazy("Way to reach them changed"),
    "contact.removed": gettext_lazy("Way to reach them removed"),
    "contact.preferred": gettext_lazy("Wants to be reached this way first"),
    "contact.stopped": gettext_lazy("Not to be used any more"),
    "contact.allowed": gettext_lazy("May be used again"),
    "contact.shared": gettext_lazy("Shared with others"),
    "contact.private": gettext_lazy("No longer shared with others"),
    "contact.verified": gettext_lazy("Shown to reach them"),
}
_FIELDS = {
    "birth_date": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
    "gender_identity": gettext_lazy("Gender identity"),
    "pronouns": gettext_lazy("Pronouns"),
}


@wording(*_PLAIN)
def plain(event: Event) -> Wording:
    return Wording(_PLAIN[event.kind])


@wording("patient.imported")
def imported(event: Event) -> Wording:
    return Wording(_("Taken over from another system"), text=str(event.data.get("source", "")), icon="download")


@wording("patient.name_changed")
def name_changed(event: Event) -> Wording:
    before, after = event.data.get("from", ""), event.data.get("to", "")
    details = [(_("Before"), before), (_("Now"), after)] if before != after else []
    return Wording(_("Name changed"), text=after, details=details)


@wording("patient.identity_changed")
def identity_changed(event: Event) -> Wording:
    return Wording(
        _("About them changed"), text=_join(_FIELDS.get(name, name) for name in event.data.get("fields", []))
    )


@wording("patient.languages_changed")
def languages_changed(event: Event) -> Wording:
    spoken = _join(language_name(tag) for tag in event.data.get("languages", []))
    needed = event.data.get("interpreter")
    return Wording(
        _("Languages changed"), text=spoken, badge=_("interpreter needed") if needed else "", badge_kind="info"
    )


@wording("patient.needs_changed")
def needs_changed(event: Event) -> Wording:
    labels = dict(Patient.Need.choices)
    return Wording(_("Needs changed"), text=_join(labels.get(need, need) for need in event.data.get("needs", [])))


@wording("patient.photo_changed")
def photo_changed(event: Event) -> Wording:
    return Wording(_("Photo removed") if event.data.get("removed") else _("Photo changed"), icon="image")


@wording(*_CONTACT)
def contact(event: Event) -> Wording:
    system, value = event.data.get("system", ""), event.data.get("value", "")
    label = dict(ContactPoint.System.choices).get(system, "")
    return Wording(_CONTACT[event.kind], text=f"{label}: {isolated(say_phone(value))}")


@wording("coverage.added", "coverage.ended")
def coverage(event: Event) -> Wording:
    title = _("Coverage added") if event.kind == "coverage.added" else _("Coverage ended")
    return Wording(title, text=event.data.get("payer", ""))


@wording("emergency_contact.added", "emergency_contact.removed")
def emergency_contact(event: Event) -> Wording:
    added = event.kind == "emergency_contact.added"
    title = _("Emergency contact added") if added else _("Emergency contact removed")
    return Wording(title, text=event.data.get("name", ""), icon="siren")


@wording("proxy.granted")
def granted(event: Event) -> Wording:
    relationship = dict(Proxy.Relationship.choices).get(event.data.get("relationship", ""), "")
    scope = dict(Proxy.Scope.choices).get(event.data.get("scope", ""), "")
    details: list[tuple[Any, Any]] = [(_("As"), relationship), (_("May do"), scope)]
    if ends := event.data.get("ends_on"):
        details.append((_("Until"), short_day(date.fromisoformat(ends))))
    return Wording(_("%(name)s may act for them") % {"name": event.data.get("holder", "")}, details=details)


@wording("proxy.revoked")
def revoked(event: Event) -> Wording:
    return Wording(_("%(name)s may no longer act for them") % {"name": event.data.get("holder", "")})


def _join(words: Any) -> str:
    return ", ".join(str(word) for word in words)
