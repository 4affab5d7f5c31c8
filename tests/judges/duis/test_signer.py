"""Smart DCC's signer believes what is signed here, and is believed here; neither believes what was altered."""

import re
from collections.abc import Iterator

import pytest

from premises.errors import TrustError
from premises.quantity import Instant
from premises.trust.xml_signature import sign_xml, verify_xml
from premises.wire.xml.request import read_request, write_request
from premises.wire.xml.response import write_response
from tests.judges.duis.programs import CAN_RUN, Signer, signer
from tests.judges.duis.published import DSP, OTHER_SUPPLIER, SUPPLIER, identity, template
from tests.wire.xml.said import HUB, STRICT, TOLD, Asking, Telling

pytestmark = [
    pytest.mark.judge,
    pytest.mark.skipif(not CAN_RUN, reason="no java, node or published packages: run make oracles"),
]

FIRMWARE = [
    "11.1_UPDATE_FIRMWARE",
    "11.4_UPDATE_PPMID_FIRMWARE",
    "ECS52_11.2",
    "CS06_11.3_IMMEDIATE",
    "CS06_11.3_FUTURE_DATED",
    "CS06_11.3_CANCELLATION",
    "8.2_READ_INVENTORY",
    "8.4_UPDATE_INVENTORY",
    "12.2_DEVICE_PRE",
    "CCS01_8.11",
    "CCS02_8.11",
]


@pytest.fixture(scope="module")
def theirs() -> Iterator[Signer]:
    with signer() as process:
        yield process


def _altered(octets: bytes) -> bytes:
    """Give a document with one digit of its RequestID changed: still valid XML under the XSD."""
    found = re.search(rb":(\d+)<", octets)
    assert found is not None
    return octets[: found.start(1)] + b"7" + octets[found.start(1) :]


@pytest.mark.parametrize("name", FIRMWARE)
def test_what_they_signed_is_believed_and_what_was_altered_is_not(name: str, theirs: Signer) -> None:
    octets = theirs.sign(template(name))
    known = [identity(OTHER_SUPPLIER).certificate, identity(SUPPLIER).certificate]

    assert read_request(verify_xml(octets, known)).message == read_request(template(name)).message
    with pytest.raises(TrustError, match="does not hold"):
        verify_xml(_altered(octets), known)
    with pytest.raises(TrustError, match="does not hold"):
        verify_xml(octets, [identity(OTHER_SUPPLIER).certificate])


@pytest.mark.parametrize("name", STRICT)
def test_a_request_that_is_signed_here_they_believe(name: str, theirs: Signer) -> None:
    from hypothesis import given

    @given(STRICT[name])
    def holds(asking: Asking) -> None:
        octets = sign_xml(write_request(asking.message, asking.command_variant), identity(SUPPLIER))

        assert theirs.is_valid(octets)
        assert not theirs.is_valid(_altered(octets))

    holds()


@pytest.mark.parametrize("name", TOLD)
def test_an_answer_that_is_signed_here_they_believe(name: str, theirs: Signer) -> None:
    from hypothesis import given

    @given(TOLD[name])
    def holds(told: Telling) -> None:
        octets = write_response(told.message, Instant(10), extended=False, hub=HUB, service=told.service)

        signed = sign_xml(octets, identity(DSP))

        assert theirs.is_valid(signed)
        assert not theirs.is_valid(signed.replace(b"2026-01-01T", b"2026-01-02T"))

    holds()


def test_a_namespace_that_nothing_uses_is_signed_as_they_sign_it(theirs: Signer) -> None:
    unsigned = template("8.2_READ_INVENTORY")
    unsigned = unsigned[: unsigned.index(b"<ds:Signature")] + b"</sr:Request>"
    # They drop white space between elements before they look at the digest; nothing that is written here has any.
    compact = re.sub(rb">\s+<", b"><", unsigned)
    assert b"xmlns:xsi" in compact

    assert theirs.is_valid(sign_xml(compact, identity(SUPPLIER)))
