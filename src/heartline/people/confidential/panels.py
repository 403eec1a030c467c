"""What a patient's page says of growing up, of a login that a guardian may use, and of protection."""

from collections.abc import Mapping
from typing import Any

from heartline.people.confidential.queries import changes
from heartline.people.confidential.shared import flags
from heartline.people.models import Patient
from heartline.people.panels import panel
from heartline.people.proxies.queries import acting_for
from heartline.people.sensitive.queries import protection_of


@panel("privacy", order=30)
def privacy(patient: Patient) -> tuple[str, Mapping[str, Any]]:
    """Seven queries."""
    proxies = acting_for(patient.pk)
    for proxy in proxies:
        proxy.patient = patient  # of whichever record, it is the same person
    coming = changes(proxies)
    context = {
        "changing": [(proxy, coming[proxy.pk]) for proxy in proxies if proxy.pk in coming],
        "beyond": [proxy for proxy in proxies if proxy.beyond_age],
        "flags": flags(patient.pk),
        "protection": protection_of(patient.pk),
    }
    return "people/desk/privacy_panel.html", context
