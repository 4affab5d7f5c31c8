"""A bundle that is handed on: whose part is which, how far each child is with its own, and how all of it is kept.

::

    Waits --(its Upgrade End)--> Taken --(its CS09, or its next query)--> Runs
      |                            |
      +-- refuses, has no room, runs something newer, fails, or is not heard of in time

What is final stays so: nothing that a child says later changes it, and its part is not offered again. Values and their
rows; who says what to whom is ``feeding``'s.
"""

from dataclasses import dataclass, replace
from enum import Enum
from struct import Struct

from bridges.plan import BridgePlan
from premises.identity import Name
from premises.machine.effects import Keep, Kept
from premises.machine.growing import Growing
from premises.quantity import Instant
from premises.talk.ota_server import Offer
from premises.trust.seal import image_hash
from premises.wire.field.bundle import Part, is_bundle, part_octets, read_manifest
from premises.wire.field.ota_file import read_ota_file
from premises.wire.field.zcl import QueryNextImageRequest, Status
from premises.wire.gbcs.alerts import ActivateImageResultCode

KEY_FEED = "feed"
"""All that belongs to the bundle that is handed on; forgetting it forgets the children's standings."""

_KEY_BUNDLE = "feed/bundle"
_KEY_SINCE = "feed/since"
_KEY_CHILD = "feed/child"
_SINCE = Struct("<QI")


class Standing(Enum):
    """How far a child is with its part."""

    WAITS = "waits"
    TAKEN = "taken"
    RUNS = "runs"
    REFUSED = "refused"
    NO_SPACE = "no_space"
    FAILED = "failed"
    NEWER = "newer"
    MISSING = "missing"

    @property
    def is_final(self) -> bool:
        """Whether nothing more is to come of it."""
        return self not in (Standing.WAITS, Standing.TAKEN)


class Verdict(Enum):
    """What came of a whole bundle so far."""

    OPEN = "open"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Fed:
    """One child, its part, and how far it is."""

    child: Name
    offer: Offer
    runs: int
    """The version that it says it runs once it runs its part."""
    feeds: bool
    """Whether its part is a bundle itself."""
    standing: Standing = Standing.WAITS

    def asked(self, request: QueryNextImageRequest) -> Standing:
        """Give its standing after its query, which says what it is and what it runs."""
        if not self.offer.is_for(request.manufacturer, request.image_type) or not self.offer.fits(request.hardware):
            return Standing.REFUSED
        if request.version >= self.runs:
            return Standing.RUNS if request.version == self.runs else Standing.NEWER
        return self.standing

    def ended(self, status: Status) -> Standing:
        """Give its standing after its Upgrade End Request."""
        if status is Status.SUCCESS:
            return Standing.TAKEN
        if status is not Status.ABORT:
            return Standing.REFUSED
        # ABORT says that the device can keep nothing (assumption 37), or that those whom it feeds failed it.
        return Standing.FAILED if self.feeds else Standing.NO_SPACE

    def activated(self, result: ActivateImageResultCode) -> Standing:
        """Give its standing after its CS09 for this part."""
        return Standing.RUNS if result is ActivateImageResultCode.SUCCESS else Standing.FAILED


@dataclass(frozen=True, slots=True)
class Feed:
    """A bundle that is handed on."""

    version: int
    since: Instant
    children: tuple[Fed, ...]

    @property
    def verdict(self) -> Verdict:
        """What came of it; OPEN while anybody may still run its part."""
        standings = [fed.standing for fed in self.children]
        if not all(standing.is_final for standing in standings):
            return Verdict.OPEN
        return Verdict.GOOD if all(standing is Standing.RUNS for standing in standings) else Verdict.BAD

    def of(self, child: Name) -> Fed | None:
        """Give the part of ``child``."""
        return next((fed for fed in self.children if fed.child == child), None)

    def settled(self, child: Name, standing: Standing) -> "Feed":
        """Give the same with ``child`` so far."""
        children = tuple(replace(fed, standing=standing) if fed.child == child else fed for fed in self.children)
        return replace(self, children=children)


def feed_of(plan: BridgePlan, version: int, octets: bytes, since: Instant) -> Feed:
    """Give what is handed on of the verified bundle ``octets``, a whole OTA file of ``version``."""
    image = read_ota_file(octets).body
    parts = {part.kind: part for part in read_manifest(image)}
    return Feed(version, since, tuple(_fed(plan, child.name, parts[child.kind], image) for child in plan.feeds))


def keep_feed(feed: Feed, octets: bytes) -> list[Keep]:
    """Give the rows of a bundle that begins to be handed on; the first forgets the one before."""
    since = _SINCE.pack(feed.since, feed.version)
    return [Keep(KEY_FEED, None), Keep(_KEY_BUNDLE, octets), Keep(_KEY_SINCE, since)]


def keep_standing(child: Name, standing: Standing) -> Keep:
    """Give the row of one child."""
    return Keep(f"{_KEY_CHILD}/{child}", standing.value.encode())


def kept_feed(plan: BridgePlan, kept: Kept) -> Feed | None:
    """Give what was handed on, as it was kept; None when nothing was."""
    octets, since = kept.get(_KEY_BUNDLE), kept.get(_KEY_SINCE)
    if octets is None or since is None:
        return None
    moment, version = _SINCE.unpack(since)
    feed = feed_of(plan, version, octets, Instant(moment))
    for key, value in kept.below(_KEY_CHILD):
        feed = feed.settled(Name(key.rsplit("/", 1)[1]), Standing(value.decode()))
    return feed


def _fed(plan: BridgePlan, child: Name, part: Part, image: bytes) -> Fed:
    octets = part_octets(image, part)
    about = part.manufacturer, part.image_type, part.version, part.hardware_min, part.hardware_max
    offer = Offer(*about, Growing(image_hash(octets)).grown(octets))
    inner = read_ota_file(octets).body
    feeds = is_bundle(inner)
    runs = read_manifest(inner)[0].version if feeds and plan.reports_own else part.version
    return Fed(child, offer, runs, feeds)
