"""What conversations show on a patient's page at the desk."""

from collections.abc import Mapping
from typing import Any

from heartline.conversations.inbox.queries import of_patient
from heartline.conversations.todos import queries as todos
from heartline.people.linking.queries import records_of
from heartline.people.models import Patient
from heartline.people.panels import panel


@panel("conversations", order=15, permission="conversation.read")
def conversations(patient: Patient) -> tuple[str, Mapping[str, Any]]:
    """The latest conversations with this person, on whichever record. Two queries."""
    return "conversations/desk/panel.html", {"rows": of_patient(records_of(patient.pk))}


@panel("tasks", order=16, permission="conversation.read")
def tasks(patient: Patient) -> tuple[str, Mapping[str, Any]]:
    """What is to be done for this person, on whichever record it was asked. Two queries."""
    return "conversations/desk/tasks_panel.html", {"rows": todos.of_patient(records_of(patient.pk), None)}
