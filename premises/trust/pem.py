"""Certificates and keys as other programs like to read them."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from premises.errors import TrustError
from premises.trust.keys import SigningKey
from premises.trust.users import read_certificate


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Give a private key as PKCS 8, unencrypted: for a file that is its owner's alone."""
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, none)


def public_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Give the public half of a key."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form)


def signing_key_in(octets: bytes) -> SigningKey:
    """Give the private key of a PEM file, with which commands and trailers are signed; TrustError when it is none."""
    try:
        key = serialization.load_pem_private_key(octets, None)
    except (ValueError, TypeError):
        raise TrustError(f"a private key of {len(octets)} octets cannot be read: expected PEM, unencrypted") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TrustError("the private key is none of P-256")
    return SigningKey(key.private_numbers().private_value)


def certificate_pem(octets: bytes) -> bytes:
    """Give a certificate that is PEM or DER as PEM, whatever stood round it left out; TrustError when it is none."""
    return read_certificate(octets).public_bytes(serialization.Encoding.PEM)
