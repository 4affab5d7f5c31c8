"""Our bridge downloads from zigpy's OTA server, which nobody here wrote, and from whose answers it must learn all.

zigpy runs in an environment of its own (``make oracles``), as a program of its own (``zigpy_server.py``). Time is
virtual on our side of the pipe: the links here have the latency and the loss of a HAN, and nothing sleeps.
"""

import subprocess
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

import pytest

from bridges.machine import Bridge
from bridges.plan import bridge_plan
from lab.images import make_image
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.machine.effects import NOTHING, Effects, Kept, Machine, Maker, Send
from premises.quantity import Instant, seconds
from premises.sim.world import World
from premises.talk.fragments import Reassembly
from premises.wire.field import zcl
from premises.wire.field.zcl_bytes import cluster_of, from_zcl, to_zcl
from premises.wire.gbcs.alerts import FirmwareActivationAlert
from premises.wire.message import Frame
from premises.wire.notes.downloads import FirmwareActivated, ImageVerified, OtaGivenUp, OtaRetried, OtaStarted
from premises.wire.notes.flights import FlightDelivered, FlightLost
from premises.wire.notes.note import Note
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Picture
from premises.wire.radio.aps import ApsFragment
from premises.wire.site import DCC, HUB, SUPPLIER, BridgeSpec, LinkSpec, LinksSpec, Site

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-oracles" / "bin" / "python"
SERVER = Path(__file__).with_name("zigpy_server.py")

pytestmark = [pytest.mark.judge, pytest.mark.skipif(not PYTHON.exists(), reason="no zigpy: run make oracles")]

B1 = Name("b1")
MAKER, TYPE, HARDWARE = 0xA170, 0x0184, 0x0001
OLD, NEW = 0x0001_0000, 0x0001_0001
SMALL, LARGE = 16 * 1024, 120 * 1024
FIRST_QUERY_S = 300.0
"""When B1 asks unbidden, at the latest; what happens before that began with zigpy's own Image Notify."""

BLOCK_MAX = 50
"""zigpy gives no more in one block, whatever is asked for."""


N = TypeVar("N", bound=Note)


@dataclass(frozen=True)
class Said:
    """One message of the server's: ``z`` and a ZCL frame, or ``r`` and the status with which its update ended."""

    letter: bytes
    octets: bytes


