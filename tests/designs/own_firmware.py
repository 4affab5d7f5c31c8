"""Whether a GSME's own firmware update is affected by bridge updates: apart from them, and at once with them.

The same pairs as ``unaffected``, with an 11.1 and an 11.3 for the GSME in both worlds. What the store is, is the hub's
slot here: which events its image has there, in which order, and what the Supplier is told of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from msgspec.structs import replace

from lab.campaign.activation import activation_for
from lab.story.requests import image_for, request_for
from lab.story.supplier import Planned
from premises.identity import eui64
from premises.quantity import NEVER, Duration, Instant, seconds
from premises.trust.trailer import firmware_hash
from premises.wire.design import DesignName, ReportPolicy
from premises.wire.device.target import IMAGE_TYPES
from premises.wire.gbcs.activation import AT_ONCE
from premises.wire.notes.downloads import FirmwareActivated, ImageVerified
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.requests import ImageDisplaced, ImageRemoved, ImageStored, TransferEnded
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB, Site
from tests.designs.moments import SEEDS, aimed, drawn, updates
from tests.designs.paired import GSME, PERIOD_S, Seen, seen, site_of
from tests.designs.unaffected import UNEXPLAINED, causes_missed, span_in_words
from tests.rooms.feeder_stage import NEW, TYPES

SIZE = 8_192
"""Octets of its image, without header and trailer."""

STORIES = ("apart", "apart, aimed", "at once")
"""Bridge updates after the GSME holds its image and while CS06 is on its way; so that a bridge reboots across the wake
in which CS06 comes; and beside its 11.1, two minutes more or less.
"""

CASES: tuple[tuple[DesignName, ReportPolicy, tuple[str, ...]], ...] = (
    ("proposed", "staged", STORIES),
    ("option-a", "staged", ("apart", "at once")),
    ("option-b", "staged", ("apart", "at once")),
    ("option-a", "early", STORIES),
    ("option-b", "early", STORIES),
)
"""Where a bridge on the GSME's way waits for B4 before it reboots, nothing can be aimed."""

HEAD = (
    "design", "policy", "bridge updates", "pairs", "equal at the store", "at the hub later", "held later", "runs later",
    "bridge images displaced", "refused by rank", "in the end all run it", "causes",
)  # fmt: skip

ORDERED_IN = 5
"""The wake in which CS06 comes; by then an image that took two wakes to fetch is held, and one that took three."""

_GSME_IMAGE = IMAGE_TYPES["GSME"]


@dataclass(frozen=True, slots=True)
class Own:
    """What became of the GSME's image in one world."""

    store: tuple[str, ...]
    """What the hub's slot did with it, in order."""
    told: tuple[str, ...]
    """What the Supplier was told of it."""
    moments: tuple[Instant, ...]
    """When it was stored at the hub, held by the GSME, and run."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair."""

    bare: Own
    updated: Own
    displaced: int
    """Images of bridges that left the slot for the GSME's."""
    refused: int
    """Images of bridges that never came into it."""
    all_run: bool
    """Whether all bridges came to run what was sent."""
    causes: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Whether the hub's slot did the same with it, and the Supplier was told the same."""
        return (self.bare.store, self.bare.told) == (self.updated.store, self.updated.told)

    @property
    def later(self) -> tuple[Duration, ...]:
        """By how much it was stored, held and run later."""
        both = zip(self.bare.moments, self.updated.moments, strict=True)
        return tuple(Duration(after - before) for before, after in both)


@cache
def pair(design: DesignName, report: ReportPolicy, story: str, seed: int) -> Pair:
    """Tell one pair."""
    site = replace(site_of(design), report=report)
    sent_at = drawn(seed, "11.1", PERIOD_S + 300, 2 * PERIOD_S - 300)
    ordered_at = drawn(seed, "11.3", (ORDERED_IN - 1) * PERIOD_S + 300, ORDERED_IN * PERIOD_S - 10)
    script = _script(site, sent_at, ordered_at)
    begins_at = drawn(seed, "updates", (ORDERED_IN - 2) * PERIOD_S + 300, ORDERED_IN * PERIOD_S)
    if story == "at once":
        begins_at = Instant(sent_at + drawn(seed, "updates", 0, 240) - seconds(120))
    bare, updated = seen(site, seed, script), _updated(site, seed, script, begins_at)
    if story == "apart, aimed":
        updated = _updated(site, seed, script, aimed(updated, begins_at, seed, ORDERED_IN))
    one, other = own(bare), own(updated)
    events = [entry.note for entry in updated.entries if entry.who == HUB]
    displaced = sum(isinstance(note, ImageDisplaced) and note.by_image_type == _GSME_IMAGE for note in events)
    refused = sum(isinstance(note, TransferEnded) and note.status == "refused_by_rank" for note in events)
    all_run = all((updated.pictures[who].running or 0) >= NEW for who in TYPES)
    return Pair(one, other, displaced, refused, all_run, tuple(_causes(bare, updated, one, other)))


