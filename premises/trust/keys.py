"""Keys that follow from a seed, and what is signed with them: ECDSA P-256 over SHA-256, the same octets each time.

A key made here protects nothing but a simulated premises: whoever knows the seed knows it. None is ever written down.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from premises.errors import TrustError
from premises.wire.gbcs.message import SIGNATURE_SIZE

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256."""

KEYS_MAX = 512
"""Keys that were derived and are remembered, by their words: 25 premises of 16 devices and their makers. Ours."""

_ALGORITHM = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """The public half, as an uncompressed point of 65 octets."""

    octets: bytes

    def check(self, octets: bytes, signature: bytes) -> None:
        """Return when ``signature`` (r and s) is of ``octets``; TrustError when it is not."""
        if len(signature) != SIGNATURE_SIZE:
            raise TrustError(f"a signature has {SIGNATURE_SIZE} octets, not {len(signature)}")
        half = SIGNATURE_SIZE // 2
        r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.octets)
        except ValueError as error:
            raise TrustError(f"the public key is no point of P-256: {error}") from None
        try:
            key.verify(encode_dss_signature(r, s), octets, _ALGORITHM)
        except InvalidSignature:
            raise TrustError("the signature is not of these octets by this key") from None


class SigningKey:
    """The private half; shown or written, it gives nothing away."""

    __slots__ = ("private", "public")

    def __init__(self, scalar: int) -> None:
        self.private = ec.derive_private_key(scalar, ec.SECP256R1())
        """The library's own, for certificates."""
        self.public = verify_key(self.private.public_key())

    def sign(self, octets: bytes) -> bytes:
        """Give r and s, 32 octets each; equal octets give equal signatures (RFC 6979)."""
        r, s = decode_dss_signature(self.private.sign(octets, _ALGORITHM))
        return r.to_bytes(SIGNATURE_SIZE // 2, "big") + s.to_bytes(SIGNATURE_SIZE // 2, "big")


def signing_key(seed: int, owner: str) -> SigningKey:
    """Give the signing key of ``owner`` in a premises of ``seed``."""
    return derived_key(f"{seed}\0signing\0{owner}")


@lru_cache(KEYS_MAX)
def derived_key(words: str) -> SigningKey:
    """Give the key that follows from ``words``: the same in every process."""
    # 384 bits, so that what the remainder favours is nothing that anybody could measure.
    digest = blake2b(words.encode(), digest_size=48).digest()
    return SigningKey(int.from_bytes(digest, "big") % (_ORDER - 1) + 1)


def agreement_key(seed: int, owner: str) -> SigningKey:
    """Give the key with which ``owner`` agrees on secrets in a premises of ``seed``; it signs nothing."""
    return derived_key(f"{seed}\0agreement\0{owner}")


def verify_key(key: ec.EllipticCurvePublicKey) -> VerifyKey:
    """Give a public key of the library's as ours."""
    encoding, point = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    return VerifyKey(key.public_bytes(encoding, point))
