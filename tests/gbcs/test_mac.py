"""The MAC of a command and of its answer: whose it is, what it covers, and that another library's makes it too."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from msgspec.structs import replace

from premises.errors import TrustError
from premises.identity import Eui64
from premises.trust.keys import VerifyKey, agreement_key
from premises.trust.mac import MacKeys, agreed_secret, mac_of
from premises.wire.gbcs.octets import maced_octets, with_mac
from premises.wire.gbcs.reading import ReadEsmeVersionCommand, ReadEsmeVersionResponse

SUPPLIER, BROKER = Eui64("90-B3-D5-1F-30-01-00-00"), Eui64("90-B3-D5-1F-30-00-00-02")
METER, OTHER = Eui64("00-DB-12-34-56-78-90-A0"), Eui64("00-DB-12-34-56-78-90-A1")
COMMAND = ReadEsmeVersionCommand(SUPPLIER, METER, 7)
ACB, DEVICE = MacKeys(1, BROKER), MacKeys(1, METER)


def test_a_device_takes_the_brokers_mac_on_a_suppliers_command() -> None:
    DEVICE.check(ACB.put(COMMAND, METER), BROKER)


@pytest.mark.parametrize(
    ("keys", "other", "line"),
    [
        (MacKeys(1, SUPPLIER), METER, "its MAC is not by 90-B3-D5-1F-30-00-00-02"),
        (MacKeys(2, BROKER), METER, "its MAC is not by 90-B3-D5-1F-30-00-00-02"),
        (ACB, OTHER, "its MAC is not by 90-B3-D5-1F-30-00-00-02"),
    ],
    ids=["the Supplier's own", "another premises' broker", "for another device"],
)
def test_no_other_mac_is_taken(keys: MacKeys, other: Eui64, line: str) -> None:
    with pytest.raises(TrustError, match=line):
        DEVICE.check(keys.put(COMMAND, other), BROKER)


def test_a_command_without_a_mac_is_none() -> None:
    with pytest.raises(TrustError, match="it carries no MAC"):
        DEVICE.check(COMMAND, BROKER)


@pytest.mark.parametrize(
    "change",
    [{"counter": 8}, {"originator": OTHER}, {"signature": bytes(64)}, {"recipient": OTHER}],
    ids=lambda change: next(iter(change)),
)
def test_the_mac_covers_all_of_the_message(change: dict[str, object]) -> None:
    changed = replace(ACB.put(COMMAND, METER), **change)

    with pytest.raises(TrustError, match="its MAC is not by"):
        DEVICE.check(changed, BROKER)


def test_one_turned_bit_of_the_mac_is_found() -> None:
    good = ACB.put(COMMAND, METER)

    with pytest.raises(TrustError, match="its MAC is not by"):
        DEVICE.check(with_mac(good, bytes((good.mac[0] ^ 1,)) + good.mac[1:]), BROKER)


def test_an_answer_to_a_supplier_has_a_mac_that_the_supplier_alone_can_check() -> None:
    answer = DEVICE.put(ReadEsmeVersionResponse(METER, SUPPLIER, 7, 2, True), SUPPLIER)

    MacKeys(1, SUPPLIER).check(answer, METER)
    with pytest.raises(TrustError, match="its MAC is not by"):
        ACB.check(answer, METER)


def test_it_is_what_the_same_steps_of_another_door_of_the_library_give() -> None:
    own, other = agreement_key(1, BROKER), agreement_key(1, METER)
    secret = other.private.exchange(ec.ECDH(), own.private.public_key())
    header = bytes.fromhex("60857406080300 90b3d51f30010000 0901 0000000000000007 00db1234567890a0")
    key = ConcatKDFHash(SHA256(), 16, header).derive(secret)
    sealing = Cipher(AES(key), GCM(bytes.fromhex("90b3d51f30010000 00000000"))).encryptor()
    sealing.authenticate_additional_data(bytes.fromhex("1100000000 00") + maced_octets(COMMAND))
    sealing.finalize()

    assert mac_of(COMMAND, agreed_secret(own, other.public)) == sealing.tag[:12]


def test_a_key_that_is_no_point_agrees_with_nobody() -> None:
    with pytest.raises(TrustError, match="the public key is no point of P-256"):
        agreed_secret(agreement_key(1, BROKER), VerifyKey(b"\4" + bytes(64)))
