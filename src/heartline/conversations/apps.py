from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "heartline.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"
