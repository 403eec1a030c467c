"""Sentences that more than one ability says."""

from django.utils.translation import gettext_lazy as _

STAYS = _("Your visit stays as it is.")
MODE_NOT_OFFERED = _("This visit is not offered in that way.")
ENDS_BEFORE_START = _("It ends before it starts.")
NOT_A_BLOCK = _("This time belongs to a visit.")
STAYS_AS_IT_WAS = _("Everything stays as it was.")
COME_IN_GROUPS = _("This is given to several people together.")
CHOOSE_A_DATE = _("Choose one of the dates of the group.")
