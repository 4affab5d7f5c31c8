"""MACs of commands and of their answers: AES-128-GMAC cut to 96 bits, under a key that two parties agreed on.

Both know a secret by ECDH on P-256; the key of one message follows from the secret and from the message's own header.
The secret of a pair is worked out once. A command carries the Access Control Broker's, whoever originated it.
Source: docs/sources.md, GBCS messages; judged by the vectors of GP.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from premises.errors import TrustError
from premises.identity import Eui64, eui64_octets
from premises.trust.keys import SigningKey, VerifyKey, agreement_key
from premises.wire.gbcs.message import MAC_SIZE, GbcsMessage, kind_of
from premises.wire.gbcs.octets import Said, maced_octets, with_mac

SECRETS_MAX = 256
"""Secrets remembered, one a pair of parties: a dozen premises of 16 devices. Ours."""

_KEY_SIZE = 16
_ALGORITHM = bytes.fromhex("60857406080300")
_COUNTER_MARK = 9
"""Before the kind of message and its counter, as in a grouping header."""

_SECURITY = bytes.fromhex("1100000000")
"""Security control and invocation counter, which the MAC covers first."""

_NO_NUMBER = bytes(4)


@dataclass(frozen=True, slots=True)
class MacKeys:
    """What one party of a premises puts MACs on its messages with, and checks those of others."""

    seed: int
    own: Eui64

    def put(self, message: Said, other: Eui64) -> Said:
        """Give ``message`` with the MAC that ``other`` can check."""
        return with_mac(message, mac_of(message, self._secret(other)))

    def check(self, message: GbcsMessage, other: Eui64) -> None:
        """Return when the MAC of ``message`` is by ``other``; TrustError, with the reason, when it is not."""
        if not message.mac:
            raise TrustError("it carries no MAC")
        if not compare_digest(mac_of(message, self._secret(other)), message.mac):
            raise TrustError(f"its MAC is not by {other}")

    def _secret(self, other: Eui64) -> bytes:
        return _secret_of(self.seed, self.own, other)


def agreed_secret(own: SigningKey, other: VerifyKey) -> bytes:
    """Give what two parties agree on, 32 octets; TrustError when the other's key is no point of P-256."""
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), other.octets)
    except ValueError as error:
        raise TrustError(f"the public key is no point of P-256: {error}") from None
    return own.private.exchange(ec.ECDH(), key)


def mac_of(message: GbcsMessage, secret: bytes) -> bytes:
    """Give the MAC of ``message`` under the secret of two parties, MAC_SIZE octets."""
    originator, recipient = eui64_octets(message.originator), eui64_octets(message.recipient)
    mark = bytes((_COUNTER_MARK, kind_of(message))) + message.counter.to_bytes(8, "big")
    # One block of the key derivation function is more than the key needs.
    other_information = _ALGORITHM + originator + mark + recipient
    key = sha256(b"\0\0\0\1" + secret + other_information).digest()[:_KEY_SIZE]
    return AESGCM(key).encrypt(originator + _NO_NUMBER, b"", _SECURITY + b"\0" + maced_octets(message))[:MAC_SIZE]


@lru_cache(SECRETS_MAX)
def _secret_of(seed: int, own: Eui64, other: Eui64) -> bytes:
    return agreed_secret(agreement_key(seed, own), agreement_key(seed, other).public)
