"""What a Supplier is told in XML is what the DCC adapter said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.identity import Eui64
from premises.quantity import Instant
from premises.wire.duis.inventory import Inventory
from premises.wire.duis.messages import (
    CommsHubAlert,
    DeviceAlertMessage,
    FirmwareVersionResult,
    PPMIDAlert,
    Refusal,
    ServiceResponse,
)
from premises.wire.gbcs.alerts import ActivateImageResultCode, TransferResponseCode
from premises.wire.xml.codes import GENERAL, OF_REFUSAL, OWN
from premises.wire.xml.refusal import DuisError
from premises.wire.xml.response import read_response, write_refusal, write_response
from tests.wire.xml import written
from tests.wire.xml.said import ANY_CODE, EXTENDED_TOLD, HUB, TOLD, Telling

AT = Instant(5_250_000)
EVERY = [*TOLD.items(), ("DSPInventory with PPMIDVariant", EXTENDED_TOLD)]


@pytest.mark.parametrize(("name", "drawn"), EVERY, ids=[name for name, _ in EVERY])
def test_what_was_told_is_read_as_it_was_said(name: str, drawn: st.SearchStrategy[Telling]) -> None:
    @given(drawn)
    def holds(told: Telling) -> None:
        octets = write_response(told.message, AT, extended="Variant" in name, hub=HUB, service=told.service)

        assert read_response(octets).message == told.message

    holds()


def test_a_supplier_that_has_not_uplifted_sees_no_variant() -> None:
    @given(EXTENDED_TOLD)
    def holds(told: Telling) -> None:
        octets = write_response(told.message, AT, extended=False, hub=HUB)

        assert b"PPMIDVariant" not in octets
        assert b"duis-extension" not in octets

    holds()


@given(ANY_CODE, st.sampled_from(Refusal), st.sampled_from(("11.1", "11.3", "11.4", "8.2")))
def test_a_code_that_the_xsd_has_not_becomes_one_that_it_has(code: str, refusal: Refusal, service: str) -> None:
    said = ServiceResponse(written.REQUEST_ID, code, refusal, (), "")

    told = read_response(write_response(said, AT, extended=False, hub=HUB, service=service))

    known = (*GENERAL, *OWN.get(service, ()))
    assert told.response_code == (code if code in known else OF_REFUSAL[refusal])


def test_every_refusal_has_a_code_of_the_xsd() -> None:
    assert set(OF_REFUSAL) == set(Refusal)
    assert set(OF_REFUSAL.values()) <= set(GENERAL)


def test_the_sentence_for_a_person_stands_where_no_schema_looks() -> None:
    said = ServiceResponse(written.REQUEST_ID, "E4", Refusal.NOT_RESPONSIBLE, (), "no --> such\n--- customer -")

    octets = write_response(said, AT, extended=False, hub=HUB, service="11.4")

    comment = b"<!-- NotResponsible: no - -> such - - - customer - -->"
    assert comment in octets
    assert b"customer" not in octets.replace(comment, b"")


def test_a_moment_is_written_to_the_hundredth_of_a_second() -> None:
    octets = write_response(Inventory(written.REQUEST_ID, ()), AT, extended=False, hub=HUB)

    assert b"<sr:ResponseDateTime>2026-01-01T00:00:05.25Z<" in octets


def test_a_devices_answer_comes_under_its_own_name() -> None:
    octets = write_response(
        FirmwareVersionResult(written.REQUEST_ID, written.TARGET, 1, True, b"\x00"), AT, extended=False, hub=HUB
    )

    assert f"<sr:ResponseID>{written.TARGET}:{written.ORIGINATOR}:1000<".encode() in octets
    assert read_response(octets).message is None


@pytest.mark.parametrize("code", TransferResponseCode)
def test_ccs08_has_the_alert_code_of_its_outcome(code: TransferResponseCode) -> None:
    alert = CommsHubAlert(written.REQUEST_ID, written.TARGET, 2, code)

    octets = write_response(alert, AT, extended=False, hub=HUB)

    expected = b"8F8A" if code is TransferResponseCode.SUCCESS else b"8F89"
    assert b"<sr:AlertCode>" + expected in octets
    assert f"<sr:CommsHubDeviceID>{HUB}<".encode() in octets


def test_an_alert_of_no_request_names_none() -> None:
    alert = PPMIDAlert("", written.TARGET, 2, ActivateImageResultCode.SUCCESS)

    octets = write_response(alert, AT, extended=False, hub=HUB)

    assert b"RequestID" not in octets
    assert read_response(octets).request_id == ""


def test_an_alert_whose_octets_are_missing_is_told_all_the_same() -> None:
    octets = write_response(DeviceAlertMessage(written.TARGET, 0x8F72, 1), AT, extended=False, hub=HUB)

    assert b"<sr:AlertCode>8F72<" in octets
    assert b"ResponseID" not in octets
    assert read_response(octets).message is None


def test_a_refusal_of_a_request_names_its_service() -> None:
    names = {"request_id": written.REQUEST_ID, "service": "4.1", "variant": "4.1.2"}
    octets = write_refusal(DuisError("not served", code="E2", **names), AT)  # type: ignore[arg-type]  # all of them text

    told = read_response(octets)

    assert told.message == ServiceResponse(written.REQUEST_ID, "E2", Refusal.NOT_SUPPORTED, (), "not served")
    assert b"<sr:ServiceReference>4.1</sr:ServiceReference><sr:ServiceReferenceVariant>4.1.2<" in octets


def test_a_refusal_without_a_code_is_no_response() -> None:
    with pytest.raises(AssertionError, match="HTTP status"):
        write_refusal(DuisError("not XML"), AT)


GOOD = write_response(
    CommsHubAlert(written.REQUEST_ID, written.TARGET, 2, TransferResponseCode.SUCCESS), AT, extended=False, hub=HUB
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"sr:Response ", b"sr:Request "),
        (b"schemaVersion=", b"version="),
        (b"2026-01-01T00", b"2026-13-01T00"),
        (b"FileTransferSuccess", b"Splendid"),
        (b"<sr:OtherDeviceID>", b"<sr:OtherDevice>"),
        (Eui64("00-DB-12").encode(), b"00-DBx12"),
        (b">00000002<", b">two<"),
    ],
)
def test_a_response_that_is_none_is_refused(old: bytes, new: bytes) -> None:
    assert old in GOOD

    with pytest.raises(DuisError):
        read_response(GOOD.replace(old, new))
