"""Whom a device takes orders and images from: the Supplier of its fuel, who changes when its customer does.

Follows from the site alone: that a device learns of a change at its very moment is assumption 97 (docs/sources.md).
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from premises.errors import TrustError
from premises.identity import Eui64, eui64
from premises.quantity import ORIGIN, Instant, seconds
from premises.trust.keys import VerifyKey, verify_key
from premises.trust.trailer import supplier_key
from premises.wire.device.responsible import FUELS, registered
from premises.wire.site import Site
from premises.wire.tables.suppliers import SupplierSpec

_PEM = "-----BEGIN"


@dataclass(frozen=True, slots=True)
class Anchor:
    """One Supplier, and from when on it is the one."""

    since: Instant
    supplier: Eui64
    key: VerifyKey
    """Of its commands and of trailers. Assumption 67 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """A device's Suppliers, in order of time, the first from the origin on."""

    by_time: tuple[Anchor, ...]

    def at(self, now: Instant) -> Anchor:
        """Give the one that counts at ``now``."""
        return next(anchor for anchor in reversed(self.by_time) if anchor.since <= now)


def anchors_of(site: Site, device_type: str) -> Anchors:
    """Give whom a device of this type trusts in ``site``; TrustError when a certificate cannot be read.

    Of a type that is either Supplier's it is the Import Supplier. Assumption 85 (docs/sources.md).
    """
    fuel = FUELS[device_type][0]
    moments = {ORIGIN} | {Instant(seconds(each.at_s)) for each in site.change_of_supplier if each.fuel == fuel}
    specs = ((moment, site.suppliers[registered(site, fuel, moment)]) for moment in sorted(moments))
    return Anchors(tuple(Anchor(moment, eui64(spec.eui), signing_key_of(spec)) for moment, spec in specs))


def signing_key_of(spec: SupplierSpec) -> VerifyKey:
    """Give the key by which a Supplier's commands and trailers are checked: its certificate's, or the premises' own."""
    given = spec.signing_certificate
    if not given:
        return supplier_key(eui64(spec.eui)).public
    try:
        text = given if given.startswith(_PEM) else Path(given).read_text()
        key = x509.load_pem_x509_certificate(text.encode()).public_key()
    except (OSError, ValueError) as error:
        raise TrustError(f"the signing certificate of {spec.eui} cannot be read: {error}") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TrustError(f"the signing certificate of {spec.eui} holds no key of P-256")
    return verify_key(key)
