"""One story told with one power cut in it: from a snapshot before an event to its end, and what is to be said of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from lab.cast import makers_of
from lab.story.verdict import DISCARDED, SUCCESS, WAITING, is_final
from premises.identity import Name
from premises.quantity import Duration, Instant, after, seconds
from premises.sim.world import Record, World
from premises.wire.duis.messages import UpdatePPMIDFirmware
from premises.wire.fault import FaultSpec
from premises.wire.picture import Outcome
from premises.wire.site import DCC, HUB, SUPPLIER
from tests.survive.heard import unheard
from tests.survive.positions import TORN, Position, positions_of
from tests.survive.stories import NEW, OLD, Cast, Story, campaign_of, cast_of, device_ids, plans_of, why_not_run
from tests.survive.watched import Stage
from tests.survive.witness import Witness

BOUND, BOUND_LOSSY = seconds(4_500), seconds(12_000)
"""Within which a story comes to its end, counted from the last restart or from when it would have ended.

In calm air a polite Supplier may wait out four deadlines of 900 s and a device its period; where frames are lost an
alert may need all of its twenty tries, which take 9,030 s. Ours.
"""

LOOK_EVERY = seconds(30)
"""How often a story is looked at to see whether it is over. Ours."""

CROSSING = seconds(1)
"""Longer than a DUIS message takes here. Ours."""

_PENDING = {DCC: ("jobs", "mail"), HUB: ("outbox", "wan", "store")}
_PENDING_DEVICE = ("outbox",)
"""The rows of which none is left when a story is over. The part of an image that was displaced stays where it is."""

_AT_REST = frozenset(("idle", "asleep", "querying", "showing", "awake", "listening", "sending"))
"""What a participant may show when a story is over."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One power cut: of whoever the event is for."""

    position: Position
    away_s: float
    again: Position = ""
    """Where in the batch of its restart power goes once more, for as long; nowhere when empty."""

    @property
    def word(self) -> str:
        """Where it is, in a word."""
        return f"{self.position}/{self.again}" if self.again else self.position


@dataclass(frozen=True, slots=True)
class Scene:
    """The moment before an event of a story."""

    story: Story
    before: Stage
    event: int
    who: Name
    """Whose event it is."""
    over_at: Instant
    """When the story is over if nothing is cut short."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which somebody had no power."""

    who: Name
    since: Instant
    until: Instant


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one telling."""

    wrong: tuple[str, ...]
    explained: tuple[str, ...]
    """What was lost by a rule that the docs name."""
    took: Duration
    """From the last restart to its end."""
    restart: tuple[Position, ...]
    """Where a second cut could fall in the batch of the restart; nowhere after two, or where the world restarted it."""


def opened(story: Story, seed: int, cast: Cast = makers_of, record: Record | None = None) -> Stage:
    """Give a story of which nothing has happened yet; ``record`` hears its notes."""
    makers = cast_of(story, seed, cast)
    world = World(makers, plans_of(story), seed, record)

    return Stage(world, makers, Witness(partial(why_not_run, story)))


def step(stage: Stage, event: int) -> bool:
    """Let event number ``event`` of a story happen: at first its starts, then what the heap has. False for nothing."""
    starters = sorted(stage.makers)
    stage.batch = None
    if event < len(starters):
        stage.world.start_one(starters[event])
        return True
    due = stage.world.due()
    if due is None:
        return False
    stage.world.run(due, lambda: True)
    return True


def tell_cut(scene: Scene, cut: Cut) -> Told:
    """Tell what becomes of a story when one of its events is cut short."""
    stage = scene.before.fork()
    try:
        return tell(scene, stage, cut)
    except AssertionError as error:
        return Told((f"died: {error}",), (), Duration(0), ())


def tell(scene: Scene, stage: Stage, cut: Cut) -> Told:
    """Tell it on ``stage``, which stands where the scene begins."""
    story, event, who = scene.story, scene.event, scene.who
    world, away = stage.world, seconds(cut.away_s)
    if cut.position == TORN:
        world.impose((FaultSpec(kind="reboot-mid-write", device=who, takes_s=cut.away_s),))
    fallen_at = _fall(stage, event, who, cut.position)
    for other in range(event + 1, len(stage.makers)):
        step(stage, other)
    if cut.again:
        world.run(after(world.now, away))
        _fall(stage, sorted(stage.makers).index(who), who, cut.again)
    stage.batch = None
    world.run(after(world.now, away))
    restart: tuple[Position, ...] = ()
    if cut.position != TORN:
        world.start_one(who)
        restart = () if cut.again else positions_of(stage.last(), can_tear=False, promises=True)
    back_at = world.now
    stage.witness.wrong += runs_unseen(story, stage)
    is_over = run_to_end(stage, Instant(max(back_at, scene.over_at) + (BOUND_LOSSY if story.loss else BOUND)))
    wrong, explained = verdict(story, stage, (Gap(who, fallen_at, back_at),), is_over=is_over)
    return Told(wrong, explained, Duration(world.now - back_at), restart)


def verdict(
    story: Story, stage: Stage, gaps: tuple[Gap, ...], *, is_over: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give what is wrong with a telling that ended, and what of it a rule explains."""
    wrong: list[str] = list(stage.witness.wrong)
    explained: list[str] = []
    if not is_over:
        wrong.append(f"no progress: {not_over(stage)}")
    for line, is_right in judged(story, stage, gaps):
        (explained if is_right else wrong).append(line)
    return tuple(wrong), tuple(explained)


