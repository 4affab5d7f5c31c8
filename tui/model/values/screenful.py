"""What one screen shows at one moment, as values: the same shapes for the truth and for what one party knows.

Nothing here knows how it is drawn; a text that stands in a field is shown as it is, whatever it holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from premises.identity import Name
from premises.journey.package import Stage
from premises.journey.parties.party import Party
from premises.quantity import Instant
from tui.model.values.state import State

_MOMENT = re.compile(r" (?:from|at) [0-9.]+(?:ms|s|m|h|d)\b")

Key = tuple[str, Name]
"""A package: the id of its request, and the device; of a part of a bundle, the child."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage of one package."""

    stage: Stage
    part: float
    """0 ahead of it, 1 behind it, between while it is there."""
    is_crossed: bool = True
    """False for a stage that this package never crosses."""
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One package, or one part of a bundle below it."""

    key: Key
    name: str
    """``P3``, the third that was accepted; of a part where it hangs."""
    device: Name
    before: int | None
    version: int
    state: State
    stage: str
    """The one it is at, or what a party calls it."""
    since: Instant
    cells: tuple[Cell, ...]
    """Empty where nothing is known of its way."""
    have: int | None
    """Octets; None when it cannot be known."""
    size: int | None
    eta: Instant | None
    why: str
    brief: str
    """The same for 40 columns."""
    code: str = ""
    """The cause's; empty for none."""
    tag: str = ""
    """The fault that accounts for it."""
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of the hub's store."""

    name: str
    image: str
    """What lies in it; empty for nothing."""
    version: int | None = None
    waiting: tuple[Name, ...] = ()
    gone: str = ""
    """What left it last, why and when."""


@dataclass(frozen=True, slots=True)
class Fetching:
    """What the hub fetches over the WAN now."""

    what: str
    have: int
    size: int


@dataclass(frozen=True, slots=True)
class Box:
    """One participant on the map."""

    who: Name
    title: str
    column: int
    row: int
    span: int = 1
    """Rows that it stands beside: the hub beside all."""
    lines: tuple[str, ...] = ()
    """What is said of it, the most important first."""
    on_smi: bool = False
    running: int | None = None
    wanted: int | None = None
    state: State | None = None
    """Of its package; None when it has none."""
    is_down: bool = False
    is_asleep: bool = False
    is_sleeper: bool = False
    until: Instant | None = None
    part: float | None = None
    """How much of an image it has, while it fetches one."""
    words: str = ""
    """In a few words, beside the state's glyph."""
    tags: tuple[str, ...] = ()
    is_dark: bool = False
    """Whether the party does not know that it is there: then nothing else is said of it."""
    is_mute: bool = False
    """Whether the party knows that it is there, and not how it is."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Two neighbours, and what crossed between them."""

    upper: Name
    lower: Name
    link: Name
    radio: str
    """``WAN``, ``HAN 2.4``, ``ALT 868``."""
    sent: int = 0
    """Of the last minute, both ways, as the next three."""
    lost: int = 0
    latency: float | None = None
    """Microseconds."""
    down_now: int = 0
    """Frames of the last second, away from the DCC."""
    up_now: int = 0
    lost_now: int = 0
    is_asleep: bool = False
    is_cut: bool = False
    state: State | None = None
    """SLOW or BLOCKED where a package waits because of it."""
    tags: tuple[str, ...] = ()
    is_dark: bool = False


@dataclass(frozen=True, slots=True)
class HopRow:
    """One link as a row of numbers, both ways together."""

    lane: Lane
    sent_ever: int
    lost_ever: int
    losses: tuple[float | None, ...]
    """Share lost, a second each, the newest last; None where nothing was sent."""
    latencies: tuple[float | None, ...]
    """Microseconds."""
    set_to: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in force."""

    tag: str
    said: str
    since: Instant
    id: str = ""
    """By which it is cleared; empty for the site's own."""
    targets: frozenset[str] = frozenset()

    @property
    def brief(self) -> str:
        """What it does, without the moment at which somebody imposed it: ``since`` has that."""
        return _MOMENT.sub("", self.said, count=1) if self.id else self.said


@dataclass(frozen=True, slots=True)
class Screenful:
    """All of it."""

    premises: str
    design: str
    party: Party
    now: Instant
    boxes: tuple[Box, ...]
    lanes: tuple[Lane, ...]
    store: tuple[Slot, ...]
    fetching: Fetching | None
    rows: tuple[PackageRow, ...]
    hops: tuple[HopRow, ...]
    faults: tuple[Fault, ...]
    counts: Mapping[State, int]
    stalled_at: Mapping[str, int]
    """Packages that stand still, by stage."""
    refused: tuple[str, ...] = ()
    """What the DCC did not take, a line each."""
    blind: str = ""
    """Why a party sees neither hops nor faults; empty for the truth."""
    caveat: str = ""

    @property
    def is_truth(self) -> bool:
        """Whether it is what only the emulator knows."""
        return not self.blind

    def row(self, key: Key | None) -> PackageRow | None:
        """Give one row; None when there is none."""
        return next((row for row in self.rows if row.key == key), None)

    def box(self, who: Name) -> Box | None:
        """Give one box; None when there is none."""
        return next((box for box in self.boxes if box.who == who), None)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of what happened."""

    at: Instant
    state: State | None
    """How bad it is; None for what is as it should be."""
    where: str
    package: str
    words: str


@dataclass(frozen=True, slots=True)
class Proof:
    """One line of evidence."""

    at: Instant
    words: str


@dataclass(frozen=True, slots=True)
class Spell:
    """How long a package was at one stage."""

    stage: str
    begins: Instant
    ends: Instant
    held: int = 0
    """Of it, how long something held it up, at its end; microseconds."""


@dataclass(frozen=True, slots=True)
class Card:
    """Why one package is where it is."""

    row: PackageRow
    title: str
    """``b2@0x00010001 of request 1``."""
    reason: str
    since: Instant
    until: Instant | None = None
    next: str = ""
    evidence: tuple[Proof, ...] = ()
    also: tuple[str, ...] = ()
    sees: tuple[tuple[str, str], ...] = ()
    """Each party, and what it holds."""
    ends: str = ""
    who_can_act: str = ""
    commands: tuple[tuple[str, str], ...] = ()
    """What can be typed now, and what it is for."""
    spells: tuple[Spell, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
