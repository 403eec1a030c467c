"""What sign-in pages say beyond their forms."""

from typing import Any

from allauth.account.internal.stagekit import get_pending_stage
from django import template
from django.conf import settings
from django.template.context import Context

from heartline.people.models import Organization
from heartline.people.signin.demo import current_code

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_code(context: Context) -> str:
    """The code that the authenticator app of this demo account would show; nothing outside of the demo."""
    request = context["request"]
    stage = get_pending_stage(request)
    account = request.user if request.user.is_authenticated else (stage.login.user if stage else None)
    return (account and current_code(account)) or ""


@register.simple_tag
def demo_outbox() -> bool:
    """Whether this is the demo, whose messages can be read at /outbox."""
    return Organization.objects.filter(is_demo=True).exists()


@register.simple_tag
def clinic_sign_in() -> str:
    """The name of the clinic's identity provider, or nothing if there is none."""
    if not settings.HEARTLINE_OIDC:
        return ""
    providers: Any = settings.SOCIALACCOUNT_PROVIDERS
    return str(providers["openid_connect"]["APPS"][0]["name"])


@register.filter
def idle_minutes(staff: Any) -> int:
    """After how many minutes of rest a session ends."""
    return settings.IDLE_MINUTES_STAFF if staff else settings.IDLE_MINUTES_PATIENT
