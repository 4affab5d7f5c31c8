"""What a Supplier of a live premises has in its drawer: who it is, its keys, the DCC's certificate, its password.

Read from the files of the run; whoever wants to use other software finds the same there.
"""

from dataclasses import dataclass, field
from pathlib import Path

from lab.live.pki import DCC_XML
from lab.live.run_directory import Reachable
from lab.site import account_of
from premises.errors import TrustError, UsageError
from premises.identity import Eui64, Name
from premises.trust.anchors import signing_key_of
from premises.trust.keys import SigningKey, VerifyKey
from premises.trust.pem import signing_key_in
from premises.trust.users import XmlIdentity, identity_in
from premises.wire.site import Site


@dataclass(frozen=True, slots=True)
class Drawer:
    """One Supplier's."""

    name: Name
    eui: Eui64
    identity: XmlIdentity
    dcc: tuple[bytes, ...]
    """The certificates by which what the DCC says is believed."""
    password: str = field(repr=False)
    """For its mailbox."""
    counter: Path
    """Where the last counter of its RequestIDs is kept."""
    place: Path
    """Where the place of what it was told last is kept."""
    signing: Path
    """Where the key is with which it signs commands and trailers."""
    checked_by: VerifyKey
    """By which devices check what that key signed."""

    def signer(self) -> SigningKey:
        """Give that key; UsageError, in words, when it is not there, or is another one's."""
        try:
            key = signing_key_in(self.signing.read_bytes())
        except OSError as error:
            raise UsageError(
                f"{self.name} signs commands and images with a key that is not here: {self.signing}: "
                f"{(error.strerror or 'unreadable').lower()}: expected {self._expected}"
            ) from None
        except TrustError as error:
            raise UsageError(f"the keys of {self.name}: {self.signing}: {error}") from None
        if key.public != self.checked_by:
            raise UsageError(
                f"the keys of {self.name}: {self.signing}: devices check by another one: expected {self._expected}"
            )
        return key

    @property
    def _expected(self) -> str:
        return f"that of suppliers.{self.name}.signing_certificate"


def drawer_of(running: Reachable, site: Site, by: str) -> Drawer:
    """Give the drawer of the Supplier ``by``, the usual one for empty; UsageError, in words, when there is none."""
    who, eui = account_of(site, by)
    files = running.files
    own = files.supplier(who)
    certificate, key = own / "xml.pem", own / "xml.key.pem"
    if certificate.exists() and not key.exists():
        raise UsageError(
            f"{who} signs XML with a key of its own (suppliers.{who}.xml_certificate): expected that key as {key}"
        )
    try:
        identity = identity_in(certificate.read_bytes(), key.read_bytes())
        dcc = (files.pki / f"{DCC_XML}.pem").read_bytes()
        password = files.secret(who).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"the keys of {who}: {error.filename}: {(error.strerror or 'unreadable').lower()}") from None
    except TrustError as error:
        raise UsageError(f"the keys of {who}: {key}: {error}") from None
    checked_by = signing_key_of(site.suppliers[who])
    places = own / "counter", own / "place", own / "signing.key.pem"
    return Drawer(who, eui, identity, (dcc,), password, *places, checked_by)
