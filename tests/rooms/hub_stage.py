"""A hub with a few devices in its log, and a carrier that brings it whatever a story wants."""

from hub.machine import CommunicationsHub
from hub.plan import HanDevice, HubPlan
from hub.store import StoreRules, store_rules
from lab.images import make_image
from premises.identity import Eui64, Name
from premises.machine.effects import Effect, Effects, Kept
from premises.quantity import Duration
from premises.trust.keys import signing_key
from premises.trust.mac import MacKeys
from premises.trust.seal import image_hash
from premises.wire.field.wan import WAN_CHUNK_MAX, ChunkResponse, ImageOffer, TransferAck, TransferEnd, TransferStatus
from premises.wire.field.zcl import ImageBlockRequest, QueryNextImageRequest, Status, UpgradeEndRequest
from premises.wire.gbcs.alerts import FirmwareTransferAlert
from premises.wire.site import ACB_EUI, DCC, HUB
from premises.wire.tables.hub import HubSpec
from tests.machine.reading import sent_of
from tests.rooms.stage import Stage

B1, B2, METER, STRANGER = Name("b1"), Name("b2"), Name("gsme"), Name("stranger")
EUI = {
    B1: Eui64("90-B3-D5-1F-30-B1-00-01"),
    B2: Eui64("90-B3-D5-1F-30-B1-00-02"),
    METER: Eui64("90-B3-D5-1F-30-00-00-07"),
}
MAKER = 0xA170
KEY = signing_key(1, HUB)
CHF = Eui64("00-DB-12-34-56-78-90-A2")
MACS = MacKeys(1, CHF)
ESME, GSME, HCALCS, PPMID, BRIDGE = 0x0000, 0x0001, 0x0083, 0x0084, 0x0184
OLD, NEW, NEWER = 0x0001_0000, 0x0001_0001, 0x0001_0002
SLOT = 4096
RULES = store_rules(HubSpec(slot_size_max=SLOT))


def hub(pace: Duration = Duration(0), rules: StoreRules | None = None) -> Stage[CommunicationsHub]:
    """Give a hub with B1, B2 and a meter in its log."""
    devices = tuple(HanDevice(who, eui, who) for who, eui in EUI.items())
    plan = HubPlan(HUB, CHF, 1, DCC, ACB_EUI, devices, KEY, MACS, rules or RULES, pace)

    def make(kept: Kept) -> CommunicationsHub:
        return CommunicationsHub(plan, kept)

    return Stage(HUB, make)


def image(image_type: int = BRIDGE, version: int = NEW, size: int = 600, hardware: tuple[int, int] = (1, 1)) -> bytes:
    """Give an image."""
    return make_image(image_type, version, size, manufacturer=MAKER, hardware=hardware)


def query(version: int = OLD, hardware: int = 1, image_type: int = BRIDGE) -> QueryNextImageRequest:
    """Ask what there is."""
    return QueryNextImageRequest(MAKER, image_type, version, hardware)


def end(status: Status = Status.SUCCESS, version: int = NEW) -> UpgradeEndRequest:
    """Say that the download is over."""
    return UpgradeEndRequest(status, MAKER, BRIDGE, version)


BLOCK = ImageBlockRequest(MAKER, BRIDGE, NEW, 48, 48)


def bring(stage: Stage[CommunicationsHub], octets: bytes, *devices: Name, transfer: int = 1) -> Effects:
    """Let the carrier bring an image for ``devices``, and give everything the hub did."""
    euis = tuple(EUI[device] for device in devices)
    effects: list[Effect] = [*stage.hear(DCC, ImageOffer(transfer, len(octets), image_hash(octets), euis))]
    for offset in range(0, len(octets), WAN_CHUNK_MAX):
        chunk = octets[offset : offset + WAN_CHUNK_MAX]
        effects += stage.hear(DCC, ChunkResponse(transfer, offset, chunk))
    return [*effects, *stage.hear(DCC, TransferAck(transfer))]


def status_of(effects: Effects) -> TransferStatus:
    """Give how the hub said that the transfer ended."""
    (end,) = sent_of(effects, TransferEnd)
    return end.status


def told(effects: Effects) -> list[tuple[Eui64, int, str]]:
    """Give what CCS08 said, of whom and of which version, in order."""
    alerts = sent_of(effects, FirmwareTransferAlert)
    return [(alert.entity, alert.version, alert.response_code.name.lower()) for alert in alerts]
