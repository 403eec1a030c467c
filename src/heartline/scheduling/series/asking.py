"""Asking for a series, at any door: from a time that was chosen, the others in the same rhythm, booked in one step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Refused
from heartline.people.models import Patient
from heartline.scheduling.catalogue.models import Service
from heartline.scheduling.picking.rules import Choice
from heartline.scheduling.plans.queries import mode_of
from heartline.scheduling.series import actions, forms, queries
from heartline.scheduling.series.models import Series


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: `choice` is the first of the times, `sent` what the form holds (series.forms)."""

    patient: Patient
    service: Service
    choice: Choice
    mode: str
    rhythm: forms.Rhythm
    sent: Mapping[str, str]
    holder: str
    online: bool

    @classmethod
    def read(
        cls, sent: Mapping[str, str], patient: Patient, service: Service, choice: Choice, *, holder: str, online: bool
    ) -> Self:
        """A way to meet that the service does not have is its usual one; so with the rhythm."""
        mode = sent.get("mode", "") if sent.get("mode") in service.modes else mode_of(service)
        return cls(patient, service, choice, mode, forms.Rhythm.parse(sent), sent, holder, online)

    def book(self) -> Series:
        """All that were chosen, or none. Raises Refused for fewer than two, and what `book_series` raises."""
        choices = forms.sent_choices(self.sent, self.rhythm.count)
        if len(choices) < 2:
            raise Refused(_("Choose at least two times."), kept=_("Nothing has been booked yet."))
        return actions.book_series(
            self.patient, self.service, choices, every_weeks=self.rhythm.every, mode=self.mode,
            key=self.sent.get("key", "")[:64], reason=self.sent.get("reason", "")[:500], holder=self.holder,
            online=self.online,
        )  # fmt: skip

    def form(self) -> dict[str, Any] | None:
        """What the form shows; None when the first time is not to be had any more. Three queries."""
        found = queries.find(
            self.service, self.choice, every_weeks=self.rhythm.every, count=self.rhythm.count, patient=self.patient,
            mode=self.mode, holder=self.holder, online=self.online,
        )  # fmt: skip
        if not found:
            return None
        return {
            "service": self.service,
            "mode": self.mode,
            "time": str(self.choice),
            "rhythm": self.rhythm,
            "everys": forms.EVERY,
            "counts": forms.TIMES,
            "rows": forms.choose(found, self.sent),
            "taken": sum(not each.exact for each in found),
        }
