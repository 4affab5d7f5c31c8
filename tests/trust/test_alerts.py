"""A signed alert is believed when its own originator signed it under this premises' authorities, and never else."""

from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as with_fields

from premises.errors import TrustError
from premises.identity import Eui64, Name
from premises.trust.alerts import check_alert, signed
from premises.trust.certificates import ISSUING, LIFETIME, ROOT, Pki, pem, pki_of
from premises.trust.keys import VerifyKey, derived_key, signing_key
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.gbcs.der import EPOCH
from premises.wire.gbcs.octets import from_gbcs, to_gbcs, with_signature

B1, B2 = Name("b1"), Name("b2")
EUI = {B1: Eui64("90-B3-D5-1F-30-B1-00-01"), B2: Eui64("90-B3-D5-1F-30-B2-00-01")}
ACB = Eui64("90-B3-D5-1F-30-00-00-02")
STRANGER = Eui64("90-B3-D5-1F-30-B9-00-01")
SEED = 7
PKI = pki_of(SEED, EUI)
CS09 = FirmwareActivationAlert(EUI[B1], ACB, 5, 60, 2, ActivateImageResultCode.SUCCESS)
SIGNED = signed(CS09, signing_key(SEED, B1))


def refusal(alert: object, pki: Pki = PKI) -> str:
    with pytest.raises(TrustError) as refused:
        check_alert(alert, pki)  # type: ignore[arg-type]  # made by replacing fields of an alert
    return str(refused.value)


def with_party(place: int, certificate: bytes) -> Pki:
    """Give the PKI with one party's certificate replaced."""
    parties = list(PKI.parties)
    parties[place] = replace(parties[place], certificate=certificate)
    return replace(PKI, parties=tuple(parties))


def test_what_its_originator_signed_is_believed_also_after_its_octets() -> None:
    check_alert(SIGNED, PKI)
    check_alert(from_gbcs(to_gbcs(SIGNED)), PKI)

    assert len(SIGNED.signature) == 64


def test_an_alert_without_a_signature_is_not_believed() -> None:
    assert refusal(CS09) == "it is not signed"


def test_what_another_party_signed_is_not_believed() -> None:
    assert refusal(signed(CS09, signing_key(SEED, B2))).startswith(f"not signed by {EUI[B1]}: ")


def test_what_was_signed_in_another_premises_is_not_believed() -> None:
    assert refusal(signed(CS09, signing_key(SEED + 1, B1)))
    assert refusal(SIGNED, pki_of(SEED + 1, EUI))


@pytest.mark.parametrize(
    "change",
    [
        {"counter": 6},
        {"said_at": 61},
        {"version": 3},
        {"result": ActivateImageResultCode.FAILURE},
        {"recipient": STRANGER},
    ],
    ids=str,
)
def test_no_field_can_be_changed_after_signing(change: dict[str, object]) -> None:
    assert refusal(with_fields(SIGNED, **change)).endswith("the signature is not of these octets by this key")


@given(place=st.integers(0, 63), bit=st.integers(0, 7))
def test_no_bit_of_a_signature_can_be_turned(place: int, bit: int) -> None:
    signature = bytearray(SIGNED.signature)
    signature[place] ^= 1 << bit

    assert refusal(with_signature(SIGNED, bytes(signature)))


def test_a_party_without_a_certificate_is_not_believed() -> None:
    assert refusal(with_fields(SIGNED, originator=STRANGER)) == (
        f"not signed by {STRANGER}: there is no certificate of {STRANGER}"
    )


def test_a_certificate_of_another_premises_is_refused_though_it_holds_the_right_key() -> None:
    foreign = pki_of(SEED + 1, EUI).parties[0].certificate

    assert "was not issued by CN=Issuing" in refusal(SIGNED, with_party(0, foreign))


def test_a_root_that_did_not_sign_the_issuing_authority_is_refused() -> None:
    other = pki_of(SEED + 1, EUI)

    assert "CN=Issuing was not issued by CN=Root" in refusal(SIGNED, replace(PKI, root=other.root))


def test_a_certificate_of_one_party_proves_nothing_of_another() -> None:
    by_b2 = signed(CS09, signing_key(SEED, B2))
    line = refusal(by_b2, with_party(0, PKI.parties[1].certificate))

    assert line.endswith(f"is not that of {EUI[B1]}")


def test_a_certificate_that_cannot_be_read_is_refused() -> None:
    assert "a certificate of 3 octets cannot be read" in refusal(SIGNED, with_party(0, b"abc"))


def test_equal_seeds_give_equal_certificates_and_signatures_and_others_others() -> None:
    again, other = pki_of(SEED, EUI), pki_of(SEED + 1, EUI)

    assert again == PKI
    assert signed(CS09, signing_key(SEED, B1)) == SIGNED
    assert {party.certificate for party in other.parties}.isdisjoint(party.certificate for party in PKI.parties)


def test_a_certificate_names_its_party_and_can_sign_and_issue_nothing() -> None:
    certificate = x509.load_pem_x509_certificate(pem(PKI.parties[0].certificate))
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value

    assert certificate.subject.rfc4514_string() == f"2.5.4.5={EUI[B1]},CN=b1"
    assert certificate.not_valid_before_utc == EPOCH
    assert certificate.not_valid_after_utc == EPOCH + LIFETIME
    assert (usage.digital_signature, usage.key_cert_sign) == (True, False)
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)


def test_no_two_owners_have_one_key_and_no_participant_has_an_authoritys() -> None:
    owners = (ROOT, ISSUING, "root", "issuing", B1, B2)

    assert len({signing_key(SEED, owner).public for owner in owners}) == len(owners)


def test_a_key_that_is_shown_gives_nothing_away() -> None:
    key = derived_key("words")

    assert "SigningKey object" in repr(key)


def test_a_public_key_that_is_no_point_is_refused() -> None:
    with pytest.raises(TrustError, match="the public key is no point of P-256"):
        VerifyKey(bytes(65)).check(b"octets", bytes(64))