class Zigpy:
    """zigpy in place of the hub: every frame from the HAN crosses the pipe as ZCL octets, and its answers come back."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes], offers: bytes | None) -> None:
        self._stdin = stdin
        self._stdout = stdout
        self._offers = offers
        self.blocks: dict[int, bytes] = {}
        """What zigpy sent, by offset."""
        self._fragments = Reassembly()
        self.alerts: list[zcl.TransferData] = []
        """What B1 says through its tunnel, which zigpy has none of."""
        self.ended: zcl.Status | None = None
        """How zigpy says that the update ended."""

    @property
    def state(self) -> Hashable:
        """All that this side of the pipe knows."""
        return self.ended, len(self.alerts), len(self.blocks)

    @state.setter
    def state(self, value: Hashable) -> None:
        raise AssertionError("the other side of a pipe cannot be set")

    @property
    def deadline(self) -> Instant | None:
        """It waits for nothing."""
        return None

    @property
    def picture(self) -> Picture:
        """Nothing that anyone looks at."""
        return Picture(HUB, None, "zigpy")

    def start(self, now: Instant) -> Effects:
        """Give it the image, if there is one; its own Image Notify is the answer."""
        if self._offers is None:
            return NOTHING
        self._tell(b"i", self._offers)
        return [self._answer()]

    def receive(self, frame: Frame, now: Instant) -> Effects:
        """Let zigpy answer one frame."""
        message = frame.message
        if isinstance(message, ApsFragment):
            whole = self._fragments.take(frame, message, now)
            if whole is None:
                return NOTHING
            message = whole.message
        if isinstance(message, zcl.TransferData):
            self.alerts.append(message)
            return NOTHING
        assert cluster_of(message) == zcl.OTA_CLUSTER, "B1 says nothing else to a hub"
        self._tell(b"z", to_zcl(message, frame.transaction))
        answer = self._answer()
        self._note(message, answer.frame.message)
        return [answer]

    def wake(self, now: Instant) -> Effects:
        """Do nothing: it waits for nothing."""
        return NOTHING

    def _note(self, asked: object, answer: object) -> None:
        if isinstance(answer, zcl.ImageBlockResponse):
            self.blocks[answer.offset] = answer.data
        refused = isinstance(answer, zcl.QueryNextImageRefusal) and self._offers is not None
        if isinstance(asked, zcl.UpgradeEndRequest) or refused:
            said = self._hear()
            assert said.letter == b"r", said
            self.ended = zcl.Status(said.octets[0])

    def _answer(self) -> Send:
        said = self._hear()
        assert said.letter == b"z", said
        transaction, message = from_zcl(zcl.OTA_CLUSTER, said.octets)
        return Send(B1, Frame(HUB, B1, transaction, message))

    def _tell(self, letter: bytes, octets: bytes) -> None:
        self._stdin.write(len(octets).to_bytes(4, "little") + letter + octets)
        self._stdin.flush()

    def _hear(self) -> Said:
        head = self._stdout.read(5)
        assert len(head) == 5, "zigpy is gone"
        return Said(head[4:], self._stdout.read(int.from_bytes(head[:4], "little")))


@dataclass
class Stage:
    """B1 and zigpy on one HAN, and everything that was noted."""

    world: World
    zigpy: Zigpy
    entries: list[Entry]

    def until(self, at_s: float) -> "Stage":
        """Let time pass until ``at_s`` seconds."""
        self.world.run(Instant(seconds(at_s)))
        return self

    def noted(self, kind: type[N]) -> list[N]:
        """Give every note of one kind so far."""
        return [entry.note for entry in self.entries if isinstance(entry.note, kind)]

    def running(self) -> int | None:
        """Give the version that B1 runs."""
        return self.world.machine(B1).picture.running


@contextmanager
def stage(offers: bytes | None, *, running: int = OLD, loss: float = 0.0, block: int = 48) -> Iterator[Stage]:
    """Give B1 on a HAN with a zigpy that has an image to offer, or none."""
    spec = BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", TYPE, running=running, hardware=HARDWARE, block_size=block)
    site = Site(bridges={"b1": spec}, links=LinksSpec(han=LinkSpec(25.0, 10.0, loss)))
    plan = bridge_plan(site, B1, 1)
    with subprocess.Popen([PYTHON, SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        zigpy = Zigpy(process.stdin, process.stdout, offers)

        def hub(kept: Kept) -> Machine:
            return zigpy

        def bridge(kept: Kept) -> Machine:
            return Bridge(plan, kept)

        entries: list[Entry] = []
        makers: dict[Name, Maker] = {HUB: hub, B1: bridge}
        plans = [each for each in link_plans(site) if not {DCC, SUPPLIER} & set(each.ends)]
        world = World(makers, plans, 1, entries.append)
        # The bridge listens before zigpy says its one Image Notify.
        world.start_one(B1)
        world.start_one(HUB)
        try:
            yield Stage(world, zigpy, entries)
        finally:
            process.kill()


def image(version: int = NEW, size: int = 2048, maker: int = MAKER, hardware: tuple[int, int] = (1, 1)) -> bytes:
    """Give an image, by default one that B1 would run."""
    return make_image(TYPE, version, size, manufacturer=maker, hardware=hardware)


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_an_image_from_zigpy_arrives_octet_by_octet_and_runs(size: int) -> None:
    octets = image(size=size)

    with stage(octets) as told:
        told.until(FIRST_QUERY_S)

        assert b"".join(block for _, block in sorted(told.zigpy.blocks.items())) == octets
        assert told.noted(ImageVerified) == [ImageVerified(NEW)]
        assert told.noted(FirmwareActivated) == [FirmwareActivated(NEW, OLD)]
        assert told.zigpy.ended is zcl.Status.SUCCESS
        assert {type(told_by.message) for told_by in told.zigpy.alerts} == {FirmwareActivationAlert}, "and says CS09"
        assert told.running() == NEW


def test_its_own_image_notify_begins_the_download() -> None:
    with stage(image()) as told:
        told.until(1.0)

        assert told.noted(OtaStarted) == [OtaStarted(NEW, 2048, 0)], "long before B1 asks by itself"


def test_blocks_shorter_than_were_asked_for_make_the_same_image() -> None:
    octets = image(size=SMALL)

    with stage(octets, block=zcl.BLOCK_DATA_MAX) as told:
        told.until(FIRST_QUERY_S)

        assert {len(block) for offset, block in told.zigpy.blocks.items() if offset + BLOCK_MAX < SMALL} == {BLOCK_MAX}
        assert b"".join(block for _, block in sorted(told.zigpy.blocks.items())) == octets
        assert told.running() == NEW


def test_what_the_air_loses_is_asked_for_again_and_zigpy_gives_it_again() -> None:
    octets = image(size=SMALL)

    with stage(octets, loss=0.03) as told:
        told.until(FIRST_QUERY_S)

        assert told.noted(FlightLost)
        assert told.noted(OtaRetried)
        assert b"".join(block for _, block in sorted(told.zigpy.blocks.items())) == octets
        assert told.running() == NEW


@pytest.mark.parametrize(
    ("octets", "running"),
    [
        (image(maker=MAKER + 1), OLD),
        (image(hardware=(HARDWARE + 1, HARDWARE + 5)), OLD),
        (image(version=NEW), NEW),
        (image(version=OLD), NEW),
    ],
    ids=["another-maker", "other-hardware", "the-same-version", "an-older-version"],
)
def test_an_image_that_is_not_for_it_is_refused_by_zigpy_and_leaves_it_as_it_is(octets: bytes, running: int) -> None:
    with stage(octets, running=running) as told:
        told.until(FIRST_QUERY_S)
        refusals = [note for note in told.noted(FlightDelivered) if note.kind == "QueryNextImageRefusal"]

        assert told.zigpy.ended is zcl.Status.NO_IMAGE_AVAILABLE
        assert refusals, "zigpy's answer is heard as what it is"
        assert not told.noted(OtaRetried), "and B1 is content with it"
        assert not told.noted(OtaGivenUp)
        assert not told.noted(OtaStarted)
        assert told.running() == running


def test_with_no_update_under_way_zigpy_has_no_image_and_the_bridge_is_content() -> None:
    with stage(None) as told:
        told.until(FIRST_QUERY_S)
        refusals = [note for note in told.noted(FlightDelivered) if note.kind == "QueryNextImageRefusal"]

        assert refusals
        assert not told.noted(OtaRetried)
        assert not told.noted(OtaStarted)
        assert told.running() == OLD
