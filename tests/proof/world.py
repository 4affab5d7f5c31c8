"""A small world as one whole number, and every event that can come next.

What can happen, and when:

- a frame in flight arrives, or is lost (of these there are few: the budget), or a copy of it comes into the air;
- a copy is a stray: it may arrive at any later time, whatever has happened since. A frame that is late is a frame that
  was lost and whose stray arrives, so a late frame costs one of each;
- a participant crashes and starts at once from what it kept: between two events, or in one, after it kept what that
  asks for and before it said anything. What is in flight stays there; what is lost while it is off is paid as lost;
- who has something to do that is due does it; and when no frame is in flight, time passes until the next is due;
- the Supplier asks for what it has not yet asked for, in its order, at any time.

Frames on one lane keep their order, and between lanes there is none; what overtakes is a stray. A participant that has
one neighbour only (a leaf) takes what is on its way to it before anybody else does anything, unless that shows in a
rule: nobody else can tell the difference, so no fact and no order of facts is lost.

Not covered: a timer that ends while a frame is in flight and no stray (a link slower than its timers), clocks that
drift, the chance in a start delay or a jitter, a hold of ten days, damaged frames.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from premises.identity import Name
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import Maker, Send
from premises.wire.design import ReportPolicy
from premises.wire.message import Frame
from premises.wire.site import DCC, SUPPLIER, Site
from tests.proof.desk import NEVER, Desk, Done, Step
from tests.proof.facts import Truth, facts_of
from tests.proof.pools import Flight, Pools, Strays
from tests.proof.watch import Watch


class Budget(NamedTuple):
    """How often the air and the power may fail in one story."""

    drops: int
    duplicates: int
    crashes: int


class Plan(NamedTuple):
    """One small world."""

    name: str
    about: str
    """One sentence for a person."""
    site: Site
    makers: Mapping[Name, Maker]
    """Of whoever is there; a device of the site without one is silent."""
    requests: Sequence[Frame]
    """What the Supplier asks, in order."""
    truth: Truth
    policy: ReportPolicy = "staged"
    leaves: Sequence[Name] = ()
    """Participants with one neighbour only; what is on its way to them goes first."""
    ailments: Mapping[Name, DeviceFaults] = {}


class Move(NamedTuple):
    """One event."""

    what: str
    """``asks``; ``arrives``, ``is lost``, ``arrives and strays``, ``strays``, ``comes at last``; ``wakes``,
    ``crashes``; and whom an event fells: ``arrives and fells``, ``comes at last and fells``, ``wakes and falls``."""
    subject: int
    """The flight, the participant or the request."""


DROP, DUPLICATE, CRASH, ASK = 1, 1 << 2, 1 << 4, 1 << 6
_COUNT = 0b11
_PROMPT, _STRAY, _WATCH, _LOCAL = 8, 32, 56, 80
"""Where in a world's number each of its parts begins; every participant has _SIZE bits from _LOCAL on."""
_SIZE = 24
_MASK = (1 << _SIZE) - 1

Moves = list[tuple[int, Move]]


