"""What hubs and meters do when there is more than one of a thing: commands in order, and a Change of Supplier."""

from dataclasses import replace

from meters.firmware import Firmware
from meters.listener import Listener
from premises.identity import Eui64
from premises.machine.effects import Kept, Machine
from premises.quantity import ORIGIN, Instant, seconds
from premises.trust.alerts import signed
from premises.trust.anchors import Anchor, Anchors
from premises.trust.trailer import firmware_hash, supplier_key
from premises.wire.field.zcl import TransferDataToClient
from premises.wire.gbcs.activation import ActivateFirmwareCommand, FirmwareReceiptAlert
from premises.wire.gbcs.message import GbcsAlert, GbcsResponse
from premises.wire.notes.downloads import DeviceRebooted
from premises.wire.notes.emulator import MessageIgnored
from premises.wire.site import DCC, SUPPLIER_EUI
from tests.machine.reading import noted
from tests.rooms.firmware_stage import (
    EUI,
    METER,
    brokered,
    download,
    file,
    order,
    ordered,
    plan_of,
    said_of,
    told,
    took,
)
from tests.rooms.stage import Stage
from tests.rooms.test_tunnels import ESME, TOOK, command, hub, said_to

NEXT = Eui64("90-B3-D5-1F-30-01-00-07")
CHANGE = Instant(seconds(50))


def test_a_hub_puts_the_next_command_when_the_one_before_was_taken_and_not_sooner() -> None:
    stage = hub()
    stage.hear(DCC, command(counter=1))
    at_first = said_to(stage.hear(DCC, command(counter=2)), ESME)
    again = said_to(stage.wake(), ESME)
    taken = said_to(stage.hear(ESME, TOOK, transaction=1), ESME)

    assert (at_first, again) == ([], [TransferDataToClient(0, command(counter=1))])
    assert taken == [TransferDataToClient(0, command(counter=2))]


def meter_of_two() -> Stage[Machine]:
    """Give an ESME that has another Supplier from CHANGE on."""
    plan = plan_of("ESME").firmware
    assert plan is not None
    keys = (
        Anchor(ORIGIN, SUPPLIER_EUI, supplier_key(SUPPLIER_EUI).public),
        Anchor(CHANGE, NEXT, supplier_key(NEXT).public),
    )
    changed = replace(plan, anchors=Anchors(keys))

    def make(kept: Kept) -> Machine:
        return Listener(Firmware(changed, kept))

    return Stage(METER, make)


def by_the_next(counter: int = 1) -> ActivateFirmwareCommand:
    """Give the new Supplier's order."""
    said = ActivateFirmwareCommand(NEXT, EUI, counter, firmware_hash(file()))
    return brokered(signed(said, supplier_key(NEXT)))


def test_an_order_counts_by_whose_customer_it_is_when_it_comes() -> None:
    early, late = meter_of_two(), meter_of_two()
    late.wait(CHANGE)

    assert noted(ordered(early, by_the_next()), MessageIgnored)[0].why.startswith(f"it is from {NEXT}")
    assert noted(ordered(late, order()), MessageIgnored)[0].why.startswith(f"it is from {SUPPLIER_EUI}")
    assert [said.recipient for said in said_of(ordered(late, by_the_next())) if isinstance(said, GbcsResponse)] == [
        NEXT
    ]


def test_an_image_counts_by_whose_trailer_is_asked_for_when_it_is_verified() -> None:
    stage = meter_of_two()
    stage.wait(CHANGE)
    (receipt,) = said_of(download(stage, file()))

    assert isinstance(receipt, FirmwareReceiptAlert)
    assert (receipt.alert_code.name, receipt.recipient) == ("VERIFICATION_FAILED", NEXT)


def test_who_ordered_it_is_told_though_another_is_the_supplier_by_the_end_of_the_reboot() -> None:
    stage = meter_of_two()
    download(stage, file())
    told(stage)
    took(stage, 1)
    stage.wait(seconds(20))
    rebooting = noted(ordered(stage, order()), DeviceRebooted)
    said = said_of(stage.wake())

    assert rebooting != []
    assert stage.now > CHANGE
    assert [each.recipient for each in said if isinstance(each, GbcsResponse)] == [SUPPLIER_EUI]
    assert {each.recipient for each in said if isinstance(each, GbcsAlert)} == {NEXT}
