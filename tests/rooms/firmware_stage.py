"""A meter with firmware alone on a stage; its hub and its Supplier are the story."""

from lab.images import make_image
from meters.firmware import Firmware
from meters.gsme import Gsme
from meters.listener import Listener
from meters.plan import FirmwarePlan, MeterPlan
from meters.ppmid import Ppmid
from meters.service import Patience
from premises.identity import Eui64, Name
from premises.machine.ailing import DeviceFault
from premises.machine.effects import Effects, Kept, Machine, Maker
from premises.quantity import ORIGIN, Duration, Instant, seconds
from premises.talk.fragments import Reassembly
from premises.talk.ota_plan import OtaTuning
from premises.talk.sleeper import SleepPlan
from premises.trust.alerts import signed
from premises.trust.anchors import Anchor, Anchors
from premises.trust.keys import signing_key
from premises.trust.mac import MacKeys
from premises.trust.trailer import firmware_hash, supplier_key
from premises.wire.device.target import BY_COMMAND, IMAGE_TYPES
from premises.wire.field.metering import MirrorReportAttributeResponse
from premises.wire.field.zcl import (
    TUNNEL_CLUSTER,
    UPGRADE_TIME_WAIT,
    DefaultResponse,
    ImageBlockResponse,
    ImageNotify,
    QueryNextImageResponse,
    Status,
    TransferData,
    TransferDataToClient,
    UpgradeEndResponse,
)
from premises.wire.gbcs.activation import AT_ONCE, ActivateFirmwareCommand, ActivateFirmwareResponse, ActivationCode
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.octets import Said, with_mac, with_signature
from premises.wire.radio.aps import ApsFragment
from premises.wire.site import ACB_EUI, HUB, METER_MANUFACTURER, SUPPLIER_EUI
from tests.machine.reading import sends
from tests.rooms.stage import Stage

COMMANDED = ("ESME", "GSME", "HCALCS")
"""What waits for CS06."""

METERS = ("ESME", "GSME")
"""What says FDRA."""

METER = Name("meter")
EUI = Eui64("00-DB-12-34-56-78-90-A0")
OLD, NEW, NEWER = 0x0001_0000, 0x0001_0001, 0x0001_0002
REBOOT = seconds(40)
SLEEP = SleepPlan(seconds(1800), seconds(60), seconds(0.5))


def plan_of(kind: str, cuts: Duration = Duration(0)) -> MeterPlan:
    """Give the plan of a meter of that kind, the hub's neighbour, that runs OLD and cuts the hub's power so long."""
    anchors = Anchors((Anchor(ORIGIN, SUPPLIER_EUI, supplier_key(SUPPLIER_EUI).public),))
    firmware = FirmwarePlan(
        METER, kind, EUI, HUB, HUB, ACB_EUI, anchors, signing_key(1, METER), MacKeys(1, EUI),
        METER_MANUFACTURER, 1, OLD, REBOOT, OtaTuning(block_size=63), 1, cuts,
    )  # fmt: skip
    return MeterPlan(METER, HUB, HUB, seconds(120), Patience(seconds(2), 3), SLEEP, firmware)


def maker_of(kind: str, cuts: Duration = Duration(0)) -> Maker:
    """Give the maker of a meter of that kind."""
    plan = plan_of(kind, cuts)

    def make(kept: Kept) -> Machine:
        assert plan.firmware is not None
        firmware = Firmware(plan.firmware, kept)
        if kind == "GSME":
            return Gsme(plan, kept, firmware)
        return Ppmid(plan, kept, firmware) if kind == "PPMID" else Listener(firmware)

    return make


def meter(kind: str = "ESME", cuts: Duration = Duration(0)) -> Stage[Machine]:
    """Give such a meter, started."""
    return Stage(METER, maker_of(kind, cuts))


def file(kind: str = "ESME", version: int = NEW, size: int = 400) -> bytes:
    """Give an image that it would run."""
    supplier = supplier_key(SUPPLIER_EUI) if kind in BY_COMMAND else None
    return make_image(IMAGE_TYPES[kind], version, size, manufacturer=METER_MANUFACTURER, supplier=supplier)


def invited(stage: Stage[Machine], kind: str = "ESME", version: int = NEW) -> Effects:
    """Have it ask: by an Image Notify, or a GSME by its mirror's flag at a wake."""
    if kind == "GSME":
        return flagged(stage, 1)
    return stage.hear(HUB, ImageNotify(100, METER_MANUFACTURER, IMAGE_TYPES[kind], version))


