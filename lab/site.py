"""Site files: TOML that a person wrote, as a Site, or one line that says what is wrong with it.

Reads files and nothing else; the schema and its defaults are in ``premises.wire.site``.
"""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lab.checked.hub import check_hub
from lab.checked.private import check_private
from lab.checked.suppliers import check_suppliers
from lab.faults.links import check_link
from lab.site_defaults import completed
from premises.errors import SiteError, UsageError
from premises.faults.said.checked import check_parameters, check_places, in_tables
from premises.faults.wiring import link_plans
from premises.identity import NAME_LENGTH_MAX, Eui64, Name, eui64, name
from premises.nearest import hint
from premises.quantity import seconds
from premises.wire.design import SHAPES
from premises.wire.device.target import updatable
from premises.wire.route import fed_by, feeder_of
from premises.wire.site import DCC, HUB, SUPPLIER, DeviceSpec, MeterSpec, Site, devices
from premises.wire.site_text import read_schema
from premises.wire.topics import CONDUCTOR, VIEWER

TAKEN = (DCC, HUB, SUPPLIER, CONDUCTOR, VIEWER, Name("broker"), Name("crew"))
"""Names of what every premises has; no device can have one of them."""


def load_site(path: Path | None) -> Site:
    """Give the site in ``path``, or the default premises when there is none; SiteError otherwise."""
    return Site() if path is None else site_of(load_toml(path), f"site {path}", path.parent)


def load_toml(path: Path) -> dict[str, Any]:
    """Give the document in ``path``; SiteError, with the line, when it is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SiteError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SiteError(f"{path} is no TOML: {error}") from None


def site_of(document: dict[str, Any], where: str, folder: Path | None = None) -> Site:
    """Give the site that ``document`` describes; a link that is named in part keeps its other defaults.

    The files of its past are looked for in ``folder``.
    """
    document = in_tables(document, where)
    site = read_schema(Site, completed(document, folder or Path(), where), where)
    check_parameters(site, where)
    _check(site, where)
    _check_shape(site, where)
    _check_design(site, where)
    _check_past(site, where)
    check_places(site, where)
    check_suppliers(site, where)
    return site


def device_of(site: Site, who: str) -> tuple[Name, Eui64]:
    """Give the name and identity of a device that can be updated; UsageError, with those there are, when it cannot."""
    spec = site.bridges.get(who)
    if spec is None and who in site.meters:
        return _meter_of(site, Name(who))
    if spec is None:
        raise UsageError(f"unknown device {who!r}: this premises has {', '.join(site.bridges)}")
    feeder = feeder_of(site, Name(who))
    if feeder is not None:
        raise UsageError(f"{who} is not on the SMI in {site.design}: its firmware is in the package of {feeder}")
    return Name(who), eui64(spec.eui)


def _meter_of(site: Site, who: Name) -> tuple[Name, Eui64]:
    spec = site.meters[who]
    if spec.firmware is None:
        raise UsageError(
            f"{who} is a {spec.kind}, which nothing here updates (no [meters.{who}.firmware] in the site): "
            f"expected one of {', '.join(updatable(site))}"
        )
    return who, eui64(spec.eui)


def account_of(site: Site, who: str) -> tuple[Name, Eui64]:
    """Give the name and identity of a Supplier, the usual one for empty; UsageError, with the nearest, for another."""
    name_ = who or usual_supplier(site)
    if name_ not in site.suppliers:
        raise UsageError(f"unknown Supplier {who!r}: {hint(who, site.suppliers)}")
    return Name(name_), eui64(site.suppliers[name_].eui)


def usual_supplier(site: Site) -> Name:
    """Give who asks where nobody says who: the Import Supplier at the premises' origin."""
    return Name(site.registered.electricity)


def named(site: Site, who: str) -> Name:
    """Give the name of a device of this premises, updated or not; UsageError, with the nearest, when there is none."""
    if who not in devices(site):
        raise UsageError(f"unknown device {who!r}: {hint(who, devices(site))}")
    return Name(who)


def devices_of(site: Site, to: Sequence[str]) -> tuple[Eui64, ...]:
    """Give the identities of several devices; UsageError when one is unknown or named twice."""
    euis = tuple(device_of(site, who)[1] for who in to)
    for index, who in enumerate(to):
        if who in to[:index]:
            raise UsageError(f"device {who!r} is named twice: expected each once")
    return euis


