"""One live participant without its connection: frames held until they are due, and the machine run in logical order.

The virtual counterpart is a seat of ``premises.sim.world``: both process (time, kind, source, sequence) in the same
order with the same ``now``, so they say the same. Synchronous, one call at a time: ``driver`` brings the arrivals and
calls ``turn`` when ``moment`` has come. The wall decides only when something is done, never what ``now`` it is given.
"""

import math
from collections.abc import Callable, Iterable
from heapq import heappop, heappush

from premises.errors import LinkError, WireError
from premises.faults.specified import touched_by
from premises.faults.station import Arrived, Station, Turn
from premises.journey.notebook import Notebook
from premises.machine.effects import Effects, Machine, Maker
from premises.machine.remade import remade
from premises.quantity import Duration, Instant, is_due
from premises.runtime.aerial import Aerial, Cast, lost_by_broker
from premises.runtime.clock import SharedClock, Wall
from premises.runtime.link import Arrival
from premises.runtime.shelf import KeptLive
from premises.wire.device.supply import SupplyCut
from premises.wire.envelope import Clock
from premises.wire.fault import FaultSpec
from premises.wire.notes.emulator import DeviceRestored, FrameRefused, ParticipantStopped
from premises.wire.notes.flights import FlightMissed, FlightStraggled
from premises.wire.notes.note import Note
from premises.wire.picture import Picture

GRACE = 20_000
"""Microseconds of wall that any frame has to come from its sending, before a wake goes first. Ours.

What is due at a wake's moment was sent at least the least latency of our links before it. So a wake waits only for what
GRACE is longer than that latency, on the wall; and at most half of it (docs/decisions/0009 and 0013).
"""

HELD_MAX = 10_000
"""Frames held until they are due; one more is an emulator's loss. Ours."""
TURN_MAX = 200
"""Events in one turn, so that a backlog does not keep the process from reading. Ours."""


Publish = Callable[[str, bytes], None]
"""Hands topic and payload of one publication to the broker; LinkError when there is no connection."""


_TURN, _FRAME, _WAKE = -1, 0, 1
_Key = tuple[int, int, str, int, int]
"""(time, kind, source, boot, sequence): the order of the world."""


