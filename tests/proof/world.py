"""A small world as a whole number, and every event that can come next.

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
from tests.proof.budget import Cost
from tests.proof.desk import NEVER, Desk, Done, Step
from tests.proof.facts import Truth, facts_of
from tests.proof.pools import Flight, Pools, Strays
from tests.proof.watch import Watch


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


class Event(NamedTuple):
    """One event that can come next."""

    after: int
    """The world after it; below 0, -1 less the number of a rule that does not hold."""
    cost: Cost
    what: str
    """``asks``; ``arrives``, ``is lost``, ``arrives and strays``, ``strays``, ``comes at last``; ``wakes``,
    ``crashes``; and whom an event fells: ``arrives and fells``, ``comes at last and fells``, ``wakes and falls``."""
    subject: int
    """The flight, the participant or the request."""


class Way(NamedTuple):
    """Events of which one comes next: all that can, or, a leaf being at hand, all that can happen to that leaf."""

    leaf: int
    """The participant to which all of them happen; NOBODY where they happen to any."""
    events: list[Event]
    shows_crash: bool = False
    """Whether a crash of that leaf shows to others; then this is the way only of who cannot crash any more."""


NOBODY = -1
ASK_MAX = 3
_ASK, _PROMPT, _WATCH, _LOCAL = 0, 8, 32, 56
"""Where in a world's number each of its parts begins; every participant has _SIZE bits from _LOCAL on."""
_SIZE = 24
_MASK = (1 << _SIZE) - 1


