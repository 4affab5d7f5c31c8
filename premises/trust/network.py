"""The network key of a HAN: NWK frames encrypted and authenticated with AES-CCM* at level 5.

Zigbee's own way (encryption and a 4-octet MIC), so that a capture opens with the key in any dissector. It keeps no
counters: who uses one twice breaks it, and the radio never does (``premises.faults.station``).
Source: docs/sources.md, radio captures; judged by tshark.
"""

from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from premises.wire.radio.radio_bytes import MIC_SIZE

KEY_SIZE = 16
"""Octets of a network key. Source: Zigbee."""

SECURITY_CONTROL = b"\x2d"
"""Level 5, network key, extended nonce: how a nonce ends; on the air the level bits are 0. Source: Zigbee."""


class NetworkCipher:
    """Seals and opens the frames of one network (``radio_bytes.Cipher``)."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        assert len(key) == KEY_SIZE, f"a network key has {KEY_SIZE} octets, not {len(key)}"
        self._cipher = AESCCM(key, tag_length=MIC_SIZE)

    def seal(self, source: bytes, counter: int, header: bytes, payload: bytes) -> bytes:
        return self._cipher.encrypt(source + counter.to_bytes(4, "little") + SECURITY_CONTROL, payload, header)

    def open(self, source: bytes, counter: int, header: bytes, sealed: bytes) -> bytes | None:
        try:
            return self._cipher.decrypt(source + counter.to_bytes(4, "little") + SECURITY_CONTROL, sealed, header)
        except InvalidTag:
            return None


def network_key(seed: int, network: str) -> bytes:
    """Give the 16 octets of a network's key in a premises of ``seed``: whoever knows the seed knows it."""
    return blake2b(f"{seed}\0network\0{network}".encode(), digest_size=KEY_SIZE).digest()