class Seat:
    """The place of one participant in a live premises."""

    def __init__(
        self, cast: Cast, aerial: Aerial, kept: KeptLive, notebook: Notebook, clock: SharedClock, wall: Wall
    ) -> None:
        self.now = Instant(0)
        """The logical time of the last event; it never goes back."""
        self._cast, self._make = cast, cast.make
        self._aerial = aerial
        self._kept = kept
        self._notebook = notebook
        self._clock = clock
        self._wall = wall
        self._station = Station(cast.who, cast.plans, cast.seed, cast.faults)
        self._machine: Machine | None = None
        """None before the start, and while the device is down on purpose."""
        self._told: tuple[Instant, tuple[FaultSpec, ...]] | None = None
        """What is to be imposed, and from which moment on."""
        self._starts_at: Instant | None = None
        self._soonest = cast.soonest(GRACE)
        self._grace = GRACE
        self._early: list[Note] = []
        self._held: list[tuple[int, int, str, int, int, int, Arrived]] = []
        self._serial = 0
        self._last: _Key = (0, _FRAME, "", 0, 0)

    @property
    def picture(self) -> Picture | None:
        """What the machine shows of itself, or that it is down; None before it started."""
        if self._machine is not None:
            return self._machine.picture
        return self._station.picture if self._station.is_down else None

    def follow(self, clock: Clock, *, live: bool) -> bool:
        """Go by ``clock``, and say whether it is news; the first one says when this participant starts.

        A clock whose origin lies ahead, or that began while we were listening (``live``), is a beginning: the start
        is at the origin itself. Any other was running already: the start is now, and is a restart.
        """
        if not self._clock.follow(clock):
            return False
        self._grace = _grace(math.floor(self._soonest / clock.speed)) if clock.speed else GRACE
        if self._starts_at is None:
            at_origin = self._wall.monotonic() <= clock.monotonic_at or (live and clock.revision == 1)
            self._starts_at = clock.premises_at if at_origin else self._clock.now()
        return True

    def take(self, arrival: Arrival) -> None:
        """Hold the frame of one arrival until it is due; what is no frame is noted and dropped."""
        if len(self._held) >= HELD_MAX:
            self.note(FrameRefused(arrival.topic, f"emulator: held frames full ({HELD_MAX})"))
            return
        try:
            due, arrived = self._aerial.arrived(arrival)
        except WireError as error:
            self.note(FrameRefused(arrival.topic, str(error)))
            return
        self._serial += 1
        heappush(self._held, (due, _FRAME, arrived.source, arrived.boot, arrived.sequence, self._serial, arrived))

    def moment(self) -> int | None:
        """Give the wall's reading at which ``turn`` is wanted; None when nothing is to come, or the clock stands."""
        if not self._is_begun:
            return None if self._starts_at is None else self._clock.wall_of(self._starts_at)
        following = self._following()
        if following is None:
            return None
        due, kind = following
        moment = self._clock.wall_of(due)
        return moment if moment is None or kind == _FRAME else moment + self._grace

    def turn(self, publish: Publish) -> int:
        """Do, in logical order, what is due on the wall, and give how many events that was; at most TURN_MAX."""
        for done in range(TURN_MAX):
            moment = self.moment()
            if moment is None or moment > self._wall.monotonic():
                return done
            following = self._following() if self._is_begun else None
            if following is None:
                assert self._starts_at is not None, "a start has a time"
                self._start(self._starts_at, publish)
                continue
            due, kind = following
            if kind == _FRAME:
                self._deliver(publish)
            elif kind == _WAKE:
                self._wake(due, publish)
            else:
                self._turn(due, publish)
        return TURN_MAX

    def impose(self, faults: tuple[FaultSpec, ...]) -> None:
        """Let exactly ``faults`` be imposed from now on, beside what the site says; their moments are premises time.

        What was imposed before and is not among them is healed at once; imposing the same again changes nothing.
        It is done in its turn, at premises time now; before the start at once.
        """
        if self._is_begun:
            self._told = max(self.now, self._clock.now()), faults
        else:
            self._station.impose(faults)

    def recast(self, make: Maker) -> None:
        """Let ``make`` make the machine from now on, and the one that is up, as of what it knows."""
        self._make = make
        if self._machine is not None:
            self._machine = remade(make, self._machine, self._station.boot)

    def keep_frames(self, *, kept: bool) -> None:
        """Note the octets of whatever is sent from now on, or no longer."""
        self._station.keeps_frames = self._cast.book if kept else None

    def touched(self, faults: tuple[FaultSpec, ...]) -> tuple[int, ...]:
        """Give how many flights each of ``faults``, which are those imposed, has touched since it was."""
        return touched_by(faults, self._station.lanes.values())

    def note(self, note: Note) -> None:
        """Note something of the driver's own, at the logical time of the last event (or of the start, if none)."""
        if self._is_begun:
            self._notebook.note(self.now, note)
        elif len(self._early) < HELD_MAX:
            self._early.append(note)

    def stop(self) -> None:
        """Note the end of this participant, as of premises time now."""
        if self._is_begun:
            self.now = max(self.now, self._clock.now())
            self.note(ParticipantStopped())

    @property
    def _is_begun(self) -> bool:
        return self._machine is not None or self._station.is_down

    def _following(self) -> tuple[Instant, int] | None:
        """Give when the next thing happens and what: of what happens at one moment the world's first."""
        turns_at = self._station.turns_at(self.now) if self._told is None else self._told[0]
        wake = None if self._machine is None else self._machine.deadline
        first = None if turns_at is None else (max(turns_at, self.now), _TURN)
        if self._held and (first is None or self._held[0][0] < first[0]):
            first = Instant(self._held[0][0]), _FRAME
        if wake is not None and (first is None or max(wake, self.now) < first[0]):
            first = max(wake, self.now), _WAKE
        return first

    def _start(self, now: Instant, publish: Publish) -> None:
        """Begin a boot: the process's first, or another one after the device was down."""
        self.now = now
        self._last = (now, _TURN, "", 0, 0)
        batch = self._station.start(self._kept, now)
        self._kept.commit(batch.keeps)
        self._notebook.begin(self._station.boot)
        self._note_all(batch.notes)
        machine = self._make(self._kept)
        self._station.meet(machine)
        self._note_all(self._early)
        self._early.clear()
        if not self._station.is_down:
            self._machine = machine
            self._tell(publish)
        if self._machine is not None:
            self._carry_out(self._machine.start(now), publish)

    def _turn(self, now: Instant, publish: Publish) -> None:
        """Do what happens to the participant itself: it is told its faults, goes down, starts again, or gasps."""
        self.now = now
        self._last = (now, _TURN, "", 0, 0)
        if self._told is not None:
            faults, self._told = self._told[1], None
            before = self._station.life.ails()
            self._kept.commit(self._station.impose(faults).keeps)
            if self._station.life.ails() != before:
                self._tell(publish)
            return
        match self._station.turn(now):
            case Turn.FALLS:
                self._fall()
            case Turn.RISES:
                self.note(DeviceRestored())
                self._start(now, publish)
            case Turn.GASPS:
                self._carry_out(self._station.gasp(self._make(self._kept), now), publish)

    def _tell(self, publish: Publish) -> None:
        if self._machine is not None:
            self._carry_out(self._station.told(self._machine, self.now), publish)

    def _fall(self) -> None:
        self._machine = None
        batch = self._station.fall(self.now)
        self._kept.commit(batch.keeps)
        self._note_all(batch.notes)

    def _wake(self, now: Instant, publish: Publish) -> None:
        machine = self._machine
        assert machine is not None, "who wakes is up"
        self.now = now
        self._last = (now, _WAKE, self._cast.who, 0, 0)
        self._carry_out(machine.wake(now), publish)
        assert not is_due(machine.deadline, now), f"{self._cast.who} woke and still wants {now} us"

    def _deliver(self, publish: Publish) -> None:
        due, kind, source, boot, sequence, _, arrived = heappop(self._held)
        moment = self._clock.wall_of(Instant(due))
        late = 0 if moment is None else max(0, self._wall.monotonic() - moment)
        key = (due, kind, source, boot, sequence)
        if key >= self._last:
            self.now, self._last = Instant(due), key
        elif arrived.sent_at >= self._station.started_at:
            behind = Duration(self.now - due)
            self.note(FlightStraggled(arrived.link, arrived.source, arrived.boot, arrived.sequence, behind))
        heard = self._station.hear(arrived, self.now, late)
        self.note(heard)
        if type(word := arrived.frame.message) is SupplyCut:
            self._kept.commit(self._station.life.lose_power(arrived.source, self.now, word.span))
            return
        if type(heard) is not FlightMissed and self._machine is not None:
            self._carry_out(self._machine.receive(arrived.frame, self.now), publish)

    def _carry_out(self, effects: Effects, publish: Publish) -> None:
        """Do one batch: its keeps first, all or none, then its sends, then its notes."""
        if not effects:
            return
        if self._station.tears(effects, self.now):
            self._fall()
            return
        batch = self._station.perform(effects, self.now)
        if batch.keeps:
            self._kept.commit(batch.keeps)
        for departure in batch.departures:
            topic, payload = self._aerial.publication(departure, self._station.boot)
            try:
                publish(topic, payload)
            except LinkError:
                batch.notes.append(lost_by_broker(departure))
        self._note_all(batch.notes)

    def _note_all(self, notes: Iterable[Note]) -> None:
        for note in notes:
            self._notebook.note(self.now, note)


def _grace(latency: int) -> int:
    """Give how long a wake waits for others' frames; what it sends leaves late by as much. ``latency`` is the least."""
    return min(max(0, GRACE - latency), latency // 2)
