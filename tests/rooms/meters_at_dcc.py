"""The DCC adapter alone on a stage, with an ESME, an HCALCS and a bridge on its inventory."""

from dcc_adapter.accounts import Accounts
from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import DccPlan, SmiDevice
from lab.campaign.activation import activation_for
from lab.images import make_image
from premises.identity import Eui64, Name
from premises.machine.effects import Effects, Kept
from premises.trust.alerts import signed
from premises.trust.certificates import pki_of
from premises.trust.keys import signing_key
from premises.trust.mac import MacKeys
from premises.trust.trailer import firmware_hash, supplier_key
from premises.wire.duis.messages import ActivateFirmware, UpdateFirmware
from premises.wire.field.wan import TransferEnd, TransferStatus
from premises.wire.gbcs.activation import (
    AT_ONCE,
    ActivateFirmwareResponse,
    ActivationCode,
    FirmwareReceiptAlert,
    ReceiptCode,
)
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.octets import Said
from premises.wire.picture import Outcome
from premises.wire.site import ACB_EUI, DCC, HUB, SUPPLIER, SUPPLIER_EUI
from tests.rooms.attended import Attended
from tests.rooms.dcc_stage import request_id
from tests.rooms.stage import Stage

ESME, CHF, HCALCS, BRIDGE = (Eui64(f"00-DB-12-34-56-78-90-A{digit}") for digit in (0, 2, 5, 9))
MAKER, OLD, NEW, NEWER = 0xA171, 0x0001_0000, 0x0001_0001, 0x0001_0002
WHO = {Name("esme"): ESME, Name("hcalcs"): HCALCS, Name("b1"): BRIDGE}
KEYS = {eui: signing_key(3, who) for who, eui in WHO.items()}
DEVICES = (
    SmiDevice(Name("esme"), ESME, "ESME", "", MAKER, 0x0000, OLD),
    SmiDevice(Name("hcalcs"), HCALCS, "HCALCS", "", MAKER, 0x0083, OLD),
    SmiDevice(Name("b1"), BRIDGE, "PPMID", "B1", MAKER, 0x0184, OLD),
    SmiDevice(HUB, CHF, "CHF", "", 0, 0, OLD, takes_images=False),
)


def make(kept: Kept) -> DccAdapter:
    """Give an adapter that knows an ESME, an HCALCS, a bridge and their hub."""
    return DccAdapter(DccPlan(DCC, ACB_EUI, Accounts(), HUB, DEVICES, pki_of(3, WHO), MacKeys(3, ACB_EUI), CHF), kept)


def adapter() -> Stage[DccAdapter]:
    """Give it, started."""
    return Attended(DCC, make)


def image(version: int = NEW, image_type: int = 0) -> bytes:
    """Give a meter's image."""
    return make_image(image_type, version, 300, manufacturer=MAKER, supplier=supplier_key(SUPPLIER_EUI))


def update(number: int = 1, version: int = NEW, who: Eui64 = ESME, image_type: int = 0) -> UpdateFirmware:
    """Give an 11.1."""
    return UpdateFirmware(request_id(number), image(version, image_type), version, (who,))


def activate(number: int = 9, at: int = AT_ONCE, who: Eui64 = ESME) -> ActivateFirmware:
    """Give an 11.3."""
    return activation_for(who, firmware_hash(image()), at, number)


def hub_says(stage: Stage[DccAdapter], said: GbcsMessage) -> Effects:
    """Let the hub bring a meter's message, signed by the meter."""
    return stage.hear(HUB, by_its_device(said))


def by_its_device(said: Said) -> Said:
    """Give a meter's message with its signature."""
    return signed(said, KEYS[said.originator])


def receipt(counter: int = 1, code: ReceiptCode = ReceiptCode.VERIFICATION_SUCCEEDED) -> FirmwareReceiptAlert:
    """Give the ESME's FDRA."""
    return FirmwareReceiptAlert(ESME, SUPPLIER_EUI, counter, 5, code, firmware_hash(image()), False)


def response(result: ActivationCode, number: int = 9, version: int = NEW) -> ActivateFirmwareResponse:
    """Give the ESME's answer to CS06."""
    return ActivateFirmwareResponse(ESME, SUPPLIER_EUI, number, result, version)


def outcome(stage: Stage[DccAdapter]) -> Outcome:
    """Give the newest outcome."""
    return stage.machine.picture.outcomes[-1]


def holding() -> Stage[DccAdapter]:
    """Give an adapter that heard that the ESME holds what was sent to it."""
    stage = adapter()
    stage.hear(SUPPLIER, update())
    stage.hear(HUB, TransferEnd(1, TransferStatus.STORED))
    hub_says(stage, receipt())
    return stage
