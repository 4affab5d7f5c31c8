"""A premises under test in virtual time: its world, with a Supplier that says what a test tells it to.

Nothing passes between two calls of ``run``. Equal sites and seeds, and equal calls, give equal entries.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from lab.cast import makers_of
from lab.story.past import past_of
from lab.testing.ground import ENTRIES_MAX, HEARD_MAX, Heard
from lab.testing.marks import Wanted
from premises.errors import UsageError
from premises.faults.said.spoken import words_of
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Kept, Machine, Maker, Send
from premises.quantity import Instant
from premises.sim.world import World
from premises.wire.duis.messages import MAIL_FIRST, DuisAck, ServiceRequest
from premises.wire.fault import FaultSpec
from premises.wire.message import Frame
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture
from premises.wire.site import DCC, SUPPLIER, Site
from premises.wire.topics import CONDUCTOR

BY = "the test"
"""Who imposes faults, as notes say it."""


@contextmanager
def virtual_ground(wanted: Wanted) -> Iterator["VirtualGround"]:
    """Open the premises that a test wants; its speed is nobody's concern."""
    yield VirtualGround(wanted.site, wanted.seed)


class VirtualGround:
    """One premises in one thread."""

    def __init__(self, site: Site, seed: int) -> None:
        """Begin where ``site`` begins; SiteError when its past cannot be lived."""
        self._entries: list[Entry] = []
        self._imposed: dict[str, FaultSpec] = {}
        self._issued = self._said = 0
        makers: dict[Name, Maker] = {**makers_of(site, seed), SUPPLIER: _supplier}
        self._world = World(makers, link_plans(site), seed, self._record, faults=site.fault)
        past = past_of(site, seed)
        self._world.begin_at(past.until, past.kept)
        self._world.start()

    @property
    def now(self) -> Instant:
        return self._world.now

    @property
    def pictures(self) -> Mapping[Name, Picture]:
        return self._world.pictures

    @property
    def heard(self) -> Sequence[Heard]:
        return self._supplier.heard

    @property
    def entries(self) -> Sequence[Entry]:
        return self._entries

    @property
    def is_still(self) -> bool:
        return self._world.due() is None

    def impose(self, faults: tuple[FaultSpec, ...]) -> None:
        """Let exactly ``faults`` be imposed, and note what came and what went as the conductor of a run does."""
        gone = dict(self._imposed)
        kept: dict[str, FaultSpec] = {}
        for spec in faults:
            known = next((each for each, other in gone.items() if other == spec), None)
            kept[known or self._issue(spec)] = spec
            gone.pop(known or "", None)
        for each in gone:
            self._note(FaultCleared(each, BY))
        self._imposed = kept
        self._world.impose(faults)

    def send(self, request: ServiceRequest) -> None:
        self._supplier.say(request, self._world.now)
        self._world.nudge(SUPPLIER)

    def run(self, until: Instant, stop: Callable[[], bool]) -> bool:
        return self._world.run(until, stop)

    @property
    def _supplier(self) -> "PlayedSupplier":
        supplier = self._world.machine(SUPPLIER)
        assert isinstance(supplier, PlayedSupplier), "nobody else is the Supplier"
        return supplier

    def _issue(self, spec: FaultSpec) -> str:
        self._issued += 1
        id_ = f"f{self._issued}"
        self._note(FaultImposed(id_, BY, words_of(spec), spec.begins_at, spec.ends_at))
        return id_

    def _note(self, note: Note) -> None:
        self._record(Entry(self._world.now, CONDUCTOR, 1, self._said, note))  # type: ignore[arg-type]  # every Note is an AnyNote
        self._said += 1

    def _record(self, entry: Entry) -> None:
        if len(self._entries) >= ENTRIES_MAX:
            raise UsageError(f"more than {ENTRIES_MAX} notes in one test: expected a shorter story, or smaller images")
        self._entries.append(entry)


class PlayedSupplier:
    """A Supplier that somebody outside plays; ``state`` is (yet to be sent, how many it sent, heard, numbers taken)."""

    __slots__ = ("_sent", "_taken", "_unsent", "heard")

    def __init__(self) -> None:
        self._unsent: tuple[tuple[Instant, ServiceRequest], ...] = ()
        self._sent = 0
        self._taken: tuple[int, ...] = ()
        self.heard: tuple[Heard, ...] = ()

    @property
    def state(self) -> Hashable:
        """All that can differ between two moments."""
        return self._unsent, self._sent, self.heard, self._taken

    @state.setter
    def state(self, value: Hashable) -> None:
        self._unsent, self._sent, self.heard, self._taken = value  # type: ignore[misc]  # these four, by the getter

    def say(self, request: ServiceRequest, now: Instant) -> None:
        """Let ``request`` be sent at ``now``; whoever runs it must then look at its deadline."""
        self._unsent = (*self._unsent, (now, request))

    @property
    def deadline(self) -> Instant | None:
        """When the next request is to go."""
        return self._unsent[0][0] if self._unsent else None

    @property
    def picture(self) -> Picture:
        """How many requests went out."""
        return Picture(SUPPLIER, None, "sending" if self._unsent else "listening", have=self._sent)

    def start(self, now: Instant) -> Effects:
        """Nothing until somebody wants something said."""
        return self.wake(now)

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Remember what is said to it, once, and acknowledge what was no answer."""
        if len(self.heard) >= HEARD_MAX:
            raise UsageError(f"the Supplier heard more than {HEARD_MAX} messages: expected a shorter story")
        number = frame.transaction
        if number not in self._taken:
            self.heard = (*self.heard, Heard(now, frame.message))
        if number < MAIL_FIRST:
            return NOTHING
        self._taken = tuple(dict.fromkeys((*self._taken, number)))
        return [Send(DCC, Frame(SUPPLIER, DCC, number & 0xFF, DuisAck(number)))]

    def wake(self, now: Instant) -> Effects:
        """Send what is due."""
        due = [request for at, request in self._unsent if at <= now]
        self._unsent = self._unsent[len(due) :]
        first, self._sent = self._sent, self._sent + len(due)
        frames = (Frame(SUPPLIER, DCC, number & 0xFF, request) for number, request in enumerate(due, first))
        return [Send(DCC, frame) for frame in frames] or NOTHING


def _supplier(kept: Kept) -> Machine:  # noqa: ARG001 - whoever makes a machine is given what it kept
    """Make a Supplier that begins as new: what it sends is the test's to say, and nothing takes it down."""
    return PlayedSupplier()
