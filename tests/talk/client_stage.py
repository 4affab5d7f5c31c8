"""One OTA client alone on a stage: time passes when a story says so, and what it keeps is kept.

The server is the story itself: nothing is answered that a test does not say.
"""

from collections.abc import Callable

from premises.draws import Luck
from premises.errors import TrustError
from premises.identity import Name
from premises.machine.effects import Effects, Keep
from premises.quantity import ORIGIN, Instant
from premises.sim.shelf import VirtualShelf
from premises.talk.ota_client import OtaClient
from premises.talk.ota_plan import OtaPlan, OtaTuning
from premises.wire.field.zcl import (
    QUERY_JITTER_ALL,
    ImageBlockResponse,
    ImageBlockWait,
    ImageNotify,
    QueryNextImageResponse,
    UpgradeEndResponse,
)
from premises.wire.message import Frame, Message

HUB, B1 = Name("hub"), Name("b1")
MAKER, TYPE, HARDWARE = 0xA170, 0x0184, 0x0001
OLD, NEW, NEWER = 0x0001_0000, 0x0001_0001, 0x0001_0002
IMAGE = bytes(range(200))
"""Four blocks of 48 octets and one of 8."""
SIZE = len(IMAGE)
BLOCK = 48

TUNING = OtaTuning()

Verify = Callable[[bytes, int, Instant], None]


def genuine(octets: bytes, _version: int, _now: Instant) -> None:
    """Take IMAGE and nothing else."""
    if octets != IMAGE:
        raise TrustError("these are not the octets of IMAGE")


def forged(_octets: bytes, _version: int, _now: Instant) -> None:
    """Take nothing."""
    raise TrustError("no octets are good enough")


class ClientStage:
    """A client, its shelf, its moment, and the version that its device runs."""

    def __init__(
        self,
        *,
        tuning: OtaTuning = TUNING,
        verify: Verify = genuine,
        seed: int = 1,
        who: Name = B1,
    ) -> None:
        self.plan = OtaPlan(who, HUB, HUB, MAKER, TYPE, HARDWARE, Luck(seed, "device", who), verify, tuning)
        self.shelf = VirtualShelf()
        self.now = ORIGIN
        self.boot = 0
        self.running = OLD
        self.restart()

    def restart(self) -> Effects:
        """Lose everything that was not kept, and start."""
        self.boot += 1
        self.client = OtaClient(self.plan, self.shelf, self.boot)
        return self._keep(self.client.start(self.now))

    def hear(self, message: Message) -> Effects:
        """Let the client take a message from the hub."""
        frame = Frame(HUB, self.plan.who, 0, message)
        return self._keep(self.client.receive(frame, self.now, self.running))

    def wake(self) -> Effects:
        """Let time pass until the client wants to be woken, and wake it."""
        assert self.client.deadline is not None, "it waits for nothing"
        self.now = max(self.now, self.client.deadline)
        return self._keep(self.client.wake(self.now, self.running))

    def waits(self) -> int:
        """Give how long from now the client wants to sleep."""
        assert self.client.deadline is not None, "it waits for nothing"
        return self.client.deadline - self.now

    def pass_by(self, span: int) -> "ClientStage":
        """Let time pass without a wake."""
        self.now = Instant(self.now + span)
        return self

    def _keep(self, effects: Effects) -> Effects:
        self.shelf.commit([effect for effect in effects if isinstance(effect, Keep)])
        return effects


def invite(jitter: int = QUERY_JITTER_ALL, maker: int = MAKER, image_type: int = TYPE) -> ImageNotify:
    """Give the invitation to ask."""
    return ImageNotify(jitter, maker, image_type, NEW)


def offer(version: int = NEW, size: int = SIZE, maker: int = MAKER, image_type: int = TYPE) -> QueryNextImageResponse:
    """Give the answer to a query: there is an image."""
    return QueryNextImageResponse(maker, image_type, version, size)


def block(offset: int, version: int = NEW, image: bytes = IMAGE) -> ImageBlockResponse:
    """Give the block at ``offset``."""
    return ImageBlockResponse(MAKER, TYPE, version, offset, image[offset : offset + BLOCK])


def wait(span_s: int, period_ms: int = 0, current_s: int = 1000) -> ImageBlockWait:
    """Give WAIT_FOR_DATA for ``span_s`` seconds."""
    return ImageBlockWait(current_s, current_s + span_s, period_ms)


def run_it(span_s: int = 0, version: int = NEW, current_s: int = 1000) -> UpgradeEndResponse:
    """Give the answer to a good Upgrade End Request: run it in ``span_s`` seconds."""
    return UpgradeEndResponse(MAKER, TYPE, version, current_s, current_s + span_s)


def querying(stage: ClientStage) -> ClientStage:
    """Bring a client that just started to where it has asked for an image."""
    stage.wake()
    return stage


def downloading(stage: ClientStage, have: int = 0) -> ClientStage:
    """Bring it to where it holds ``have`` octets (whole blocks) and has asked for the next."""
    querying(stage).hear(offer())
    for offset in range(0, have, BLOCK):
        stage.hear(block(offset))
    return stage


def pausing(stage: ClientStage, have: int = BLOCK) -> ClientStage:
    """Bring it to where it was told to wait ten seconds."""
    downloading(stage, have).hear(wait(10))
    return stage


def ending(stage: ClientStage) -> ClientStage:
    """Bring it to where it holds all octets and has said so."""
    return downloading(stage, SIZE)


def countdown(stage: ClientStage) -> ClientStage:
    """Bring it to where it was told to run the image in a minute."""
    ending(stage).hear(run_it(60))
    return stage


def installing(stage: ClientStage) -> ClientStage:
    """Bring it to where its device is to reboot."""
    ending(stage).hear(run_it())
    return stage
