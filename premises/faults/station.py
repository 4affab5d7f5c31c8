"""One participant's radio, the same live and in virtual time: it numbers, decides, notes, and says who can hear.

Between a machine's effects and whatever carries them. It owns the boot count, the frame counter that never repeats
(reserved ahead, so that a crash skips numbers and never uses one twice), the lanes, and whether anyone listens.
"""

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from premises.faults.air import Lane, LinkPlan, lanes_from
from premises.faults.impairments.impairment import Flight
from premises.faults.launched import launch_notes, offset_of
from premises.faults.life import Life
from premises.faults.specified import imposed_on
from premises.identity import Name
from premises.machine.ailing import Ailing
from premises.machine.effects import KEY_BOOT, NOTHING, Effects, Keep, Kept, Listen, Machine, Send
from premises.machine.last_word import Gasping
from premises.quantity import NEVER, Duration, Instant, after, earliest
from premises.wire.fault import FaultSpec
from premises.wire.field.air_bytes import AddressBook
from premises.wire.message import Frame
from premises.wire.notes.emulator import DeviceFailed, ParticipantStarted
from premises.wire.notes.flights import FlightDelivered, FlightMissed, RadioTurned
from premises.wire.notes.note import Note
from premises.wire.picture import Picture
from premises.wire.radio.radio_bytes import FRAME_COUNTER_MAX

COUNTER_RESERVE = 1024
"""Frame counters promised ahead by one Keep. Source: docs/decisions/0006; a crash skips at most this many."""

KEY_RESERVED = "radio/reserved"

KEY_GASPED = "life/gasped"
"""Where it is kept since when power was gone at the last word that was said."""

NOTHING_SAID = -1
"""No moment: there was no last word yet."""


class Departure(Struct, frozen=True, gc=False):
    """One flight that goes on: what the carrier needs to take it to its target."""

    lane: Lane
    sequence: int
    counter: int
    flight: Flight


class Batch(Struct, gc=False):
    """The effects of one event, ready to be carried out: keeps first, all or none, then departures, in order."""

    keeps: list[Keep]
    departures: list[Departure]
    notes: list[Note]


class Arrived(Struct, frozen=True, gc=False):
    """One flight as its receiver holds it until it is due."""

    link: Name
    source: Name
    boot: int
    sequence: int
    frame: Frame
    sent_at: Instant
    damaged: bool = False
    """Whether one of its bits is turned. What ``frame`` is then, notes alone may say."""


class Turn(Enum):
    """What happens to a participant itself, and not to its machine."""

    FALLS = "goes down"
    RISES = "starts again"
    GASPS = "says its last word"


