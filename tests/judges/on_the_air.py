"""What the judges of frames are shown, and how it crosses its hop: one premises, a few messages of it."""

from premises.identity import Eui64, Name
from premises.wire.field.air_bytes import AddressBook, Hop, to_octets
from premises.wire.gbcs.activation import ActivateFirmwareCommand
from premises.wire.gbcs.message import GbcsAlert
from premises.wire.gbcs.octets import transaction_of
from premises.wire.message import Frame, Medium, Message

HUB, B1, B2, DCC = Name("hub"), Name("b1"), Name("b2"), Name("dcc")
EUI = {HUB: Eui64("90-B3-D5-1F-30-00-00-10"), B1: Eui64("90-B3-D5-1F-30-00-00-B1")}
SUPPLIER = Eui64("90-B3-D5-1F-30-01-00-00")
BOOK = AddressBook(0x1A62, {HUB: 0x0000, B1: 0x1B01, B2: 0x1B02}, EUI)

HASH = bytes(range(32))
CS06 = ActivateFirmwareCommand(SUPPLIER, EUI[B1], 7, HASH)

GBCS = "gbcs_message.grouping_header"
GBCS_FIELDS = (
    f"{GBCS}.cra_flag",
    f"{GBCS}.originator_counter",
    f"{GBCS}.business_originator_id",
    f"{GBCS}.business_target_id",
    f"{GBCS}.message_code",
)


def on_radio(message: Message, counter: int = 77) -> bytes:
    """Give the octets of a frame from the hub to B2 on its way over B1."""
    return to_octets(Frame(HUB, B2, 9, message), Medium.RADIO, Hop(HUB, B1), counter, BOOK)


def on_wan(alert: GbcsAlert) -> bytes:
    """Give the octets of an alert from the hub to the DCC."""
    return to_octets(Frame(HUB, DCC, transaction_of(alert), alert), Medium.WAN, Hop(HUB, DCC), 77, BOOK)
