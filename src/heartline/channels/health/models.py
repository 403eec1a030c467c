"""What is known of each provider's door."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heartline.channels.traffic.failures import WORDS, Why


class ProviderHealth(models.Model):
    """A provider's door ("twilio:sms"). Counts are those of `day`, in the clinic's time zone."""

    name = models.CharField(max_length=40, primary_key=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=20, blank=True)  # traffic.failures.Why, or UNSURE
    code = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    sent = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    received = models.IntegerField(default=0)

    @property
    def words(self) -> str:
        """Why it last failed, for people."""
        known = self.why in {str(each) for each in Why}
        return str(
            WORDS[Why(self.why)]
            if known
            else _("The answer was lost on its way. What became of the message is being found out.")
        )
