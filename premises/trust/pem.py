"""Certificates and keys as other programs like to read them."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from premises.trust.users import read_certificate


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Give a private key as PKCS 8, unencrypted: for a file that is its owner's alone."""
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, none)


def public_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Give the public half of a key."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form)


def certificate_pem(octets: bytes) -> bytes:
    """Give a certificate that is PEM or DER as PEM, whatever stood round it left out; TrustError when it is none."""
    return read_certificate(octets).public_bytes(serialization.Encoding.PEM)
