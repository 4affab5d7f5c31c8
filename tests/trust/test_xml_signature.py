"""An XML signature is believed when it is over the whole document, by a certificate that is known."""

import re

import pytest
from hypothesis import given

from premises.errors import TrustError
from premises.identity import Eui64, Name
from premises.quantity import Instant
from premises.trust.certificates import pem
from premises.trust.users import dcc_identity, supplier_identity
from premises.trust.xml_signature import sign_xml, verify_xml
from premises.wire.duis.inventory import Inventory
from premises.wire.duis.messages import FIRMWARE_IMAGE_MAX, Refusal, ServiceResponse, UpdatePPMIDFirmware
from premises.wire.xml.refusal import DuisError
from premises.wire.xml.request import read_request, write_request
from premises.wire.xml.response import read_response, write_response
from tests.wire.xml import bad, written
from tests.wire.xml.said import HUB, STRICT, Asking

SUPPLIER = supplier_identity(7, Name("supplier"), written.ORIGINATOR)
STRANGER = supplier_identity(7, Name("other"), Eui64("90-B3-D5-1F-30-02-00-00"))
DCC = dcc_identity(7)

SIGNED = sign_xml(bad.update(), SUPPLIER)
KNOWN = [SUPPLIER.certificate]


@given(STRICT["11.1"])
def test_what_was_signed_is_given_back_and_is_the_same_request(asking: Asking) -> None:
    octets = sign_xml(write_request(asking.message, asking.command_variant), SUPPLIER)

    assert read_request(verify_xml(octets, KNOWN)).message == asking.message
    assert read_request(octets).message == asking.message


def test_equal_documents_by_one_identity_have_equal_signatures() -> None:
    again = sign_xml(bad.update(), supplier_identity(7, Name("supplier"), written.ORIGINATOR))

    assert again == SIGNED
    assert sign_xml(bad.update(), STRANGER) != SIGNED


def test_the_largest_image_is_signed_and_verified() -> None:
    request = UpdatePPMIDFirmware(written.REQUEST_ID, bytes(FIRMWARE_IMAGE_MAX), 1, (written.TARGET,))

    verified = verify_xml(sign_xml(write_request(request, 8), SUPPLIER), KNOWN)

    assert read_request(verified).message == request


def test_the_certificate_that_is_named_is_taken_among_several_of_either_form() -> None:
    many = [STRANGER.certificate, DCC.certificate, pem(SUPPLIER.certificate)]

    assert read_request(verify_xml(SIGNED, many)).request_id == written.REQUEST_ID


def test_a_signature_that_names_no_certificate_of_ours_is_tried_with_each() -> None:
    renamed = re.sub(rb"(?<=X509SerialNumber>)\d+", b"12", SIGNED)

    assert verify_xml(renamed, [STRANGER.certificate, SUPPLIER.certificate]) == verify_xml(SIGNED, KNOWN)


def test_only_what_was_signed_is_given_back() -> None:
    said = ServiceResponse(written.REQUEST_ID, "E4", Refusal.NOT_RESPONSIBLE, (), "a sentence for a person")
    octets = sign_xml(write_response(said, Instant(0), extended=False, hub=HUB, service="11.4"), DCC)

    verified = verify_xml(octets.replace(b"a sentence", b"another sentence"), [DCC.certificate])

    assert b"sentence" not in verified
    assert b"Signature" not in verified
    assert read_response(verified).response_code == "E4"


def _reference(change: bytes) -> bytes:
    assert b'<ds:Reference URI="">' in SIGNED
    return SIGNED.replace(b'<ds:Reference URI="">', change)


def _signature() -> bytes:
    start, end = SIGNED.index(b"<ds:Signature "), SIGNED.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    return SIGNED[start:end]


def _wrapped() -> bytes:
    """Give what was signed inside something else, with a body of the attacker's in front."""
    inner = SIGNED[SIGNED.index(b"<sr:Request") :]
    return bad.update(image="BBBB").replace(b"</sr:Request>", inner + b"</sr:Request>")


