"""Site files: TOML that a person wrote, as a Site, or one line that says what is wrong with it.

Reads files and nothing else; the schema and its defaults are in ``premises.wire.site``.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from premises.errors import SiteError, UsageError
from premises.identity import Eui64, Name, eui64, name
from premises.wire.site import DCC, HUB, SUPPLIER, LinksSpec, Site
from premises.wire.site_text import read_schema
from premises.wire.topics import CONDUCTOR, VIEWER

TAKEN = (DCC, HUB, SUPPLIER, CONDUCTOR, VIEWER, Name("broker"), Name("crew"))
"""Names of what every premises has; no device can have one of them."""


def load_site(path: Path | None) -> Site:
    """Give the site in ``path``, or the default premises when there is none; SiteError otherwise."""
    return Site() if path is None else site_of(load_toml(path), f"site {path}")


def load_toml(path: Path) -> dict[str, Any]:
    """Give the document in ``path``; SiteError, with the line, when it is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SiteError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SiteError(f"{path} is no TOML: {error}") from None


def site_of(document: dict[str, Any], where: str) -> Site:
    """Give the site that ``document`` describes; a link that is named in part keeps its other defaults."""
    links = document.get("links")
    if isinstance(links, dict):
        document = {**document, "links": {name: _with_defaults(name, given) for name, given in links.items()}}
    site = read_schema(Site, document, where)
    _check(site, where)
    return site


def device_of(site: Site, who: str) -> tuple[Name, Eui64]:
    """Give the name and identity of a device on this site; UsageError, with those there are, when it has none."""
    spec = site.bridges.get(who)
    if spec is None:
        raise UsageError(f"unknown device {who!r}: this premises has {', '.join(site.bridges)}")
    return Name(who), eui64(spec.eui)


def devices_of(site: Site, to: Sequence[str]) -> tuple[Eui64, ...]:
    """Give the identities of several devices; UsageError when one is unknown or named twice."""
    euis = tuple(device_of(site, who)[1] for who in to)
    for index, who in enumerate(to):
        if who in to[:index]:
            raise UsageError(f"device {who!r} is named twice: expected each once")
    return euis


def names_of(site: Site) -> dict[Eui64, str]:
    """Give the name of each device by its identity."""
    return {eui64(spec.eui): who for who, spec in site.bridges.items()}


def _with_defaults(name: str, given: object) -> object:
    default = getattr(LinksSpec(), name, None)
    if default is None or not isinstance(given, dict):
        return given
    return {"latency_ms": default.latency_ms, "jitter_ms": default.jitter_ms, "loss": default.loss, **given}


def _check(site: Site, where: str) -> None:
    """Refuse what no single field can show to be wrong."""
    euis = {site.hub.eui.upper(): str(HUB)}
    for who, spec in site.bridges.items():
        _check_name(who, where)
        other = euis.setdefault(spec.eui.upper(), who)
        if other != who:
            raise SiteError(f"{where}: bridges.{who}.eui = {spec.eui!r}: {other} has the same one")
        if 0 < spec.wake_every_s <= spec.awake_s:
            raise SiteError(
                f"{where}: bridges.{who}.wake_every_s = {spec.wake_every_s:g}: expected 0 (never asleep), "
                f"or more than awake_s, which is {spec.awake_s:g}"
            )
        _check_way(site, who, where)
    for link in ("duis", "wan", "han", "althan"):
        spec_ = getattr(site.links, link)
        if spec_.jitter_ms > spec_.latency_ms:
            raise SiteError(
                f"{where}: links.{link}.jitter_ms = {spec_.jitter_ms}: expected at most the latency {spec_.latency_ms}"
            )


def _check_way(site: Site, who: str, where: str) -> None:
    """Refuse a device whose way to the hub ends elsewhere, goes round in a circle, or leads through a sleeper."""
    step, way = who, [who]
    while (above := site.bridges[step].behind) != HUB:
        at = f"{where}: bridges.{step}.behind = {above!r}"
        if above not in site.bridges:
            raise SiteError(f"{at}: expected {HUB} or one of {', '.join(site.bridges)}")
        if above in way:
            raise SiteError(f"{at}: expected a way to the hub, and it goes round: {' '.join([*way, above])}")
        if site.bridges[above].wake_every_s:
            raise SiteError(f"{at}: expected a device that listens all the time, and {above} sleeps")
        way.append(above)
        step = above


def _check_name(who: str, where: str) -> None:
    try:
        name(who)
    except UsageError as error:
        raise SiteError(f"{where}: bridges: {error}") from None
    if who in TAKEN:
        raise SiteError(f"{where}: bridges.{who}: expected a name other than {', '.join(TAKEN)}, which are taken")