def names_of(site: Site) -> dict[Eui64, str]:
    """Give the name of each device by its identity."""
    return {eui64(spec.eui): who for who, spec in devices(site).items()}


def _check(site: Site, where: str) -> None:
    """Refuse what no single field can show to be wrong."""
    euis = {site.hub.eui.upper(): str(HUB)}
    for table, who, spec in _devices(site):
        at = f"{where}: {table}.{who}"
        _check_name(table, who, where)
        if table == "meters" and who in site.bridges:
            raise SiteError(f"{at}: a bridge has the same name")
        other = euis.setdefault(spec.eui.upper(), who)
        if other != who:
            raise SiteError(f"{at}.eui = {spec.eui!r}: {other} has the same one")
        _check_sleep(spec, at)
    _check_firmware(site, where)
    _check_mirrors(site, where)
    for who in devices(site):
        _check_way(site, who, where)
    check_hub(site, where)
    check_private(site, where)
    links = {f"links.{link}": getattr(site.links, link) for link in ("duis", "wan", "han", "althan")}
    own = {f"{table}.{who}.link": spec.link for table, who, spec in _devices(site) if spec.link is not None}
    for link, each in (links | own).items():
        check_link(each, f"{where}: {link}")
    _check_link_names(site, where)


def _check_link_names(site: Site, where: str) -> None:
    """Refuse devices whose names together make a link's name too long for a topic."""
    for plan in link_plans(site):
        if len(plan.name) > NAME_LENGTH_MAX:
            raise SiteError(
                f"{where}: the link {plan.name} has a name of {len(plan.name)} characters: expected at most "
                f"{NAME_LENGTH_MAX}, so {' or '.join(plan.ends)} needs a shorter one"
            )


def _check_shape(site: Site, where: str) -> None:
    """Refuse a set of bridges that is not met in the field, unless the site asks for it."""
    found = tuple(sorted(spec.ppmid_variant for spec in site.bridges.values()))
    if site.shape == "legal" and found not in SHAPES:
        shapes = ", ".join(" + ".join(shape) for shape in SHAPES)
        raise SiteError(
            f'{where}: bridges = {" + ".join(found)}: expected one of {shapes} by ppmid_variant, or shape = "any"'
        )


def _check_design(site: Site, where: str) -> None:
    """Refuse a bridge that does not stand directly behind who feeds it (assumption 18), and a feeder that sleeps."""
    for who, spec in site.bridges.items():
        feeder = feeder_of(site, Name(who))
        if feeder is not None and spec.behind != feeder:
            raise SiteError(
                f"{where}: bridges.{who}.behind = {spec.behind!r}: expected {feeder!r}, which feeds it in {site.design}"
            )
        fed = fed_by(site, Name(who))
        if fed and spec.wake_every_s:
            raise SiteError(
                f"{where}: bridges.{who}.wake_every_s = {spec.wake_every_s:g}: expected 0, for it feeds "
                f"{', '.join(fed)} in {site.design} whenever they ask"
            )


def _check_past(site: Site, where: str) -> None:
    """Refuse requests of the past for devices that there are not, or from when the premises has begun."""
    if site.before is None:
        return
    for index, update in enumerate(site.before.update):
        at = f"{where}: before.update.{index}"
        try:
            devices_of(site, update.to)
        except UsageError as error:
            raise SiteError(f"{at}.to: {error}") from None
        if update.at_s >= site.before.until_s:
            raise SiteError(
                f"{at}.at_s = {update.at_s:g}: expected less than before.until_s, which is {site.before.until_s:g}"
            )


def _devices(site: Site) -> Iterator[tuple[str, str, DeviceSpec]]:
    """Give every device with the table that it stands in."""
    yield from (("bridges", who, spec) for who, spec in site.bridges.items())
    yield from (("meters", who, spec) for who, spec in site.meters.items())