def run_to_end(stage: Stage, until: Instant) -> bool:
    """Let time pass until the story is over; False when it is not by ``until``."""
    world = stage.world
    while not is_settled(stage):
        due = world.due()
        if world.now >= until or due is None or due > until:
            return False
        world.run(Instant(max(after(world.now, LOOK_EVERY), due)))
    return True


def is_settled(stage: Stage) -> bool:
    """Say whether every request has its end, and nobody waits for anything."""
    seats = stage.world._seats
    supplier, dcc, hub = (seats[who].machine for who in (SUPPLIER, DCC, HUB))
    if supplier is None or dcc is None or hub is None or supplier.deadline is not None:
        return False
    if hub.picture.activity != "idle" or (shown := dcc.picture).activity != "idle":
        return False
    if not all(_has_ended(outcome) for outcome in shown.outcomes):
        return False
    return not any(waiting_for(stage))


def waiting_for(stage: Stage) -> Iterator[str]:
    """Give what is still under way, in words."""
    world = stage.world
    for who, seat in world._seats.items():
        if seat.machine is None:
            yield f"{who} is down"
            continue
        shown = seat.machine.picture
        if shown.activity not in _AT_REST or (shown.version is not None and shown.activity == "asleep"):
            yield f"{who} is {shown.activity}"
        if shown.service.is_cut:
            yield f"{who} is without its service"
        for key in _PENDING.get(who, _PENDING_DEVICE):
            if next(iter(seat.kept.below(key)), None) is not None:
                yield f"{who} keeps {key}"
    if any(item[1] == 0 and type(item[5].message) is UpdatePPMIDFirmware for item in world._heap):
        yield "a request is under way"


def not_over(stage: Stage) -> str:
    """Give why a story is not over."""
    outcomes = stage.world.pictures[DCC].outcomes if DCC in stage.world.pictures else ()
    waiting = [f"{one.device_id}: {one.transfer}/{one.activation}" for one in outcomes if not _has_ended(one)]
    return "; ".join((*waiting, *waiting_for(stage))) or "the Supplier has more to send"


def judged(story: Story, stage: Stage, gaps: tuple[Gap, ...]) -> Iterator[tuple[str, bool]]:
    """Give each thing that did not come out as in a calm telling, and whether a rule explains it."""
    witness, pictures = stage.witness, stage.world.pictures
    known = {outcome.request_id: outcome for outcome in pictures[DCC].outcomes} if DCC in pictures else {}
    for request_id in witness.accepted:
        if request_id not in known:
            yield f"lost: the DCC adapter took request {request_id} and knows nothing of it", False
    yield from ((line, False) for line in runs_unseen(story, stage))
    if witness.lost_alerts:
        yield f"lost: {witness.lost_alerts} alerts were given up", False
    names = {eui: name for name, eui in device_ids(story).items()}
    for wanted in campaign_of(story).wanted:
        device = names[wanted.request.device_ids[0]]
        request_id, runs = wanted.request.request_id, pictures[device].running
        if request_id not in known:
            yield _untaken(request_id, witness, gaps)
            if runs == NEW:
                yield f"unverified: {device} runs what nobody was asked for", False
            continue
        yield from _ended(story, known[request_id], device, runs, witness)
        was_down = not _whose(gaps).isdisjoint((DCC, SUPPLIER))
        yield from unheard(known[request_id], witness, was_down=was_down)


def runs_unseen(story: Story, stage: Stage) -> list[str]:
    """Give the devices that run what they were never seen to verify and activate."""
    shown = ((who, stage.seat(who).picture) for who in device_ids(story))
    versions = ((who, picture.running) for who, picture in shown if picture is not None and picture.running is not None)
    activated = stage.witness.running
    return [
        f"unverified: {who} runs {version:#010x}, which it never activated"
        for who, version in versions
        if version != activated.get(who, OLD)
    ]


def _fall(stage: Stage, event: int, who: Name, position: Position) -> Instant:
    """Let one event be cut short at ``position``, and its participant be without power from then on."""
    stage.cut = position
    step(stage, event)
    assert stage.was_cut(who), f"event {event} is none of {who}'s"
    seat = stage.seat(who)
    stage.witness.used[who] = seat.station.boot, seat.station.counter
    if position != TORN:
        stage.world.crash(who)
    return stage.world.now


def _has_ended(outcome: Outcome) -> bool:
    """Say whether both the image's way and what came of it have their last word."""
    return is_final(outcome) and outcome.transfer != WAITING


def _untaken(request_id: str, witness: Witness, gaps: tuple[Gap, ...]) -> tuple[str, bool]:
    """Say why a request never came to the DCC adapter: it is said once (docs/survival.md)."""
    asked_at = witness.asked.get(request_id)
    if asked_at is None:
        return "a Supplier lost its power between keeping that it asked and asking", SUPPLIER in _whose(gaps)
    was_down = any(gap.who == DCC and gap.since - CROSSING <= asked_at <= gap.until for gap in gaps)
    return "a request came while the DCC adapter had no power, and a Supplier asks once", was_down


def _whose(gaps: tuple[Gap, ...]) -> frozenset[Name]:
    return frozenset(gap.who for gap in gaps)


def _ended(
    story: Story, outcome: Outcome, device: Name, runs: int | None, witness: Witness
) -> Iterator[tuple[str, bool]]:
    ends = (outcome.transfer, outcome.activation)
    if outcome.transfer == DISCARDED:
        is_told = witness.displaced > 0 and len(story.to) > 1
        yield "an image was displaced by the next one", is_told
    elif ends != story.ends:
        yield f"{device}'s request ended with {'/'.join(ends)}", False
    if (runs == NEW) != (outcome.activation == SUCCESS):
        yield f"{device} runs {runs or 0:#010x} and its request ended with {'/'.join(ends)}", False
