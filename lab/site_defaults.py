"""What a site leaves out and takes from elsewhere in it: the rest of a link named in part, the folder of a file.

Works on the document as TOML gives it, before the schema reads it; whatever has the wrong type is left for the schema.
"""

from pathlib import Path
from typing import Any

from premises.wire.site import HUB, LinksSpec


def completed(document: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Give ``document`` with whole links, and with the files of its past as seen from here."""
    given = document.get("links", {})
    if not isinstance(given, dict):
        return document
    defaults = LinksSpec()
    kinds = {
        name: {"latency_ms": link.latency_ms, "jitter_ms": link.jitter_ms, "loss": link.loss}
        for name in ("duis", "wan", "han", "althan")
        if (link := getattr(defaults, name))
    }
    links = {name: _over(kinds.get(name), link) for name, link in given.items()}
    whole = {**document, "links": links}
    for table in ("bridges", "meters"):
        if isinstance(devices := document.get(table), dict):
            whole[table] = {who: _with_own_link(device, kinds | links, table) for who, device in devices.items()}
    if isinstance(before := document.get("before"), dict):
        whole["before"] = _from(folder, before)
    return whole


def _over(default: object, given: object) -> object:
    """Give ``given`` on top of ``default``, if both are tables."""
    return {**default, **given} if isinstance(default, dict) and isinstance(given, dict) else given


def _with_own_link(device: object, links: dict[str, object], table: str) -> object:
    if not isinstance(device, dict) or "link" not in device:
        return device
    kind = "althan" if table == "bridges" and device.get("behind", HUB) != HUB else "han"
    return {**device, "link": _over(links[kind], device["link"])}


def _from(folder: Path, before: dict[str, Any]) -> dict[str, Any]:
    updates = before.get("update")
    if not isinstance(updates, list):
        return before
    return {**before, "update": [_found(folder, update) for update in updates]}


def _found(folder: Path, update: object) -> object:
    if isinstance(update, dict) and isinstance(file := update.get("file"), str) and file:
        return {**update, "file": str(folder / file)}
    return update
