"""Who signs XML follows from the seed, or from files that go together."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from premises.errors import TrustError
from premises.identity import Eui64, Name
from premises.trust.certificates import LIFETIME, pem
from premises.trust.keys import signing_key, verify_key
from premises.trust.users import XmlIdentity, dcc_identity, identity_in, identity_in_one, key_in, supplier_identity
from premises.wire.gbcs.der import EPOCH

EUI = Eui64("90-B3-D5-1F-30-01-00-00")
SUPPLIER = supplier_identity(7, Name("supplier"), EUI)

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER


def test_the_key_in_a_certificate_checks_what_was_signed() -> None:
    assert key_in(pem(SUPPLIER.certificate)) == verify_key(SUPPLIER.private.public_key())


def test_a_certificate_of_another_curve_is_none() -> None:
    key, name = ec.generate_private_key(ec.SECP384R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "other")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, EPOCH, EPOCH + LIFETIME)
    other = builder.sign(key, hashes.SHA256()).public_bytes(PEM)

    with pytest.raises(TrustError, match="CN=other is none of P-256"):
        key_in(other)


def _private(identity: XmlIdentity, encoding: serialization.Encoding) -> bytes:
    return identity.private.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def test_a_seed_gives_the_same_identity_and_another_seed_another() -> None:
    assert supplier_identity(7, Name("supplier"), EUI).certificate == SUPPLIER.certificate
    others = [
        supplier_identity(8, Name("supplier"), EUI),
        supplier_identity(7, Name("gas"), EUI),
        dcc_identity(7),
        dcc_identity(8),
    ]
    assert len({SUPPLIER.certificate, *(other.certificate for other in others)}) == 5


def test_a_certificate_says_whose_it_is() -> None:
    subject = x509.load_der_x509_certificate(SUPPLIER.certificate).subject

    assert [each.value for each in subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)] == [EUI]


def test_xml_is_signed_by_another_key_than_commands_are() -> None:
    commands = signing_key(7, "supplier").private.public_key()

    assert SUPPLIER.private.public_key() != commands


def test_an_identity_shows_no_key() -> None:
    assert "private" not in repr(SUPPLIER)


@pytest.mark.parametrize("encoding", [PEM, DER])
def test_an_identity_of_files_is_the_same(encoding: serialization.Encoding) -> None:
    certificate = pem(SUPPLIER.certificate) if encoding is PEM else SUPPLIER.certificate

    read = identity_in(certificate, _private(SUPPLIER, encoding))

    assert read.certificate == SUPPLIER.certificate
    assert read.private.private_numbers() == SUPPLIER.private.private_numbers()


def test_a_file_holds_key_and_certificate_in_any_order() -> None:
    key, certificate = _private(SUPPLIER, PEM), pem(SUPPLIER.certificate)
    words = b"Bag Attributes: none\n"

    for octets in (key + certificate, certificate + key, words + certificate + words + key):
        read = identity_in_one(octets)
        assert read.certificate == SUPPLIER.certificate
        assert read.private.private_numbers() == SUPPLIER.private.private_numbers()


def _other_curve() -> bytes:
    key = ec.generate_private_key(ec.SECP384R1())
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _locked() -> bytes:
    secret = serialization.BestAvailableEncryption(b"secret")
    return SUPPLIER.private.private_bytes(PEM, serialization.PrivateFormat.PKCS8, secret)


def _rsa() -> bytes:
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@pytest.mark.parametrize(
    ("certificate", "key", "words"),
    [
        (SUPPLIER.certificate, _private(dcc_identity(7), PEM), "not that of the certificate"),
        (SUPPLIER.certificate, b"nothing", "cannot be read"),
        (SUPPLIER.certificate, _locked(), "cannot be read"),
        (SUPPLIER.certificate, _other_curve(), "none of P-256"),
        (SUPPLIER.certificate, _rsa(), "none of P-256"),
        (b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", _private(SUPPLIER, PEM), "certificate of"),
        (b"", _private(SUPPLIER, PEM), "certificate of 0 octets"),
    ],
    ids=["another's key", "no key", "a locked key", "another curve", "RSA", "an empty PEM", "no certificate"],
)
def test_files_that_do_not_go_together_are_refused(certificate: bytes, key: bytes, words: str) -> None:
    with pytest.raises(TrustError, match=words):
        identity_in(certificate, key)
