"""Whether the GSME's own traffic is affected by bridge updates: what its hub holds of it, and what differs on the way.

Each pair is one premises told twice with one seed. What the Supplier can read is what the mirror kept; every difference
has a cause that its own notes prove, or says that it has none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from msgspec.structs import replace

from premises.identity import Name
from premises.quantity import Duration, Instant, in_seconds, seconds, spoken
from premises.wire.design import DesignName, ReportPolicy
from premises.wire.notes.downloads import ActivationFailed, DeviceRebooted, FirmwareActivated
from premises.wire.notes.flights import FlightDelivered, FlightMissed, FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import HUB
from tests.designs.moments import SEEDS, aimed, drawn, updates
from tests.designs.paired import GSME, LASTS, PERIOD_S, WAKES, Held, Seen, seen, site_of, wake_of
from tests.rooms.feeder_stage import B4, NEW, TYPES

STORIES = ("drawn", "aimed")
"""Sent at a moment that the seed draws; and so that a bridge on the GSME's way reboots across one of its wakes."""

CASES: tuple[tuple[DesignName, ReportPolicy], ...] = (
    ("proposed", "staged"),
    ("option-a", "staged"),
    ("option-b", "staged"),
    ("option-a", "early"),
    ("option-b", "early"),
)
UNEXPLAINED = "unexplained"
REPORT = "ReportAttributes"

