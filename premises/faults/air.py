"""The links of a premises as data, and the lanes that decide what becomes of each flight.

A link joins two neighbours; each direction is a lane with its own impairments, state, luck and sequence. The
sender decides and stamps; the receiver holds the frame until it is due. Nothing here moves a byte.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

from premises.draws import OCCASIONS, SCALE, SPARE_BITS, WORDS, Draws, Luck
from premises.faults.impairments.impairment import LATENCY_MIN, LOST, Flight, Impairment, Passing
from premises.faults.impairments.latency import Latency
from premises.identity import Eui64, Name
from premises.quantity import Duration, Instant
from premises.wire.field.air_bytes import Hop
from premises.wire.message import Frame, Medium
from premises.wire.radio.band import Band


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """One link: its name, what it is made of, its two ends and what happens to frames each way."""

    name: Name
    medium: Medium
    ends: tuple[Name, Name]
    there: tuple[Impairment, ...]
    """From the first end to the second, in the order they apply."""
    back: tuple[Impairment, ...]
    """From the second end to the first."""
    band: Band = Band.GHZ_2_4
    """Where a radio link is; nothing to any other."""
    secured: bool = True
    """Whether its radio frames are, and so how long they are."""
    euis: Mapping[Name, Eui64] = field(default_factory=dict)
    """By which identity messages name each device of the premises."""


Imposed = tuple[tuple[str, Impairment], ...]
"""What is wrong with a lane for a while, each with the name that its luck has, in the order in which they apply."""


class Lane:
    """One direction of one link, at its sender."""

    __slots__ = (
        "_ahead",
        "_ahead_boot",
        "_ahead_from",
        "_impairments",
        "_imposed",
        "_imposed_luck",
        "_imposed_states",
        "_imposed_touched",
        "_luck",
        "_passing",
        "_seed",
        "_slots",
        "_states",
        "_used",
        "hop",
        "is_passing",
        "link",
        "medium",
        "plain",
        "plan",
        "secured",
        "sequence",
        "source",
        "target",
    )

    def __init__(self, plan: LinkPlan, source: Name, seed: int) -> None:
        there = source == plan.ends[0]
        self.plan = plan
        self.link = plan.name
        self.medium = plan.medium
        self.secured = plan.secured
        self.source = source
        self.target = plan.ends[1] if there else plan.ends[0]
        self.hop = Hop(self.source, self.target)
        self.sequence = 0
        self._impairments = plan.there if there else plan.back
        self.plain = _constant(self._impairments)
        """The latency of a lane that does nothing else and draws nothing; 0 for every other lane."""
        self._passing = _passing(self._impairments)
        self.is_passing = bool(self._passing)
        """Whether ``delay`` says what ``decide`` does: nothing here has a state, looks at the frame, or is imposed."""
        self._ahead: list[int] = []
        self._ahead_boot, self._ahead_from = -1, 0
        self._seed = seed
        self._luck = Luck(seed, "air", self.link, self.source, self.target)
        self._imposed: Imposed = ()
        self._imposed_luck: tuple[Luck, ...] = ()
        self._imposed_states: tuple[Hashable, ...] = ()
        self._imposed_touched: tuple[int, ...] = ()
        self._states: tuple[Hashable, ...] = ()
        self._slots: tuple[int, ...] = ()
        self.begin()

    def begin(self) -> None:
        """Forget the last boot: sequence and states are those of a sender that just started."""
        self.sequence = 0
        self._states = tuple(impairment.fresh for impairment in self._impairments)
        slots, used = [], 0
        for impairment in self._impairments:
            slots.append(used)
            used += impairment.fractions
        self._slots = tuple(slots)
        self._used = used
        self._imposed_states = tuple(impairment.fresh for _, impairment in self._imposed)

    def impose(self, imposed: Imposed) -> None:
        """Let exactly ``imposed`` come after what the lane is by itself, from the next flight on.

        What was imposed before and still is keeps its state. Each has luck of its own, which follows from its name.
        """
        names = (name for name, _ in self._imposed)
        before, touched = dict(zip(names, self._imposed_states, strict=True)), self.touched
        self._imposed = imposed
        self._imposed_touched = tuple(touched.get(name, 0) for name, _ in imposed)
        self._imposed_states = tuple(before.get(name, impairment.fresh) for name, impairment in imposed)
        self._imposed_luck = tuple(
            Luck(self._seed, "imposed", self.link, self.source, self.target, name) for name, _ in imposed
        )
        self.is_passing = bool(self._passing) and not imposed

    @property
    def touched(self) -> dict[str, int]:
        """How many flights each of what is imposed has lost, delayed, doubled or damaged since it was, by name."""
        return {name: flights for (name, _), flights in zip(self._imposed, self._imposed_touched, strict=True)}

    def twin(self) -> "Lane":
        """Give a lane that goes on from here on its own."""
        other = object.__new__(Lane)
        for slot in Lane.__slots__:
            setattr(other, slot, getattr(self, slot))
        return other

    def delay(self, boot: int, sequence: int) -> int:
        """Give how long flight ``sequence`` of this boot takes, or LOST; decided a page ahead."""
        place = sequence - self._ahead_from
        if not 0 <= place < OCCASIONS or boot != self._ahead_boot:
            place = sequence % OCCASIONS
            self._ahead_boot, self._ahead_from = boot, sequence - place
            self._ahead = _delays(self._passing, self._luck.page(boot, sequence // OCCASIONS))
        return self._ahead[place]

    def decide(self, frame: Frame, boot: int, sequence: int, now: Instant) -> tuple[tuple[Flight, ...], str]:
        """Give what becomes of ``frame``, sent now as flight ``sequence`` of this boot, and who lost it if lost."""
        draws = self._luck.draws(boot, sequence)
        flights: tuple[Flight, ...] = (Flight(frame, now, now),)
        by = ""
        for index, impairment in enumerate(self._impairments):
            if len(flights) == 1:
                state, flights = impairment.decide(self._states[index], flights[0], draws, self._slots[index])
            else:
                slots = count(self._slots[index], self._used)
                state, flights = _decide_all(impairment, self._states[index], flights, draws, slots)
            if state is not None:
                self._states = (*self._states[:index], state, *self._states[index + 1 :])
            if not flights:
                by = impairment.called
                break
        if self._imposed and flights:
            flights, by = self._decide_imposed(flights, boot, sequence)
        if len(flights) == 1 and flights[0].due_at > now:
            return flights, by
        if any(flight.due_at <= now for flight in flights):
            flights = tuple(
                Flight(flight.frame, now, max(flight.due_at, Instant(now + LATENCY_MIN)), flight.turned)
                for flight in flights
            )
        return flights, by

    def _decide_imposed(self, flights: tuple[Flight, ...], boot: int, sequence: int) -> tuple[tuple[Flight, ...], str]:
        """Give what becomes of a frame, or of its copies, by what is imposed, and who lost it if lost."""
        states, touched = list(self._imposed_states), list(self._imposed_touched)
        by = ""
        for index, (_, impairment) in enumerate(self._imposed):
            draws = self._imposed_luck[index].draws(boot, sequence)
            slots = count(0, max(1, impairment.fractions))
            before = flights
            states[index], flights = _decide_all(impairment, states[index], flights, draws, slots)
            touched[index] += flights != before
            if not flights:
                by = impairment.called
                break
        self._imposed_states, self._imposed_touched = tuple(states), tuple(touched)
        return flights, by


def _constant(impairments: tuple[Impairment, ...]) -> Duration:
    match impairments:
        case (Latency(base, jitter),) if jitter == 0:
            return base
        case _:
            return Duration(0)


def _passing(impairments: tuple[Impairment, ...]) -> tuple[Passing, ...]:
    passing = tuple(impairment for impairment in impairments if isinstance(impairment, Passing))
    return passing if len(passing) == len(impairments) <= WORDS else ()


def _delays(impairments: tuple[Passing, ...], words: tuple[int, ...]) -> list[int]:
    """Give the delay of each occasion on a page: every impairment's own, one after the other."""
    ahead = [0] * OCCASIONS
    for slot, impairment in enumerate(impairments):
        fractions = [(word >> SPARE_BITS) * SCALE for word in words[slot::WORDS]]
        more = impairment.delays(fractions)
        ahead = [LOST if so_far < 0 or span < 0 else so_far + span for so_far, span in zip(ahead, more, strict=True)]
    return [span or LATENCY_MIN for span in ahead]


def _decide_all(
    impairment: Impairment, state: Hashable, flights: tuple[Flight, ...], draws: Draws, slots: Iterable[int]
) -> tuple[Hashable, tuple[Flight, ...]]:
    """Decide each copy of a frame with draws of its own."""
    onward: list[Flight] = []
    for flight, slot in zip(flights, slots, strict=False):
        state, ahead = impairment.decide(state, flight, draws, slot)
        onward.extend(ahead)
    return state, tuple(onward)


def lanes_from(source: Name, plans: Iterable[LinkPlan], seed: int) -> dict[Name, Lane]:
    """Give the lanes that leave ``source``, by neighbour; one link joins two neighbours, never more.

    A supply stands beside that one, by its own name.
    """
    lanes: dict[Name, Lane] = {}
    for plan in plans:
        if source in plan.ends:
            lane = Lane(plan, source, seed)
            way = lane.link if lane.medium is Medium.MAINS else lane.target
            assert way not in lanes, f"{source} and {lane.target} are joined by more than one link"
            lanes[way] = lane
    return lanes