class SmallWorld:
    """Every world that can become of one plan; each is a whole number."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pools, self.strays = Pools(), Strays()
        self.watch = Watch(plan.truth, plan.policy)
        self.busy: dict[tuple[Name, int], str] = {}
        """Why a participant is not at rest, by who and state."""
        self.desks = [Desk(who, make, plan.ailments.get(who, ()), self._told) for who, make in plan.makers.items()]
        self._places = {desk.who: index for index, desk in enumerate(self.desks)}
        self._shifts = [_LOCAL + _SIZE * index for index in range(len(self.desks))]
        self._targets: list[int] = []
        self._frames: list[Frame] = []
        self._dcc = self._places[DCC]
        self._leaves = [self._places[who] for who in plan.leaves]

    def start(self, budget: Budget) -> int:
        """Give the world in which everybody has started."""
        assert max(budget) <= _COUNT, f"{budget}: at most {_COUNT} of each"
        world = budget.drops * DROP + budget.duplicates * DUPLICATE + budget.crashes * CRASH
        prompt = known = 0
        for shift, desk in zip(self._shifts, self.desks, strict=True):
            local, sends, seen = desk.begin()
            prompt, known = self.pools.more(prompt, sends), self.watch.after(known, seen)
            world |= local << shift
        return world | prompt << _PROMPT | known << _WATCH

    def moves(self, world: int) -> Moves:
        """Give events that can come next, and the world after each; below 0 for a rule that does not hold.

        The first is what happens when nothing goes wrong: a frame arrives, or time passes.
        """
        locals_ = [world >> shift & _MASK for shift in self._shifts]
        heads = self.pools.heads[world >> _PROMPT & _MASK]
        found = self._leaf_first(world, locals_, heads)
        if found is not None:
            return found
        found = []
        for flight in heads:
            self._flying(world, locals_, flight, found)
        self._waking(world, locals_, found)
        for flight in self.strays.all[world >> _STRAY & _MASK]:
            self._straying(world, locals_, flight, found)
        self._asking(world, locals_, found)
        if world // CRASH & _COUNT:
            for place in range(len(self.desks)):
                self._crashing(world, locals_, place, found)
        return found

    def in_flight(self, world: int) -> int:
        """Give the number of the frames in flight."""
        return world >> _PROMPT & _MASK

    def known(self, world: int) -> int:
        """Give the number of what is known."""
        return world >> _WATCH & _MASK

    def locals_of(self, world: int) -> Iterator[tuple[Desk, int]]:
        """Give each participant and its state."""
        for shift, desk in zip(self._shifts, self.desks, strict=True):
            yield desk, world >> shift & _MASK

    def _leaf_first(self, world: int, locals_: list[int], heads: tuple[int, ...]) -> Moves | None:
        """Give what can happen to the first leaf that a frame is on its way to; None when there is none."""
        for place in self._leaves:
            for flight in heads:
                if self._targets[flight] == place:
                    found = self._about(world, locals_, place, flight)
                    if found is not None:
                        return found
        return None

    def _about(self, world: int, locals_: list[int], place: int, flight: int) -> Moves | None:
        """Give all that can happen to one leaf alone; None when what the frame brings about shows to others."""
        found: Moves = []
        self._flying(world, locals_, flight, found)
        if place == self._dcc:
            self._asking(world, locals_, found)
        if not self.desks[place].waits[locals_[place]]:
            self._waking(world, locals_, found, place)
        for stray in self.strays.all[world >> _STRAY & _MASK]:
            if self._targets[stray] == place:
                self._straying(world, locals_, stray, found)
        if world // CRASH & _COUNT:
            self._crashing(world, locals_, place, found)
        known = world >> _WATCH & _MASK
        for after, _ in found:
            if after < 0 or self.watch.shows(known, after >> _WATCH & _MASK):
                return None
        return found

    def _flying(self, world: int, locals_: list[int], flight: int, found: Moves) -> None:
        """Let one frame arrive or not, and a copy stay in the air or not."""
        prompt, stray = world >> _PROMPT & _MASK, world >> _STRAY & _MASK
        rest = self.pools.less(prompt, flight)
        gone = world + (rest - prompt << _PROMPT)
        arrived = self._heard(gone, rest, locals_, flight, "arrives", found)
        if arrived == gone:
            return  # Whether a frame is lost that nobody heeds makes no difference.
        drops, doubles = world & _COUNT, world // DUPLICATE & _COUNT
        if drops:
            found.append((gone - DROP, Move("is lost", flight)))
        if doubles:
            copied = (self.strays.more(stray, flight) - stray << _STRAY) - DUPLICATE
            found.append((arrived + copied if arrived >= 0 else arrived, Move("arrives and strays", flight)))
            if drops:
                found.append((gone - DROP + copied, Move("strays", flight)))

    def _straying(self, world: int, locals_: list[int], flight: int, found: Moves) -> None:
        prompt, stray = world >> _PROMPT & _MASK, world >> _STRAY & _MASK
        gone = world + (self.strays.less(stray, flight) - stray << _STRAY)
        self._heard(gone, prompt, locals_, flight, "comes at last", found)

    def _heard(self, world: int, prompt: int, locals_: list[int], flight: int, what: str, found: Moves) -> int:
        place = self._targets[flight]
        desk, local = self.desks[place], locals_[place]
        after = world
        if desk.listens[local]:
            step = desk.hears(local, flight, self._frames[flight])
            after = self._stepped(world, prompt, place, local, step)
            found.append((after, Move(what, flight)))
            self._falling(world, prompt, place, local, step, Move(f"{what} and fells", flight), found)
        else:
            found.append((world, Move(what, flight)))
        return after

    def _falling(  # noqa: PLR0917 - the inner loop of a search
        self, world: int, prompt: int, place: int, local: int, step: Step, move: Move, found: Moves
    ) -> None:
        """Let a participant crash in an event, all kept and nothing said; without a word it is a crash after it."""
        after, sends, seen = step
        if not sends or not world // CRASH & _COUNT:
            return
        world = self._stepped(world - CRASH, prompt, place, local, (after, 0, seen))
        if world >= 0:
            world = self._stepped(world, prompt, place, after, self.desks[place].crashes(after))
        found.append((world, move))

    def _stepped(self, world: int, prompt: int, place: int, local: int, step: Step) -> int:
        after, sends, seen = step
        world += after - local << self._shifts[place]
        if sends:
            world += self.pools.more(prompt, sends) - prompt << _PROMPT
        if seen:
            known = world >> _WATCH & _MASK
            learned = self.watch.after(known, seen)
            if learned < 0:
                return learned
            world += learned - known << _WATCH
        return world

    def _waking(self, world: int, locals_: list[int], found: Moves, only: int | None = None) -> None:
        prompt = world >> _PROMPT & _MASK
        waits = [desk.waits[local] for desk, local in zip(self.desks, locals_, strict=True)]
        span = min((wait for wait in waits if wait != NEVER), default=NEVER)
        if span == NEVER or (prompt and span):
            return
        if span:
            later = [desk.later(local, span) for desk, local in zip(self.desks, locals_, strict=True)]
            for shift, before, after in zip(self._shifts, locals_, later, strict=True):
                world += after - before << shift
            locals_ = later
        for place, wait in enumerate(waits):
            if wait == span and only in {None, place}:
                local = locals_[place]
                step = self.desks[place].wakes(local)
                found.append((self._stepped(world, prompt, place, local, step), Move("wakes", place)))
                self._falling(world, prompt, place, local, step, Move("wakes and falls", place), found)

    def _asking(self, world: int, locals_: list[int], found: Moves) -> None:
        request = world // ASK & _COUNT
        if request == len(self.plan.requests):
            return
        prompt, local = world >> _PROMPT & _MASK, locals_[self._dcc]
        number = self._flight(Flight(DCC, SUPPLIER, self.plan.requests[request]))
        step = self.desks[self._dcc].hears(local, number, self._frames[number])
        found.append((self._stepped(world + ASK, prompt, self._dcc, local, step), Move("asks", request)))

    def _crashing(self, world: int, locals_: list[int], place: int, found: Moves) -> None:
        prompt = world >> _PROMPT & _MASK
        desk, local = self.desks[place], locals_[place]
        step = desk.crashes(local)
        found.append((self._stepped(world - CRASH, prompt, place, local, step), Move("crashes", place)))

    def _told(self, desk: Desk, done: Done) -> Step:
        flights = tuple(self._flight(_flight_of(desk, send)) for send in done.sends if send.to in self._places)
        seen = self.watch.sight(tuple(facts_of(self.plan.truth, desk, done)))
        return desk.number(done.after), self.pools.pool(flights), seen

    def _flight(self, flight: Flight) -> int:
        number = self.pools.flight(flight)
        if number == len(self._targets):
            self._targets.append(self._places[flight.to])
            self._frames.append(flight.frame)
        return number


def _flight_of(desk: Desk, send: Send) -> Flight:
    return Flight(send.to, desk.who, send.frame)
