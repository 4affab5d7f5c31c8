"""XML signatures as DUIS has them: enveloped, ECDSA P-256 over SHA-256, over the whole document.

What is verified is given back, and nothing else is to be acted on: comments, the signature itself and whatever stands
elsewhere are left out. Equal documents and identities give equal octets (RFC 6979). Whom a certificate belongs to is
``users``'. Source: BOXED (docs/sources.md).
"""

from collections.abc import Sequence
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from premises.errors import TrustError
from premises.trust.users import XmlIdentity, read_certificate
from premises.wire.xml.tree import DS, parse, parser, write

CERTIFICATES_MAX = 32
"""Certificates that are tried for one signature. Ours."""

_SIGNED_INFO = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
_DOCUMENT = CanonicalizationMethod.CANONICAL_XML_1_0
"""Of the document, for which no transform names one. Source: BOXED (docs/sources.md)."""

_ENVELOPED = SignatureConstructionMethod.enveloped.value


def sign_xml(octets: bytes, identity: XmlIdentity) -> bytes:
    """Give the document with a signature as the last child of its root."""
    root = parse(octets)
    signer = _Signer(len(octets))
    key = cast("ec.EllipticCurvePrivateKey", _Deterministic(identity.private))
    signed = signer.sign(root, key=key, key_info=_key_info(identity.certificate), exclude_c14n_transform_element=True)
    return write(signed)


def verify_xml(octets: bytes, certificates: Sequence[bytes]) -> bytes:
    """Give what was signed, in canonical form and without the signature; TrustError when no certificate checks it.

    ``certificates`` are PEM or DER; the one that the signature names is taken if it is among them, or all are tried.
    DuisError when ``octets`` are no XML that is read here.
    """
    root = parse(octets)
    signature = _only_signature(root)
    known = [read_certificate(each) for each in certificates[:CERTIFICATES_MAX]]
    if not known:
        raise TrustError("there is no certificate by which the XML signature could be checked")
    named = [each for each in known if _is_named(signature, each)]
    problem = ""
    for certificate in named or known:
        try:
            return _verified(root, certificate, len(octets))
        except (SignXMLException, etree.LxmlError, ValueError) as error:
            problem = str(error).split("\n", 1)[0][:160] or type(error).__name__
    raise TrustError(f"the XML signature does not hold: {problem}")


def _only_signature(root: etree._Element) -> etree._Element:
    """Give the one signature of a document, after looking at what it says that it is over."""
    found = list(root.iter(f"{{{DS}}}Signature"))
    if not found:
        raise TrustError("the XML is not signed")
    if len(found) > 1:
        raise TrustError(f"the XML has {len(found)} signatures: one was expected")
    signature = found[0]
    if signature.getparent() is not root:
        raise TrustError("the XML signature stands inside an element, not at the end of the document")
    references = signature.findall(f"{{{DS}}}SignedInfo/{{{DS}}}Reference")
    if [each.get("URI") for each in references] != [""]:
        raise TrustError("the XML signature is not over the whole document and that alone")
    transforms = [each.get("Algorithm") for each in references[0].iter(f"{{{DS}}}Transform")]
    if transforms[:1] != [_ENVELOPED] or not {*transforms[1:]} <= {_SIGNED_INFO.value, _DOCUMENT.value}:
        raise TrustError("the XML signature has a transform other than enveloped-signature and a canonical form")
    return signature


def _verified(root: etree._Element, certificate: x509.Certificate, size: int) -> bytes:
    expected = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=frozenset({SignatureMethod.ECDSA_SHA256}),
        digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
        # Nothing runs out while a premises is told, and the judges' certificates have run out already.
        verification_time=certificate.not_valid_before_utc,
        default_reference_c14n_method=_DOCUMENT,
    )
    result = XMLVerifier().verify(root, x509_cert=certificate, parser=parser(size), expect_config=expected)
    assert isinstance(result, VerifyResult), "one reference gives one result"
    return result.signed_data


def _is_named(signature: etree._Element, certificate: x509.Certificate) -> bool:
    serial = signature.findtext(f".//{{{DS}}}X509SerialNumber", "")
    return serial.strip() == str(certificate.serial_number)


def _key_info(certificate: bytes) -> etree._Element:
    read = read_certificate(certificate)
    info = etree.Element(f"{{{DS}}}KeyInfo", nsmap={"ds": DS})
    data = etree.SubElement(info, f"{{{DS}}}X509Data")
    issued = etree.SubElement(data, f"{{{DS}}}X509IssuerSerial")
    etree.SubElement(issued, f"{{{DS}}}X509IssuerName").text = read.issuer.rfc4514_string()
    etree.SubElement(issued, f"{{{DS}}}X509SerialNumber").text = str(read.serial_number)
    return info


class _Signer(XMLSigner):
    """A signer that reads its document with the parser that is used here; its own ends at texts of 10 MB."""

    def __init__(self, size: int) -> None:
        method = SignatureConstructionMethod.enveloped
        super().__init__(method, SignatureMethod.ECDSA_SHA256, DigestAlgorithm.SHA256, _SIGNED_INFO)
        self._size = size

    @property
    def parser(self) -> etree.XMLParser:
        return parser(self._size)


class _Deterministic:
    """A key as the signer uses one, whose signatures follow from what is signed."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.key_size = key.key_size

    def sign(self, data: bytes, signature_algorithm: ec.ECDSA) -> bytes:
        assert isinstance(signature_algorithm.algorithm, hashes.SHA256), "the signer was made for SHA-256"
        return self._key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
