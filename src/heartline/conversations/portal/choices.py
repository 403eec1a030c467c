"""What may be sent to me, about what and by which way: switches, each an entry in the ledger of consent; and what I said."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heartline.channels.webpush import devices
from heartline.channels.webpush.keys import identity
from heartline.conversations.consent.actions import give, take_back
from heartline.conversations.consent.choosing import Choices, Switch, choices, everyday
from heartline.conversations.consent.ledger import Source
from heartline.conversations.consent.models import ConsentEntry
from heartline.conversations.consent.topics import NAMES, Channel, Topic
from heartline.conversations.portal.wording import CHANNELS, KINDS, SOURCES, state
from heartline.kernel.errors import Words
from heartline.people.access import patient_page
from heartline.people.places.queries import organization, zones
from heartline.people.portal.scope import require_scope

EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Line:
    """A switch as it is drawn. `value` is what pressing it sends: the topic, the channel, and what it shall be."""

    switch: Switch
    name: Words
    state: str
    value: str


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of what was said before."""

    entry: ConsentEntry
    about: str
    source: Words


@patient_page
@require_scope("details")
def contact_choices(request: HttpRequest) -> HttpResponse:
    """Eight queries besides the shell's."""
    found = choices(request.acting_for.pk)
    if request.method == "POST":
        _press(request, found, request.POST.get("switch", ""))
        if not request.htmx:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("portal:contact_choices")
        found = choices(request.acting_for.pk)
    zone = zones()[0]
    context = {
        "topics": [(topic, NAMES[topic], KINDS[topic], list(_lines(row, zone))) for topic, row in found.switches.items()],
        "ways": [(CHANNELS[way], [number for number, _shared in each]) for way, each in found.numbers.items() if way != Channel.PUSH],
        "all_off": found.all_off,
        "everything": f"{EVERYTHING}.{'on' if found.all_off else 'off'}",
        "history": [Said(entry, _about(entry), SOURCES[Source(entry.source)]) for entry in found.history],
        "zone": zone,
        "devices": None if request.acting_for != request.patient else devices.of(UUID(str(request.user.pk))),
        "push_key": identity().public,
        "organization": organization(),
    }  # fmt: skip
    return render(request, "conversations/portal/choices.html", context)


def _press(request: HttpRequest, found: Choices, value: str) -> None:
    """One switch, or the one for everything. What stands already is not said again: a double click counts once."""
    patient_id = request.acting_for.pk
    if value == f"{EVERYTHING}.off":
        if not found.all_off:
            words = _("Send me nothing at all, by any way")
            take_back(patient_id, words=words, door="portal", source=Source.CHOICE)
        return
    if value == f"{EVERYTHING}.on":
        if found.all_off:
            for topic, channel in everyday(found):
                agree(patient_id, topic, channel)
        return
    switch, on = _read(found, value)
    if switch.locked or switch.on == on:
        return
    if on:
        agree(patient_id, switch.topic, switch.channel)
    else:
        take_back(
            patient_id,
            words=_said(switch.topic, switch.channel, pgettext("switch", "off")),
            topic=switch.topic,
            channel=switch.channel,
            door="portal",
            source=Source.CHOICE,
        )


def agree(patient_id: UUID, topic: Topic, channel: Channel) -> None:
    """They switched it on."""
    words = _said(topic, channel, pgettext("switch", "on"))
    give(patient_id, words=words, topic=topic, channel=channel, door="portal", source=Source.CHOICE)


def _read(found: Choices, value: str) -> tuple[Switch, bool]:
    for row in found.switches.values():
        for switch in row:
            for on in (True, False):
                if value == _value(switch, on=on):
                    return switch, on
    raise Http404


def _value(switch: Switch, *, on: bool) -> str:
    return f"{switch.topic}.{switch.channel}.{'on' if on else 'off'}"


def _lines(row: list[Switch], zone: str) -> Iterator[Line]:
    for switch in row:
        yield Line(switch, CHANNELS[switch.channel], state(switch, zone), _value(switch, on=not switch.on))


def _said(topic: Topic, channel: Channel, how: str) -> str:
    return f"{NAMES[topic]} · {CHANNELS[channel]}: {how}"


def _about(entry: ConsentEntry) -> str:
    """What it was about, by which way, at which number; all of it where it names none."""
    topic = str(NAMES[Topic(entry.topic)]) if entry.topic else _("Everything")
    way = str(CHANNELS[Channel(entry.channel)]) if entry.channel else _("every way")
    return " · ".join(part for part in (topic, way, entry.number) if part)
