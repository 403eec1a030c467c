"""Who works here, and where their invitation goes, as forms."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words
from heartline.people.forms.setting import SettingForm
from heartline.people.models import Role
from heartline.people.places.queries import every_site

EMAIL = _("They get a link by e-mail, and choose their own password.")


def _email(*, required: bool, hint: Any = EMAIL) -> forms.EmailField:
    return forms.EmailField(
        label=_("Work e-mail"), required=required, help_text=hint,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


class StaffForm(SettingForm):
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As colleagues and patients read it: Dr. Ana Ruiz")
    )
    family = forms.CharField(
        label=_("Family name"), max_length=100, required=False, help_text=_("Lists are in its order.")
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=Role.choices, initial=Role.FRONT_DESK,
        help_text=_("What they may see and do at the desk. It holds from their next click."),
    )  # fmt: skip
    sites = forms.MultipleChoiceField(label=_("Works at"), required=False, widget=forms.CheckboxSelectMultiple)
    parts: ClassVar[Sequence[tuple[Words, Sequence[str]]]] = ((_("Who they are"), ("name", "family", "role", "sites")),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = (self.now or {}).get("sites", [])
        self.fields["sites"].choices = [  # type: ignore[attr-defined]
            (str(site.pk), site.name) for site in every_site() if site.active or str(site.pk) in there
        ]

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"sites": sorted(values["sites"])}


class NewStaffForm(StaffForm):
    email = _email(
        required=False, hint=_("They get a link by e-mail, and choose their own password. Empty: no login yet.")
    )
    parts = (*StaffForm.parts, (_("Their login"), ("email",)))

    def values(self) -> dict[str, Any]:
        """Without the e-mail, which is not of the person but of the invitation."""
        values = super().values()
        values.pop("email")
        return values


class StaffInviteForm(forms.Form):
    email = _email(required=True)
