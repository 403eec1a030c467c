"""Whose messages somebody reads and writes in the portal: their own, and those of whom they act for in everything."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest

from heartline.conversations.threads.models import Conversation
from heartline.conversations.threads.queries import one_of
from heartline.kernel import actor
from heartline.kernel.actor import Kind
from heartline.people.models import Patient
from heartline.people.proxies.queries import held_by
from heartline.people.proxies.rules import may_act


@dataclass(frozen=True, slots=True)
class Reach:
    """`people` are one record each, one's own first; `records` all of theirs. `own` and `others` are the records of the reader
    and of those who sign in themselves."""

    reader: UUID
    people: list[Patient]
    records: list[UUID]
    own: frozenset[UUID]
    others: frozenset[UUID]

    @property
    def meant(self) -> Q:
        """What is for the reader to read: not what somebody else wrote for who signs in themselves. They are told of it."""
        return ~Q(patient__in=self.others) | Q(account=self.reader)

    def is_meant(self, conversation: Conversation) -> bool:
        """As `meant`, of one."""
        return conversation.patient_id not in self.others or conversation.account_id == self.reader

    def is_own(self, patient_id: UUID | None) -> bool:
        return patient_id in self.own


def reach(request: HttpRequest) -> Reach:
    """Asked once a request: no query for somebody who acts for nobody, else one."""
    known: Reach | None = getattr(request, "messages_reach", None)
    if known is None:
        known = _reach(request)
        request.messages_reach = known  # type: ignore[attr-defined]
    return known


def _reach(request: HttpRequest) -> Reach:
    reader, own = UUID(str(request.user.pk)), request.patient
    acts = any(one != own for one in request.family)
    held = [proxy.patient for proxy in held_by(reader) if may_act(proxy.reach, "messages")] if acts else []
    persons = {one.person_id for one in ([own, *held] if own else held)}
    people = sorted((one for one in request.family if one.person_id in persons), key=lambda one: one != own)
    records = [one for one in request.records if one.person_id in persons]
    mine = frozenset(one.pk for one in records if own and one.person_id == own.person_id)
    sign_in = {one.person_id for one in records if one.account_id} - ({own.person_id} if own else set())
    others = frozenset(one.pk for one in records if one.person_id in sign_in)
    return Reach(reader, people, [one.pk for one in records], mine, others)


def conversation_or_404(request: HttpRequest, conversation_id: UUID) -> Conversation:
    """One query; somebody else's is not found."""
    found = one_of(reach(request).records, conversation_id)
    if found is None:
        raise Http404
    return found


@contextmanager
def acting_for(request: HttpRequest, patient_id: UUID | None) -> Iterator[None]:
    """Whoever writes about somebody else does it as who acts for them, whomever the rest of the portal is showing."""
    kind = Kind.PATIENT if reach(request).is_own(patient_id) else Kind.PROXY
    with actor.acting(replace(request.actor, kind=kind)):
        yield
