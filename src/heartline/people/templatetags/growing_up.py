"""What a birthday will change, on the pages of those concerned."""

from typing import Any

from django import template
from django.template.context import Context

from heartline.people.confidential.queries import changes
from heartline.people.models import Proxy
from heartline.people.proxies.queries import in_force

register = template.Library()


@register.filter
def scope_words(scope: str) -> str:
    """How far a proxy reaches, in words."""
    return str(dict(Proxy.Scope.choices).get(scope, ""))


@register.inclusion_tag("people/portal/access_changes.html", takes_context=True)
def access_changes(context: Context) -> dict[str, Any]:
    """To whoever acts for somebody: that this changes, and when. Three queries; none on one's own pages."""
    request: Any = context["request"]
    if request.acting_for is None or request.acting_for == request.patient:
        return {}
    proxies = in_force().filter(holder_id=request.user.pk, patient__person_id=request.acting_for.person_id)
    coming = changes(proxies.select_related("patient"))
    return {"change": min(coming.values(), key=lambda change: change.on, default=None), "name": request.acting_for.name}
