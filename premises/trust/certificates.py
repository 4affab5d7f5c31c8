"""A premises' whole PKI from its seed: X.509 where the field has certificates, SMKI-shaped and not SMKI.

A root, an issuing authority, and one digital signing certificate a party; the same seed gives the same octets. It
revokes nothing and nothing runs out while a premises is told. Makers of images have no certificate: nothing public
says that they have one. Assumption 23 (docs/sources.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from hashlib import blake2b

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from premises.errors import TrustError
from premises.identity import Eui64, Name
from premises.trust.keys import SigningKey, VerifyKey, signing_key, verify_key
from premises.wire.gbcs.der import EPOCH

LIFETIME = timedelta(days=3650)
"""Of every certificate, from the premises' epoch. Ours."""

CHAINS_MAX = 64
"""Chains that held and are remembered, by their octets: four premises of 16 devices. Ours."""

PKIS_MAX = 128
"""PKIs that were made and are remembered, by seed and parties: campaigns tell the same premises many times. Ours."""

ROOT, ISSUING = "authority/root", "authority/issuing"
"""Owners of the authorities' keys: no participant can have such a name."""


@dataclass(frozen=True, slots=True)
class Party:
    """One who signs, and its certificate as DER."""

    name: Name
    eui: Eui64
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Pki:
    """The certificates of one premises, as DER."""

    root: bytes
    issuing: bytes
    parties: tuple[Party, ...]

    def key_of(self, eui: Eui64) -> VerifyKey:
        """Give the public key in the certificate of ``eui``, after checking its chain; TrustError otherwise."""
        party = next((party for party in self.parties if party.eui == eui), None)
        if party is None:
            raise TrustError(f"there is no certificate of {eui}")
        return _key_in(self.root, self.issuing, party.certificate, eui)


def pki_of(seed: int, parties: Mapping[Name, Eui64]) -> Pki:
    """Give the PKI of a premises: who takes part, and each one's EUI-64 as its subject's serial number."""
    return _pki_of(seed, tuple(parties.items()))


def certificate_of(seed: int, who: Name, eui: Eui64) -> bytes:
    """Give a certificate as DER, issued by the premises' own authority to the owner of ``signing_key(seed, who)``."""
    return _certificate_of(seed, who, eui)


def pem(certificate: bytes) -> bytes:
    """Give a certificate as other programs like to read it."""
    return _read(certificate).public_bytes(serialization.Encoding.PEM)


@lru_cache(PKIS_MAX)
def _pki_of(seed: int, parties: tuple[tuple[Name, Eui64], ...]) -> Pki:
    root, issuing = signing_key(seed, ROOT), signing_key(seed, ISSUING)
    of_root, of_issuing = _name("Root"), _name("Issuing")
    return Pki(
        _issue(seed, (of_root, root), (of_root, root), is_authority=True),
        _issue(seed, (of_issuing, issuing), (of_root, root), is_authority=True),
        tuple(
            Party(who, eui, _issue(seed, (_name(who, eui), signing_key(seed, who)), (of_issuing, issuing)))
            for who, eui in parties
        ),
    )


@lru_cache(PKIS_MAX)
def _certificate_of(seed: int, who: Name, eui: Eui64) -> bytes:
    return _issue(seed, (_name(who, eui), signing_key(seed, who)), (_name("Issuing"), signing_key(seed, ISSUING)))


@lru_cache(CHAINS_MAX)
def _key_in(root: bytes, issuing: bytes, certificate: bytes, eui: Eui64) -> VerifyKey:
    """Give the key of a chain of DER that holds; it follows from the octets alone, for nothing is ever revoked."""
    first, second, own = _read(root), _read(issuing), _read(certificate)
    for issued, issuer in ((first, first), (second, first), (own, second)):
        _check_issued(issued, issuer)
    if [each.value for each in own.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)] != [eui]:
        raise TrustError(f"the certificate of {own.subject.rfc4514_string()} is not that of {eui}")
    key = own.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TrustError(f"the key of {own.subject.rfc4514_string()} is none of P-256")
    return verify_key(key)


_Holder = tuple[x509.Name, SigningKey]


def _issue(seed: int, subject: _Holder, issuer: _Holder, *, is_authority: bool = False) -> bytes:
    words = f"{seed}\0serial\0{subject[0].rfc4514_string()}".encode()
    # RFC 5280: a serial number is positive and has at most 20 octets.
    serial = int.from_bytes(blake2b(words, digest_size=16).digest(), "big") >> 1 | 1
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject[0])
        .issuer_name(issuer[0])
        .public_key(subject[1].private.public_key())
        .serial_number(serial)
        .not_valid_before(EPOCH)
        .not_valid_after(EPOCH + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(is_authority=is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(subject[1].private.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer[1].private.public_key()), critical=False
        )
    )
    certificate = builder.sign(issuer[1].private, hashes.SHA256(), ecdsa_deterministic=True)
    return certificate.public_bytes(serialization.Encoding.DER)


def _name(common: str, eui: Eui64 | None = None) -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if eui is not None:
        attributes.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, eui))
    return x509.Name(attributes)


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _read(certificate: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(certificate)
    except ValueError as error:
        raise TrustError(f"a certificate of {len(certificate)} octets cannot be read: {error}") from None


def _check_issued(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        subject = certificate.subject.rfc4514_string()
        raise TrustError(f"the certificate of {subject} was not issued by {issuer.subject.rfc4514_string()}") from None