def _moved() -> bytes:
    unsigned = SIGNED.replace(_signature(), b"")
    return unsigned.replace(b"</sr:Body>", _signature() + b"</sr:Body>")


def _with(old: bytes, new: bytes) -> bytes:
    assert old in SIGNED
    return SIGNED.replace(old, new)


FORGED = {
    "unsigned": (bad.update(), "not signed"),
    "altered in the image": (_with(b"AA==", b"AQ=="), "Digest mismatch"),
    "altered in the header": (_with(b":1000<", b":1001<"), "Digest mismatch"),
    "a processing instruction added": (_with(b"<sr:Body>", b"<?now?><sr:Body>"), "Digest mismatch"),
    "the digest altered too": (
        re.sub(rb"(?<=DigestValue>)[^<]+", b"AAAA", _with(b"AA==", b"AQ==")),
        "does not hold",
    ),
    "another's signature": (sign_xml(bad.update(), STRANGER), "does not hold"),
    "a signature of no octets": (re.sub(rb"(?<=SignatureValue>)[^<]+", b"", SIGNED), "does not hold"),
    "a signature of 63 octets": (re.sub(rb"(?<=SignatureValue>)[^<]+", b"A" * 84, SIGNED), "does not hold"),
    "two signatures": (_with(_signature(), _signature() * 2), "2 signatures"),
    "a signature in the body": (_moved(), "inside an element"),
    "wrapped in another request": (_wrapped(), "inside an element"),
    "over an element by its name": (_reference(b'<ds:Reference URI="#x">'), "whole document"),
    "over nothing that is named": (_reference(b"<ds:Reference>"), "whole document"),
    "over a file": (_reference(b'<ds:Reference URI="file:///etc/hostname">'), "whole document"),
    "over nothing": (re.sub(rb"<ds:Reference .*</ds:Reference>", b"", SIGNED), "whole document"),
    "with a transform that leaves things out": (
        _with(
            b"</ds:Transforms>",
            b'<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">'
            b"<ds:XPath>false()</ds:XPath></ds:Transform></ds:Transforms>",
        ),
        "transform",
    ),
    "with SHA-1": (_with(b"2001/04/xmlenc#sha256", b"2000/09/xmldsig#sha1"), "does not hold"),
    "with HMAC": (_with(b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#hmac-sha256"), "does not hold"),
    "with RSA": (_with(b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#rsa-sha256"), "does not hold"),
    "with an algorithm of nobody's": (_with(b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#rot13"), "does not hold"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_was_not_signed_as_it_must_be_is_not_believed(name: str) -> None:
    octets, words = FORGED[name]

    with pytest.raises(TrustError, match=words):
        verify_xml(octets, KNOWN)


def test_without_a_certificate_nothing_is_believed() -> None:
    with pytest.raises(TrustError, match="no certificate"):
        verify_xml(SIGNED, [])


def test_a_key_that_comes_with_the_signature_is_not_taken() -> None:
    """A signature of the stranger's that brings the stranger's certificate along is still a stranger's."""
    theirs = sign_xml(bad.update(), STRANGER)
    body = b"".join(pem(STRANGER.certificate).splitlines()[1:-1])
    brought = b"<ds:X509Certificate>" + body + b"</ds:X509Certificate></ds:X509Data>"

    with pytest.raises(TrustError, match="does not hold"):
        verify_xml(theirs.replace(b"</ds:X509Data>", brought), KNOWN)


@pytest.mark.parametrize("name", bad.NOT_XML)
def test_what_is_no_xml_is_refused_before_any_signature(name: str) -> None:
    with pytest.raises(DuisError):
        verify_xml(bad.NOT_XML[name].make(), KNOWN)


def test_a_response_is_signed_by_the_dcc() -> None:
    octets = sign_xml(write_response(Inventory(written.REQUEST_ID, ()), Instant(0), extended=False, hub=HUB), DCC)

    assert verify_xml(octets, [DCC.certificate])
    with pytest.raises(TrustError):
        verify_xml(octets, KNOWN)
