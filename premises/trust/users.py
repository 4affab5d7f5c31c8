"""Who signs XML: each Supplier, and the DCC, with keys and certificates from the seed or from files of their own.

An XML signing key is another than the one for commands and trailers, as the field has it. Source: DU54
(docs/sources.md). Nothing here is ever written to a disk.
"""

from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from premises.errors import TrustError
from premises.identity import Eui64, Name
from premises.trust.certificates import certificate_of
from premises.trust.keys import VerifyKey, signing_key, verify_key
from premises.wire.site import ACB_EUI

DCC = "dcc"
"""The DCC as an owner of an XML signing key."""


@dataclass(frozen=True, slots=True)
class XmlIdentity:
    """One who signs XML."""

    certificate: bytes
    """DER."""
    private: ec.EllipticCurvePrivateKey = field(repr=False)
    """Of the curve P-256."""


def supplier_identity(seed: int, who: Name, eui: Eui64) -> XmlIdentity:
    """Give the identity with which a Supplier of this name signs its requests."""
    return _identity(seed, f"xml/{who}", eui)


def dcc_identity(seed: int, eui: Eui64 = ACB_EUI) -> XmlIdentity:
    """Give the identity with which the DCC signs what it says to Suppliers."""
    return _identity(seed, f"xml/{DCC}", eui)


def identity_in(certificate: bytes, key: bytes) -> XmlIdentity:
    """Give the identity of a certificate and a private key, each PEM or DER, unencrypted; TrustError otherwise."""
    read = read_certificate(certificate)
    load = serialization.load_pem_private_key if _is_pem(key) else serialization.load_der_private_key
    try:
        private = load(key, None)
    except (ValueError, TypeError) as error:
        raise TrustError(f"a private key of {len(key)} octets cannot be read: {_first_line(error)}") from None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise TrustError("the private key is none of P-256")
    if private.public_key() != read.public_key():
        raise TrustError(f"the private key is not that of the certificate of {read.subject.rfc4514_string()}")
    return XmlIdentity(read.public_bytes(serialization.Encoding.DER), private)


def identity_in_one(octets: bytes) -> XmlIdentity:
    """Give the identity of a PEM file that holds a private key and its certificate, in any order; TrustError otherwise.

    What stands between them, as openssl writes it, is passed over.
    """
    blocks = octets.replace(b"-----BEGIN", b"\0-----BEGIN").split(b"\0")
    certificate = next((block for block in blocks if b" CERTIFICATE-----" in block), b"")
    return identity_in(certificate, next((block for block in blocks if b" PRIVATE KEY-----" in block), b""))


def read_certificate(octets: bytes) -> x509.Certificate:
    """Give a certificate of PEM or DER; TrustError when it is none."""
    load = x509.load_pem_x509_certificate if _is_pem(octets) else x509.load_der_x509_certificate
    try:
        return load(octets)
    except ValueError as error:
        raise TrustError(f"a certificate of {len(octets)} octets cannot be read: {_first_line(error)}") from None


def key_in(certificate: bytes) -> VerifyKey:
    """Give the public key in a certificate of PEM or DER; TrustError when it is none, or its key none of P-256."""
    read = read_certificate(certificate)
    key = read.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TrustError(f"the key of {read.subject.rfc4514_string()} is none of P-256")
    return verify_key(key)


def _identity(seed: int, owner: str, eui: Eui64) -> XmlIdentity:
    return XmlIdentity(certificate_of(seed, Name(owner), eui), signing_key(seed, owner).private)


def _is_pem(octets: bytes) -> bool:
    return octets.lstrip().startswith(b"-----BEGIN")


def _first_line(error: Exception) -> str:
    return (str(error).split("\n", 1)[0] or type(error).__name__)[:120]
