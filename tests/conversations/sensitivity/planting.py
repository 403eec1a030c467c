"""Words that stand nowhere else, in every field that may say something of somebody, so that any page with one of them tells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models

from heartline.conversations.inbox.models import Queue
from heartline.conversations.models import Conversation, Message, PhoneCall
from heartline.conversations.sensitivity.kinds import Sensitivity
from heartline.people.models import Account, Patient
from heartline.scheduling.models import Appointment
from tests.filling import filled

WORD = re.compile(rb"zqk\d{3}k")
_number = count(100)
# What is no text of a person's: what it is told by, and not what is told.
TECHNICAL = {
    "address", "our_address", "caller", "called", "door", "key", "kind", "language", "number", "owner", "provider", "provider_id",
    "recording_id", "recording_url", "sensitivity", "state", "status", "url", "to", "topic", "purpose", "why", "code", "due",
}  # fmt: skip
# What says nothing of what was said: who was called to it, gave it back, looks at it.
EMPTY = {"call", "letgo", "chatvisitor", "looking", "callstep"}


@dataclass
class Plant:
    """What was planted about one matter: `what` it says, where each word stands, and the ids of its rows."""

    what: Sensitivity
    words: dict[bytes, str] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)

    def plant(self, row: models.Model, **changes: Any) -> Any:
        """Put a word into each of its texts."""
        for each in row._meta.concrete_fields:
            if each.name in TECHNICAL or each.choices or each.name in changes:
                continue
            if isinstance(each, models.CharField | models.TextField | models.BinaryField) and not each.primary_key:
                word = f"zqk{next(_number)}k"
                if (each.max_length or 99) < len(word):
                    continue
                self.words[word.encode()] = f"{row._meta.label}.{each.name}"
                changes[each.name] = word.encode() if isinstance(each, models.BinaryField) else word
        type(row)._default_manager.filter(pk=row.pk).update(**changes)
        name = str(row._meta.model_name)
        self.rows.setdefault(name, row.pk)
        return type(row)._default_manager.get(pk=row.pk)


def of_conversations() -> Iterator[type[models.Model]]:
    """Every model whose rows hang on a conversation, a message or a call."""
    for model in apps.get_app_config("conversations").get_models():
        names = {each.name for each in model._meta.concrete_fields if isinstance(each, models.ForeignKey)}
        if names & {"conversation", "message", "call"} and model._meta.model_name not in EMPTY:
            yield model


def planted(patient: Patient, queue: Queue, *, confidential: bool, protected: bool = False) -> Plant:
    """A conversation of this patient with all that may hang on one, and a visit."""
    what = Sensitivity.CONFIDENTIAL if confidential else Sensitivity.CLINICAL
    made = Plant(Sensitivity.PROTECTED if protected else what)
    account: Account | None = patient.account
    common = {"patient": patient, "confidential": confidential}
    conversation = made.plant(filled(Conversation, patient), account=account, queue=queue, door="portal", **common)
    said = {"conversation": conversation, "door": "portal", "sensitivity": what, **common}
    message = made.plant(filled(Message, patient), direction="in", author="patient", account=account, **said)
    made.plant(filled(Message, patient), direction="out", author="person", **said)
    call = made.plant(filled(PhoneCall, patient), conversation=conversation, message=message, queue=queue, state="over")
    there = {"conversation": conversation, "message": message, "call": call, "queue": queue}
    for model in of_conversations():
        if model in (Message, PhoneCall):
            continue
        has = {each.name for each in model._meta.concrete_fields}
        changes = {name: value for name, value in {**there, **common}.items() if name in has}
        if "call" in has:
            continue  # of a call: a number, and when
        if model._meta.model_name == "attachment":
            changes |= {"state": "kept", "kind": "application/pdf"}
        row = filled(model, patient)
        if not isinstance(row._meta.pk, models.OneToOneField):
            made.plant(row, **changes)
    made.plant(filled(Appointment, patient), **common)
    return made


def found(content: bytes) -> set[bytes]:
    return set(WORD.findall(content))
