"""Virtual time: every participant of a premises in one thread, a heap, and nothing between events.

Ordered by (time, kind, source, serial) in whole microseconds: per receiver the order of (source, boot, sequence), as
live. So the same machines with the same seed say the same things at the same moments. No asyncio, clock or randomness.
"""

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush, heapreplace

from premises.faults.air import Lane, LinkPlan
from premises.faults.impairments.impairment import WHOLE
from premises.faults.launched import launch_notes
from premises.faults.station import Arrived, Station, Turn
from premises.identity import Name
from premises.machine.effects import Effects, Keep, Machine, Maker, Send
from premises.quantity import Instant
from premises.sim.heap import EVENTS_AT_ONCE_MAX, FRAME, TURN, WAKE, Item, moment_item
from premises.sim.seat import Seat, join, twin
from premises.sim.shelf import VirtualShelf
from premises.wire.fault import FaultSpec
from premises.wire.field.air_bytes import AddressBook
from premises.wire.message import Frame, Medium
from premises.wire.notes.emulator import DeviceRestored
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture

Record = Callable[[Entry], None]

Carry = Callable[[Frame, Lane, int], Frame]
"""Takes a frame as it leaves (with its lane and frame counter) and gives it as it arrives: a way through its bytes."""


class World:
    """A premises in virtual time; ``record`` hears every note, or none is made when it is None."""

    def __init__(
        self, makers: dict[Name, Maker], plans: Iterable[LinkPlan], seed: int, record: Record | None = None,
        carry: Carry | None = None, faults: Iterable[FaultSpec] = (),
    ) -> None:  # fmt: skip
        """``faults`` is what the site says is wrong with its devices; what is wrong with its links is in ``plans``."""
        plans, faults = tuple(plans), tuple(faults)
        self.now, self.record, self._carry = Instant(0), record, carry
        self._unwatched = record is None and carry is None
        self._heap: list[Item] = []
        self._serial = 0
        ends = {end for plan in plans for end in plan.ends}
        self._seats = {
            who: Seat(makers.get(who), Station(who, plans, seed, faults), VirtualShelf())
            for who in sorted(ends | set(makers))
        }
        join(self._seats)

    def keep_frames(self, book: AddressBook) -> None:
        """Note the octets of whatever is sent from now on, by the addresses of ``book``."""
        for seat in self._seats.values():
            seat.station.keeps_frames = book

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
        """Start (or restart) one participant now, from what it kept; one that is down on purpose is found down."""
        self._start(self._seats[who])

    def crash(self, who: Name) -> None:
        """Take one participant's process down now: all it did not keep is gone."""
        self._seats[who].crash()

    def impose(self, faults: tuple[FaultSpec, ...]) -> None:
        """Let exactly ``faults`` be imposed from now on, beside what the site says; their moments are premises time.

        What was imposed before and is not among them is healed at once; imposing the same again changes nothing.
        Whom that takes down or brings up does so when the world runs on.
        """
        for seat in self._seats.values():
            if seat.impose(faults):
                self._tell(seat)
                self._arm_wake(seat)
            self._arm_turn(seat)

    def recast(self, makers: Mapping[Name, Maker]) -> None:
        """Let those in ``makers`` be made so from now on: each knows what it knew, under another configuration."""
        for who, make in makers.items():
            self._seats[who].recast(make)
            self._arm_wake(self._seats[who])

    def nudge(self, who: Name) -> None:
        """Look again at what one participant waits for, after its state was changed from outside."""
        self._arm_wake(self._seats[who])

    @property
    def names(self) -> tuple[Name, ...]:
        """Everyone who is up, by name."""
        return tuple(who for who, seat in self._seats.items() if seat.machine is not None)

    @property
    def pictures(self) -> dict[Name, Picture]:
        """What everyone shows of itself, or that it is down on purpose."""
        return {who: picture for who, seat in self._seats.items() if (picture := seat.picture) is not None}

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
                    (self._wake if item[1] == WAKE else self._turn)(item[4], item[0])
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
        other._seats = {who: twin(seat) for who, seat in self._seats.items()}
        join(other._seats)
        other._heap = [(*item[:4], other._seats[item[4].station.who], *item[5:]) for item in self._heap]
        return other

    def _receive(self, item: Item) -> None:
        """Take the frame that is first in the heap, where its place may go to the one that answers it."""
        due, _, _, _, seat, frame, lane, sent_at, sequence, boot, damaged = item
        machine = seat.machine
        if self.record is not None:
            arrived = Arrived(lane.link, lane.source, boot, sequence, frame, sent_at, damaged)
            self._note(seat, (seat.station.hear(arrived, due, is_here=machine is not None),))
        if machine is None or damaged or sent_at < seat.station.hears_from or lane.medium is Medium.MAINS:
            heappop(self._heap)
            if lane.medium is Medium.MAINS and seat.loses_power(lane.source, frame.message, due):
                self._arm_turn(seat)
            return
        effects = machine.receive(frame, due)
        if self._unwatched and len(effects) == 1 and type(only := effects[0]) is Send:
            self._hurry(seat, only, due, heapreplace)
        else:
            heappop(self._heap)
            self._carry_out(seat, effects, due)
        # A machine that went down over this frame may arm its seat once more: whoever starts there disarms it.
        deadline = machine.deadline
        if deadline is not None and (seat.armed is None or deadline < seat.armed):
            self._arm(seat, deadline)

    def _turn(self, seat: Seat, now: Instant) -> None:
        """Do what happens to a participant itself: it goes down, starts again, or says its last word."""
        if now != seat.turns_at:
            return
        match seat.station.turn(now):
            case Turn.FALLS:
                self._fall(seat, now)
            case Turn.RISES:
                self._note(seat, (DeviceRestored(),))
                self._start(seat)
            case Turn.GASPS:
                self._carry_out(seat, seat.gasp(now), now)
                self._arm_turn(seat)

    def _start(self, seat: Seat) -> None:
        self._note(seat, seat.start(self.now))
        self._tell(seat)
        if seat.machine is not None:
            self._carry_out(seat, seat.machine.start(self.now), self.now)
        self._arm_wake(seat)
        self._arm_turn(seat)

    def _fall(self, seat: Seat, now: Instant) -> None:
        self._note(seat, seat.fall(now))
        self._arm_turn(seat)

    def _tell(self, seat: Seat) -> None:
        """Tell a machine that something can be wrong with what is wrong with it."""
        if seat.machine is not None:
            self._carry_out(seat, seat.station.told(seat.machine, self.now), self.now)

    def _wake(self, seat: Seat, now: Instant) -> None:
        machine = seat.machine
        if machine is None or now != seat.armed:
            return
        seat.armed = None
        deadline = machine.deadline
        if deadline is not None and deadline <= now:
            self._carry_out(seat, machine.wake(now), now)
        self._arm_wake(seat)

    def _carry_out(self, seat: Seat, effects: Effects, now: Instant) -> None:
        if len(effects) > 1 or (effects and type(effects[0]) is not Send):
            if seat.station.life.tearing and seat.station.tears(effects, now):
                self._fall(seat, now)
                return
            self._note(seat, seat.keep(effects))
        for effect in effects:
            if type(effect) is Send:
                if self._unwatched:
                    self._hurry(seat, effect, now, heappush)
                else:
                    self._launch(seat, effect, now)

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
            self._note(seat, launch_notes(lane, sequence, counter, frame, flights, by, book=station.keeps_frames))
        for flight in flights:
            self._serial = serial = self._serial + 1
            onward = (flight.frame, lane, now, sequence, station.boot, flight.turned != WHOLE)
            heappush(self._heap, (flight.due_at, FRAME, lane.source, serial, target, *onward))

    def _hurry(self, seat: Seat, send: Send, now: Instant, put: Callable[[list[Item], Item], object]) -> None:
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
            put(self._heap, (due, FRAME, lane.source, serial, target, send.frame, lane, now, sequence, boot, False))
        elif put is heapreplace:
            heappop(self._heap)

    def _arm(self, seat: Seat, deadline: Instant) -> None:
        seat.armed = armed = max(deadline, self.now)
        self._serial += 1
        heappush(self._heap, moment_item(armed, WAKE, self._serial, seat))

    def _arm_wake(self, seat: Seat) -> None:
        deadline = None if seat.machine is None else seat.machine.deadline
        if deadline is not None and (seat.armed is None or deadline < seat.armed):
            self._arm(seat, deadline)

    def _arm_turn(self, seat: Seat) -> None:
        """Let the heap have the next moment at which something happens to the participant itself."""
        seat.turns_at = due = seat.station.turns_at(self.now) if seat.is_here else None
        if due is not None:
            self._serial += 1
            heappush(self._heap, moment_item(due, TURN, self._serial, seat))

    def _note(self, seat: Seat, notes: Iterable[Note]) -> None:
        if (record := self.record) is None:
            return
        for note in notes:
            record(Entry(self.now, seat.station.who, seat.station.boot, seat.noted, note))  # type: ignore[arg-type]  # every Note is an AnyNote
            seat.noted += 1
