"""The inventory: how a device comes onto it, what changes it, what it says to whom, and that it is kept."""

import json
from dataclasses import replace

import pytest

from dcc_adapter.machine import DccAdapter
from dcc_adapter.plan import DccPlan
from dcc_adapter.smi.inventory import INVENTORY_MAX, Smi
from dcc_adapter.smi.requests import logged
from premises.identity import Eui64
from premises.machine.effects import Keep, Kept, Nothing
from premises.trust.certificates import pki_of
from premises.trust.mac import MacKeys
from premises.wire.duis.inventory import (
    DevicePrenotification,
    DeviceStatus,
    Inventory,
    LogRequest,
    ReadInventory,
    UpdateDeviceDetails,
    UpdateHANDeviceLog,
    UpdateInventory,
)
from premises.wire.duis.messages import Refusal, ServiceRequest, ServiceResponse
from premises.wire.notes.inventory import InventoryChanged, InventoryForgotten, SupplierChanged
from premises.wire.site import ACB_EUI, DCC, HUB
from premises.wire.tables.dcc import DccSpec
from tests.machine.reading import keeps, noted, sent
from tests.rooms.attended import Attended
from tests.smi.premises_of_two import (
    ACCOUNTS,
    B1,
    CHANGE,
    CHF,
    DEVICES,
    ESME,
    EUI,
    GAS,
    GSME,
    NEW,
    NEXT,
    POWER,
    WHO,
    adapter,
    ask,
    hub_says,
)
from tests.smi.test_suppliers import CS09

FRESH = Eui64("00-DB-12-34-56-78-90-B1")
ID = f"{EUI[POWER]}:{ACB_EUI}:1"
PENDING, WHITELISTED, COMMISSIONED = DeviceStatus.PENDING, DeviceStatus.WHITELISTED, DeviceStatus.COMMISSIONED


def staged(dcc: DccSpec) -> Attended:
    """Give the adapter of a site with these settings."""
    plan = DccPlan(DCC, ACB_EUI, ACCOUNTS, HUB, DEVICES, pki_of(3, WHO), MacKeys(3, ACB_EUI), CHF, dcc=dcc)

    def make(kept: Kept) -> DccAdapter:
        return DccAdapter(plan, kept)

    return Attended(DCC, make)


def notified(variant: str = "B1", device: Eui64 = FRESH, kind: str = "PPMID") -> DevicePrenotification:
    """Give a 12.2."""
    return DevicePrenotification(ID, device, kind, 0xA171, 1, 0x0001_0000, variant)


def status(stage: Attended, device: Eui64 = FRESH) -> DeviceStatus | None:
    """Give what the inventory holds a device to be; None when it is not there."""
    found = stage.machine._ledger.smi.device(device)
    return None if found is None else found.status


def test_a_device_that_is_pre_notified_is_pending_kept_and_noted() -> None:
    stage = staged(DccSpec())
    effects = stage.hear(POWER, notified())

    assert sent(effects) == [ServiceResponse(ID, "I0", Refusal.NONE, (), "")]
    assert noted(effects, InventoryChanged) == [InventoryChanged(FRESH, "Pending", 0x0001_0000, "B1", "12.2")]
    assert [key for key, _ in keeps(effects)] == [f"smi/{FRESH}"]
    stage.restart()
    assert status(stage) is PENDING


@pytest.mark.parametrize(
    ("said", "code", "refusal"),
    [
        (notified(kind="CHF"), "E11", Refusal.DEVICE_TYPE),
        (notified(device=B1), "E120201", Refusal.INVALID_DEVICE_ID),
        (notified("B5"), "E120201", Refusal.PPMID_VARIANT),
        (notified("B1", kind="GSME"), "E120201", Refusal.PPMID_VARIANT),
        (UpdateInventory(ID, FRESH, PENDING), "E19", Refusal.UNKNOWN_DEVICE),
        (UpdateInventory(ID, GSME, PENDING), "E4", Refusal.NOT_RESPONSIBLE),
        (UpdateInventory(ID, B1, None), "E5", Refusal.DEVICE_STATUS),
        (UpdateInventory(ID, B1, DeviceStatus.SUSPENDED), "E080405", Refusal.DEVICE_STATUS),
        (UpdateDeviceDetails(ID, FRESH, "B2"), "E19", Refusal.UNKNOWN_DEVICE),
        (UpdateDeviceDetails(ID, ESME, "B2"), "E11", Refusal.DEVICE_TYPE),
        (UpdateDeviceDetails(ID, B1, "B2"), "E5", Refusal.DEVICE_STATUS),
        (UpdateHANDeviceLog(ID, FRESH, LogRequest.ADD), "E19", Refusal.UNKNOWN_DEVICE),
        (UpdateHANDeviceLog(ID, GSME, LogRequest.REMOVE), "E4", Refusal.NOT_RESPONSIBLE),
        (UpdateHANDeviceLog(ID, B1, LogRequest.ADD), "E5", Refusal.DEVICE_STATUS),
        (ReadInventory(ID, FRESH), "E19", Refusal.UNKNOWN_DEVICE),
    ],
)
def test_a_request_that_cannot_be_is_refused_and_changes_nothing(
    said: ServiceRequest, code: str, refusal: Refusal
) -> None:
    stage = staged(DccSpec())
    before = stage.machine.state
    answer = ask(stage, POWER, said)

    assert (answer.response_code, answer.refusal) == (code, refusal)
    assert answer.detail
    assert stage.machine.state == before


