"""A power cut at every position of every event of a story, each told to its end: what was found, as data.

A cut point is (story, seed, event, position), and for a second cut during the recovery also the position in the batch
of the restart. Each is told once; for how long power is gone rotates, so that the points of neighbouring seeds share
them out.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lab.cast import makers_of
from premises.errors import UsageError
from premises.quantity import Instant, in_seconds
from premises.wire.site import SUPPLIER
from tests.survive.positions import TORN, Position, kind_of, positions_of
from tests.survive.stories import Cast, Story
from tests.survive.telling import BOUND, Cut, Scene, Told, is_settled, opened, step, tell_cut, verdict

AWAY_S = (0.0, 1.0, 45.0, 400.0)
"""For how long power is gone: not at all, a blink, longer than ten tries of a device, longer than its own queries.

The last two are over a wake of B4 and over three.
"""

TORN_S = 1.0
"""A write cannot be torn for no time at all."""

EVENTS_MAX = 20_000
"""Events of one story. Ours."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One promise that was not kept."""

    story: str
    seed: int
    event: int
    who: str
    position: str
    """Two with a stroke between them when power went twice."""
    away_s: float
    what: str

    @property
    def repeat(self) -> str:
        """What ``--repeat`` takes."""
        return f"{self.story}:{self.seed}:{self.event}:{self.position}:{self.away_s:g}"


@dataclass
class Found:
    """What a campaign over some stories found."""

    points: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Cut points by story, participant and kind of position; ``... again`` for a second cut."""
    explained: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    failed: int = 0
    """Cut points at which there was at least one."""
    slowest_s: float = 0.0
    """The longest from a last restart to the end of a story."""
    events: Counter[str] = field(default_factory=Counter)
    """Events of the stories themselves, by story, over all seeds."""

    def add(self, other: "Found") -> None:
        """Take in what another part of the campaign found."""
        self.points += other.points
        self.explained += other.explained
        self.violations += other.violations
        self.failed += other.failed
        self.slowest_s = max(self.slowest_s, other.slowest_s)
        self.events += other.events

    @property
    def total(self) -> int:
        """Cut points in all."""
        return self.points.total()


@dataclass(frozen=True, slots=True)
class Calm:
    """A story as it is without a cut."""

    events: int
    over_at: Instant
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """Which events of a story are looked at: those that leave ``rest`` when divided by ``every``."""

    every: int = 1
    rest: int = 0

    def has(self, event: int) -> bool:
        """Say whether this event is in it."""
        return event % self.every == self.rest


ALL = Share()


def survive(story: Story, seed: int, share: Share = ALL, cast: Cast = makers_of, *, twice: bool = True) -> Found:
    """Cut the power at every cut point of the events in ``share``; without ``twice``, once in each telling."""
    found = Found()
    calm = calmly(story, seed, cast)
    found.events[story.name] = 0 if share.rest else calm.events
    found.violations += [Violation(story.name, seed, calm.events, "", "none", 0.0, line) for line in calm.wrong]
    stage = opened(story, seed, cast)
    for event in range(calm.events):
        before = stage.fork() if share.has(event) else None
        needy = {who for who, seat in stage.world._seats.items() if seat.station.counter == seat.station.reserved}
        step(stage, event)
        if before is None or stage.batch is None:
            continue
        who = stage.who
        promises = event < len(stage.makers) or who in needy
        positions = positions_of(stage.batch, can_tear=who != SUPPLIER, promises=promises)
        scene = Scene(story, before, event, who, calm.over_at)
        for number, position in enumerate(positions):
            for cut, told in _both(scene, position, event + number + seed, twice=twice):
                _take(found, Violation(story.name, seed, event, who, cut.word, cut.away_s, ""), cut, told)
    return found


def calmly(story: Story, seed: int, cast: Cast = makers_of) -> Calm:
    """Tell a story with no cut in it."""
    stage = opened(story, seed, cast)
    events = 0
    while step(stage, events):
        events += 1
        assert events < EVENTS_MAX, f"{story.name} has no end"
        if events < len(stage.makers) or stage.batch is None:
            continue
        if stage.world.now > BOUND or (stage.witness.asked and is_settled(stage)):
            break
    wrong, _ = verdict(story, stage, (), is_over=is_settled(stage))
    return Calm(events, stage.world.now, wrong)


def scene_of(story: Story, seed: int, event: int) -> Scene:
    """Give the moment before one event of a story; UsageError when nobody does anything then."""
    calm = calmly(story, seed)
    if event >= calm.events:
        raise UsageError(f"{story.name} with seed {seed} has {calm.events} events, {event} is none of them")
    stage = opened(story, seed)
    for earlier in range(event):
        step(stage, earlier)
    ahead = stage.fork()
    step(ahead, event)
    if ahead.batch is None:
        raise UsageError(f"nobody does anything at event {event} of {story.name} with seed {seed}")
    return Scene(story, stage, event, ahead.who, calm.over_at)


def _both(scene: Scene, position: Position, turn: int, *, twice: bool) -> Iterator[tuple[Cut, Told]]:
    """Tell a cut, and then once more for each position of its restart at which power could go again."""
    cut = Cut(position, _away(position, turn))
    told = tell_cut(scene, cut)
    yield cut, told
    for number, again in enumerate(told.restart if twice else ()):
        second = Cut(position, _away(position, turn + number + 1), again)
        yield second, tell_cut(scene, second)


def _away(position: Position, turn: int) -> float:
    away_s = AWAY_S[turn % len(AWAY_S)]
    return max(away_s, TORN_S) if position == TORN else away_s


def _take(found: Found, blank: Violation, cut: Cut, told: Told) -> None:
    kind = f"{kind_of(cut.again)} again" if cut.again else kind_of(cut.position)
    found.points[blank.story, blank.who, kind] += 1
    found.explained.update(told.explained)
    found.slowest_s = max(found.slowest_s, in_seconds(told.took))
    found.failed += bool(told.wrong)
    found.violations += [replace(blank, what=what) for what in told.wrong]
