"""A device's side of an over-the-air update: it asks for every block by offset, and verifies before anything runs.

::

    Idle -> Querying -> Downloading <-> Pausing
     ^         |             | whole (Whole, while it is kept back)
     +- no ----+             v
     +- invalid --------- Ending -> Countdown -> Installing (the device reboots)

What was downloaded is kept block by block: a crash, ten unanswered questions or a day without a server lose
nothing, and a later offer of the same image goes on from there. It never pushes, never skips, never runs code.
Source: Zigbee OTA Upgrade cluster as EZ-OC (docs/sources.md).
"""

from premises.errors import PremisesError
from premises.machine.ailing import DeviceFaults
from premises.machine.effects import NOTHING, Effects, Keep, Kept, Send
from premises.machine.growing import Growing
from premises.quantity import MICROSECONDS_PER_SECOND, Duration, Instant, after, is_due
from premises.talk.ota_ailing import erases_for, hardware_of, is_full, verify
from premises.talk.ota_kept import KEY_OTA, keep_block, keep_ended, keep_target, resumed
from premises.talk.ota_phase import (
    Countdown,
    Downloading,
    Ending,
    Idle,
    Installing,
    Part,
    Pausing,
    Phase,
    Querying,
    Whole,
    deadline_of,
)
from premises.talk.ota_plan import UPGRADE_END_COMMAND, OtaPlan
from premises.talk.own_clock import stretched
from premises.wire.field.zcl import (
    OTA_CLUSTER,
    UPGRADE_TIME_WAIT,
    DefaultResponse,
    ImageBlockAbort,
    ImageBlockRequest,
    ImageBlockResponse,
    ImageBlockWait,
    ImageNotify,
    QueryNextImageRefusal,
    QueryNextImageRequest,
    QueryNextImageResponse,
    Status,
    UpgradeEndRequest,
    UpgradeEndResponse,
)
from premises.wire.message import Frame, Message
from premises.wire.notes.downloads import (
    EraseBegun,
    ImageRejected,
    ImageVerified,
    OtaAborted,
    OtaFailed,
    OtaGivenUp,
    OtaRefused,
    OtaRested,
    OtaRetried,
    OtaStarted,
    OtaWaiting,
)
from premises.wire.notes.emulator import MessageIgnored


