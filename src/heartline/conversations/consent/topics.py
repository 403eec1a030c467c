"""What is sent for, by which channel, and what has to be there before it may be: the table, with its sources.

Defaults of the United States, on the careful side; an organization that has better advice changes the table, not the code.

- 47 CFR 64.1200(a)(1)–(3): automated calls and texts to a mobile need prior express consent; advertising needs it in writing.
  Giving a number to a provider is prior express consent to be called on it about one's health care (FCC 15-72, ¶ 141).
- 47 CFR 64.1200(a)(9)(iv): messages about care may go without consent if they name the sender, sell nothing and collect
  nothing (so: no billing), are short, free of charge to who receives them, and end when told to.
- 45 CFR 164.501, 164.508(a)(3): marketing needs an authorization. 164.514(f)(2): fund-raising ends when told to.
- 45 CFR 164.522(b): patients choose by which means and where they are written to.
- WhatsApp Business: whoever is written to first has to have agreed to that (Meta's policy for businesses).
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from django.utils.translation import gettext_lazy as _

from heartline.kernel.errors import Words


class Topic(StrEnum):
    CARE = "care"  # what follows from one's own treatment: instructions, results, medicines
    APPOINTMENTS = "appointments"
    BILLING = "billing"
    OUTREACH = "outreach"  # an invitation to care that is due: screening, vaccination, recall
    SURVEYS = "surveys"
    RESEARCH = "research"
    FUNDRAISING = "fundraising"
    MARKETING = "marketing"


class Channel(StrEnum):
    """As people.ContactPoint.System names them, where it does."""

    SMS = "sms"
    PHONE = "phone"  # a call that a machine places; a person may always call
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    PUSH = "push"
    WEBHOOK = "webhook"  # another system, which brings it on


class Needs(IntEnum):
    """What has to be there, the least first."""

    GIVEN = 0  # they gave this number or address to us themselves
    AGREED = 1  # they said yes to this topic here
    WRITTEN = 2  # they signed it


G, A, W = Needs.GIVEN, Needs.AGREED, Needs.WRITTEN

_ROWS = {
    #                    sms phone email whatsapp messenger push webhook
    Topic.CARE:         (G,  G,    G,    A,       A,        A,   A),
    Topic.APPOINTMENTS: (G,  G,    G,    A,       A,        A,   A),
    Topic.BILLING:      (A,  A,    G,    A,       A,        A,   A),
    Topic.OUTREACH:     (A,  A,    G,    A,       A,        A,   A),
    Topic.SURVEYS:      (A,  A,    G,    A,       A,        A,   A),
    Topic.RESEARCH:     (A,  A,    A,    A,       A,        A,   A),
    Topic.FUNDRAISING:  (W,  W,    G,    W,       W,        W,   W),
    Topic.MARKETING:    (W,  W,    W,    W,       W,        W,   W),
}  # fmt: skip
NEEDS: Mapping[Topic, Mapping[Channel, Needs]] = {
    topic: dict(zip(Channel, row, strict=True)) for topic, row in _ROWS.items()
}

NAMES: Mapping[Topic, Words] = {
    Topic.CARE: _("Your care"),
    Topic.APPOINTMENTS: _("Your visits"),
    Topic.BILLING: _("Bills and payments"),
    Topic.OUTREACH: _("Check-ups and vaccinations that are due"),
    Topic.SURVEYS: _("Surveys"),
    Topic.RESEARCH: _("Studies you could take part in"),
    Topic.FUNDRAISING: _("Requests for donations"),
    Topic.MARKETING: _("Advertising"),
}
