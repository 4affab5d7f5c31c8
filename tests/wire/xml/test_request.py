"""A service request in XML is the same request, and says nothing that was not asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.errors import UsageError
from premises.identity import Eui64
from premises.wire.duis.inventory import DeviceStatus, LogRequest, ReadInventory, UpdateHANDeviceLog, UpdateInventory
from premises.wire.duis.messages import DEVICE_ID_LIST_MAX, ReadFirmwareVersion, UpdatePPMIDFirmware
from premises.wire.xml.refusal import UNSERVED
from premises.wire.xml.request import read_request, unserved, write_request
from premises.wire.xml.services import SERVED
from tests.wire.xml import written
from tests.wire.xml.said import EXTENDED, STRICT, Asking

EVERY = [*STRICT.items(), *((f"{name} with PPMIDVariant", drawn) for name, drawn in EXTENDED.items())]


@pytest.mark.parametrize(("name", "drawn"), EVERY, ids=[name for name, _ in EVERY])
def test_a_request_that_was_written_is_read_as_it_was(name: str, drawn: st.SearchStrategy[Asking]) -> None:
    @given(drawn)
    def holds(asking: Asking) -> None:
        asked = read_request(write_request(asking.message, asking.command_variant))

        assert asked.message == asking.message
        assert asked.request_id == asking.message.request_id
        assert asked.command_variant == asking.command_variant
        assert asked.service == asked.variant == name.split(maxsplit=1)[0]

    holds()


def test_every_service_that_is_served_is_drawn() -> None:
    assert {name.split()[0] for name, _ in EVERY} == set(SERVED)


def test_a_list_of_the_greatest_length_is_read() -> None:
    devices = tuple(Eui64(number.to_bytes(8, "big").hex("-").upper()) for number in range(DEVICE_ID_LIST_MAX))
    request = UpdatePPMIDFirmware(written.REQUEST_ID, b"", 1, devices)

    assert read_request(write_request(request, 8)).message == request


def test_a_comment_in_a_value_does_not_cut_it_short() -> None:
    octets = written.request("11.2", 1, "<sr:ReadFirmwareVersion/>")
    halved = octets.replace(b"<sr:CommandVariant>1<", b"<!-- who? --><sr:CommandVariant><!-- 8 -->1<!-- 0 --><")
    target = halved.replace(b"-90-A4:1000<", b"-90-A4:1<!-- -->000<").replace(b"<sr:Body>", b"<?pi x?><sr:Body>")

    asked = read_request(target)

    assert asked.command_variant == 1
    assert asked.message == ReadFirmwareVersion(written.REQUEST_ID, written.TARGET)


def test_one_request_has_one_name_however_it_is_written() -> None:
    octets = written.request(
        "8.2", 8, f"<sr:ReadInventory><sr:DeviceID>{written.TARGET}</sr:DeviceID></sr:ReadInventory>"
    )

    asked = read_request(octets.replace(written.REQUEST_ID.encode(), f" {written.REQUEST_ID.lower()} ".encode()))

    assert asked.message == ReadInventory(written.REQUEST_ID, written.TARGET)


def test_a_device_is_whitelisted_with_all_that_the_schema_has() -> None:
    octets = written.request(
        "8.11",
        1,
        f"<sr:UpdateHANDeviceLog><sr:DeviceID>{written.TARGET}</sr:DeviceID><sr:RequestType>Add</sr:RequestType>"
        "<sr:AddDeviceToCHFWhitelist><sr:JoinTimePeriod>90</sr:JoinTimePeriod><sr:InstallCode>303132333435</sr:InstallCode>"
        "<sr:ImportMPxN>1312345678111</sr:ImportMPxN></sr:AddDeviceToCHFWhitelist></sr:UpdateHANDeviceLog>",
    )

    assert read_request(octets).message == UpdateHANDeviceLog(written.REQUEST_ID, written.TARGET, LogRequest.ADD)


def _inventory(change: str) -> str:
    return f"<sr:UpdateInventory><sr:DeviceID>{written.TARGET}</sr:DeviceID>{change}</sr:UpdateInventory>"


_WITHDRAWN = "<sr:UpdateDeviceStatusCH>Withdrawn</sr:UpdateDeviceStatusCH>"
_MODEL = "<sr:UpdateDeviceDetails><sr:DeviceModel>1</sr:DeviceModel></sr:UpdateDeviceDetails>"
_BY_NAME = (
    f"<sr:DevicePrenotification><sr:DeviceID>{written.TARGET}</sr:DeviceID><sr:DeviceManufacturer>ACME"
    "</sr:DeviceManufacturer><sr:DeviceModel>1</sr:DeviceModel><sr:DeviceType>PPMID</sr:DeviceType>"
    "</sr:DevicePrenotification>"
)
_LATER = "<sr:ExecutionDateTime>2030-01-01T00:00:00Z</sr:ExecutionDateTime>"

UNSERVED_REQUESTS = {
    "another service": ("3.2", 1, "<sr:RestrictAccessForChangeOfTenancy><sr:X/></sr:RestrictAccessForChangeOfTenancy>"),
    "an inventory by UPRN": ("8.2", 8, "<sr:ReadInventory><sr:UPRN>12</sr:UPRN></sr:ReadInventory>"),
    "an MPAN changed": ("8.4", 8, _inventory("<sr:UpdateMPxN/>")),
    "details but the variant": ("8.4", 8, _inventory(_MODEL)),
    "a hub withdrawn": ("8.4", 8, _inventory(_WITHDRAWN)),
    "a maker by name": ("12.2", 8, _BY_NAME),
    "a version read later": ("11.2", 1, f"<sr:ReadFirmwareVersion>{_LATER}</sr:ReadFirmwareVersion>"),
}


@pytest.mark.parametrize("name", UNSERVED_REQUESTS)
def test_what_the_schema_has_and_nothing_serves_is_answered_under_its_name(name: str) -> None:
    service, command_variant, body = UNSERVED_REQUESTS[name]

    asked = read_request(written.request(service, command_variant, body))
    refused = unserved(asked)

    assert asked.message is None
    assert (refused.code, refused.request_id, refused.service, refused.status) == (
        UNSERVED,
        written.REQUEST_ID,
        service,
        200,
    )


@pytest.mark.parametrize(
    ("request_id", "command_variant", "status"),
    [
        ("request:1", 8, None),
        (written.REQUEST_ID, 1, None),
        (written.REQUEST_ID, 8, DeviceStatus.SUSPENDED),
    ],
    ids=["no RequestID", "the wrong command variant", "a status that 8.4 cannot give"],
)
def test_what_the_schema_has_no_words_for_is_not_written(
    request_id: str, command_variant: int, status: DeviceStatus | None
) -> None:
    with pytest.raises(UsageError):
        write_request(UpdateInventory(request_id, written.TARGET, status), command_variant)