class OtaClient:
    """One device's OTA client; ``state`` is its phase, ``faults`` what is wrong with the device."""

    __slots__ = ("_boot", "_plan", "faults", "state")

    def __init__(self, plan: OtaPlan, kept: Kept, boot: int) -> None:
        self._plan = plan
        self._boot = boot
        self.faults: DeviceFaults = ()
        self.state: Phase = resumed(kept, holds_end=plan.holds_end) or Idle(Instant(0))

    @property
    def deadline(self) -> Instant | None:
        """When the phase wants to be woken."""
        return deadline_of(self.state)

    def start(self, now: Instant) -> Effects:
        """Go on with what was kept, or wait a random while before the first query."""
        match self.state:
            case Downloading(version, size, image):
                return [OtaStarted(version, size, image.length), *self._begin(self.state, now)]
            case Ending(version, image, status):
                return self._end(version, image, status, 0, now)
            case Whole():
                return NOTHING
            case _:
                fraction = self._plan.luck.draws(self._boot, 0).fraction(0)
                self.state = Idle(after(now, Duration(round(fraction * self._plan.tuning.start_delay_max))))
                return [OtaRested(self.state.query_at)]

    def receive(self, frame: Frame, now: Instant, running: int) -> Effects:
        """Take one OTA message from the server."""
        effects: Effects | None = None
        match self.state:
            case Idle(_, part):
                if isinstance(frame.message, ImageNotify):
                    effects = self._invited(frame.message, part, now, running)
            case Querying(_, _, part):
                effects = self._hear_answer(part, frame.message, now, running)
            case Downloading() as phase:
                effects = self._hear_block(phase, frame.message, now)
            case Ending() as phase:
                effects = self._hear_end(phase, frame.message, now)
        if effects is None:
            word = type(self.state).__name__.lower()
            return [MessageIgnored(frame.source, type(frame.message).__name__, word)]
        return effects

    def wake(self, now: Instant, running: int) -> Effects:
        """Do what the phase is due for."""
        if not is_due(self.deadline, now):
            return NOTHING
        match self.state:
            case Idle(_, part):
                return self._query(0, part, now, running)
            case Querying(tries, _, part):
                return self._query_again(tries, part, now, running)
            case Downloading() as phase:
                return self._ask_again(phase, now)
            case Pausing(version, size, image, pace):
                return self._ask(Downloading(version, size, image, pace, 0, now), now)
            case Ending(version, image, status, tries):
                return self._end_again(version, image, status, tries, now)
            case Countdown(version, image):
                self.state = Installing(version, image)
        return NOTHING

    def ask(self, now: Instant, running: int) -> Effects:
        """Ask for news now, without waiting for the period; nothing happens when something is under way."""
        return self._query(0, self.state.part, now, running) if isinstance(self.state, Idle) else NOTHING

    def release(self, status: Status, now: Instant) -> Effects:
        """Say how the download ended, which was kept back until now; whatever is not SUCCESS forgets it."""
        whole = self.state
        assert isinstance(whole, Whole), f"nothing is kept back in {type(whole).__name__}"
        forget = [] if status is Status.SUCCESS else [Keep(KEY_OTA, None)]
        return [*forget, *self._end(whole.version, whole.image, status, 0, now)]

    def verify(self, image: Growing, version: int, now: Instant) -> None:
        """Return when the device may run the whole ``image``; a PremisesError with the reason when it may not."""
        verify(self._plan, self.faults, image.whole(), version, now)

    def rest(self, now: Instant, part: Part | None = None) -> OtaRested:
        """Begin anew, as after the device runs what was installed: the next query is a period away."""
        self.state = Idle(after(now, stretched(self._plan.tuning.query_every, self.faults, now)), part)
        return OtaRested(self.state.query_at)

    def _retried(self, kind: str, offset: int, tries: int, now: Instant) -> OtaRetried:
        return OtaRetried(kind, offset, tries, after(now, self._plan.tuning.retry_after))

    def _say(self, message: Message, transaction: int) -> Send:
        plan = self._plan
        return Send(plan.via, Frame(plan.who, plan.server, transaction & 0xFF, message))

    def _invited(self, invitation: ImageNotify, part: Part | None, now: Instant, running: int) -> Effects:
        why = self._plan.why_not_ask(invitation, self._boot, now)
        if why:
            return [MessageIgnored(self._plan.server, "ImageNotify", why)]
        return self._query(0, part, now, running)

    def _hear_answer(self, part: Part | None, message: Message, now: Instant, running: int) -> Effects | None:
        match message:
            case QueryNextImageResponse():
                return self._offered(message, part, now, running)
            case QueryNextImageRefusal():
                return [self.rest(now, part)]
        return None

    def _hear_block(self, phase: Downloading, message: Message, now: Instant) -> Effects | None:
        match message:
            case ImageBlockResponse() if phase.wants(message, self._plan.tuning.block_size):
                return self._take(phase, message, now)
            case ImageBlockWait():
                return self._wait(phase, message, now)
            case ImageBlockAbort():
                return [Keep(KEY_OTA, None), OtaAborted(phase.version, phase.image.length), self.rest(now)]
        return None

    def _hear_end(self, phase: Ending, message: Message, now: Instant) -> Effects | None:
        match phase.status, message:
            case Status.SUCCESS, UpgradeEndResponse() if message.version == phase.version:
                return self._told_when(phase.version, phase.image, message, now)
            case Status.INVALID_IMAGE | Status.ABORT, DefaultResponse(cluster, command):
                if (cluster, command) == (OTA_CLUSTER, UPGRADE_END_COMMAND):
                    return [self.rest(now)]
        return None

    def _query(self, tries: int, part: Part | None, now: Instant, running: int) -> Effects:
        plan = self._plan
        self.state = Querying(tries, after(now, plan.tuning.retry_after), part)
        hardware = hardware_of(plan, self.faults, now)
        return [self._say(QueryNextImageRequest(plan.manufacturer, plan.image_type, running, hardware), tries)]

    def _query_again(self, tries: int, part: Part | None, now: Instant, running: int) -> Effects:
        if tries + 1 >= self._plan.tuning.tries_max:
            return [OtaGivenUp(0, 0, "no answer to the query"), self.rest(now, part)]
        retried = self._retried("QueryNextImageRequest", -1, tries + 1, now)
        return [retried, *self._query(tries + 1, part, now, running)]

    def _offered(self, offer: QueryNextImageResponse, part: Part | None, now: Instant, running: int) -> Effects:
        plan = self._plan
        why = plan.why_not_take(offer, running)
        if why:
            return [OtaRefused(offer.version, why), self.rest(now, part)]
        identity, forget, keep = keep_target(plan.manufacturer, plan.image_type, offer.version, offer.size)
        image, effects = Growing(identity), [forget, keep]
        if part is not None and part.image.identity == identity:
            image, effects = part.image, []
        if image.length == offer.size:
            return self._end(offer.version, image, Status.SUCCESS, 0, now)
        if is_full(self.faults, now):
            return self._fail(offer.version, image, now)
        phase = Downloading(offer.version, offer.size, image, Duration(0), 0, now)
        return [*effects, OtaStarted(offer.version, offer.size, image.length), *self._begin(phase, now)]

    def _begin(self, phase: Downloading, now: Instant) -> Effects:
        """Ask for a block, the first one when there is a flash to keep it in. Source: EZ-OC, erased before each."""
        span = Duration(0) if phase.image.length else erases_for(self.faults, now)
        if not span:
            return self._ask(phase, now)
        self.state = Pausing(phase.version, phase.size, phase.image, phase.pace, after(now, span))
        return [EraseBegun(phase.version, span)]

    def _ask(self, phase: Downloading, now: Instant) -> Effects:
        plan, tuning, offset = self._plan, self._plan.tuning, phase.image.length
        retry_at = Instant(now + tuning.retry_after)
        self.state = Downloading(phase.version, phase.size, phase.image, phase.pace, phase.tries, retry_at)
        request = ImageBlockRequest(plan.manufacturer, plan.image_type, phase.version, offset, tuning.block_size)
        return [self._say(request, offset // tuning.block_size + phase.tries)]

    def _ask_again(self, phase: Downloading, now: Instant) -> Effects:
        tries = phase.tries + 1
        if tries >= self._plan.tuning.tries_max:
            given_up = OtaGivenUp(phase.version, phase.image.length, f"{tries} questions without an answer")
            return [given_up, self.rest(now, Part(phase.size, phase.image))]
        again = Downloading(phase.version, phase.size, phase.image, phase.pace, tries, now)
        return [self._retried("ImageBlockRequest", phase.image.length, tries, now), *self._ask(again, now)]

    def _take(self, phase: Downloading, block: ImageBlockResponse, now: Instant) -> Effects:
        if is_full(self.faults, now):
            return self._fail(phase.version, phase.image, now)
        kept = keep_block(block.offset, block.data)
        image = phase.image.grown(block.data)
        if image.length == phase.size:
            return [kept, *self._complete(phase.version, image, now)]
        if phase.pace:
            self.state = Pausing(phase.version, phase.size, image, phase.pace, after(now, phase.pace))
            return [kept]
        return [kept, *self._ask(Downloading(phase.version, phase.size, image, phase.pace, 0, now), now)]

    def _wait(self, phase: Downloading, answer: ImageBlockWait, now: Instant) -> Effects:
        pace, span = self._plan.tuning.pause_for(answer)
        self.state = Pausing(phase.version, phase.size, phase.image, pace, after(now, span))
        return [OtaWaiting(phase.version, span, pace)]

    def _complete(self, version: int, image: Growing, now: Instant) -> Effects:
        try:
            self.verify(image, version, now)
        except PremisesError as error:
            ending = self._end(version, image, Status.INVALID_IMAGE, 0, now)
            return [Keep(KEY_OTA, None), ImageRejected(version, str(error)), *ending]
        self.state = Whole(version, image)
        ending = () if self._plan.holds_end else self.release(Status.SUCCESS, now)
        return [keep_ended(version), ImageVerified(version), *ending]

    def _fail(self, version: int, image: Growing, now: Instant) -> Effects:
        """Tell the server that nothing can be kept. Assumption 37 (docs/sources.md)."""
        failed = OtaFailed(version, image.length, "its flash is full")
        return [Keep(KEY_OTA, None), failed, *self._end(version, image, Status.ABORT, 0, now)]

    def _end(self, version: int, image: Growing, status: Status, tries: int, now: Instant) -> Effects:
        plan = self._plan
        self.state = Ending(version, image, status, tries, after(now, plan.tuning.retry_after))
        return [self._say(UpgradeEndRequest(status, plan.manufacturer, plan.image_type, version), tries)]

    def _end_again(self, version: int, image: Growing, status: Status, tries: int, now: Instant) -> Effects:
        if tries + 1 < self._plan.tuning.end_tries_max:
            retried = self._retried("UpgradeEndRequest", -1, tries + 1, now)
            return [retried, *self._end(version, image, status, tries + 1, now)]
        if status is not Status.SUCCESS:
            return [OtaGivenUp(version, 0, "no answer to the Upgrade End Request"), self.rest(now)]
        self.state = Installing(version, image)
        return [OtaGivenUp(version, image.length, "no Upgrade End Response: applied anyway")]

    def _told_when(self, version: int, image: Growing, answer: UpgradeEndResponse, now: Instant) -> Effects:
        if answer.upgrade_time == UPGRADE_TIME_WAIT:
            self.state = Ending(version, image, Status.SUCCESS, -1, after(now, self._plan.tuning.ask_again_after))
            return NOTHING
        span = Duration(max(0, answer.upgrade_time - answer.current_time) * MICROSECONDS_PER_SECOND)
        self.state = Countdown(version, image, after(now, span)) if span else Installing(version, image)
        return NOTHING
