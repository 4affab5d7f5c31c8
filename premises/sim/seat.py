"""A participant's place in a world: what it is made by, what it keeps, its radio, its machine and its ways out.

What happens there, and in which order, is the world's affair.
"""

from collections.abc import Iterable

from premises.faults.air import Lane
from premises.faults.station import Station
from premises.identity import Name
from premises.machine.effects import Effects, Keep, Listen, Machine, Maker, Send
from premises.machine.remade import remade
from premises.quantity import Instant
from premises.sim.shelf import VirtualShelf
from premises.wire.device.supply import SupplyCut
from premises.wire.fault import FaultSpec
from premises.wire.notes.flights import RadioTurned
from premises.wire.notes.note import Note
from premises.wire.picture import Picture


class Seat:
    """One participant's place in the world: what it is made by, what it keeps, its radio and its machine."""

    __slots__ = ("armed", "kept", "machine", "make", "noted", "station", "turns_at", "ways")

    def __init__(self, make: Maker | None, station: Station, kept: VirtualShelf) -> None:
        self.make = make
        """None for an end of a link where nobody ever sits; what is sent there is missed."""
        self.station = station
        self.kept = kept
        self.machine: Machine | None = None
        """None while it is down."""
        self.armed: Instant | None = None
        """When the earliest of its wake-ups in the heap is; the others are stale."""
        self.turns_at: Instant | None = None
        """When something happens to itself, as the heap has it; what the heap has for other moments is stale."""
        self.noted = 0
        self.ways: dict[Name, tuple[Lane, Seat]] = {}
        """For each neighbour, and each supply, the lane that leads there and who sits at its end."""

    @property
    def is_here(self) -> bool:
        """Whether a process would be running: its device may be down on purpose."""
        return self.machine is not None or self.station.is_down

    @property
    def picture(self) -> Picture | None:
        """What its machine shows of itself, or that it is down; None for nobody."""
        if self.machine is not None:
            return self.machine.picture
        return self.station.picture if self.station.is_down else None

    def start(self, now: Instant) -> Iterable[Note]:
        """Begin another boot, with its machine unless it is found down; give what is to be noted in it."""
        assert self.make is not None, f"{self.station.who} is nobody"
        assert self.machine is None, f"{self.station.who} is already up"
        batch = self.station.start(self.kept, now)
        self.kept.commit(batch.keeps)
        self.noted = 0
        self.armed = None
        machine = self.make(self.kept)
        self.station.meet(machine)
        self.machine = None if self.station.is_down else machine
        return batch.notes

    def recast(self, make: Maker) -> None:
        """Let ``make`` make its machine from now on, and the one that is up, as of what it knows."""
        self.make = make
        if self.machine is not None:
            self.machine = remade(make, self.machine, self.station.boot)

    def crash(self) -> None:
        """End as a process that is killed."""
        assert self.is_here, f"{self.station.who} is already down"
        self.machine = None
        self.station.is_down = False
        self.armed = self.turns_at = None

    def impose(self, faults: Iterable[FaultSpec]) -> bool:
        """Let exactly ``faults`` be imposed; say whether its machine has something to be told."""
        before = self.station.life.ails()
        self.kept.commit(self.station.impose(faults).keeps)
        return self.station.life.ails() != before

    def fall(self, now: Instant) -> Iterable[Note]:
        """Go down on purpose; give what is to be noted."""
        self.machine = None
        self.armed = None
        batch = self.station.fall(now)
        self.kept.commit(batch.keeps)
        return batch.notes

    def loses_power(self, by: Name, cut: SupplyCut, now: Instant) -> bool:
        """Take it that what feeds it is off from ``now`` on, and say whether it is here: its next turn is its fall."""
        if self.is_here:
            self.kept.commit(self.station.life.lose_power(by, now, cut.span))
        return self.is_here

    def gasp(self, now: Instant) -> Effects:
        """Give the last word of what power left here."""
        assert self.make is not None, f"{self.station.who} is nobody"
        return self.station.gasp(self.make(self.kept), now)

    def keep(self, effects: Effects) -> Iterable[Note]:
        """Keep and listen as ``effects`` say; give what they note."""
        keeps: list[Keep] = []
        notes: list[Note] = []
        for effect in effects:
            kind = type(effect)
            if kind is Keep:
                keeps.append(effect)  # type: ignore[arg-type]  # type() narrows nothing for mypy
            elif kind is Listen:
                if self.station.listen(effect.on):  # type: ignore[union-attr]  # as above
                    notes.append(RadioTurned(self.station.listening))
            elif kind is not Send:
                notes.append(effect)  # type: ignore[arg-type]  # as above
        if keeps:
            self.kept.commit(keeps)
        return notes


def join(seats: dict[Name, Seat]) -> None:
    """Let every seat know who sits at the other end of each of its lanes."""
    for seat in seats.values():
        seat.ways = {to: (lane, seats[lane.target]) for to, lane in seat.station.lanes.items()}


def twin(seat: Seat) -> Seat:
    """Give a seat that goes on from here on its own; ``join`` it to its neighbours."""
    other = Seat(seat.make, seat.station.twin(), seat.kept.twin())
    other.armed, other.turns_at, other.noted = seat.armed, seat.turns_at, seat.noted
    if seat.machine is not None and seat.make is not None:
        other.machine = remade(seat.make, seat.machine, seat.station.boot)
    return other
