"""Virtual time: every participant of a premises in one thread, a heap, and nothing between events.

Ordered by (time, kind, source, serial) in whole microseconds: per receiver the order of (source, boot, sequence), in
which the live driver handles frames too. So the same machines with the same seed say the same things at the same
moments. No asyncio, no clock, no randomness of its own.
"""

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush, heapreplace
from typing import Any

from premises.faults.air import Lane, LinkPlan
from premises.faults.impairments.impairment import WHOLE
from premises.faults.station import Arrived, Station, launch_notes, offset_of
from premises.identity import Name
from premises.machine.effects import KEY_BOOT, Effects, Keep, Listen, Machine, Maker, Send, of_rows
from premises.quantity import Instant
from premises.sim.shelf import VirtualShelf
from premises.wire.fault import FaultSpec
from premises.wire.message import Frame
from premises.wire.notes.flights import FlightMissed, RadioTurned
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry

EVENTS_AT_ONCE_MAX = 100_000
"""Events at one moment before the world takes it for a loop of our own making. Ours."""

_FRAME, _WAKE = 0, 1
_Item = tuple[Instant, int, str, int, "Seat", Any, Any, Instant, int, int, bool]
"""due, kind, source, serial (unique), seat; for a frame then: itself, lane, sent at, sequence, its boot, damaged."""

Record = Callable[[Entry], None]

Carry = Callable[[Frame, Lane, int], Frame]
"""Takes a frame as it leaves (with its lane and frame counter) and gives it as it arrives: a way through its bytes."""


class Seat:
    """One participant's place in the world: what it is made by, what it keeps, its radio and its machine."""

    __slots__ = ("armed", "kept", "machine", "make", "noted", "station", "ways")

    def __init__(self, make: Maker | None, station: Station, kept: VirtualShelf) -> None:
        self.make = make
        """None for an end of a link where nobody ever sits; what is sent there is missed."""
        self.station = station
        self.kept = kept
        self.machine: Machine | None = None
        """None while it is down."""
        self.armed: Instant | None = None
        """When the earliest of its wake-ups in the heap is; the others are stale."""
        self.noted = 0
        self.ways: dict[Name, tuple[Lane, Seat]] = {}
        """For each neighbour, the lane that leads there and who sits at its end."""


