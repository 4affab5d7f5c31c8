"""The DCC adapter of a premises with two Suppliers, alone on a stage; hub and Suppliers are the story."""

from dcc_adapter.accounts import Account, Accounts, Customer
from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import DccPlan, SmiDevice
from lab.images import make_image
from premises.identity import Eui64, Name
from premises.machine.effects import Effects, Kept, Send
from premises.quantity import ORIGIN, Instant, seconds
from premises.trust.alerts import signed
from premises.trust.certificates import pki_of
from premises.trust.keys import signing_key
from premises.trust.mac import MacKeys
from premises.wire.duis.messages import MAIL_FIRST, ServiceRequest, ServiceResponse, UpdatePPMIDFirmware
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.message import Message
from premises.wire.site import ACB_EUI, DCC, HUB
from tests.machine.reading import sent_of
from tests.rooms.stage import Stage

POWER, GAS, NEXT = Name("power"), Name("gas"), Name("next")
"""The Import Supplier, the Gas Supplier, and the Import Supplier that gains the premises at CHANGE."""
EUI = {who: Eui64(f"90-B3-D5-1F-30-01-00-0{digit}") for digit, who in enumerate((POWER, GAS, NEXT), 1)}
CHANGE = Instant(seconds(1000))
CHF, ESME, GSME, B1 = (Eui64(f"00-DB-12-34-56-78-90-A{digit}") for digit in (2, 0, 1, 9))
MAKER, OLD, NEW = 0xA171, 0x0001_0000, 0x0001_0001
WHO = {HUB: CHF, Name("esme"): ESME, Name("gsme"): GSME, Name("b1"): B1}
KEYS = {eui: signing_key(3, who) for who, eui in WHO.items()}
DEVICES = (
    SmiDevice(Name("esme"), ESME, "ESME", "", MAKER, 0x0000, OLD),
    SmiDevice(Name("gsme"), GSME, "GSME", "", MAKER, 0x0001, OLD),
    SmiDevice(Name("b1"), B1, "PPMID", "B1", MAKER, 0x0184, OLD),
)
ACCOUNTS = Accounts(
    (Account(POWER, EUI[POWER], ("IS",)), Account(GAS, EUI[GAS], ("GS",)), Account(NEXT, EUI[NEXT], ("IS",))),
    (
        Customer(ORIGIN, "electricity", POWER),
        Customer(ORIGIN, "gas", GAS),
        Customer(CHANGE, "electricity", NEXT),
    ),
)


def make(kept: Kept) -> DccAdapter:
    """Give the adapter as it is after reading what it kept."""
    return DccAdapter(DccPlan(DCC, ACB_EUI, ACCOUNTS, HUB, DEVICES, pki_of(3, WHO), MacKeys(3, ACB_EUI), CHF), kept)


def adapter() -> Stage[DccAdapter]:
    """Give it, started; nobody acknowledges what it says."""
    return Stage(DCC, make)


def update(by: Name, number: int = 1, version: int = NEW) -> UpdatePPMIDFirmware:
    """Give an 11.4 for B1."""
    octets = make_image(0x0184, version, 300, manufacturer=MAKER)
    return UpdatePPMIDFirmware(f"{EUI[by]}:{ACB_EUI}:{number}", octets, version, (B1,))


def ask(stage: Stage[DccAdapter], by: Name, said: ServiceRequest) -> ServiceResponse:
    """Let a Supplier ask, and give the one response."""
    (response,) = sent_of(stage.hear(by, said), ServiceResponse)
    return response


def hub_says(stage: Stage[DccAdapter], said: GbcsMessage) -> Effects:
    """Let the hub bring a message, signed by its originator."""
    return stage.hear(HUB, signed(said, KEYS[said.originator]))


def told(effects: Effects) -> list[tuple[Name, Message]]:
    """Give what Suppliers are told later, and which."""
    sends = [effect for effect in effects if isinstance(effect, Send) and effect.to != HUB]
    return [(send.to, send.frame.message) for send in sends if send.frame.transaction >= MAIL_FIRST]