def test_after_mp125_a_commissioned_bridge_can_be_relabelled_and_before_it_only_one_that_joins() -> None:
    later, before = staged(DccSpec(mp125=True)), staged(DccSpec())
    ask(before, POWER, notified("B1"))

    assert ask(later, POWER, UpdateDeviceDetails(ID, B1, "B2")).response_code == "I0"
    assert ask(before, POWER, UpdateDeviceDetails(ID, FRESH, "B2")).response_code == "I0"
    found = before.machine._ledger.smi.device(FRESH)
    assert found is not None
    assert found.ppmid_variant == "B2"


def test_8_4_deletes_what_is_pending_for_good() -> None:
    stage = staged(DccSpec())
    ask(stage, POWER, notified())
    effects = stage.hear(POWER, UpdateInventory(ID, FRESH, None))
    stage.restart()

    assert noted(effects, InventoryForgotten) == [InventoryForgotten(FRESH, "8.4")]
    assert status(stage) is None


def test_8_4_sets_a_status_that_duis_names() -> None:
    stage = staged(DccSpec())

    assert ask(stage, POWER, UpdateInventory(ID, B1, DeviceStatus.INSTALLED_NOT_COMMISSIONED)).response_code == "I0"
    assert status(stage, B1) is DeviceStatus.INSTALLED_NOT_COMMISSIONED


def test_a_device_that_joins_is_commissioned_when_it_is_first_heard() -> None:
    stage = staged(DccSpec())
    ask(stage, POWER, UpdateInventory(ID, B1, DeviceStatus.INSTALLED_NOT_COMMISSIONED))
    effects = hub_says(stage, CS09)

    assert noted(effects, InventoryChanged) == [InventoryChanged(B1, "Commissioned", NEW, "B1", "CS09")]


def test_what_the_hub_took_into_its_log_is_whitelisted_and_what_it_gave_up_pending() -> None:
    stage = staged(DccSpec())
    ask(stage, POWER, notified())
    smi, _ = logged(UpdateHANDeviceLog(ID, FRESH, LogRequest.ADD), stage.machine._ledger.smi)
    added = smi.device(FRESH)
    smi, _ = logged(UpdateHANDeviceLog(ID, FRESH, LogRequest.REMOVE), smi)
    removed = smi.device(FRESH)

    assert added is not None
    assert removed is not None
    assert (added.status, removed.status) == (WHITELISTED, PENDING)


def test_8_2_gives_the_device_that_was_asked_for_first_and_all_others_at_its_hub() -> None:
    (answer,) = sent(staged(DccSpec()).hear(GAS, ReadInventory(f"{EUI[GAS]}:{ACB_EUI}:1", B1)))

    assert isinstance(answer, Inventory)
    assert [entry.device_id for entry in answer.devices] == [B1, ESME, GSME]
    assert [entry.ppmid_variant for entry in answer.devices] == ["B1", "", ""]


def test_the_rows_are_json_and_say_whose_each_device_is() -> None:
    stage = adapter()
    row = json.loads(dict(stage.shelf.below("smi"))[f"smi/{B1}"])

    assert row == {
        "device_id": B1, "name": "b1", "device_type": "PPMID", "status": "Commissioned", "manufacturer": "0xa171",
        "model": "0x0000", "image_type": "0x0184", "firmware_version": "0x00010000", "ppmid_variant": "B1",
        "responsible": "power, gas", "takes_images": True,
    }  # fmt: skip


def test_a_change_of_supplier_is_on_the_rows_from_its_moment_on_and_is_noted_once() -> None:
    stage = adapter()
    effects = stage.wake()
    rows = {key.rsplit("/", 1)[1]: json.loads(row)["responsible"] for key, row in stage.shelf.below("smi")}

    assert noted(effects, SupplierChanged) == [SupplierChanged("electricity", NEXT)]
    assert rows == {B1: "next, gas", ESME: "next", GSME: "gas"}
    assert (stage.now, stage.machine.deadline) == (CHANGE, None)
    assert noted(stage.restart(), SupplierChanged) == []


def test_a_change_of_supplier_while_the_adapter_was_down_is_made_good_when_it_starts() -> None:
    stage = adapter()
    stage.wait(CHANGE)

    assert noted(stage.restart(), SupplierChanged) == [SupplierChanged("electricity", NEXT)]


def test_the_inventory_is_kept_whole_at_the_first_start_and_not_again() -> None:
    stage = adapter()

    assert {key for key, _ in keeps(stage.started)} == {f"smi/{device}" for device in (B1, ESME, GSME)}
    assert [effect for effect in stage.restart() if isinstance(effect, Keep)] == []


def test_it_takes_a_limited_number_of_devices() -> None:
    stage = staged(DccSpec())
    codes = [
        ask(stage, POWER, notified(device=Eui64(f"00-DB-12-34-56-78-91-{number:02X}"))).response_code
        for number in range(INVENTORY_MAX - len(DEVICES) + 1)
    ]

    assert codes == ["I0"] * (INVENTORY_MAX - len(DEVICES)) + ["E120201"]


def test_what_was_not_answered_is_suspended_and_what_answers_after_all_is_commissioned() -> None:
    plan = DccPlan(DCC, ACB_EUI, ACCOUNTS, HUB, DEVICES, pki_of(3, WHO), MacKeys(3, ACB_EUI), CHF)
    smi, _ = Smi.of(plan, Nothing()).suspended(ESME, "11.3")
    again, more = smi.suspended(ESME, "11.3")
    back, effects = smi.runs(ESME, NEW, "CS06")

    assert [device.status for device in smi.devices if device.device_id == ESME] == [DeviceStatus.SUSPENDED]
    assert (again, more) == (smi, [])
    assert back.device(ESME) == replace(DEVICES[0], firmware_version=NEW)
    assert [note.status for note in effects if isinstance(note, InventoryChanged)] == ["Commissioned"]