class World:
    """A premises in virtual time; ``record`` hears every note, or none is made when it is None."""

    def __init__(
        self,
        makers: dict[Name, Maker],
        plans: Iterable[LinkPlan],
        seed: int,
        record: Record | None = None,
        carry: Carry | None = None,
    ) -> None:
        plans = tuple(plans)
        self._carry = carry
        self.now = Instant(0)
        self.record = record
        self._unwatched = record is None and carry is None
        self._heap: list[_Item] = []
        self._serial = 0
        ends = {end for plan in plans for end in plan.ends}
        self._seats = {
            who: Seat(makers.get(who), Station(who, plans, seed), VirtualShelf()) for who in sorted(ends | set(makers))
        }
        _join(self._seats)

    def begin_at(self, now: Instant, kept: Mapping[Name, Iterable[Keep]]) -> None:
        """Let ``start`` be ``now``, after a past in which participants have kept ``kept``."""
        self.now = now
        for who, keeps in kept.items():
            self._seats[who].kept.commit(list(keeps))

    def start(self) -> None:
        """Start every participant, in the order of their names."""
        for who, seat in self._seats.items():
            if seat.make is not None:
                self.start_one(who)

    def start_one(self, who: Name) -> None:
        """Start (or restart) one participant now, from what it kept."""
        seat = self._seats[who]
        assert seat.make is not None, f"{who} is nobody"
        assert seat.machine is None, f"{who} is already up"
        batch = seat.station.start(seat.kept, self.now)
        seat.kept.commit(batch.keeps)
        seat.noted = 0
        self._note(seat, batch.notes)
        seat.machine = machine = seat.make(seat.kept)
        seat.armed = None
        self._carry_out(seat, machine.start(self.now), self.now)
        if machine.deadline is not None:
            self._arm(seat, machine.deadline)

    def crash(self, who: Name) -> None:
        """Take one participant down now: all it did not keep is gone."""
        seat = self._seats[who]
        assert seat.machine is not None, f"{who} is already down"
        seat.machine = None
        seat.armed = None

    def impose(self, faults: tuple[FaultSpec, ...]) -> None:
        """Let exactly ``faults`` be imposed from now on, beside what the site says; their moments are premises time.

        What was imposed before and is not among them is healed at once; imposing the same again changes nothing.
        """
        for seat in self._seats.values():
            seat.station.impose(faults)

    @property
    def names(self) -> tuple[Name, ...]:
        """Everyone who is up, by name."""
        return tuple(who for who, seat in self._seats.items() if seat.machine is not None)

    def machine(self, who: Name) -> Machine:
        """Give one participant's machine, to be looked at; it must be up."""
        machine = self._seats[who].machine
        assert machine is not None, f"{who} is down"
        return machine

    def kept(self, who: Name) -> VirtualShelf:
        """Give what one participant kept, to be looked at."""
        return self._seats[who].kept

    def due(self) -> Instant | None:
        """Give the moment of the next event (a stale wake-up counts as one), or None when nothing is to come."""
        return Instant(self._heap[0][0]) if self._heap else None

    def run(self, until: Instant, stop: Callable[[], bool] | None = None) -> bool:
        """Let time pass until ``until`` (included), or until ``stop`` says so after an event; say whether it did."""
        heap = self._heap
        while heap and heap[0][0] <= until:
            began = self.now
            for _ in range(EVENTS_AT_ONCE_MAX):
                item = heap[0]
                self.now = item[0]
                if item[1]:
                    heappop(heap)
                    self._wake(item[4], item[0])
                else:
                    self._receive(item)
                if stop is not None and stop():
                    return True
                if not heap or heap[0][0] > until:
                    break
            else:
                assert self.now > began, f"time stands still at {began} us"
        self.now = max(self.now, until)
        return False

    def fork(self, record: Record | None = None) -> "World":
        """Give a world that goes on identically from here, on its own; in the number of participants and flights."""
        other = object.__new__(World)
        other.now, other.record, other._serial, other._carry = self.now, record, self._serial, self._carry
        other._unwatched = record is None and self._carry is None
        other._seats = {who: _twin(seat) for who, seat in self._seats.items()}
        _join(other._seats)
        other._heap = [(*item[:4], other._seats[item[4].station.who], *item[5:]) for item in self._heap]
        return other

    def _receive(self, item: _Item) -> None:
        """Take the frame that is first in the heap, where its place may go to the one that answers it."""
        due, _, _, _, seat, frame, lane, sent_at, sequence, boot, damaged = item
        machine = seat.machine
        if self.record is not None:
            arrived = Arrived(lane.link, lane.source, boot, sequence, frame, sent_at, damaged)
            self._note(seat, (_missed(arrived) if machine is None else seat.station.hear(arrived, due),))
        if machine is None or damaged or sent_at < seat.station.hears_from:
            heappop(self._heap)
            return
        effects = machine.receive(frame, due)
        if self._unwatched and len(effects) == 1 and type(only := effects[0]) is Send:
            self._hurry(seat, only, due, heapreplace)
        else:
            heappop(self._heap)
            self._carry_out(seat, effects, due)
        deadline = machine.deadline
        if deadline is not None and (seat.armed is None or deadline < seat.armed):
            self._arm(seat, deadline)

    def _wake(self, seat: Seat, now: Instant) -> None:
        machine = seat.machine
        if machine is None or now != seat.armed:
            return
        seat.armed = None
        deadline = machine.deadline
        if deadline is not None and deadline <= now:
            self._carry_out(seat, machine.wake(now), now)
            deadline = machine.deadline
        if deadline is not None:
            self._arm(seat, deadline)

    def _carry_out(self, seat: Seat, effects: Effects, now: Instant) -> None:
        if len(effects) > 1 or (effects and type(effects[0]) is not Send):
            self._keep_and_note(seat, effects)
        for effect in effects:
            if type(effect) is Send:
                if self._unwatched:
                    self._hurry(seat, effect, now, heappush)
                else:
                    self._launch(seat, effect, now)

    def _keep_and_note(self, seat: Seat, effects: Effects) -> None:
        keeps: list[Keep] = []
        for effect in effects:
            kind = type(effect)
            if kind is Keep:
                keeps.append(effect)  # type: ignore[arg-type]  # type() narrows nothing for mypy
            elif kind is Listen:
                if seat.station.listen(effect.on):  # type: ignore[union-attr]  # as above
                    self._note(seat, (RadioTurned(seat.station.listening),))
            elif kind is not Send and self.record is not None:
                self._note(seat, (effect,))  # type: ignore[arg-type]  # as above
        if keeps:
            seat.kept.commit(keeps)

    def _launch(self, seat: Seat, send: Send, now: Instant) -> None:
        lane, target = seat.ways[send.to]
        station = seat.station
        station.counter = counter = station.counter + 1
        if counter > station.reserved:
            seat.kept.commit([station.reserve()])
        sequence = lane.sequence
        lane.sequence = sequence + 1
        frame = send.frame if self._carry is None else self._carry(send.frame, lane, counter)
        flights, by = lane.decide(frame, station.boot, sequence, now)
        if self.record is not None:
            self._note(seat, launch_notes(lane, sequence, counter, frame, flights, by))
        for flight in flights:
            self._serial = serial = self._serial + 1
            due, frame, damaged = flight.due_at, flight.frame, flight.turned != WHOLE
            onward = (frame, lane, now, sequence, station.boot, damaged)
            heappush(self._heap, (due, _FRAME, lane.source, serial, target, *onward))

    def _hurry(self, seat: Seat, send: Send, now: Instant, put: Callable[[list[_Item], _Item], object]) -> None:
        """Launch in a world that nobody watches; equal to ``_launch``, and short for a lane without a state.

        ``put`` is heappush, or heapreplace when what is first in the heap is over and its place free.
        """
        lane, target = seat.ways[send.to]
        if not lane.is_passing:
            if put is heapreplace:
                heappop(self._heap)
            self._launch(seat, send, now)
            return
        station = seat.station
        station.counter = counter = station.counter + 1
        if counter > station.reserved:
            seat.kept.commit([station.reserve()])
        sequence = lane.sequence
        lane.sequence = sequence + 1
        delay = lane.plain or lane.delay(station.boot, sequence)
        if delay > 0:
            self._serial = serial = self._serial + 1
            due: Instant = now + delay  # type: ignore[assignment]  # calling Instant is a tenth of a frame
            boot = station.boot
            put(self._heap, (due, _FRAME, lane.source, serial, target, send.frame, lane, now, sequence, boot, False))
        elif put is heapreplace:
            heappop(self._heap)

    def _arm(self, seat: Seat, deadline: Instant) -> None:
        seat.armed = armed = max(deadline, self.now)
        self._serial += 1
        heappush(self._heap, (armed, _WAKE, seat.station.who, self._serial, seat, None, None, armed, 0, 0, False))

    def _note(self, seat: Seat, notes: Iterable[Note]) -> None:
        record = self.record
        if record is None:
            return
        station = seat.station
        for note in notes:
            record(Entry(self.now, station.who, station.boot, seat.noted, note))  # type: ignore[arg-type]  # every Note is an AnyNote
            seat.noted += 1


def _join(seats: dict[Name, Seat]) -> None:
    for seat in seats.values():
        seat.ways = {to: (lane, seats[to]) for to, lane in seat.station.lanes.items()}


def _twin(seat: Seat) -> Seat:
    other = Seat(seat.make, seat.station.twin(), seat.kept.twin())
    other.armed, other.noted = seat.armed, seat.noted
    if seat.machine is not None and seat.make is not None:
        # What a state does not hold is configuration, and the boot is part of that: a device's luck is keyed by it.
        other.machine = seat.make(of_rows({KEY_BOOT: b"%d" % seat.station.boot}))
        other.machine.state = seat.machine.state
    return other


def _missed(arrived: Arrived) -> FlightMissed:
    message = arrived.frame.message
    return FlightMissed(
        arrived.link, arrived.source, arrived.boot, arrived.sequence, type(message).__name__, offset_of(message), "down"
    )
