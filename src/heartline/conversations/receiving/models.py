"""Letters as they arrived, byte for byte: what could not be read of one is not lost."""

from django.db import models

from heartline.conversations.threads.models import Message


class Original(models.Model):
    """It has no patient of its own, so no patient's request sees it."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="original")
    content = models.BinaryField()
