"""The whole door of one participant, and its machine behind it: what an input has to pass, and what must hold after it.

The door is the live one (``Aerial``): MQTT payload to envelope, envelope to octets, octets to frame. Behind it stands
the real machine, put into a saved state. Only a PremisesError may come out of the door, and nothing out of a machine.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from premises.errors import PremisesError
from premises.faults.air import Lane, LinkPlan
from premises.identity import Name
from premises.machine.effects import KEY_BOOT, Effect, Effects, Keep, Listen, Machine, Maker, Send, of_rows
from premises.quantity import Instant, seconds
from premises.runtime.aerial import Aerial, Cast
from premises.runtime.link import Arrival
from premises.sim.shelf import VirtualShelf
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, Envelope, NoteBatch
from premises.wire.field.air_bytes import AddressBook, from_octets, to_octets
from premises.wire.message import Frame
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.topics import Topics
from tests.fuzz.corpus import Way

HORIZON = seconds(3 * 24 * 3600)
"""A frame that is due later than this is held by the radio, and never heard here. Ours."""

EFFECTS_MAX = 200
"""Effects of one event: alerts of a whole outbox, and room. Ours."""

BOOTED = of_rows({KEY_BOOT: b"1"})
"""The shelf of a machine whose state is about to be set: what a state does not hold."""

TOPICS = Topics(Name("fuzz"))


class Fate(Enum):
    """How far an input came."""

    ENVELOPE = "refused: no envelope"
    ADDRESS = "refused: an envelope of another lane or time"
    FRAME = "refused: no frame on its medium"
    HELD = "held: due after the horizon"
    IGNORED = "reached a machine, which changed nothing"
    ACTED = "reached a machine, which acted or changed"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that happens to a participant: after ``pause``, ``payload`` comes on ``way``."""

    pause: int
    """Microseconds; UNTIL_DEADLINE to let its own next moment come first."""
    way: Way
    payload: bytes


UNTIL_DEADLINE = -1


class Door:
    """Everything between the broker and one participant's machine."""

    def __init__(self, who: Name, make: Maker, plans: tuple[LinkPlan, ...], book: AddressBook) -> None:
        self.who = who
        self._make = make
        self._book = book
        mine = tuple(plan for plan in plans if who in plan.ends)
        self._aerial = Aerial(Cast(who, make, mine, book, 1), TOPICS)
        self.lanes_out: Mapping[Name, Lane] = {lane.target: lane for lane in (Lane(plan, who, 1) for plan in mine)}
        self.machine = make(BOOTED)
        self.now = Instant(0)
        self.noted: Counter[str] = Counter()
        """What its machines noted, by kind."""
        self._kept = VirtualShelf()

    def enter(self, state: object, now: Instant, kept: VirtualShelf) -> None:
        """Put the machine into a saved state, of which it knows nothing from before."""
        self.machine = self._make(BOOTED)
        self.machine.state = state
        self.now = now
        self._kept = kept.twin()

    def take(self, given: Input) -> Fate:
        """Let one input happen; AssertionError when something does not hold after it, anything when it broke."""
        self._let_pass(given.pause)
        arrival = Arrival(TOPICS.air(*given.way), given.payload, retained=False)
        try:
            due, arrived = self._aerial.arrived(arrival)
        except PremisesError:
            return self._refused(given)
        if due > self.now + HORIZON:
            return Fate.HELD
        self.now = max(self.now, due)
        before = self.machine.state
        effects = self.machine.receive(arrived.frame, self.now)
        self._check(effects, self.machine)
        changed = self.machine.state != before or not all(type(effect) is MessageIgnored for effect in effects)
        return Fate.ACTED if changed else Fate.IGNORED

    def answers_alike(self, given: Input) -> None:
        """Take one more input on this machine and on one that goes on from its state; both do the same."""
        other = self._make(BOOTED)
        other.state = self.machine.state
        assert other.state == self.machine.state, "a state that is set is the state that is read"
        assert other.deadline == self.machine.deadline, "the deadline follows from the state"
        try:
            due, arrived = self._aerial.arrived(Arrival(TOPICS.air(*given.way), given.payload, retained=False))
        except PremisesError:
            return
        now = max(self.now, Instant(min(due, self.now + HORIZON)))
        mine, others = self.machine.receive(arrived.frame, now), other.receive(arrived.frame, now)
        assert list(mine) == list(others), f"from the same state, {mine} and {others}"
        assert other.state == self.machine.state, "from the same state, another"

    def restarts(self) -> None:
        """Lose power now: what it kept of all this must let it start again."""
        self.machine = machine = self._make(self._kept)
        self._check(machine.start(self.now), machine)

    def _let_pass(self, pause: int) -> None:
        deadline = self.machine.deadline
        if pause != UNTIL_DEADLINE:
            self.now = Instant(self.now + pause)
        elif deadline is not None and deadline <= self.now + HORIZON:
            self.now = max(self.now, deadline)
        if deadline is not None and deadline <= self.now:
            self._wake(self.machine)

    def _wake(self, machine: Machine) -> None:
        self._check_effects(machine.wake(self.now))
        later = machine.deadline
        assert later is None or later > self.now, f"woke at {self.now} us and still wants {later}"

    def _refused(self, given: Input) -> Fate:
        try:
            envelope = decode(Envelope, given.payload)
        except PremisesError:
            return Fate.ENVELOPE
        mine = (envelope.link, envelope.source, envelope.target) == given.way
        return Fate.FRAME if mine and envelope.due_at > envelope.sent_at else Fate.ADDRESS

    def _check(self, effects: Effects, machine: Machine) -> None:
        """Check all that must hold after an event."""
        self._check_effects(effects)
        assert hash(machine.state) == hash(machine.state), "a state is hashable, and the same twice"
        if machine.deadline is not None and machine.deadline <= self.now:
            self._wake(machine)
        assert machine.picture.who == self.who, "it shows itself"

    def _check_effects(self, effects: Effects) -> None:
        assert len(effects) <= EFFECTS_MAX, f"{len(effects)} effects of one event"
        for effect in effects:
            self._check_effect(effect)
        self._kept.commit([effect for effect in effects if isinstance(effect, Keep)])

    def _check_effect(self, effect: Effect) -> None:
        match effect:
            case Send(to, frame):
                self._check_send(to, frame)
            case Keep(str(), bytes() | None) | Listen(bool()):
                pass
            case Note():
                self.noted[type(effect).__name__] += 1
                entry = Entry(self.now, self.who, 1, 0, effect)  # type: ignore[arg-type]  # one of the vocabulary
                batch = NoteBatch(ENVELOPE_VERSION, self.who, 1, 0, (entry,))
                assert decode(NoteBatch, encode(batch)) == batch, f"{effect} does not come back as it went"
            case _:
                raise AssertionError(f"{effect!r} is no effect")

    def _check_send(self, to: Name, frame: Frame) -> None:
        """What a machine sends goes to a neighbour, fits its medium, and is read there as it was meant."""
        lane = self.lanes_out.get(to)
        assert lane is not None, f"{self.who} sends {frame} to {to}, and its neighbours are {', '.join(self.lanes_out)}"
        octets = to_octets(frame, lane.medium, lane.hop, 1, self._book)
        assert from_octets(octets, lane.medium, lane.hop, self._book).frame == frame, f"{frame} is read otherwise"
