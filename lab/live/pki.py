"""What a person needs to check what a premises says: its certificates, and its network key as Wireshark takes it.

Public certificates and the one key that a capture cannot be read without; never a private key. Whoever has the seed of
a run can make all of it again.
"""

import os

from dcc_adapter.plan import parties_of
from lab.live.run_directory import RunDirectory
from premises.faults.wiring import HAN
from premises.trust.certificates import pem, pki_of
from premises.trust.network import network_key
from premises.wire.site import Site


def publish_pki(site: Site, seed: int, files: RunDirectory) -> None:
    """Write the certificates of a premises of ``seed``, and, when its radios are secured, the key of its HAN."""
    pki = pki_of(seed, parties_of(site))
    files.pki.mkdir(mode=0o700, parents=True, exist_ok=True)
    # No name of a participant has a dot in it, so nobody's certificate takes the place of an authority's.
    certificates = {"root.ca": pki.root, "issuing.ca": pki.issuing}
    certificates |= {party.name: party.certificate for party in pki.parties}
    for name, certificate in certificates.items():
        (files.pki / f"{name}.pem").write_bytes(pem(certificate))
    if site.nwk_security:
        descriptor = os.open(files.network_key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(wireshark_line(network_key(seed, HAN), site.name))


def wireshark_line(key: bytes, label: str) -> str:
    """Give a network key as a line of Wireshark's table ``zigbee_pc_keys``."""
    return f'"{key.hex(":")}","Normal","{label}"\n'
