"""What staff read of patients' conversations, in the words of "Who has looked at my record" and of the audit log."""

from django.utils.translation import gettext_lazy as _

from heartline.people.seen.rules import looking_at

looking_at("inbox", _("your name and the beginning of a message, in the list of conversations"), _("Inbox"))
looking_at("attachment", _("a picture or file that came with a message"), _("File of a message"))
looking_at("conversation", _("a conversation with you"), _("Conversation"))
looking_at("task", _("what somebody here is to do for you"), _("Task"))
