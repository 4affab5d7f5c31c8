"""Alerts signed by their originators, and checked by whoever is to believe them.

A signature covers the whole message but its first octet (``gbcs_bytes.signed_octets``). What becomes of an alert that
fails is the receiver's affair. Source: docs/sources.md, GBCS messages.
"""

from premises.errors import TrustError
from premises.trust.certificates import Pki
from premises.trust.keys import SigningKey
from premises.wire.gbcs.message import GbcsMessage
from premises.wire.gbcs.octets import Said, signed_octets, with_signature


def signed(alert: Said, key: SigningKey) -> Said:
    """Give ``alert`` with its originator's signature."""
    return with_signature(alert, key.sign(signed_octets(alert)))


def check_alert(alert: GbcsMessage, pki: Pki) -> None:
    """Return when ``alert`` is signed by who it says it comes from; TrustError, with the reason, when it is not."""
    if not alert.signature:
        raise TrustError("it is not signed")
    try:
        pki.key_of(alert.originator).check(signed_octets(alert), alert.signature)
    except TrustError as error:
        raise TrustError(f"not signed by {alert.originator}: {error}") from None