def own(world: Seen) -> Own:
    """Give what became of the GSME's image in a world."""
    store = [word for entry in world.entries if (word := _event(entry))]
    eui = eui64(world.site.meters[str(GSME)].eui)
    told = [f"{one.transfer} {one.activation}" for one in world.pictures[DCC].outcomes if one.device_id == eui]
    of = [entry for entry in world.entries if entry.who == GSME]
    stored = [e.at for e in world.entries if isinstance(e.note, ImageStored) and e.note.image_type == _GSME_IMAGE]
    held = [entry.at for entry in of if isinstance(entry.note, ImageVerified)]
    run = [entry.at for entry in of if isinstance(entry.note, FirmwareActivated)]
    return Own(tuple(store), tuple(told), tuple(min(found, default=NEVER) for found in (stored, held, run)))


def rows(seeds: Iterable[int] = SEEDS) -> Iterator[Sequence[str]]:
    """Give the table, one row a design and story."""
    for design, report, stories in CASES:
        for story in stories:
            yield row(design, report, story, [pair(design, report, story, seed) for seed in seeds])


def row(design: DesignName, report: ReportPolicy, story: str, ones: Sequence[Pair]) -> Sequence[str]:
    """Give one row."""
    moved = (_range(spans) for spans in zip(*(one.later for one in ones), strict=True))
    causes = Counter(cause for one in ones for cause in set(one.causes))
    return (
        design, f"`{report}`", story, str(len(ones)), f"{sum(one.is_equal for one in ones)} of {len(ones)}",
        *moved, str(sum(one.displaced for one in ones)), str(sum(one.refused for one in ones)),
        f"{sum(one.all_run for one in ones)} of {len(ones)}",
        "; ".join(f"{cause} ({pairs})" for cause, pairs in sorted(causes.items())) or "none",
    )  # fmt: skip


def _range(spans: Sequence[Duration]) -> str:
    least, most = min(spans), max(spans)
    return span_in_words(most) if least == most else f"{span_in_words(least)} to {span_in_words(most)}"


def _script(site: Site, sent_at: Instant, ordered_at: Instant) -> tuple[Planned, ...]:
    image = image_for(site, (GSME,), NEW, SIZE)
    eui = eui64(site.meters[str(GSME)].eui)
    order = activation_for(eui, firmware_hash(image), AT_ONCE, 2)
    return Planned(sent_at, request_for(site, image, [GSME], 1)), Planned(ordered_at, order)


def _updated(site: Site, seed: int, script: tuple[Planned, ...], begins_at: Instant) -> Seen:
    return seen(site, seed, script, updates(site, begins_at, 3))


def _event(entry: Entry) -> str:
    match entry.note:
        case ImageStored(image_type=kind) if kind == _GSME_IMAGE:
            return "stored"
        case ImageDisplaced(image_type=kind) if kind == _GSME_IMAGE:
            return "displaced"
        case ImageRemoved(image_type=kind, why=why) if kind == _GSME_IMAGE:
            return f"removed: {why}"
    return ""


def _causes(bare: Seen, updated: Seen, one: Own, other: Own) -> Iterator[str]:
    """Give why it was stored, held or run at another moment."""
    if one.moments[0] != other.moments[0]:
        between = [_chunks(world, own.moments[0]) for world, own in ((bare, one), (updated, other))]
        yield "the WAN carries bridges' images too" if between[1] > between[0] else UNEXPLAINED
    if one.moments[1:] == other.moments[1:]:
        return
    missed = [f"{word} when CS06 or a block was due" for word in causes_missed(bare, updated, other.moments[2])]
    yield from missed or (_beside(updated, other.moments),)


def _chunks(world: Seen, until: Instant) -> int:
    kinds = (entry.note.kind for entry in world.entries if entry.at <= until and isinstance(entry.note, FlightSent))
    return sum(kind == "ChunkResponse" for kind in kinds)


def _beside(world: Seen, moments: tuple[Instant, ...]) -> str:
    """Say on which of its links others' frames crossed meanwhile."""
    ways = {e.note.link for e in world.entries if isinstance(e.note, FlightSent) and e.note.origin == GSME}
    others = {
        entry.note.link
        for entry in world.entries
        if isinstance(entry.note, FlightSent)
        and moments[0] <= entry.at <= moments[2]
        and entry.note.link in ways
        and GSME not in (entry.note.origin, entry.note.goal)
    }
    return f"beside bridges' frames on {', '.join(sorted(others))}" if others else UNEXPLAINED
