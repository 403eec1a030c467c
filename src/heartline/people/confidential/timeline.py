"""How growing up, and what was asked about a login, read on a timeline."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.models import Event
from heartline.kernel.templatetags.facts import short_day
from heartline.people.confidential import panels  # noqa: F401 - adds its part to the patient's page
from heartline.people.confidential.models import LoginCheck
from heartline.people.models import Proxy
from heartline.people.timeline.rules import Wording, wording

_SETTINGS = {
    "age_rule.set": gettext_lazy("Rule for birthdays set"),
    "age_rule.removed": gettext_lazy("Rule for birthdays removed"),
    "private_care.set": gettext_lazy("Age of confidential care set"),
    "private_care.removed": gettext_lazy("Age of confidential care removed"),
}


@wording(*_SETTINGS)
def settings(event: Event) -> Wording:
    return Wording(_SETTINGS[event.kind], icon="settings")


@wording("proxy.change_told")
def told(event: Event) -> Wording:
    scope = dict(Proxy.Scope.choices).get(event.data.get("scope", ""), _("No longer acts for them"))
    on = short_day(date.fromisoformat(event.data["on"])) if event.data.get("on") else ""
    return Wording(
        _("%(name)s was told what a birthday changes") % {"name": event.data.get("holder", "")},
        details=[(_("From"), on), (_("May do"), scope)],
        icon="mail",
    )


@wording("proxy.kept_beyond_age", "proxy.ages_again")
def kept(event: Event) -> Wording:
    name = {"name": event.data.get("holder", "")}
    if event.kind == "proxy.kept_beyond_age":
        return Wording(_("%(name)s acts for them whatever the birthday: papers were seen") % name)
    return Wording(_("Birthdays change again what %(name)s may do") % name)


@wording("account.checked", "account.untied")
def checked(event: Event) -> Wording:
    if event.kind == "account.untied":
        return Wording(_("Login taken off the record"), icon="unlink")
    outcome = dict(LoginCheck.Outcome.choices).get(event.data.get("outcome", ""), "")
    return Wording(_("Asked whose address or number it is"), text=outcome, icon="user-check")
