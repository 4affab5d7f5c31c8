"""A bridge that feeds others alone on a stage: B3 in Option A, B1 in Option B; all else is the story itself."""

from dataclasses import replace
from typing import Literal

from bridges.carrying import Carrying
from bridges.feeding import Feeding
from bridges.machine import Bridge
from bridges.orchestrator import Orchestrator
from bridges.plan import BridgePlan, bridge_plan
from lab.images import make_bundle, make_image
from premises.identity import Name
from premises.machine.effects import Effect, Effects, Kept
from premises.quantity import Instant, seconds
from premises.talk.fragments import split
from premises.trust.alerts import signed
from premises.trust.bundle import bundled
from premises.trust.keys import signing_key
from premises.trust.seal import label_of
from premises.wire.design import DesignName, ReportPolicy
from premises.wire.field.ota_file import BRIDGE_MANUFACTURER, make_ota_file, read_ota_file, write_ota_file
from premises.wire.field.zcl import (
    ImageBlockRequest,
    ImageBlockResponse,
    ImageNotify,
    QueryNextImageRequest,
    QueryNextImageResponse,
    Status,
    TransferData,
    UpgradeEndRequest,
    UpgradeEndResponse,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.message import Frame, Message
from premises.wire.notes.bundles import FeedingBegun, FeedingEnded, PartSettled
from premises.wire.notes.note import Note
from premises.wire.route import behind, below
from premises.wire.site import ACB_EUI, HUB, BridgeSpec, Site
from tests.machine.reading import noted, sends
from tests.rooms.bridge_stage import alerts_of
from tests.rooms.stage import Stage

B1, B2, B3, B4 = Name("b1"), Name("b2"), Name("b3"), Name("b4")
OLD, NEW, NEWER = 0x0001_0000, 0x0001_0001, 0x0001_0002
TYPES = {B1: 0x0184, B2: 0x0284, B3: 0x0384, B4: 0x0484}
PATIENCE = seconds(3600)

Policy = ReportPolicy
Reports = Literal["bundle", "own"]
POLICIES: tuple[ReportPolicy, ...] = ("early", "late", "staged")


def site_of(
    design: DesignName = "option-a", report: ReportPolicy = "staged", reports: Reports = "bundle", **b4: object
) -> Site:
    """Give a premises of ``design`` with all four bridges."""
    behind_b1 = {B2: "b1", B3: "b1" if design == "option-b" else "hub", B4: "b3"}
    bridges = {}
    for who, image_type in TYPES.items():
        more = b4 if who == B4 else {}
        eui, up = f"90-B3-D5-1F-30-{who.upper()}-00-01", behind_b1.get(who, "hub")
        bridges[str(who)] = BridgeSpec(who.upper(), eui, image_type, behind=up, block_size=63, **more)  # type: ignore[arg-type]  # fields of BridgeSpec
    return Site(design=design, report=report, reports=reports, feed_within_s=3600.0, bridges=bridges)


class Feeder(Stage[Orchestrator]):
    """A bridge with those that it feeds."""

    def __init__(self, plan: BridgePlan, site: Site) -> None:
        self.plan = plan
        onward = below(behind(site), plan.who)
        sleepy = frozenset(who for who in (B4,) if site.bridges[who].wake_every_s)

        def make(kept: Kept) -> Orchestrator:
            own, carrying = Bridge(plan, kept), Carrying(plan.who, plan.via, onward, sleepy)
            return Orchestrator(own, carrying, Feeding(plan, kept))

        super().__init__(plan.who, make)

    def bring(self, octets: bytes, version: int = NEW) -> Effects:
        """Let the hub offer ``octets``, and give every block that is asked for; give all that was done."""
        kind = self.plan.manufacturer, self.plan.image_type
        effects: list[Effect] = [*self.hear(HUB, ImageNotify(100, *kind, version))]
        effects += self.hear(HUB, QueryNextImageResponse(*kind, version, len(octets)))
        for at in range(0, len(octets), 63):
            effects += self.hear(HUB, ImageBlockResponse(*kind, version, at, octets[at : at + 63]))
        return effects

    def told_to_run(self, version: int = NEW) -> Effects:
        """Let the hub answer its Upgrade End Request: run it."""
        return self.hear(HUB, UpgradeEndResponse(self.plan.manufacturer, self.plan.image_type, version, 100, 100))

    def asks(self, child: Name, running: int = OLD, hardware: int = 1) -> Effects:
        """Let a child ask what there is."""
        return self.hear(child, QueryNextImageRequest(BRIDGE_MANUFACTURER, TYPES[child], running, hardware))

    def wants(self, child: Name, at: int, version: int = NEW) -> Effects:
        """Let a child ask for a block."""
        return self.hear(child, ImageBlockRequest(BRIDGE_MANUFACTURER, TYPES[child], version, at, 63))

    def ends(self, child: Name, status: Status = Status.SUCCESS, version: int = NEW) -> Effects:
        """Let a child end its download."""
        return self.hear(child, UpgradeEndRequest(status, BRIDGE_MANUFACTURER, TYPES[child], version))

    def says(self, child: Name, *, runs: bool = True, version: int = NEW, number: int = 1) -> Effects:
        """Let a child say CS09, in its fragments."""
        result = ActivateImageResultCode.SUCCESS if runs else ActivateImageResultCode.FAILURE
        alert = FirmwareActivationAlert(bridge_plan(site_of(), child, 1).eui, ACB_EUI, number, 7, version, result)
        whole = Frame(child, self.who, number, TransferData(0, signed(alert, signing_key(1, child))))
        return [effect for frame in split(whole) for effect in self.hear_frame(frame)]

    def updates(self, child: Name, version: int = NEW) -> Effects:
        """Let a child take its part and run it."""
        return [*self.asks(child), *self.ends(child, version=version), *self.says(child, version=version)]


def feeder(
    who: Name = B3,
    design: DesignName = "option-a",
    report: ReportPolicy = "staged",
    reports: Reports = "bundle",
    **b4: object,
) -> Feeder:
    """Give a feeder, started; ``b4`` is what the site says of B4."""
    site = site_of(design, report, reports, **b4)
    return Feeder(bridge_plan(site, who, 1), site)


def part(who: Name, version: int = NEW, hardware: tuple[int, int] = (1, 1), size: int = 200) -> bytes:
    """Give the image of one bridge."""
    return make_image(TYPES[who], version, size, manufacturer=BRIDGE_MANUFACTURER, hardware=hardware)


def bundle(version: int = NEW, *files: bytes) -> bytes:
    """Give a bundle for B3 and B4, or of ``files``."""
    return make_bundle(files or (part(B3, version), part(B4, version)), version)


def under_header_of(first: bytes, *files: bytes) -> bytes:
    """Give a bundle of ``files`` that its maker sealed for the device of ``first``."""
    header = replace(read_ota_file(first).header, version=NEW)
    body = bundled(files, header.manufacturer, label_of(header))
    about = header.manufacturer, header.image_type, NEW, body
    return write_ota_file(make_ota_file(*about, title="x", hardware=header.hardware))


def of_all(version: int = NEW) -> bytes:
    """Give the package of Option B: B1, B2, and B3's with B4's within."""
    return make_bundle((part(B1, version), part(B2, version), bundle(version)), version)


def settled(effects: Effects) -> list[tuple[Name, str]]:
    """Give what was noted of each child's part."""
    return [(note.child, note.standing) for note in noted(effects, PartSettled)]


def handed_on(effects: Effects) -> list[Note]:
    """Give when a bundle began to be handed on, and how that ended."""
    return [effect for effect in effects if isinstance(effect, FeedingBegun | FeedingEnded)]


def said_to(effects: Effects, who: Name) -> list[Message]:
    """Give what was said to one of them."""
    return [send.frame.message for send in sends(effects) if send.frame.target == who]


def holding(report: ReportPolicy, octets: bytes = b"") -> tuple[Feeder, Effects]:
    """Give B3 that has just got the last block of a bundle, and what it did then."""
    stage = feeder(report=report)
    return stage, stage.bring(octets or bundle())


def ends(effects: Effects) -> list[Status]:
    """Give the Upgrade End Requests that went to the hub."""
    return [message.status for message in said_to(effects, HUB) if isinstance(message, UpgradeEndRequest)]


def cs09(effects: Effects) -> list[tuple[int, ActivateImageResultCode]]:
    """Give the activations that were said to the hub, with their versions."""
    alerts = [alert for alert in alerts_of(effects) if isinstance(alert, FirmwareActivationAlert)]
    return [(alert.version, alert.result) for alert in alerts]


def missing(stage: Feeder) -> Effects:
    """Let its patience with B4 end."""
    stage.now = Instant(PATIENCE)
    return stage.keep(stage.machine.wake(stage.now))
