"""How the opening of a protected record reads to the patient."""

from django.utils.translation import gettext_lazy as _

from heartline.people.seen.rules import because, looking_at

looking_at(
    "protected record",
    _("your record, which is protected: they gave a reason, and our privacy officer was told"),
    _("Opened a protected record"),
)
looking_at("access request", _("that you asked for your data"), _("Request for data"))
because("care", _("They are caring for you"))
because("call", _("You were with them, or on the phone"))
because("booking", _("They were arranging a visit for you"))
because("emergency", _("It was an emergency"))
because("duty", _("A law, a check or a complaint asked for it"))
because("other", _("Something else"))