def _check_sleep(spec: DeviceSpec, at: str) -> None:
    if 0 < spec.wake_every_s <= spec.awake_s:
        raise SiteError(
            f"{at}.wake_every_s = {spec.wake_every_s:g}: expected 0 (never asleep), "
            f"or more than awake_s, which is {spec.awake_s:g}"
        )
    for key in ("wake_phase_s", "wake_drift_ppm", "wake_missed"):
        if getattr(spec, key) and not spec.wake_every_s:
            raise SiteError(f"{at}.{key} = {getattr(spec, key):g}: expected 0, for it never sleeps (wake_every_s is 0)")
    if spec.wake_every_s and spec.wake_phase_s >= spec.wake_every_s:
        raise SiteError(
            f"{at}.wake_phase_s = {spec.wake_phase_s:g}: expected less than wake_every_s, "
            f"which is {spec.wake_every_s:g}"
        )
    if isinstance(spec, MeterSpec) and (spec.kind == "GSME") != bool(spec.wake_every_s):
        # Source: EZ-DL; of all that a hub talks to, only a GSME counts as sleepy.
        expected = "more than 0: a GSME sleeps" if spec.kind == "GSME" else f"0: {_a(spec.kind)} never sleeps"
        raise SiteError(f"{at}.wake_every_s = {spec.wake_every_s:g}: expected {expected}")


def _a(kind: str) -> str:
    return f"an {kind}" if kind in ("ESME", "HCALCS") else f"a {kind}"


def _check_firmware(site: Site, where: str) -> None:
    """Refuse a device that is here for its updates, and has no firmware; or that cuts what it does not feed."""
    for who, spec in site.meters.items():
        if spec.firmware is None and spec.kind in ("ESME", "HCALCS"):
            raise SiteError(f"{where}: meters.{who}.firmware is missing: {_a(spec.kind)} does nothing here without it")
        if spec.firmware is not None and spec.firmware.cuts_the_hub_for_s and spec.kind != "ESME":
            raise SiteError(
                f"{where}: meters.{who}.firmware.cuts_the_hub_for_s = {spec.firmware.cuts_the_hub_for_s:g}: "
                f"expected 0, for an ESME feeds the hub, and this is {_a(spec.kind)}"
            )


def _check_mirrors(site: Site, where: str) -> None:
    """Refuse more gas meters than a hub has mirrors (assumption 32)."""
    gsmes = [who for who, spec in site.meters.items() if spec.kind == "GSME"]
    if len(gsmes) > 1:
        raise SiteError(
            f"{where}: meters: {', '.join(gsmes)} are GSMEs: expected one at most, a hub has one gas mirror"
        )


def _check_way(site: Site, who: str, where: str) -> None:
    """Refuse a device whose way to the hub ends elsewhere, goes round in a circle, or meets a sleeper at a loss."""
    step, way, specs = Name(who), [who], devices(site)
    while (above := Name(specs[step].behind)) != HUB:
        table = "bridges" if step in site.bridges else "meters"
        at = f"{where}: {table}.{step}"
        if above not in site.bridges:
            raise SiteError(f"{at}.behind = {above!r}: expected {HUB} or one of {', '.join(site.bridges)}")
        if above in way:
            raise SiteError(
                f"{at}.behind = {above!r}: expected a way to the hub, and it goes round: {' '.join([*way, above])}"
            )
        _check_rhythm(specs[step], above, site.bridges[above], at)
        way.append(above)
        step = above


def _check_rhythm(spec: DeviceSpec, above: str, parent: DeviceSpec, at: str) -> None:
    """Refuse a child that would speak while its parent sleeps: both wake at whole periods (assumption 33)."""
    if not parent.wake_every_s:
        return
    if not spec.wake_every_s:
        raise SiteError(f"{at}.behind = {above!r}: expected a device that listens all the time, and {above} sleeps")
    if seconds(spec.wake_every_s) % seconds(parent.wake_every_s):
        raise SiteError(
            f"{at}.wake_every_s = {spec.wake_every_s:g}: expected a whole multiple of the "
            f"{parent.wake_every_s:g} of {above}, so that both are awake at once"
        )
    if (seconds(spec.wake_phase_s) - seconds(parent.wake_phase_s)) % seconds(parent.wake_every_s):
        raise SiteError(
            f"{at}.wake_phase_s = {spec.wake_phase_s:g}: expected {parent.wake_phase_s:g}, or whole periods of "
            f"{above} more than that, so that both are awake at once"
        )


def _check_name(table: str, who: str, where: str) -> None:
    try:
        name(who)
    except UsageError as error:
        raise SiteError(f"{where}: {table}: {error}") from None
    if who in TAKEN:
        raise SiteError(f"{where}: {table}.{who}: expected a name other than {', '.join(TAKEN)}, which are taken")
