"""What staff read of patients' visits, in the words of "Who has looked at my record" and of the audit log."""

from django.utils.translation import gettext_lazy as _

from heartline.people.seen.rules import looking_at

looking_at("day list", _("your name and visit in the list of a day"), _("Day list"))
looking_at("search result", _("your name in a list of search results"), _("Search result"))
looking_at("group roster", _("your name on the list of a group"), _("Group roster"))
looking_at("booking", _("your free times, to book a visit for you"), _("Booking"))
looking_at("absence list", _("your name and visit in a list of visits to be moved"), _("Visits to be moved"))
looking_at("visit", _("one of your visits"), _("Visit"))
looking_at("calendar", _("your initials and the time of your visit, in their own calendar"), _("Calendar"))
looking_at("hand list", _("your visit, in a list of people who may need help to come"), _("Who may need a hand"))
looking_at("waitlist", _("what you wait for, and the times you were offered"), _("Waiting list"))
