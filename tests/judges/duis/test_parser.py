"""Smart DCC's parser reads what is written here, and finds in it what a client of theirs acts on."""

from collections.abc import Iterator

import pytest
from hypothesis import given

from premises.quantity import Instant
from premises.wire.xml.request import write_request
from premises.wire.xml.response import read_response, write_response
from tests.judges.duis.programs import CAN_RUN, Parser, parser
from tests.wire.xml.said import EXTENDED_TOLD, HUB, STRICT, TOLD, Asking, Telling

pytestmark = [
    pytest.mark.judge,
    pytest.mark.skipif(not CAN_RUN, reason="no java, node or published packages: run make oracles"),
]


@pytest.fixture(scope="module")
def theirs() -> Iterator[Parser]:
    with parser() as process:
        yield process


@pytest.mark.parametrize("name", STRICT)
def test_a_request_says_the_same_to_them(name: str, theirs: Parser) -> None:
    @given(STRICT[name])
    def holds(asking: Asking) -> None:
        found = theirs.parse(write_request(asking.message, asking.command_variant))

        header = found["header"]
        assert _request_id(header["requestId"]) == asking.message.request_id
        assert header["commandVariant"]["number"] == asking.command_variant
        assert header["serviceReferenceVariant"]["Service Reference Variant"] == name.split(maxsplit=1)[0]

    holds()


BODIES = {
    "a warning": ("ResponseMessage", ("DSPUpdateFirmwareWarning", "DSPUpdatePPMIDFirmwareWarning")),
    "PreCommand": ("ResponseMessage", ("PreCommand",)),
    "what came of CS06": ("ResponseMessage", ("GBCSPayload",)),
    "FutureDatedDeviceAlertMessage": ("ResponseMessage", ("FutureDatedDeviceAlertMessage",)),
    "DeviceAlertMessage": ("DeviceAlertMessage", ("GBCSPayload",)),
    "CommsHubAlert": ("DCCAlertMessage", ("DCCAlert",)),
    "PPMIDAlert": ("DCCAlertMessage", ("DCCAlert",)),
    "N60 and N61": ("DCCAlertMessage", ("DCCAlert",)),
}
"""Where a client of theirs looks for what a Response carries."""


@pytest.mark.parametrize("name", [*TOLD, "with PPMIDVariant"])
def test_a_response_says_the_same_to_them(name: str, theirs: Parser) -> None:
    @given(TOLD.get(name, EXTENDED_TOLD))
    def holds(told: Telling) -> None:
        octets = write_response(told.message, Instant(10), extended=True, hub=HUB, service=told.service)
        ours = read_response(octets)

        found = theirs.parse(octets)

        assert found["header"]["responseCode"] == ours.response_code
        assert _request_id(found["header"].get("requestId")) == ours.request_id
        outer, inner = BODIES.get(name, ("ResponseMessage", ()))
        assert not inner or set(inner) & set(found["body"][outer])

    holds()


def _request_id(parts: dict[str, str] | None) -> str:
    # They show an EUI-64 in lower case.
    return "" if parts is None else f"{parts['originatorId']}:{parts['targetId']}:{parts['counter']}".upper()
