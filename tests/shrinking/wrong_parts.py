"""Parts of our machines in which one thing is done wrong: an OTA client, a fetch, an outbox, a rhythm.

Each is otherwise the part that it is made of, and has its state; ``bugs`` plants them.
"""

from dataclasses import replace

from premises.machine.ailing import found
from premises.machine.effects import NOTHING, Effects
from premises.machine.growing import Growing
from premises.quantity import NEVER, Instant
from premises.talk.fragments import Reassembly
from premises.talk.ota_client import OtaClient
from premises.talk.ota_phase import Downloading, Ending, Idle, Part, Querying
from premises.talk.outbox import Outbox
from premises.talk.sleeper import STUCK_ASLEEP, Asleep, Sleeper
from premises.talk.wan_fetch import Fetching, WanFetch
from premises.wire.field.zcl import ImageBlockResponse, Status
from premises.wire.message import Frame, Message
from premises.wire.notes.sleep import WakeMissed
from premises.wire.radio.aps import ApsFragment

LONG = Instant(NEVER // 2)
"""Later than any story."""


class NeverAsksAgain(OtaClient):
    """A block that is lost is lost."""

    __slots__ = ()

    def _ask_again(self, phase: Downloading, now: Instant) -> Effects:
        self.state = Downloading(phase.version, phase.size, phase.image, phase.pace, phase.tries, LONG)
        return NOTHING


class StartsOverAfterTwo(OtaClient):
    """After two blocks in a row are lost it asks from offset 0, and adds what comes to what it has."""

    __slots__ = ()

    def _ask_again(self, phase: Downloading, now: Instant) -> Effects:
        if phase.tries + 1 == 2 and phase.image.length:
            phase = replace(phase, image=Growing(phase.image.identity).grown(b"\0" * phase.image.length))
        return OtaClient._ask_again(self, phase, now)


class TakesTheSameTwice(OtaClient):
    """A block that it has is taken for the next one."""

    __slots__ = ()

    def _hear_block(self, phase: Downloading, message: Message, now: Instant) -> Effects | None:
        if isinstance(message, ImageBlockResponse) and message.offset + len(message.data) == phase.image.length:
            room = phase.size - phase.image.length
            message = ImageBlockResponse(
                message.manufacturer, message.image_type, message.version, phase.image.length, message.data[:room]
            )
        return OtaClient._hear_block(self, phase, message, now)


class ExpectsOnlyTheNext(OtaClient):
    """A block that it did not ask for trips an assertion."""

    __slots__ = ()

    def _hear_block(self, phase: Downloading, message: Message, now: Instant) -> Effects | None:
        if isinstance(message, ImageBlockResponse):
            assert message.offset >= phase.image.length, f"block {message.offset} after {phase.image.length}"
        return OtaClient._hear_block(self, phase, message, now)


class ResumesTooFar(OtaClient):
    """After a loss of power it believes to have an octet that it has not."""

    __slots__ = ()

    def start(self, now: Instant) -> Effects:
        if isinstance(self.state, Downloading) and self.state.image.length:
            self.state = replace(self.state, image=self.state.image.grown(b"\0"))
        return OtaClient.start(self, now)


class TrustsWhatItKept(OtaClient):
    """After a loss of power it verifies nothing."""

    __slots__ = ()

    def verify(self, image: Growing, version: int, now: Instant) -> None:
        if self._boot < 2:
            OtaClient.verify(self, image, version, now)


class RestsForEver(OtaClient):
    """Who has given up a download never asks for news again, and hears no invitation."""

    __slots__ = ()

    def _ask_again(self, phase: Downloading, now: Instant) -> Effects:
        effects = OtaClient._ask_again(self, phase, now)
        if isinstance(self.state, Idle):
            self.state = Querying(0, LONG, Part(phase.size, phase.image))
        return effects


class AsksForNewsOnce(OtaClient):
    """A query that is not answered is never said again."""

    __slots__ = ()

    def _query_again(self, tries: int, part: Part | None, now: Instant, running: int) -> Effects:
        self.state = Querying(tries, LONG, part)
        return NOTHING


class EndsOnce(OtaClient):
    """An Upgrade End Request that is not answered is never said again, and nothing is applied without an answer."""

    __slots__ = ()

    def _end_again(self, version: int, image: Growing, status: Status, tries: int, now: Instant) -> Effects:
        assert isinstance(self.state, Ending)
        self.state = replace(self.state, retry_at=LONG)
        return NOTHING


class ErasesAtOnce(OtaClient):
    """A flash that takes its time trips an assertion."""

    __slots__ = ()

    def _begin(self, phase: Downloading, now: Instant) -> Effects:
        effects = OtaClient._begin(self, phase, now)
        assert isinstance(self.state, Downloading), "it was erased at once"
        return effects


class FetchesOnce(WanFetch):
    """A chunk that is lost is lost."""

    __slots__ = ()

    def wake(self, now: Instant) -> Effects:
        if isinstance(self.state, Fetching) and self.state.retry_at <= now:
            self.state = replace(self.state, retry_at=LONG)
            return NOTHING
        return WanFetch.wake(self, now)


class SaysAlertsTwiceAtMost(Outbox):
    """An alert that was said twice counts as taken."""

    __slots__ = ()

    def wake(self, now: Instant) -> Effects:
        done = [waiting for waiting in self.state if waiting.retry_at <= now and waiting.tries >= 2]
        for waiting in done:
            self.taken(waiting.alert.originator, waiting.alert.counter)
        return Outbox.wake(self, now)


class ForgetsAlerts(Outbox):
    """A loss of power loses what nobody took."""

    __slots__ = ()

    def start(self, now: Instant) -> Effects:
        self.state = ()
        return Outbox.start(self, now)


class WantsTheFirstFirst(Reassembly):
    """A fragment that overtakes the first one trips an assertion."""

    __slots__ = ()

    def take(self, frame: Frame, fragment: ApsFragment, now: Instant) -> Frame | None:
        known = any(partial.source == frame.source and partial.blocks for partial in self.state)
        assert fragment.block == 0 or known, f"block {fragment.block} of nothing"
        return Reassembly.take(self, frame, fragment, now)


class SleepsOn(Sleeper):
    """Who was once stuck asleep never wakes again."""

    __slots__ = ()

    def miss(self, now: Instant) -> WakeMissed | None:
        stuck = found(self._faults, STUCK_ASLEEP, now) is not None
        missed = Sleeper.miss(self, now)
        if stuck:
            assert isinstance(self.rhythm, Asleep)
            self.rhythm = replace(self.rhythm, until=LONG)
        return missed
