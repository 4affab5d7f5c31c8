"""The DCC adapter alone on a stage, with a few devices on its inventory; Supplier and hub are the story."""

from dcc_adapter.accounts import Accounts
from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import DccPlan, SmiDevice
from lab.images import make_image
from premises.identity import Eui64, Name
from premises.machine.effects import Effects, Kept
from premises.trust.alerts import signed
from premises.trust.certificates import pki_of
from premises.trust.keys import signing_key
from premises.trust.mac import MacKeys
from premises.wire.duis.messages import ServiceResponse, UpdatePPMIDFirmware
from premises.wire.gbcs.alerts import (
    ActivateImageResultCode,
    AlertCode,
    FirmwareActivationAlert,
    FirmwareTransferAlert,
    TransferResponseCode,
)
from premises.wire.gbcs.message import GbcsAlert
from premises.wire.site import ACB_EUI, DCC, HUB, SUPPLIER, SUPPLIER_EUI
from tests.machine.reading import sent_of
from tests.rooms.attended import Attended
from tests.rooms.hub_stage import BRIDGE, MAKER, NEW, OLD
from tests.rooms.stage import Stage

ONE, TWO, FRESH = (Eui64(f"90-B3-D5-1F-30-B1-00-0{digit}") for digit in (1, 2, 3))
"""FRESH is on the inventory and not commissioned."""
CROWD = tuple(Eui64(f"90-B3-D5-1F-30-B1-01-0{digit}") for digit in range(8))
UNKNOWN = Eui64("90-B3-D5-1F-30-B1-00-09")
CHF = Eui64("00-DB-12-34-56-78-90-A2")


SEED = 5
PARTIES = {HUB: CHF} | {Name(f"b1-{index}"): eui for index, eui in enumerate((ONE, TWO, FRESH, *CROWD))}
PKI = pki_of(SEED, PARTIES)
KEYS = {eui: signing_key(SEED, who) for who, eui in PARTIES.items()}


def adapter() -> Stage[DccAdapter]:
    """Give an adapter that knows two bridges, one that was never commissioned, and a crowd of others."""
    devices = tuple(
        SmiDevice(Name(f"b1-{index}"), eui, "PPMID", "B1", MAKER, BRIDGE, OLD, commissioned=eui != FRESH)
        for index, eui in enumerate((ONE, TWO, FRESH, *CROWD))
    )
    plan = DccPlan(DCC, ACB_EUI, Accounts(), HUB, devices, PKI, MacKeys(SEED, ACB_EUI), CHF)

    def make(kept: Kept) -> DccAdapter:
        return DccAdapter(plan, kept)

    return Attended(DCC, make)


def request_id(number: int) -> str:
    """Give the RequestID of the Supplier's request of this number to the ACB."""
    return f"{SUPPLIER_EUI}:{ACB_EUI}:{number}"


def image(version: int = NEW, image_type: int = BRIDGE, size: int = 300) -> bytes:
    """Give an image."""
    return make_image(image_type, version, size, manufacturer=MAKER)


def request(number: int = 1, *devices: Eui64, octets: bytes | None = None, version: int = NEW) -> UpdatePPMIDFirmware:
    """Give an 11.4 for ``devices``, or for the first one."""
    firmware = image(version) if octets is None else octets
    return UpdatePPMIDFirmware(request_id(number), firmware, version, devices or (ONE,))


def ask(stage: Stage[DccAdapter], said: UpdatePPMIDFirmware) -> ServiceResponse:
    """Let the Supplier ask, and give the one response."""
    (response,) = sent_of(stage.hear(SUPPLIER, said), ServiceResponse)
    return response


def tell(stage: Stage[DccAdapter], alert: GbcsAlert) -> Effects:
    """Let the hub bring an alert, signed by its originator."""
    return stage.hear(HUB, signed(alert, KEYS[alert.originator]))


def ccs08(
    counter: int = 1,
    entity: Eui64 = ONE,
    code: TransferResponseCode = TransferResponseCode.SUCCESS,
    version: int = NEW,
) -> FirmwareTransferAlert:
    """Give the hub's word on a transfer."""
    alert_code = AlertCode.TRANSFER_FAILED if code else AlertCode.TRANSFER_SUCCEEDED
    return FirmwareTransferAlert(CHF, ACB_EUI, counter, 50, alert_code, entity, version, code)


def cs09(
    counter: int = 1,
    who: Eui64 = ONE,
    result: ActivateImageResultCode = ActivateImageResultCode.SUCCESS,
    version: int = NEW,
) -> FirmwareActivationAlert:
    """Give a bridge's word on what it runs."""
    return FirmwareActivationAlert(who, ACB_EUI, counter, 90, version, result)
