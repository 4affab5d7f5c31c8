"""What a bridge does for those that it feeds: it holds a bundle, offers each its part, and learns what became of it.

::

    Waits --(its Upgrade End)--> Taken --(its CS09)--> Runs
      |                            |
      +-- refuses, has no room, runs something newer, fails, or is not heard of in time

Blocks are asked for, never pushed; a child verifies its part like any image. A feeder believes what its children say:
there is nobody on a private link who could vouch for them. Assumption 65 (docs/sources.md).
"""

from dataclasses import dataclass, replace
from enum import Enum
from struct import Struct

from bridges.plan import BridgePlan
from premises.errors import WireError
from premises.identity import Name
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept
from premises.machine.growing import Growing
from premises.quantity import MICROSECONDS_PER_SECOND, Instant, after
from premises.talk.fragments import Reassembly
from premises.talk.ota_server import Offer, answer_block, answer_end, answer_query, invitation
from premises.trust.seal import image_hash
from premises.wire.field.bundle import Part, part_octets, read_manifest
from premises.wire.field.ota_file import read_ota_file
from premises.wire.field.zcl import (
    OTA_CLUSTER,
    TUNNEL_CLUSTER,
    DefaultResponse,
    ImageBlockRequest,
    QueryNextImageRequest,
    Status,
    TransferData,
    UpgradeEndRequest,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.message import Frame, Message
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded, PartSettled
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import ImageOffered
from premises.wire.radio.aps import ApsFragment

KEY_FEED = "feed"
_KEY_BUNDLE = "feed/bundle"
_KEY_SINCE = "feed/since"
_SINCE = Struct("<QI")

UPGRADE_END_COMMAND = 0x06
TRANSFER_DATA_COMMAND = 0x02


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
    standing: Standing


@dataclass(frozen=True, slots=True)
class Feed:
    """A bundle that is handed on."""

    version: int
    since: Instant
    children: tuple[Fed, ...]


class Feeding:
    """The children of one bridge; ``state`` is (the bundle that is handed on, fragments that came)."""

    __slots__ = ("_feed", "_fragments", "_plan")

    def __init__(self, plan: BridgePlan, kept: Kept) -> None:
        self._plan = plan
        self._feed = _kept_feed(plan, kept)
        self._fragments = Reassembly()

    @property
    def state(self) -> tuple[Feed | None, object]:
        """All that can differ between two moments."""
        return self._feed, self._fragments.state

    @state.setter
    def state(self, value: tuple[Feed | None, object]) -> None:
        self._feed, self._fragments.state = value  # type: ignore[assignment]  # by the getter

    @property
    def deadline(self) -> Instant | None:
        """When whoever is not heard of by then counts as missing."""
        if self._feed is None or self.verdict is not Verdict.OPEN:
            return None
        return after(self._feed.since, self._plan.feed_within)

    @property
    def verdict(self) -> Verdict:
        """What came of the bundle; OPEN while anybody may still run its part."""
        standings = () if self._feed is None else tuple(fed.standing for fed in self._feed.children)
        if any(not standing.is_final for standing in standings):
            return Verdict.OPEN
        return Verdict.GOOD if all(standing is Standing.RUNS for standing in standings) else Verdict.BAD

    def feeds(self, version: int) -> bool:
        """Say whether the bundle of ``version`` is handed on already."""
        return self._feed is not None and self._feed.version == version

    def is_for(self, frame: Frame) -> bool:
        """Say whether a frame is a child's word to its feeder."""
        return frame.target == self._plan.who and any(child.name == frame.source for child in self._plan.feeds)

    def begin(self, version: int, image: Growing, now: Instant) -> tuple[Effects, tuple[Frame, ...]]:
        """Take a bundle that was verified: give what is kept and noted, and the invitations."""
        octets = image.whole()
        self._feed = _feed_of(self._plan, version, octets, now)
        kept = [Keep(KEY_FEED, None), Keep(_KEY_BUNDLE, octets), Keep(_KEY_SINCE, _SINCE.pack(now, version))]
        begun = FeedingBegun(version, tuple(fed.child for fed in self._feed.children))
        return [*kept, begun], self.invitations()

    def invitations(self) -> tuple[Frame, ...]:
        """Give an Image Notify for each child that has not got its part."""
        waiting = [fed for fed in self._children if fed.standing is Standing.WAITS]
        return tuple(self._frame(fed.child, 0, invitation(fed.offer)) for fed in waiting)

    def invited(self) -> Effects:
        """Give what is noted of the invitations."""
        waiting = [fed for fed in self._children if fed.standing is Standing.WAITS]
        return [ImageOffered(fed.child, fed.offer.version) for fed in waiting]

    def take(self, frame: Frame, now: Instant) -> tuple[Effects, tuple[Frame, ...]]:
        """Take a child's word; give what is kept and noted, and the answer."""
        match frame.message:
            case ApsFragment() as fragment:
                return self._put_together(frame, fragment, now)
            case QueryNextImageRequest() as request:
                return self._query(frame, request)
            case ImageBlockRequest() as request:
                fed = self._fed(frame.source)
                answer = answer_block(None if fed is None else fed.offer, request)
                return NOTHING, (self._frame(frame.source, frame.transaction, answer),)
            case UpgradeEndRequest() as request:
                return self._end(frame, request, now)
            case TransferData(_, FirmwareActivationAlert() as alert):
                return self._activated(frame, alert)
        return [MessageIgnored(frame.source, type(frame.message).__name__, "its feeder has no use for it")], ()

    def wake(self, now: Instant) -> Effects:
        """Call missing whoever was not heard of in time."""
        if (self.deadline or now + 1) > now:
            return NOTHING
        late = [fed for fed in self._children if not fed.standing.is_final]
        return [effect for fed in late for effect in self._settle(fed, Standing.MISSING)]

    def end(self) -> Effects:
        """Forget the bundle."""
        feed, verdict = self._feed, self.verdict
        assert feed is not None, "nothing is handed on"
        self._feed = None
        return [Keep(KEY_FEED, None), FeedingEnded(feed.version, verdict is Verdict.GOOD)]

    @property
    def is_feeding(self) -> bool:
        """Whether a bundle is handed on."""
        return self._feed is not None

    @property
    def _children(self) -> tuple[Fed, ...]:
        return () if self._feed is None else self._feed.children

    def _fed(self, child: Name) -> Fed | None:
        return next((fed for fed in self._children if fed.child == child), None)

    def _query(self, frame: Frame, request: QueryNextImageRequest) -> tuple[Effects, tuple[Frame, ...]]:
        fed = self._fed(frame.source)
        answer = answer_query(None if fed is None else fed.offer, request)
        effects: Effects = NOTHING
        if fed is not None and fed.offer.is_for(request.manufacturer, request.image_type):
            effects = self._judge(fed, request)
        return effects, (self._frame(frame.source, frame.transaction, answer),)

    def _judge(self, fed: Fed, request: QueryNextImageRequest) -> Effects:
        """Learn from what a child says that it runs."""
        if request.version == fed.offer.version:
            return self._settle(fed, Standing.RUNS)
        if request.version > fed.offer.version:
            return self._settle(fed, Standing.NEWER)
        return NOTHING if fed.offer.fits(request.hardware) else self._settle(fed, Standing.REFUSED)

    def _end(self, frame: Frame, request: UpgradeEndRequest, now: Instant) -> tuple[Effects, tuple[Frame, ...]]:
        answer: Message = DefaultResponse(OTA_CLUSTER, UPGRADE_END_COMMAND, Status.SUCCESS)
        if request.status is Status.SUCCESS:
            answer = answer_end(request, now // MICROSECONDS_PER_SECOND)
        fed, effects = self._fed(frame.source), NOTHING
        if fed is not None and request.version == fed.offer.version:
            standings = {Status.SUCCESS: Standing.TAKEN, Status.ABORT: Standing.NO_SPACE}
            effects = self._settle(fed, standings.get(request.status, Standing.REFUSED))
        return effects, (self._frame(frame.source, frame.transaction, answer),)

    def _activated(self, frame: Frame, alert: FirmwareActivationAlert) -> tuple[Effects, tuple[Frame, ...]]:
        answer = DefaultResponse(TUNNEL_CLUSTER, TRANSFER_DATA_COMMAND, Status.SUCCESS)
        fed, effects = self._fed(frame.source), NOTHING
        if fed is not None and alert.version == fed.offer.version:
            runs = alert.result is ActivateImageResultCode.SUCCESS
            effects = self._settle(fed, Standing.RUNS if runs else Standing.FAILED)
        return effects, (self._frame(frame.source, frame.transaction, answer),)

    def _put_together(self, frame: Frame, fragment: ApsFragment, now: Instant) -> tuple[Effects, tuple[Frame, ...]]:
        try:
            whole = self._fragments.take(frame, fragment, now)
        except WireError as error:
            return [MessageIgnored(frame.source, "ApsFragment", str(error))], ()
        return (NOTHING, ()) if whole is None else self.take(whole, now)

    def _settle(self, fed: Fed, standing: Standing) -> list[Effect]:
        feed = self._feed
        if feed is None or fed.standing in (standing, Standing.RUNS):
            return []
        others = tuple(replace(each, standing=standing) if each is fed else each for each in feed.children)
        self._feed = replace(feed, children=others)
        kept = Keep(f"{KEY_FEED}/child/{fed.child}", standing.value.encode())
        return [kept, PartSettled(fed.child, fed.offer.version, standing.value)]

    def _frame(self, child: Name, transaction: int, message: Message) -> Frame:
        return Frame(self._plan.who, child, transaction, message)


def _feed_of(plan: BridgePlan, version: int, octets: bytes, since: Instant) -> Feed:
    image = read_ota_file(octets).body
    parts = {part.kind: part for part in read_manifest(image)}
    children = tuple(Fed(child.name, _offer(parts[child.kind], image), Standing.WAITS) for child in plan.feeds)
    return Feed(version, since, children)


def _offer(part: Part, image: bytes) -> Offer:
    octets = part_octets(image, part)
    about = part.manufacturer, part.image_type, part.version, part.hardware_min, part.hardware_max
    return Offer(*about, Growing(image_hash(octets)).grown(octets))


def _kept_feed(plan: BridgePlan, kept: Kept) -> Feed | None:
    octets, since = kept.get(_KEY_BUNDLE), kept.get(_KEY_SINCE)
    if octets is None or since is None:
        return None
    moment, version = _SINCE.unpack(since)
    feed = _feed_of(plan, version, octets, Instant(moment))
    rows = {key.rsplit("/", 1)[1]: Standing(value.decode()) for key, value in kept.below(f"{KEY_FEED}/child")}
    return replace(
        feed, children=tuple(replace(fed, standing=rows.get(fed.child, fed.standing)) for fed in feed.children)
    )
