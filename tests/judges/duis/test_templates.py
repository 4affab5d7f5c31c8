"""Each of the 297 published request templates is served, or refused once in a Response that the schema has."""

from pathlib import Path

import pytest

from premises.quantity import Instant
from premises.wire.duis.inventory import DevicePrenotification, ReadInventory, UpdateHANDeviceLog, UpdateInventory
from premises.wire.duis.messages import (
    ReadFirmwareVersion,
    TransformActivateFirmware,
    UpdateFirmware,
    UpdatePPMIDFirmware,
)
from premises.wire.gbcs.activation import AT_ONCE, CANCELLED
from premises.wire.xml.request import Asked, read_request, unserved
from premises.wire.xml.response import read_response, write_refusal
from tests.judges.duis.published import ARE_THERE, TEMPLATES, template
from tests.judges.duis.schema import problems

pytestmark = [pytest.mark.judge, pytest.mark.skipif(not ARE_THERE, reason="no published templates: run make oracles")]

EVERY = sorted(TEMPLATES.glob("*.XML")) if ARE_THERE else []

SERVED = {
    "11.1_UPDATE_FIRMWARE": UpdateFirmware,
    "11.4_UPDATE_PPMID_FIRMWARE": UpdatePPMIDFirmware,
    "CS06_11.3_IMMEDIATE_SUCCESS": TransformActivateFirmware,
    "CS06_11.3_FUTURE_DATED_SUCCESS": TransformActivateFirmware,
    "CS06_11.3_CANCELLATION_SUCCESS": TransformActivateFirmware,
    "CS08_11.2_SUCCESS": ReadFirmwareVersion,
    "ECS52_11.2_SUCCESS": ReadFirmwareVersion,
    "GCS38_11.2_SUCCESS": ReadFirmwareVersion,
    "12.2_DEVICE_PRE_NOTIFICATION": DevicePrenotification,
    "8.2_READ_INVENTORY": ReadInventory,
    "8.4_UPDATE_INVENTORY": UpdateInventory,
    "CCS01_8.11_SUCCESS": UpdateHANDeviceLog,
    "CCS02_8.11_SUCCESS": UpdateHANDeviceLog,
}
"""The firmware, inventory and HAN device log templates, and what each asks."""


def _asked(path: Path) -> Asked:
    return read_request(path.read_bytes())


def test_there_are_all_of_them() -> None:
    assert len(EVERY) == 297


@pytest.mark.parametrize("name", SERVED)
def test_a_template_of_firmware_inventory_or_device_log_is_served(name: str) -> None:
    assert type(read_request(template(name)).message) is SERVED[name]


def test_every_other_gets_one_refusal_that_the_schema_has() -> None:
    served, refused = [], []
    for path in EVERY:
        asked = _asked(path)
        if asked.message is not None:
            served.append(path.name.removesuffix("_REQUEST_DUIS.XML"))
            continue
        octets = write_refusal(unserved(asked), Instant(0))
        told = read_response(octets)
        refused.append((problems(octets), told.response_code, told.request_id == asked.request_id))

    assert set(served) == set(SERVED)
    assert set(map(str, refused)) == {str(([], "E2", True))}


def test_the_moments_of_the_three_activations_are_read() -> None:
    moments = [read_request(template(f"CS06_11.3_{name}")).message for name in ("IMMEDIATE", "CANCELLATION", "FUTURE")]

    at = [each.activation_at for each in moments if isinstance(each, TransformActivateFirmware)]
    assert at[:2] == [AT_ONCE, CANCELLED]
    assert at[2] == 127_472_400
