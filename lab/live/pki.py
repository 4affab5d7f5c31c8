"""What a person needs to check what a premises says: its certificates, and its network key as Wireshark takes it.

Public certificates and the one key that a capture cannot be read without. Of private keys only the Suppliers', each in
a directory of its own, so that a person's own software can be one. Whoever has the seed of a run can make all of it
again.
"""

import os
from pathlib import Path

from dcc_adapter.plan import parties_of
from lab.live.run_directory import RunDirectory
from premises.errors import SiteError, TrustError
from premises.faults.wiring import HAN
from premises.identity import Name, eui64
from premises.trust.certificates import pem, pki_of
from premises.trust.network import network_key
from premises.trust.pem import certificate_pem, private_pem, public_pem
from premises.trust.trailer import supplier_key
from premises.trust.users import dcc_identity, supplier_identity
from premises.wire.site import Site

DCC_XML = "dcc.xml"
"""The DCC's XML signing certificate among the published ones."""


def publish_pki(site: Site, seed: int, files: RunDirectory, dcc: bytes = b"") -> None:
    """Write the certificates of a premises of ``seed``, and, when its radios are secured, the key of its HAN.

    ``dcc`` is the DCC's XML signing certificate where it is not the premises' own: DER.
    """
    pki = pki_of(seed, parties_of(site))
    files.pki.mkdir(mode=0o700, parents=True, exist_ok=True)
    # No name of a participant has a dot in it, so nobody's certificate takes the place of an authority's.
    certificates = {"root.ca": pki.root, "issuing.ca": pki.issuing}
    certificates |= {party.name: party.certificate for party in pki.parties}
    for name, certificate in certificates.items():
        (files.pki / f"{name}.pem").write_bytes(pem(certificate))
    if site.nwk_security:
        _keep_private(files.network_key, wireshark_line(network_key(seed, HAN), site.name).encode())
    (files.pki / f"{DCC_XML}.pem").write_bytes(pem(dcc or dcc_identity(seed).certificate))
    publish_suppliers(site, seed, files)


def publish_suppliers(site: Site, seed: int, files: RunDirectory) -> None:
    """Write which Suppliers sign XML, publicly, and to each its own keys; TrustError when a certificate is none.

    A Supplier whose certificate the site names keeps its key to itself: that is not here.
    """
    for who, spec in site.suppliers.items():
        own, eui = files.supplier(who), eui64(spec.eui)
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        certificate = own_certificate(site, who)
        if not certificate:
            identity = supplier_identity(seed, Name(who), eui)
            certificate = pem(identity.certificate)
            _keep_private(own / "xml.key.pem", private_pem(identity.private))
        for path in (own / "xml.pem", files.pki / f"{who}.xml.pem"):
            path.write_bytes(certificate)
        if not spec.signing_certificate:
            key = supplier_key(eui).private
            _keep_private(own / "signing.key.pem", private_pem(key))
            (own / "signing.pub.pem").write_bytes(public_pem(key))


def own_certificate(site: Site, who: str) -> bytes:
    """Give the XML certificate that a site names for a Supplier, as PEM; empty for none, SiteError when it is none."""
    text, where = site.suppliers[who].xml_certificate, f"suppliers.{who}.xml_certificate"
    if not text:
        return b""
    try:
        octets = text.encode() if "-----BEGIN" in text else Path(text).read_bytes()
        return certificate_pem(octets)
    except OSError as error:
        raise SiteError(f"{where} = {text!r}: {(error.strerror or 'cannot be read').lower()}") from None
    except TrustError as error:
        raise SiteError(f"{where}: {error}") from None


def _keep_private(path: Path, octets: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)


def wireshark_line(key: bytes, label: str) -> str:
    """Give a network key as a line of Wireshark's table ``zigbee_pc_keys``."""
    return f'"{key.hex(":")}","Normal","{label}"\n'
