"""What is asked of somebody who wants a calendar's address."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heartline.scheduling.calendars.feed_rules import FOR_PATIENTS, ORDER
from heartline.scheduling.calendars.models import Detail

FEW = 6  # that many are shown as buttons, more as a list to choose from


class FeedForm(forms.Form):
    """`whose` are (value, label) pairs; with only one, it is not asked."""

    whose = forms.ChoiceField(label=_("Whose visits"), widget=forms.RadioSelect)
    detail = forms.ChoiceField(label=_("What the calendar says"), widget=forms.RadioSelect)
    with_confidential = forms.BooleanField(
        label=_("Also my confidential visits"),
        help_text=_("Whoever sees your calendar will see that there is a visit."),
        required=False,
    )
    label = forms.CharField(
        label=_("A name for this link"),
        help_text=_("So that you know it again. For example: my phone."),
        max_length=60,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        whose: Sequence[tuple[str, str]],
        details: Sequence[Detail] = FOR_PATIENTS,
        may_be_confidential: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(whose) > FEW:
            self.fields["whose"].widget = forms.Select()
        self.fields["whose"].choices = whose  # type: ignore[attr-defined]
        self.fields["whose"].initial = whose[0][0] if whose else ""
        choices = [(detail.value, detail.label) for detail in details]
        self.fields["detail"].choices = choices  # type: ignore[attr-defined]
        self.fields["detail"].initial = next((d for d in (Detail.PLACE, Detail.SERVICE) if d in details), choices[0][0])
        if not may_be_confidential:
            del self.fields["with_confidential"]


class LimitForm(forms.Form):
    most = forms.ChoiceField(
        label=_("The most that calendars of clinicians and rooms may say"),
        widget=forms.RadioSelect,
        choices=[(detail.value, detail.label) for detail in ORDER if detail != Detail.PLACE],
    )
