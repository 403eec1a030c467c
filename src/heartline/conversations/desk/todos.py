"""Tasks at the desk: the lists, one that is asked for, and what becomes of it."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from django.conf import settings as project
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST

from heartline.conversations.desk.doing import do
from heartline.conversations.desk.thread import conversation_or_404, thread_page
from heartline.conversations.desk.todo_forms import MEETS, InterpreterForm, TaskForm
from heartline.conversations.inbox import reading
from heartline.conversations.inbox.models import Queue
from heartline.conversations.inbox.routing import INTERPRETERS
from heartline.conversations.todos import actions, queries
from heartline.conversations.todos.models import Task
from heartline.conversations.todos.rules import View
from heartline.kernel.errors import Refused, Words
from heartline.people.access import staff_page
from heartline.people.desk.noting import note_list
from heartline.people.models import StaffMember
from heartline.people.places.queries import zones

Act = Callable[[UUID, StaffMember, str], object]
STEPS: Mapping[str, tuple[Act, Words]] = {
    "accept": (lambda task, member, _why: actions.accept(task, member), gettext_lazy("You do it.")),
    "give-back": (lambda task, member, _why: actions.give_back(task, member), gettext_lazy("It is back in the queue.")),
    "complete": (actions.complete, gettext_lazy("Done.")),
    "cancel": (lambda task, _member, why: actions.cancel(task, why), gettext_lazy("Noted: it is not needed.")),
}


@staff_page("conversation.read")
def tasks(request: HttpRequest) -> HttpResponse:
    """One view of them. Six queries besides the shell's, and the notes of whom it shows."""
    asked = request.GET.get("view", "")
    view = View(asked) if asked in list(View) else View.MINE
    rows = queries.page(view, request.staff.pk)
    secret = {row.task.patient_id for row in rows if row.task.confidential and row.task.patient_id}
    note_list((row.task.patient_id for row in rows if row.task.patient_id), "task", secret)
    counts = queries.counts(request.staff.pk)
    context = {
        "rows": rows,
        "view": view,
        "views": [{"view": each, "count": counts.get(each)} for each in View],
        "here": request.get_full_path(),
        "zone": zones()[0],
    }
    return render(request, "conversations/desk/tasks.html", context)


@require_POST
@staff_page("conversation.answer")
def ask(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Of a colleague or a queue."""
    of, form = conversation_or_404(conversation_id), TaskForm.of(request)
    if not form.is_valid():
        return thread_page(request, of, _incomplete())
    kind, _colon, whom = form.cleaned_data["to"].partition(":")

    def act() -> None:
        person = (
            next((each for each in reading.colleagues() if str(each.pk) == whom), None) if kind == "person" else None
        )
        queue = Queue.objects.filter(slug=whom, active=True).first() if kind == "queue" else None
        said = form.cleaned_data
        due = form.due(reading.zone_of(of, zones()[0]))
        actions.ask(of, request.staff, said["text"], due, key=said["key"], person=person, queue=queue)

    return do(request, of.pk, act, _("Asked. It is in the list of tasks."))


@require_POST
@staff_page("conversation.answer")
def interpreter(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Of the interpreters' queue: in which language, when, and how they meet. Written in the clinic's first language."""
    of, form = conversation_or_404(conversation_id), InterpreterForm.of(request)
    if not form.is_valid():
        return thread_page(request, of, _incomplete())
    said = form.cleaned_data
    language = str(dict(project.LANGUAGES).get(said["language"], ""))
    parts = [language, str(dict(MEETS)[said["meets"]]), said["more"]]

    def act() -> None:
        queue = Queue.objects.filter(slug=INTERPRETERS, active=True).first() or of.queue
        due = form.due(reading.zone_of(of, zones()[0]))
        with override(project.LANGUAGE_CODE):
            text = " · ".join(str(part) for part in parts if part)
        kind = Task.Kind.INTERPRETER
        key, code = said["key"], said["language"]
        actions.ask(of, request.staff, text, due, key=key, queue=queue, kind=kind, language=code)

    return do(request, of.pk, act, _("The interpreters are asked. It is in the list of tasks."))


@require_POST
@staff_page("conversation.answer")
def step(request: HttpRequest, task_id: UUID, step: str) -> HttpResponse:
    """One of STEPS, then back to where it was pressed."""
    if step not in STEPS:
        raise Http404
    task = get_object_or_404(Task, pk=task_id)
    act, done = STEPS[step]
    happening = partial(act, task.pk, request.staff, request.POST.get("reason", ""))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return do(request, task.conversation_id, happening, done)
    try:
        with transaction.atomic():
            happening()
    except Refused as refused:
        messages.warning(request, " ".join(str(part) for part in (refused, refused.next_step) if part))
    else:
        messages.success(request, str(done))
    return redirect(back)


def _incomplete() -> Refused:
    return Refused(
        _("Something is missing."),
        kept=_("What you filled in is still there."),
        next_step=_("Open it again and fill in what is marked."),
        status=422,
    )
