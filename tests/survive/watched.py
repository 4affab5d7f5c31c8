"""A participant under watch: its machine, whose batches a witness sees, and of which one can be cut short.

The world knows no difference; what a fork of it has are machines of its own under the eyes of its own witness.
"""

from collections.abc import Hashable

from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Kept, Machine
from premises.quantity import Instant
from premises.sim.seat import Seat
from premises.sim.world import World
from premises.wire.message import Frame
from premises.wire.picture import Picture
from premises.wire.site import SUPPLIER
from tests.survive.positions import DROPPED, TORN, Position, part_of
from tests.survive.stories import Makers
from tests.survive.witness import Witness


class Stage:
    """A world and its witness; ``cut`` is where the next batch ends, if it is to be cut short."""

    __slots__ = ("batch", "cut", "makers", "who", "witness", "world")

    def __init__(self, world: World, makers: Makers, witness: Witness) -> None:
        self.world = world
        self.makers = makers
        self.witness = witness
        self.cut: Position | None = None
        self.batch: Effects | None = None
        """The last batch, whole; None when none was seen since somebody last said so."""
        self.who = Name("")
        """Whose it was."""
        for who, seat in world._seats.items():
            if who in makers:
                self._take(who, seat)

    def fork(self) -> "Stage":
        """Give a stage that goes on from here by itself."""
        return Stage(self.world.fork(), self.makers, self.witness.twin())

    def was_cut(self, who: Name) -> bool:
        """Say whether the cut that was wanted has happened, to ``who``."""
        return self.cut is None and self.who == who

    def last(self) -> Effects:
        """Give the last batch that was seen; nothing when there was none."""
        return self.batch or NOTHING

    def seat(self, who: Name) -> Seat:
        """Give the place of one participant."""
        return self.world._seats[who]

    def done(self, seat: Seat, effects: Effects, now: Instant) -> Effects:
        """Give what is done of a batch, and let the witness see it."""
        self.batch, self.who = effects, seat.station.who
        cut = self.cut
        if cut is None:
            life = seat.station.life
            # What a fault is about to tear is not done; asked of a twin, for to be asked is to be counted.
            if not (life.tearing and life.twin().tears(effects, now)):
                self.witness.see(self.who, effects, seat.kept, now)
            return effects
        self.cut = None
        left = part_of(effects, cut, seat.station)
        self.witness.see(self.who, left, seat.kept, now)
        # A write that is torn is the world's affair: it is told of the whole of it, and does nothing of it.
        return effects if cut == TORN else left

    def _take(self, who: Name, seat: Seat) -> None:
        make = self.makers[who]

        def watched(kept: Kept) -> Machine:
            station = seat.station
            # A fork makes its machines from nothing but a boot: only a start has the shelf itself.
            if kept is seat.kept:
                self.witness.see_start(who, station.boot, station.counter)
            return Watched(make(kept), self, seat)

        seat.make = watched
        if seat.machine is not None:
            assert isinstance(seat.machine, Watched), f"{who} was never watched"
            seat.machine = Watched(seat.machine.own, self, seat)


class Watched:
    """The machine ``own`` under watch."""

    def __init__(self, own: Machine, stage: Stage, seat: Seat) -> None:
        self.own = own
        self._stage = stage
        self._seat = seat
        for name in ("suffer", "gasp", "gasps_after"):
            if hasattr(own, name):
                setattr(self, name, getattr(own, name))

    @property
    def state(self) -> Hashable:
        """Its own."""
        return self.own.state

    @state.setter
    def state(self, value: Hashable) -> None:
        self.own.state = value

    @property
    def deadline(self) -> Instant | None:
        """Its own."""
        return self.own.deadline

    @property
    def picture(self) -> Picture:
        """Its own."""
        return self.own.picture

    def start(self, now: Instant) -> Effects:
        """Start, and do what the power leaves of it."""
        return self._stage.done(self._seat, self.own.start(now), now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Take a frame, and do what the power leaves of it."""
        stage, seat = self._stage, self._seat
        if seat.station.who == SUPPLIER and stage.cut != DROPPED:
            stage.witness.hear(frame.message)
        return stage.done(seat, self.own.receive(frame, now), now)

    def wake(self, now: Instant) -> Effects:
        """Wake, and do what the power leaves of it."""
        return self._stage.done(self._seat, self.own.wake(now), now)
