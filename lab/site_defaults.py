"""What a site leaves out and takes from elsewhere: the rest of a link, a profile's numbers, a file's folder or content.

Works on the document as TOML gives it, before the schema reads it; whatever has the wrong type is left for the schema.
"""

from pathlib import Path
from typing import Any

from premises.errors import SiteError, UsageError
from premises.wire.radio.profiles import PROFILE, PROFILES, numbers_of, profile_named, unrated
from premises.wire.site import HUB, PROFILE_OF

CERTIFICATES = ("xml_certificate", "signing_certificate")
"""Keys of a Supplier that are PEM, or the path of such a file."""

PEM_BEGINS = "-----BEGIN"
"""What a PEM begins with, and no path does."""


def completed(document: dict[str, Any], folder: Path, where: str) -> dict[str, Any]:
    """Give ``document`` with whole links, profiles as their numbers, its files as seen from here, certificates as PEM.

    SiteError, naming ``where`` and the key, when a link names a profile that there is not or a certificate is no file.
    """
    given = document.get("links", {})
    if not isinstance(given, dict):
        return document
    kinds: dict[str, object] = {kind: unrated(PROFILES[name]) for kind, name in PROFILE_OF.items()}
    links = {name: _over(kinds.get(name), link, f"{where}: links.{name}") for name, link in given.items()}
    whole = {**document, "links": links}
    for table in ("bridges", "meters"):
        if isinstance(devices := document.get(table), dict):
            whole[table] = {
                who: _with_own_link(device, kinds | links, table, f"{where}: {table}.{who}.link")
                for who, device in devices.items()
            }
    if isinstance(before := document.get("before"), dict):
        whole["before"] = _from(folder, before)
    if isinstance(suppliers := document.get("suppliers"), dict):
        whole["suppliers"] = {
            who: _with_certificates(folder, spec, f"{where}: suppliers.{who}") for who, spec in suppliers.items()
        }
    return whole


def _over(default: object, given: object, at: str) -> object:
    """Give ``given``, if it is a table, on top of the profile that it names, and that on top of ``default``."""
    if not isinstance(given, dict):
        return given
    usual = default if isinstance(default, dict) else {}
    own = {key: value for key, value in given.items() if key != PROFILE}
    return {**usual, **_named(given, at), **own}


def _named(link: dict[str, object], at: str) -> dict[str, Any]:
    """Give the numbers and the band of the profile that a link names; none when it names none."""
    if PROFILE not in link:
        return {}
    try:
        return numbers_of(profile_named(link[PROFILE]))
    except UsageError as error:
        raise SiteError(f"{at}: {error}") from None


def _with_own_link(device: object, links: dict[str, object], table: str, at: str) -> object:
    if not isinstance(device, dict) or "link" not in device:
        return device
    kind = "althan" if table == "bridges" and device.get("behind", HUB) != HUB else "han"
    return {**device, "link": _over(links[kind], device["link"], at)}


def _from(folder: Path, before: dict[str, Any]) -> dict[str, Any]:
    updates = before.get("update")
    if not isinstance(updates, list):
        return before
    return {**before, "update": [_found(folder, update) for update in updates]}


def _found(folder: Path, update: object) -> object:
    if isinstance(update, dict) and isinstance(file := update.get("file"), str) and file:
        return {**update, "file": str(folder / file)}
    return update


def _with_certificates(folder: Path, supplier: object, at: str) -> object:
    """Give a Supplier whose certificates are PEM, where they were the paths of such files."""
    if not isinstance(supplier, dict):
        return supplier
    given = {key: value for key in CERTIFICATES if isinstance(value := supplier.get(key), str) and value}
    return supplier | {key: _pem(folder, value, f"{at}.{key}") for key, value in given.items()}


def _pem(folder: Path, value: str, at: str) -> str:
    if value.lstrip().startswith(PEM_BEGINS):
        return value
    try:
        return (folder / value).read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "no such PEM file"
        raise SiteError(f"{at} = {value[:80]!r}: {reason.lower()}; expected PEM, or the path of a PEM file") from None
