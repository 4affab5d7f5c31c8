"""What a site leaves out and takes from elsewhere: the rest of a link, the numbers of a profile, the folder of a file.

Works on the document as TOML gives it, before the schema reads it; whatever has the wrong type is left for the schema.
"""

from pathlib import Path
from typing import Any

from premises.errors import SiteError, UsageError
from premises.wire.radio.profiles import PROFILE, PROFILES, numbers_of, profile_named, unrated
from premises.wire.site import HUB, PROFILE_OF


def completed(document: dict[str, Any], folder: Path, where: str) -> dict[str, Any]:
    """Give ``document`` with whole links, profiles as their numbers, and the files of its past as seen from here.

    SiteError, naming ``where`` and the link, when a link names a profile that there is not.
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