HEAD = (
    "design", "policy", "updates sent", "GSME stands behind", "pairs", "readings due", "missing at the hub",
    "pairs equal at the store", "readings later", "the latest by", "without service", "frames of the GSME more",
)  # fmt: skip
PAIRS_HEAD = (
    "design", "policy", "updates sent", "seed", "when", "missing at the hub", "later", "without service", "causes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Which:
    """One pair."""

    design: DesignName
    report: ReportPolicy
    story: str
    seed: int
    stands_behind: Name = B4


@dataclass(frozen=True, slots=True)
class Pair:
    """What became of it."""

    which: Which
    sent_at: Instant
    all_run: bool
    """Whether all bridges came to run what was sent, so that there was something to be affected by."""
    due: int
    missing: tuple[int, ...]
    """Wakes whose reading the hub holds without updates, and not with them."""
    others: tuple[Held, ...]
    """What the hub holds with updates that is not what it holds without, but for its moment."""
    later: tuple[Duration, ...]
    """By how much a reading came later, of each that came at another moment; under 0 for earlier."""
    lost: Duration
    """Service lost with updates, less what was lost without."""
    more: int
    """Frames that the GSME sent with updates, less those without."""
    causes: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Whether the hub came to hold the same readings in the same order."""
        return not self.missing and not self.others


def pairs(cases: Iterable[tuple[DesignName, ReportPolicy]] = CASES, seeds: Iterable[int] = SEEDS) -> list[Pair]:
    """Tell every pair of a table."""
    return [pair(Which(*case, story, seed)) for case in cases for story in STORIES for seed in seeds]


@cache
def pair(which: Which) -> Pair:
    """Tell one pair."""
    site = replace(site_of(which.design, which.stands_behind), report=which.report)
    bare = _bare(which.design, which.stands_behind, which.seed)
    sent_at = drawn(which.seed, "updates", PERIOD_S, 2 * PERIOD_S)
    updated = seen(site, which.seed, (), updates(site, sent_at))
    if which.story == "aimed":
        sent_at = aimed(updated, sent_at, which.seed, 2)
        updated = seen(site, which.seed, (), updates(site, sent_at))
    before, after = _by_wake(bare), _by_wake(updated)
    missing = tuple(wake for wake in before if wake not in after)
    moved = {wake: Duration(after[wake].at - before[wake].at) for wake in before if wake in after}
    later = {wake: span for wake, span in moved.items() if span}
    causes = [f"{word} ({wake})" for wake in sorted({*later, *missing}) for word in causes_of(bare, updated, wake)]
    others = tuple(held for wake, held in after.items() if wake not in before or held.value != before[wake].value)
    return Pair(
        which, sent_at, all((updated.pictures[who].running or 0) >= NEW for who in TYPES), len(before), missing, others,
        tuple(later.values()), _lost(bare, updated), _said(updated) - _said(bare), tuple(causes),
    )  # fmt: skip


def causes_of(bare: Seen, updated: Seen, wake: int) -> tuple[str, ...]:
    """Give why a wake's reading came otherwise: who did not hear the GSME's frames, or behind what they waited."""
    missed = Counter(_missed(updated, wake)) - Counter(_missed(bare, wake))
    return tuple(missed) or tuple(_waited(bare, updated, wake)) or (UNEXPLAINED,)


def causes_missed(bare: Seen, updated: Seen, until: Instant) -> tuple[str, ...]:
    """Give who missed frames of the GSME, or to it, that were heard without updates, up to the wake of ``until``."""
    wakes = range(wake_of(min(until, LASTS)) + 1)
    missed = [Counter(word for wake in wakes for word in _missed(world, wake)) for world in (updated, bare)]
    return tuple(missed[0] - missed[1])


def summary(told: Sequence[Pair]) -> Iterator[Sequence[str]]:
    """Give one row a design, policy, story and place of the GSME."""
    groups: dict[tuple[str, ...], list[Pair]] = {}
    for one in told:
        of = one.which
        groups.setdefault((of.design, f"`{of.report}`", of.story, of.stands_behind.upper()), []).append(one)
    for group, ones in groups.items():
        later = [span for one in ones for span in one.later]
        due, missing = (str(sum(counts)) for counts in zip(*((one.due, len(one.missing)) for one in ones), strict=True))
        equal = f"{sum(one.is_equal for one in ones)} of {len(ones)}"
        yield (
            *group, str(len(ones)), due, missing, equal, str(len(later)), span_in_words(max(later, default=0)),
            f"{in_seconds(Duration(sum(one.lost for one in ones))):,.0f} s", str(sum(one.more for one in ones)),
        )  # fmt: skip


def pair_row(one: Pair) -> Sequence[str]:
    """Give the row of one pair."""
    of = one.which
    missing = ", ".join(f"wake {wake}" for wake in one.missing) or "none"
    later = ", ".join(map(span_in_words, one.later)) or "none"
    lost = f"{in_seconds(one.lost):,.0f} s" if one.lost else "none"
    moved = missing, later, lost, "; ".join(one.causes)
    return of.design, f"`{of.report}`", of.story, str(of.seed), spoken(one.sent_at), *moved


def at_the_hub(seeds: Iterable[int] = SEEDS) -> list[Pair]:
    """Tell the pairs in which no bridge carries the GSME."""
    return [pair(Which(*case, "drawn", seed, HUB)) for case in CASES[:3] for seed in seeds]


def span_in_words(span: int) -> str:
    """Give a stretch of time, milliseconds to hours, as it stands in a table."""
    return f"{span / 1000:,.1f} ms" if abs(span) < seconds(1) else f"{span / seconds(1):,.1f} s"


@cache
def _bare(design: DesignName, stands_behind: Name, seed: int) -> Seen:
    return seen(site_of(design, stands_behind), seed)


def _by_wake(world: Seen) -> dict[int, Held]:
    found: dict[int, Held] = {}
    for held in world.mirror:
        found.setdefault(held.wake, held)
    return found


def _lost(bare: Seen, updated: Seen) -> Duration:
    one, other = (world.pictures[GSME].service for world in (updated, bare))
    assert not one.is_cut, f"told to its end within {WAKES} wakes"
    return Duration(one.lost - other.lost)


def _said(world: Seen) -> int:
    return sum(entry.who == GSME and isinstance(entry.note, FlightSent) for entry in world.entries)


_Flight = tuple[str, str, int, int]


def _own(world: Seen, wake: int) -> dict[_Flight, Entry]:
    """Give the flights of what the GSME said or was told in a wake, in order: link, who sent it, boot, sequence."""
    return {
        (entry.note.link, entry.who, entry.boot, entry.note.sequence): entry
        for entry in world.entries
        if isinstance(entry.note, FlightSent)
        and GSME in (entry.note.origin, entry.note.goal)
        and wake_of(entry.at) == wake
    }


def _missed(world: Seen, wake: int) -> Iterator[str]:
    """Give, for each of the GSME's frames that nobody heard, who should have, and what that one did."""
    own = _own(world, wake)
    for entry in world.entries:
        note = entry.note
        if isinstance(note, FlightMissed) and (note.link, note.source, note.boot, note.sequence) in own:
            yield f"{entry.who.upper()} {'reboots' if _reboots(world, entry.who, entry.at) else 'does not listen'}"


def _reboots(world: Seen, who: Name, at: Instant) -> bool:
    of = [
        type(entry.note)
        for entry in world.entries
        if entry.who == who
        and entry.at <= at
        and isinstance(entry.note, DeviceRebooted | FirmwareActivated | ActivationFailed)
    ]
    return bool(of) and of[-1] is DeviceRebooted


def _waited(bare: Seen, updated: Seen, wake: int) -> Iterator[str]:
    """Give what was on the air before a report, on each link that took longer over it in one of the worlds."""
    before, after = _firsts(bare, wake), _firsts(updated, wake)
    for way in sorted(after.keys() & before.keys()):
        flight, span = after[way]
        then, least = before[way]
        if span > least:
            yield f"{_ahead(updated, _own(updated, wake)[flight])} on {flight[0]}"
        if span < least:
            yield f"without updates {_ahead(bare, _own(bare, wake)[then])} on {flight[0]}"


def _firsts(world: Seen, wake: int) -> dict[tuple[str, str], tuple[_Flight, Duration]]:
    """Give, of each link and sender, the first report of a wake that came through, and how long it took."""
    firsts: dict[tuple[str, str], tuple[_Flight, Duration]] = {}
    for flight, span in _spans(world, wake):
        firsts.setdefault(flight[:2], (flight, span))
    return firsts


def _spans(world: Seen, wake: int) -> Iterator[tuple[_Flight, Duration]]:
    own = {flight: entry for flight, entry in _own(world, wake).items() if _is_report(entry)}
    for entry in world.entries:
        note = entry.note
        if isinstance(note, FlightDelivered) and (flight := (note.link, note.source, note.boot, note.sequence)) in own:
            yield flight, note.after


def _is_report(entry: Entry) -> bool:
    return isinstance(entry.note, FlightSent) and entry.note.kind == REPORT


def _ahead(world: Seen, report: Entry) -> str:
    """Give the frame that a bridge sent last before a report, over the same link the same way."""
    assert isinstance(report.note, FlightSent)
    ahead = UNEXPLAINED
    for entry in world.entries:
        if entry is report:
            break
        note = entry.note
        if entry.who == report.who and isinstance(note, FlightSent):
            same = (note.link, note.target) == (report.note.link, report.note.target)
            if same and GSME not in (note.origin, note.goal):
                ahead = f"behind {note.origin.upper()}'s {note.kind}"
    return ahead
