"""The inbox: what waits for whom, the most urgent first. Live while it is open."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartline.conversations.desk.calls import on_line_noted
from heartline.conversations.desk.lists import Asked, list_context
from heartline.conversations.desk.team import own_state
from heartline.conversations.inbox import saving
from heartline.conversations.inbox.models import Queue
from heartline.kernel.errors import Refused
from heartline.people.access import staff_page
from heartline.people.signin.idle import BY_ITSELF


@staff_page("conversation.read")
def inbox(request: HttpRequest) -> HttpResponse:
    """One view of it, a page at a time; to a page that asks again by itself, only what may have changed. About eight queries."""
    asked = Asked.of(request)
    context = {
        **list_context(request, asked),
        **own_state(request),
        "here": request.get_full_path(),
        "on_line": on_line_noted(),
    }
    news = BY_ITSELF in request.headers
    return render(request, f"conversations/desk/inbox{'_news' if news else ''}.html", context)


@require_POST
@staff_page("conversation.read")
def keep_view(request: HttpRequest) -> HttpResponse:
    """What the list shows now, under a name. Five queries at most."""
    asked = Asked.of(request)
    queue = Queue.objects.filter(slug=asked.queue).first() if asked.queue else None
    name, shared = request.POST.get("name", "").replace("\0", ""), bool(request.POST.get("shared"))
    try:
        saving.keep(request.staff, name, asked.view, queue, asked.topic, asked.language, shared=shared)
    except Refused as refused:
        messages.error(request, f"{refused} {refused.next_step}")
    else:
        messages.success(request, _("Saved."))
    return redirect(asked.href())


@require_POST
@staff_page("conversation.read")
def forget_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """One of their own. Two queries."""
    saving.forget(request.staff, view_id)
    messages.success(request, _("Removed."))
    return redirect(Asked.of(request).href())