class Station:
    """The radio of ``who``; ``start`` it before anything else, each time the participant starts."""

    __slots__ = (
        "boot",
        "counter",
        "gasped_for",
        "gasps_after",
        "hears_from",
        "is_down",
        "keeps_frames",
        "lanes",
        "life",
        "listening",
        "reserved",
        "started_at",
        "who",
    )

    def __init__(self, who: Name, plans: Iterable[LinkPlan], seed: int, faults: Iterable[FaultSpec] = ()) -> None:
        self.who = who
        self.boot = 0
        self.started_at = Instant(0)
        self.listening = True
        self.hears_from = Instant(0)
        """A frame that was sent before this is not heard: who sleeps hears none, who has started none from before."""
        self.lanes = lanes_from(who, plans, seed)
        self.counter = 0
        """Frame counters used; the last one used is this one."""
        self.reserved = 0
        """Frame counters promised; none above it may be used before another promise is kept."""
        self.life = Life(who, faults)
        self.is_down = False
        self.keeps_frames: AddressBook | None = None
        """By which addresses the octets of what is sent are noted too; None for not at all."""
        self.gasps_after: Duration | None = None
        """How long without power its machine says its last word, if it has one."""
        self.gasped_for = NOTHING_SAID

    def start(self, kept: Kept, now: Instant) -> Batch:
        """Begin another boot: what must be kept before anything is sent. It may be found down (``is_down``)."""
        self.boot = _number(kept, KEY_BOOT) + 1
        self.counter = self.reserved = _number(kept, KEY_RESERVED)
        self.gasped_for = _number(kept, KEY_GASPED, NOTHING_SAID)
        self.started_at = now
        self.is_down = False
        self.listen(True)
        for lane in self.lanes.values():
            lane.begin()
        keeps = [Keep(KEY_BOOT, b"%d" % self.boot), *self.life.begin(kept)]
        batch = Batch(keeps, [], [ParticipantStarted(self.boot)])
        if self.life.down(now) is not None:
            found = self.fall(now)
            batch.keeps += found.keeps
            batch.notes += found.notes
        return batch

    def meet(self, machine: Machine) -> None:
        """Look at what was made for this boot: whether it has a last word."""
        self.gasps_after = machine.gasps_after if isinstance(machine, Gasping) else None

    def told(self, machine: Machine, now: Instant) -> Effects:
        """Tell ``machine`` what is wrong with it, if anything can be; give what it does about it."""
        return machine.suffer(self.life.ails(), now) if isinstance(machine, Ailing) else NOTHING

    def impose(self, faults: Iterable[FaultSpec]) -> Batch:
        """Let exactly ``faults`` be imposed from now on, beside what the site says: on its lanes, and on its life."""
        faults = tuple(faults)
        for lane in self.lanes.values():
            lane.impose(imposed_on(lane, faults))
        return Batch(list(self.life.impose(faults)), [], [])

    def fall(self, now: Instant) -> Batch:
        """Go down: from now on nothing is heard, and nothing said but a last word."""
        down = self.life.down(now)
        assert down is not None, f"{self.who} goes down for nothing at {now} us"
        self.is_down = True
        return Batch(list(self.life.fall(now)), [], [DeviceFailed(down.kind)])

    def tears(self, effects: Effects, now: Instant) -> bool:
        """Say whether it goes down instead of doing ``effects``, of which then nothing is kept, sent or noted."""
        return not self.is_down and self.life.tears(effects, now)

    def turns_at(self, now: Instant) -> Instant | None:
        """Give when something next happens to the participant itself: ``now`` or later, or None for never."""
        since = self._cut_off_since(now)
        gasps_at = None if since is None or self.gasps_after is None else max(after(since, self.gasps_after), now)
        return earliest(self.life.turns_at(now, is_down=self.is_down), gasps_at)

    def turn(self, now: Instant) -> Turn:
        """Say what is due ``now``. Who comes up at the moment of a last word does not say it."""
        if self.life.turns_at(now, is_down=self.is_down) == now:
            return Turn.RISES if self.is_down else Turn.FALLS
        return Turn.GASPS

    def gasp(self, machine: Machine, now: Instant) -> Effects:
        """Give the last word of ``machine``, which was made from what is kept; it is said once for each cut."""
        since = self._cut_off_since(now)
        assert since is not None, f"{self.who} has power at {now} us"
        assert isinstance(machine, Gasping), f"{self.who} has no last word"
        self.gasped_for = since
        return [Keep(KEY_GASPED, b"%d" % since), *machine.gasp(since, now)]

    def _cut_off_since(self, now: Instant) -> Instant | None:
        """Give since when power is gone for so long that there is a word to say that was not said."""
        if self.gasps_after is None:
            return None
        return self.life.cut_since(now, self.gasps_after, self.gasped_for)

    def twin(self) -> "Station":
        """Give a station that goes on from here on its own."""
        other = object.__new__(Station)
        for slot in Station.__slots__:
            setattr(other, slot, getattr(self, slot))
        other.lanes = {name: lane.twin() for name, lane in self.lanes.items()}
        other.life = self.life.twin()
        return other

    def perform(self, effects: Effects, now: Instant) -> Batch:
        """Decide everything that one event asked for."""
        batch = Batch([], [], [])
        for effect in effects:
            kind = type(effect)
            if kind is Keep:
                batch.keeps.append(effect)  # type: ignore[arg-type]  # type() narrows nothing for mypy
            elif kind is Listen:
                if self.listen(effect.on):  # type: ignore[union-attr]  # as above
                    batch.notes.append(RadioTurned(self.listening))
            elif kind is not Send:
                batch.notes.append(effect)  # type: ignore[arg-type]  # as above
        for effect in effects:
            if type(effect) is Send:
                self._launch(effect, now, batch)
        return batch

    def listen(self, on: bool) -> bool:
        """Turn the receiver on or off, and say whether that was news."""
        was, self.listening = self.listening, on
        self.hears_from = self.started_at if on else NEVER
        return was != on

    def reserve(self) -> Keep:
        """Promise the next COUNTER_RESERVE frame counters, but none above FRAME_COUNTER_MAX.

        Wanted when ``counter`` has passed ``reserved``.
        """
        # Every counter passes here before it is used the first time, so that no launch need ask.
        assert self.counter <= FRAME_COUNTER_MAX, (
            f"{self.who} has used its last frame counter, {FRAME_COUNTER_MAX}: its network needs a new key"
        )
        self.reserved = min(self.counter + COUNTER_RESERVE, FRAME_COUNTER_MAX)
        return Keep(KEY_RESERVED, b"%d" % self.reserved)

    def _launch(self, send: Send, now: Instant, batch: Batch) -> None:
        lane = self.lanes[send.to]
        self.counter += 1
        if self.counter > self.reserved:
            batch.keeps.append(self.reserve())
        sequence = lane.sequence
        lane.sequence = sequence + 1
        flights, by = lane.decide(send.frame, self.boot, sequence, now)
        batch.notes.extend(launch_notes(lane, sequence, self.counter, send.frame, flights, by, book=self.keeps_frames))
        for flight in flights:
            batch.departures.append(Departure(lane, sequence, self.counter, flight))

    @property
    def picture(self) -> Picture:
        """What is shown of a participant that is down."""
        return Picture(self.who, None, "down")

    def hear(
        self, arrived: Arrived, now: Instant, late: int = 0, *, is_here: bool = True
    ) -> FlightDelivered | FlightMissed:
        """Say whether a frame that is due now is heard; a miss says why. ``is_here`` is false where no process runs.

        What is damaged is heard by nobody: a radio's frame check sequence finds any single bit (Source: IEEE 802.15.4,
        CRC-16), and so does a carrier's. Assumption 61 (docs/sources.md).
        """
        message = arrived.frame.message
        kind, offset = type(message).__name__, offset_of(message)
        why = self._why_not_heard(arrived, is_here=is_here)
        if why:
            return FlightMissed(arrived.link, arrived.source, arrived.boot, arrived.sequence, kind, offset, why)
        after = Duration(now - arrived.sent_at)
        return FlightDelivered(arrived.link, arrived.source, arrived.boot, arrived.sequence, kind, offset, after, late)

    def _why_not_heard(self, arrived: Arrived, *, is_here: bool) -> str:
        if self.is_down or not is_here:
            return "down"
        if arrived.sent_at < self.started_at:
            return "restarted"
        if not self.listening:
            return "deaf"
        return "damaged" if arrived.damaged else ""


def _number(kept: Kept, key: str, otherwise: int = 0) -> int:
    value = kept.get(key)
    return int(value) if value is not None else otherwise
