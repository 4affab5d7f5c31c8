"""The Suppliers of a premises as the gateway deals with them: who signs as whom, and where each wants to be told.

From the site and the secrets beside it; it loads no HTTP.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from premises.errors import UsageError
from premises.identity import Eui64, Name, eui64
from premises.trust.users import supplier_identity
from premises.wire.site import Site
from premises.wire.tables.suppliers import SupplierSpec


@dataclass(frozen=True, slots=True)
class Account:
    """One Supplier."""

    name: Name
    eui: Eui64
    certificates: tuple[bytes, ...]
    """By which what it signs is checked, PEM or DER."""
    url: str
    """Where it wants to be told; empty when it collects."""
    extended: bool
    """Whether it can read PPMIDVariant."""
    password: str
    """For its mailbox; empty when none is known, and then nobody collects."""


def accounts_of(site: Site, seed: int, secrets: Path | None) -> tuple[Account, ...]:
    """Give every Supplier of ``site``; UsageError when a certificate of one cannot be read."""
    return tuple(_account(Name(who), spec, seed, secrets) for who, spec in site.suppliers.items())


def by_eui(accounts: tuple[Account, ...]) -> Mapping[str, Account]:
    """Give accounts by the identity that their RequestIDs begin with."""
    return {account.eui: account for account in accounts}


def _account(who: Name, spec: SupplierSpec, seed: int, secrets: Path | None) -> Account:
    eui = eui64(spec.eui)
    return Account(
        name=who,
        eui=eui,
        certificates=(_certificate(who, spec, seed, eui),),
        url=spec.url,
        extended=spec.uplift == "mp170",
        password=_password(who, secrets),
    )


def _certificate(who: Name, spec: SupplierSpec, seed: int, eui: Eui64) -> bytes:
    text = spec.xml_certificate
    if not text:
        return supplier_identity(seed, who, eui).certificate
    if "-----BEGIN" in text:
        return text.encode()
    try:
        return Path(text).read_bytes()
    except OSError as error:
        raise UsageError(f"suppliers.{who}.xml_certificate {text}: {error.strerror}") from error


def _password(who: Name, secrets: Path | None) -> str:
    if secrets is None:
        return ""
    try:
        return (secrets / who).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