class SmallWorld:
    """Every world that can become of one plan, each a whole number.

    It says who is in which state, what is in flight, what is known and what was asked for. Which copies are in the air
    and what is left of the budget is the search's affair.
    """

    def __init__(self, plan: Plan) -> None:
        assert len(plan.requests) <= ASK_MAX, f"{len(plan.requests)} requests: at most {ASK_MAX}"
        self.plan = plan
        self.pools, self.strays = Pools(), Strays()
        self.watch = Watch(plan.truth, plan.policy)
        self.busy: dict[tuple[Name, int], str] = {}
        """Why a participant is not at rest, by who and state."""
        self.desks = [Desk(who, make, plan.ailments.get(who, ()), self._told) for who, make in plan.makers.items()]
        self._places = {desk.who: index for index, desk in enumerate(self.desks)}
        self._shifts = [_LOCAL + _SIZE * index for index in range(len(self.desks))]
        self.targets: list[int] = []
        """To whom each flight goes."""
        self._frames: list[Frame] = []
        self._unheeded: set[tuple[int, int]] = set()
        """Copies, by flight, of which nothing comes in some state of whom they go to."""
        self._dcc = self._places[DCC]
        self._leaves = [self._places[who] for who in plan.leaves]

    def start(self) -> int:
        """Give the world in which everybody has started."""
        world = prompt = known = 0
        for shift, desk in zip(self._shifts, self.desks, strict=True):
            local, sends, seen = desk.begin()
            prompt, known = self.pools.more(prompt, sends), self.watch.after(known, seen)
            world |= local << shift
        return world | prompt << _PROMPT | known << _WATCH

    def events(self, world: int, *, crashes: bool = True) -> list[Event]:
        """Give all that can come next but for copies that arrive, with crashes or without.

        The first is what happens when nothing goes wrong: a frame arrives, or time passes.
        """
        locals_ = self._locals(world)
        found: list[Event] = []
        for flight in self.pools.heads[world >> _PROMPT & _MASK]:
            self._flying(world, locals_, flight, found, crashes)
        self._waking(world, locals_, found, crashes)
        self._asking(world, locals_, found)
        for place in range(len(self.desks)) if crashes else ():
            self._crashing(world, locals_, place, found)
        return found

    def leaf_ways(self, world: int, *, crashes: bool = True) -> list[Way]:
        """Give, for each leaf that a frame is on its way to, all that can happen to it but for copies that arrive.

        Left out is a leaf of which that shows to others.
        """
        locals_ = self._locals(world)
        heads, found = self.pools.heads[world >> _PROMPT & _MASK], []
        for place in self._leaves:
            for flight in heads:
                if self.targets[flight] == place:
                    way = self._about(world, locals_, place, flight, crashes)
                    found += [way] if way is not None else []
        return found

    def copy_events(self, world: int, flight: int, *, crashes: bool = True) -> list[Event]:
        """Give all that can come of a copy that arrives, with crashes or without; nothing when nobody heeds it."""
        local = world >> self._shifts[self.targets[flight]] & _MASK
        if (local, flight) in self._unheeded:
            return []
        found: list[Event] = []
        if self._heard(world, self._locals(world), flight, "comes at last", found, crashes) == world:
            self._unheeded.add((local, flight))
            return []
        return found

    def shows(self, world: int, after: int) -> bool:
        """Say whether a rule could see the difference."""
        return after < 0 or self.watch.shows(world >> _WATCH & _MASK, after >> _WATCH & _MASK)

    def in_flight(self, world: int) -> int:
        """Give the number of the frames in flight."""
        return world >> _PROMPT & _MASK

    def known(self, world: int) -> int:
        """Give the number of what is known."""
        return world >> _WATCH & _MASK

    def locals_of(self, world: int) -> Iterator[tuple[Desk, int]]:
        """Give each participant and its state."""
        return zip(self.desks, self._locals(world), strict=True)

    def _locals(self, world: int) -> list[int]:
        return [world >> shift & _MASK for shift in self._shifts]

    def _about(self, world: int, locals_: list[int], place: int, flight: int, crashes: bool) -> Way | None:
        """Give all that can happen to one leaf alone; None when what the frame brings about shows to others."""
        found: list[Event] = []
        self._flying(world, locals_, flight, found, crashes)
        if place == self._dcc:
            self._asking(world, locals_, found)
        if not self.desks[place].waits[locals_[place]]:
            self._waking(world, locals_, found, crashes, place)
        if crashes:
            self._crashing(world, locals_, place, found)
        shown = {event.cost is Cost.CRASHED for event in found if self.shows(world, event.after)}
        return None if False in shown else Way(place, found, True in shown)

    def _flying(self, world: int, locals_: list[int], flight: int, found: list[Event], crashes: bool) -> None:
        """Let one frame arrive or not, and a copy stay in the air or not."""
        prompt = world >> _PROMPT & _MASK
        gone = world + (self.pools.less(prompt, flight) - prompt << _PROMPT)
        arrived = self._heard(gone, locals_, flight, "arrives", found, crashes)
        if arrived == gone:
            return  # Whether a frame is lost that nobody heeds makes no difference.
        found += (
            Event(gone, Cost.LOST, "is lost", flight),
            Event(arrived, Cost.COPIED, "arrives and strays", flight),
            Event(gone, Cost.LATE, "strays", flight),
        )

    def _heard(self, world: int, locals_: list[int], flight: int, what: str, found: list[Event], crashes: bool) -> int:
        place = self.targets[flight]
        desk, local = self.desks[place], locals_[place]
        after = world
        if desk.listens[local]:
            step = desk.hears(local, flight, self._frames[flight])
            after = self._stepped(world, place, local, step)
            found.append(Event(after, Cost.FREE, what, flight))
            if step[1] and crashes:
                self._falling(world, place, local, step, Event(0, Cost.CRASHED, f"{what} and fells", flight), found)
        else:
            found.append(Event(world, Cost.FREE, what, flight))
        return after

    def _falling(self, world: int, place: int, local: int, step: Step, event: Event, found: list[Event]) -> None:
        """Let a participant crash in an event, all kept and nothing said; without a word it is a crash after it."""
        after, _, seen = step
        world = self._stepped(world, place, local, (after, 0, seen))
        if world >= 0:
            world = self._stepped(world, place, after, self.desks[place].crashes(after))
        found.append(event._replace(after=world))

    def _stepped(self, world: int, place: int, local: int, step: Step) -> int:
        after, sends, seen = step
        world += after - local << self._shifts[place]
        if sends:
            prompt = world >> _PROMPT & _MASK
            world += self.pools.more(prompt, sends) - prompt << _PROMPT
        if seen:
            known = world >> _WATCH & _MASK
            learned = self.watch.after(known, seen)
            if learned < 0:
                return learned
            world += learned - known << _WATCH
        return world

    def _waking(self, world: int, locals_: list[int], found: list[Event], crashes: bool, only: int = NOBODY) -> None:
        waits = [desk.waits[local] for desk, local in zip(self.desks, locals_, strict=True)]
        span = min((wait for wait in waits if wait != NEVER), default=NEVER)
        if span == NEVER or (span and world >> _PROMPT & _MASK):
            return
        if span:
            later = [desk.later(local, span) for desk, local in zip(self.desks, locals_, strict=True)]
            for shift, before, after in zip(self._shifts, locals_, later, strict=True):
                world += after - before << shift
            locals_ = later
        for place, wait in enumerate(waits):
            if wait == span and only in {NOBODY, place}:
                step = self.desks[place].wakes(locals_[place])
                after = self._stepped(world, place, locals_[place], step)
                found.append(Event(after, Cost.FREE, "wakes", place))
                if step[1] and crashes:
                    event = Event(0, Cost.CRASHED, "wakes and falls", place)
                    self._falling(world, place, locals_[place], step, event, found)

    def _asking(self, world: int, locals_: list[int], found: list[Event]) -> None:
        request = world >> _ASK & ASK_MAX
        if request == len(self.plan.requests):
            return
        local = locals_[self._dcc]
        number = self._flight(Flight(DCC, SUPPLIER, self.plan.requests[request]))
        step = self.desks[self._dcc].hears(local, number, self._frames[number])
        after = self._stepped(world + (1 << _ASK), self._dcc, local, step)
        found.append(Event(after, Cost.FREE, "asks", request))

    def _crashing(self, world: int, locals_: list[int], place: int, found: list[Event]) -> None:
        desk, local = self.desks[place], locals_[place]
        after = self._stepped(world, place, local, desk.crashes(local))
        if after != world:
            found.append(Event(after, Cost.CRASHED, "crashes", place))

    def _told(self, desk: Desk, done: Done) -> Step:
        flights = tuple(self._flight(_flight_of(desk, send)) for send in done.sends if send.to in self._places)
        seen = self.watch.sight(tuple(facts_of(self.plan.truth, desk, done)))
        return desk.number(done.after), self.pools.pool(flights), seen

    def _flight(self, flight: Flight) -> int:
        number = self.pools.flight(flight)
        if number == len(self.targets):
            self.targets.append(self._places[flight.to])
            self._frames.append(flight.frame)
        return number


def _flight_of(desk: Desk, send: Send) -> Flight:
    return Flight(send.to, desk.who, send.frame)