def flagged(stage: Stage[Machine], flags: int) -> Effects:
    """Let the hub answer the report of a GSME's next wake, or of its start, with flags."""
    transaction = 1
    if stage.machine.picture.activity == "asleep" or stage.now:
        while stage.machine.picture.activity != "asleep":
            stage.wake()
        effects = stage.wake()
        transaction = next(send.frame.transaction for send in sends(effects) if send.frame.target == HUB)
    return stage.hear(HUB, MirrorReportAttributeResponse(flags), transaction)


def download(stage: Stage[Machine], octets: bytes, kind: str = "ESME", version: int = NEW) -> Effects:
    """Bring it from idleness to where it holds ``octets``; give what it did at the last of them."""
    invited(stage, kind, version)
    numbers = METER_MANUFACTURER, IMAGE_TYPES[kind], version
    effects = stage.hear(HUB, QueryNextImageResponse(*numbers, len(octets)))
    for offset in range(0, len(octets), 63):
        effects = stage.hear(HUB, ImageBlockResponse(*numbers, offset, octets[offset : offset + 63]))
    return effects


def told(stage: Stage[Machine], kind: str = "ESME", version: int = NEW, upgrade: int = UPGRADE_TIME_WAIT) -> Effects:
    """Let the hub answer its Upgrade End Request."""
    return stage.hear(HUB, UpgradeEndResponse(METER_MANUFACTURER, IMAGE_TYPES[kind], version, 0, upgrade))


def holding(kind: str = "ESME", version: int = NEW, cuts: Duration = Duration(0)) -> Stage[Machine]:
    """Give a meter that holds what it verified, and whose hub knows, and took its FDRA."""
    stage = meter(kind, cuts)
    download(stage, file(kind, version), kind, version)
    told(stage, kind, version)
    took(stage, 1)
    stage.wait(1)
    return stage


def order(counter: int = 1, octets: bytes | None = None, at: int = AT_ONCE) -> ActivateFirmwareCommand:
    """Give the Supplier's signed order to run ``octets``, or the usual image."""
    said = ActivateFirmwareCommand(SUPPLIER_EUI, EUI, counter, firmware_hash(octets or file()), at)
    return by_the_supplier(said)


def ordered(stage: Stage[Machine], command: GbcsMessage) -> Effects:
    """Put a command to it."""
    return stage.hear(HUB, TransferDataToClient(0, command))


def said_of(effects: Effects) -> list[GbcsMessage]:
    """Give what was said through the tunnel, put together from its fragments as the hub does; signatures left out."""
    desk, found = Reassembly(), []
    for frame in (send.frame for send in sends(effects)):
        whole = desk.take(frame, frame.message, ORIGIN) if isinstance(frame.message, ApsFragment) else frame
        if whole is not None and isinstance(whole.message, TransferData):
            found.append(whole.message.message)
    return found


def took(stage: Stage[Machine], transaction: int) -> Effects:
    """Let the hub take what was said under this number."""
    return stage.hear(HUB, DefaultResponse(TUNNEL_CLUSTER, 2, Status.SUCCESS), transaction)


def running(stage: Stage[Machine]) -> int | None:
    """Give what it runs."""
    return stage.machine.picture.running


def pass_time(stage: Stage[Machine], span: int) -> None:
    """Let it do whatever it is due for, for a while."""
    until = stage.now + span
    while (due := stage.machine.deadline) is not None and due <= until:
        stage.wake()
    stage.now = Instant(until)


def answer(result: ActivationCode, version: int, counter: int = 1) -> ActivateFirmwareResponse:
    """Give the meter's answer to an order."""
    return ActivateFirmwareResponse(EUI, SUPPLIER_EUI, counter, result, version)


def unsigned(messages: list) -> list:  # type: ignore[type-arg]  # of any of the kinds
    """Give them without their signatures, and without their MACs."""
    return [with_mac(with_signature(message, b""), b"") for message in messages]


def by_the_supplier(command: ActivateFirmwareCommand) -> ActivateFirmwareCommand:
    """Give it signed by the Supplier, under the broker's MAC."""
    return brokered(signed(command, supplier_key(SUPPLIER_EUI)))


def brokered(command: Said) -> Said:
    """Give it under the Access Control Broker's MAC."""
    return MacKeys(1, ACB_EUI).put(command, EUI)


def fault(kind: str) -> DeviceFault:
    """Give a fault of that kind, for ever."""
    return DeviceFault(kind, ORIGIN, None, Duration(0))


def suffer(stage: Stage[Machine], kind: str) -> None:
    """Have the meter suffer from it."""
    stage.machine.suffer((fault(kind),), stage.now)  # type: ignore[attr-defined]  # every meter can
