"""How consent reads on a patient's timeline."""

from django.utils.translation import gettext as _

from heartline.conversations.consent.saying import about
from heartline.kernel.models import Event
from heartline.people.timeline.rules import Wording, wording


@wording("consent.given", "consent.taken_back")
def consent(event: Event) -> Wording:
    """Which way it went, about what and where."""
    given = event.kind == "consent.given"
    return Wording(
        _("Agreed to be written to") if given else _("Asked us not to write any more"),
        text=about(event.data.get("topic", ""), event.data.get("channel", "")),
        icon="bell" if given else "bell-off",
        badge=_("agreed") if given else _("taken back"),
        badge_kind="success" if given else "warning",
    )
