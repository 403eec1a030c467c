"""Several threads, answers that come late, alarms that ring late, people who come and go: a machine that tries."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from heartline.conversations.turns import events as ev
from heartline.conversations.turns.effects import AskAssistant, Begin, Effect, Forward, SendAnswer, SetDeadline
from heartline.conversations.turns.rules import Accepted, happen
from heartline.conversations.turns.thread import Due, Owner, Status, Turn, begin
from tests.conversations.turns.holding import PATIENT, check_state, check_step

PEOPLE = st.sampled_from(["ana", "ben", "eve"])
BY_ONE = (
    ev.PersonTook, ev.PersonAnswered, ev.PersonReleased, ev.PersonGaveToAssistant, ev.PersonSnoozed, ev.PersonResolved,
    ev.PersonReopened,
)  # fmt: skip


class Machine(RuleBasedStateMachine):
    """What it knows of each thread it knows by itself: who wrote, who took, what was promised, what was prepared."""

    threads: Bundle[str] = Bundle("threads")
    drafts: Bundle[tuple[str, int]] = Bundle("drafts")
    alarms: Bundle[tuple[str, int]] = Bundle("alarms")

    def __init__(self) -> None:
        super().__init__()
        self.turns: dict[str, Turn] = {}
        self.prepared: dict[tuple[str, int], int] = {}  # a draft → how much people had done by then
        self.people_did: dict[str, int] = {}
        self.sent: set[tuple[str, int]] = set()
        self.passes: dict[str, int] = {}  # hand-overs without a patient or a person in them
        self.declined: set[str] = set()
        self.new: list[tuple[str, int, bool]] = []  # drafts (True) and alarms that the last step brought

    def begin(self, turn: Turn) -> str:
        name = f"thread {len(self.turns)}"
        self.turns[name], self.people_did[name], self.passes[name] = turn, 0, 0
        if turn.declined:
            self.declined.add(name)
        return name

    def do(self, name: str, event: ev.Event) -> Accepted | None:
        before = self.turns[name]
        result = happen(before, event)
        if not isinstance(result, Accepted):
            return None
        check_step(before, event, result)
        if forward := next((each for each in result.effects if isinstance(each, Forward)), None):
            return self.do(forward.into, event)
        self.note(name, before, event, result)
        return result

    def note(self, name: str, before: Turn, event: ev.Event, result: Accepted) -> None:
        self.turns[name] = after = result.turn
        of_patient = isinstance(event, PATIENT)
        if of_patient or not isinstance(event, (ev.AssistantOffered, ev.DeadlinePassed, *_BY_ASSISTANT)):
            self.passes[name] = 0
        elif before.owner != after.owner:
            self.passes[name] += 1
        if isinstance(event, (*BY_ONE, ev.PersonHandedOver, ev.PersonAssigned, ev.PersonAway)):
            self.people_did[name] += 1
        if isinstance(event, ev.PatientDeclinedAssistant):
            self.declined.add(name)
        elif isinstance(event, ev.PatientAllowedAssistant):
            self.declined.discard(name)
        self.note_effects(name, result.effects)

    def note_effects(self, name: str, effects: tuple[Effect, ...]) -> None:
        for each in effects:
            if isinstance(each, AskAssistant):
                self.prepared[name, each.epoch] = self.people_did[name]
                self.new.append((name, each.epoch, True))
            elif isinstance(each, SetDeadline):
                self.new.append((name, each.deadline.number, False))
            elif isinstance(each, SendAnswer):
                assert (name, each.epoch) not in self.sent, "sent once"
                self.sent.add((name, each.epoch))
                assert self.prepared[name, each.epoch] == self.people_did[name], "no person did anything since"
            elif isinstance(each, Begin):
                begun = self.begin(each.turn)
                self.passes[begun] = self.passes[name]
                if name in self.declined:
                    self.declined.add(begun)
                self.note_effects(begun, each.effects)

    @rule(target=threads, assistant=st.booleans(), declined=st.booleans(), person=st.just("") | PEOPLE)
    def somebody_comes(self, assistant: bool, declined: bool, person: str) -> str:
        return self.begin(begin(assistant=assistant, declined=declined, person=person))

    @rule(name=threads, kind=st.sampled_from(PATIENT))
    def patient(self, name: str, kind: Any) -> None:
        self.do(name, kind())

    @rule(name=threads)
    def patient_writes(self, name: str) -> None:
        assert self.do(name, ev.PatientWrote()), "nobody is ever turned away"

    @rule(name=threads, kind=st.sampled_from(BY_ONE), who=PEOPLE)
    def person(self, name: str, kind: Any, who: str) -> None:
        self.do(name, kind(who))

    @rule(name=threads, kind=st.sampled_from(BY_ONE))
    def owner(self, name: str, kind: Any) -> None:
        self.do(name, kind(self.turns[name].person or "ana"))

    @rule(name=threads, who=PEOPLE, to=PEOPLE | st.just(""))
    def hand_over(self, name: str, who: str, to: str) -> None:
        self.do(name, ev.PersonHandedOver(who, to))

    @rule(name=threads, to=PEOPLE)
    def share_out(self, name: str, to: str) -> None:
        self.do(name, ev.PersonAssigned(to))

    @rule(who=PEOPLE)
    def shift_ends(self, who: str) -> None:
        for name in list(self.turns):
            self.do(name, ev.PersonAway(who))
        assert all(turn.person != who for turn in self.turns.values())

    @rule(target=drafts)
    def draft_is_ready(self) -> Any:
        drafts = [(name, number) for name, number, is_draft in self.new if is_draft]
        self.new = [each for each in self.new if not each[2]]
        return multiple(*drafts)

    @rule(draft=drafts, understood=st.booleans())
    def assistant_answers(self, draft: tuple[str, int], understood: bool) -> None:
        """Now or much later, once or again."""
        self.do(draft[0], ev.AssistantAnswers(draft[1], understood))

    @rule(draft=drafts, kind=st.sampled_from([ev.AssistantAskedForPerson, ev.AssistantResolved]))
    def assistant_steps_back(self, draft: tuple[str, int], kind: Any) -> None:
        self.do(draft[0], kind(draft[1]))

    @rule(name=threads)
    def nobody_is_free(self, name: str) -> None:
        self.do(name, ev.AssistantOffered())

    @rule(target=alarms)
    def alarm_is_set(self) -> Any:
        alarms = [(name, number) for name, number, is_draft in self.new if not is_draft]
        self.new = [each for each in self.new if each[2]]
        return multiple(*alarms)

    @rule(alarm=consumes(alarms))
    def alarm_rings(self, alarm: tuple[str, int]) -> None:
        self.do(alarm[0], ev.DeadlinePassed(alarm[1]))

    @rule(name=threads)
    def door_changes(self, name: str) -> None:
        self.do(name, ev.MovedDoor())

    @rule(name=threads, takes=st.booleans(), keeps=st.booleans())
    def split(self, name: str, takes: bool, keeps: bool) -> None:
        before, known = self.turns[name], len(self.turns)
        if self.do(name, ev.Split(takes, keeps)):
            parts = [self.turns[name], *list(self.turns.values())[known:]]
            assert len(parts) == 2
            assert any(part.waiting for part in parts) == before.waiting, "no message is lost between them"
            assert any(part.emergency for part in parts) == before.emergency

    @rule(name=threads, into=threads)
    def merge(self, name: str, into: str) -> None:
        source, target = self.turns[name], self.turns[into]
        if name == into or Status.MERGED in (source.status, target.status):
            return
        assert self.do(into, ev.Absorbed(source)) and self.do(name, ev.Merged(into))
        self.declined |= {into} if name in self.declined else set()
        joined = self.turns[into]
        assert joined.waiting == (source.waiting or target.waiting)
        assert joined.emergency == (source.emergency or target.emergency)

    @invariant()
    def promises_are_kept(self) -> None:
        for name, turn in self.turns.items():
            check_state(turn)
            assert self.passes[name] <= 3, "no thread goes to and fro by itself"
            if turn.status == Status.MERGED:
                continue
            assert turn.declined == (name in self.declined)
            if turn.emergency and turn.waiting:
                assert turn.owner == Owner.PERSON or (turn.deadline and turn.deadline.due == Due.TAKE)


_BY_ASSISTANT = (ev.AssistantAnswers, ev.AssistantAskedForPerson, ev.AssistantResolved)

TestAnyOrder = Machine.TestCase
TestAnyOrder.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
