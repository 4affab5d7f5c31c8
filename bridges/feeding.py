"""What a bridge does for those that it feeds: it holds a bundle, offers each its part, and learns what became of it.

It serves as the hub does: an Image Notify invites, every block is asked for by offset, a child verifies its part like
any image and says CS09 to its feeder. A feeder believes what its children say: there is nobody on a private link who
could vouch for them. Assumption 65 (docs/sources.md). How far each is, is ``feed``'s to say.
"""

from bridges.feed import KEY_FEED, Fed, Feed, Standing, Verdict, feed_of, keep_feed, keep_standing, kept_feed
from bridges.plan import BridgePlan
from premises.errors import WireError
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept
from premises.machine.growing import Growing
from premises.quantity import MICROSECONDS_PER_SECOND, Instant, after, is_due
from premises.talk.fragments import Reassembly
from premises.talk.ota_server import Offer, answer_block, answer_end, answer_query, invitation
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
from premises.wire.gbcs.alerts import FirmwareActivationAlert
from premises.wire.message import Frame, Message
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded, PartSettled
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.notes.requests import ImageOffered
from premises.wire.radio.aps import ApsFragment

UPGRADE_END_COMMAND = 0x06
TRANSFER_DATA_COMMAND = 0x02

Answered = tuple[Effects, tuple[Frame, ...]]
"""What is kept and noted, and the frames that are to be said."""


class Feeding:
    """The children of one bridge; ``state`` is (the bundle that is handed on, fragments that came)."""

    __slots__ = ("_feed", "_fragments", "_plan")

    def __init__(self, plan: BridgePlan, kept: Kept) -> None:
        self._plan = plan
        self._feed = kept_feed(plan, kept)
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
        feed = self._feed
        return None if feed is None or feed.verdict is not Verdict.OPEN else after(feed.since, self._plan.feed_within)

    @property
    def verdict(self) -> Verdict | None:
        """What came of the bundle that is handed on; None when none is."""
        return None if self._feed is None else self._feed.verdict

    @property
    def standings(self) -> str:
        """How far each child is, in words."""
        return ", ".join(f"{fed.child} {fed.standing.value.replace('_', ' ')}" for fed in self._children)

    def feeds(self, version: int) -> bool:
        """Say whether the bundle of ``version`` is handed on already."""
        return self._feed is not None and self._feed.version == version

    def is_for(self, frame: Frame) -> bool:
        """Say whether a frame is a child's word to its feeder."""
        return frame.target == self._plan.who and any(child.name == frame.source for child in self._plan.feeds)

    def begin(self, version: int, image: Growing, now: Instant) -> Answered:
        """Take a bundle that was verified, in the place of one whose children never came to an end with it."""
        octets, before = image.whole(), self._feed
        self._feed = feed_of(self._plan, version, octets, now)
        effects: list[Effect] = [] if before is None else [FeedingEnded(before.version, success=False)]
        begun = FeedingBegun(version, tuple(fed.child for fed in self._feed.children))
        noted, invitations = self.invite()
        return [*effects, *keep_feed(self._feed, octets), begun, *noted], invitations

    def invite(self) -> Answered:
        """Give an Image Notify for each child that has not got its part."""
        waiting = [fed for fed in self._children if fed.standing is Standing.WAITS]
        invitations = tuple(Frame(self._plan.who, fed.child, 0, invitation(fed.offer)) for fed in waiting)
        return [ImageOffered(fed.child, fed.offer.version) for fed in waiting], invitations

    def take(self, frame: Frame, running: int, now: Instant) -> Answered:
        """Take a child's word while this bridge runs ``running``; give what is kept and noted, and the answer."""
        fed = None if self._feed is None else self._feed.of(frame.source)
        match frame.message:
            case ApsFragment() as fragment:
                return self._put_together(frame, fragment, running, now)
            case QueryNextImageRequest() as request:
                effects = NOTHING if fed is None else self._settle(fed, fed.asked(request))
                return effects, self._answer(frame, answer_query(self._offer_for(frame), request))
            case ImageBlockRequest() as request:
                return NOTHING, self._answer(frame, answer_block(self._offer_for(frame), request))
            case UpgradeEndRequest() as request:
                return self._end(frame, fed, request, running, now)
            case TransferData(_, FirmwareActivationAlert() as alert):
                is_news = fed is not None and alert.version == fed.runs
                effects = self._settle(fed, fed.activated(alert.result)) if fed is not None and is_news else NOTHING
                taken = DefaultResponse(TUNNEL_CLUSTER, TRANSFER_DATA_COMMAND, Status.SUCCESS)
                return effects, self._answer(frame, taken)
        return [MessageIgnored(frame.source, type(frame.message).__name__, "its feeder has no use for it")], ()

    def wake(self, now: Instant) -> Effects:
        """Call missing whoever was not heard of in time."""
        if not is_due(self.deadline, now):
            return NOTHING
        return [effect for fed in self._children for effect in self._settle(fed, Standing.MISSING)]

    def end(self) -> Effects:
        """Forget the bundle."""
        feed = self._feed
        assert feed is not None, "nothing is handed on"
        self._feed = None
        return [Keep(KEY_FEED, None), FeedingEnded(feed.version, success=feed.verdict is Verdict.GOOD)]

    @property
    def _children(self) -> tuple[Fed, ...]:
        return () if self._feed is None else self._feed.children

    def _offer_for(self, frame: Frame) -> Offer | None:
        """Give what whoever said ``frame`` may ask for now."""
        fed = None if self._feed is None else self._feed.of(frame.source)
        return None if fed is None or fed.standing.is_final else fed.offer

    def _end(self, frame: Frame, fed: Fed | None, request: UpgradeEndRequest, running: int, now: Instant) -> Answered:
        answer: Message = DefaultResponse(OTA_CLUSTER, UPGRADE_END_COMMAND, Status.SUCCESS)
        if request.status is Status.SUCCESS:
            answer = answer_end(request, now // MICROSECONDS_PER_SECOND)
        is_news = fed is not None and request.version == fed.offer.version
        effects = self._settle(fed, fed.ended(request.status, running)) if fed is not None and is_news else NOTHING
        return effects, self._answer(frame, answer)

    def _put_together(self, frame: Frame, fragment: ApsFragment, running: int, now: Instant) -> Answered:
        try:
            whole = self._fragments.take(frame, fragment, now)
        except WireError as error:
            return [MessageIgnored(frame.source, "ApsFragment", str(error))], ()
        return (NOTHING, ()) if whole is None else self.take(whole, running, now)

    def _settle(self, fed: Fed, standing: Standing) -> Effects:
        if self._feed is None or fed.standing is standing or fed.standing.is_final:
            return NOTHING
        self._feed = self._feed.settled(fed.child, standing)
        return [keep_standing(fed.child, standing), PartSettled(fed.child, fed.offer.version, standing.value)]

    def _answer(self, frame: Frame, message: Message) -> tuple[Frame, ...]:
        return (Frame(self._plan.who, frame.source, frame.transaction, message),)
