"""Whether a package suits a premises, before anybody sends it: each thing that a hub or a bridge would refuse.

A finding names the rule that it breaks; the rules are RULES, and docs/bundles.md lists them. It changes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lab.bundles.contents import GENUINE, seal_of
from lab.site import site_of
from premises.identity import Name
from premises.wire.design import DESIGNS, SHAPES
from premises.wire.field.bundle import Part, is_bundle, part_octets, read_manifest
from premises.wire.field.ota_file import B1_IMAGE, B2_IMAGE, B3_IMAGE, B4_IMAGE, HardwareRange, OtaFile, read_ota_file
from premises.wire.route import fed_by, feeder_of
from premises.wire.site import Site

RULES: Mapping[str, str] = {
    "for-nobody": "the file's maker and type are those of a bridge that the hub itself updates in this design",
    "not-genuine": "the maker's seal, each part's hash, header and seal, and those of parts of parts, are right",
    "no-bundle": "whoever feeds others gets a bundle",
    "a-bundle": "whoever feeds nobody gets a plain image",
    "wrong-order": "the first part is for the bridge that the bundle is for",
    "part-missing": "there is a part for everybody whom that bridge feeds",
    "part-for-nobody": "there is no part for anybody else",
    "hardware": "the range of hardware of a file or part has the hardware that the site says",
    "not-newer": "a bundle is newer than what its bridge runs, or that bridge would not take it",
    "rollback": "no part is older than what its bridge runs",
    "too-big-for-slot": "the file fits in a slot of the hub",
    "too-big-for-flash": "the file, and each part, fits in the flash of its bridge",
}
"""Every rule: what must hold."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    rule: str
    """One of RULES."""
    who: str
    """The bridge at which it would show; empty for nobody."""
    words: str


def lint(octets: bytes, site: Site) -> tuple[Finding, ...]:
    """Give what is wrong with the OTA file ``octets`` for ``site``; ImageFileError when it is no OTA file."""
    file = read_ota_file(octets)
    kind = file.header.manufacturer, file.header.image_type
    who = next((who for who in _from_the_hub(site) if _kind(site, who) == kind), None)
    if who is None:
        there = ", ".join(f"{who} {_kind(site, who)[1]:#06x}" for who in _from_the_hub(site))
        words = f"it is for maker {kind[0]:#06x} type {kind[1]:#06x}: the hub updates {there} in {site.design}"
        return (Finding("for-nobody", "", words),)
    seal = seal_of(file)
    if seal != GENUINE:
        return (Finding("not-genuine", who, seal),)
    slot = site.hub.slot_size_max
    big = [Finding("too-big-for-slot", who, f"{len(octets)} octets, a slot has {slot}")] if len(octets) > slot else []
    return (*big, *_of_device(site, who, file, len(octets)))


def legal_sites(design: str) -> dict[str, Site]:
    """Give each legal premises of ``design`` with the defaults of everything, by the variants that it has."""
    found = {}
    for shape in SHAPES:
        table = {variant.lower(): _bridge(variant, design) for variant in shape}
        document = {"design": design, "bridges": table}
        found[" + ".join(shape)] = site_of(document, f"the legal premises {' + '.join(shape)} of {design}")
    return found


def _of_device(site: Site, who: Name, file: OtaFile, size: int) -> Iterator[Finding]:
    """Give what is wrong with a genuine file for ``who``, from whomever it comes."""
    spec, header = site.bridges[who], file.header
    if size > spec.size_max:
        yield Finding("too-big-for-flash", who, f"{size} octets, its flash has {spec.size_max}")
    yield from _hardware(who, spec.hardware, header.hardware)
    if header.version <= spec.running and feeder_of(site, who) is None:
        yield Finding("not-newer", who, f"version {header.version:#010x}, it runs {spec.running:#010x}")
    elif header.version < spec.running:
        yield Finding("rollback", who, f"version {header.version:#010x}, it runs {spec.running:#010x}")
    fed = fed_by(site, who)
    if is_bundle(file.body) and fed:
        yield from _of_parts(site, who, file)
    elif fed:
        yield Finding("no-bundle", who, f"a plain image, and it feeds {', '.join(fed)} in {site.design}")
    elif is_bundle(file.body):
        yield Finding("a-bundle", who, f"a bundle, and it feeds nobody in {site.design}")


def _of_parts(site: Site, who: Name, file: OtaFile) -> Iterator[Finding]:
    parts = read_manifest(file.body)
    wanted = {_kind(site, one): one for one in (who, *fed_by(site, who))}
    if parts[0].kind != _kind(site, who):
        yield Finding("wrong-order", who, f"the first part is for type {parts[0].image_type:#06x}")
    for kind, one in wanted.items():
        if kind not in [part.kind for part in parts]:
            yield Finding("part-missing", who, f"no part for {one}, type {kind[1]:#06x}")
    for number, part in enumerate(parts, start=1):
        whose = wanted.get(part.kind)
        if whose is None:
            words = f"part {number} is for type {part.image_type:#06x}, which {who} does not feed in {site.design}"
            yield Finding("part-for-nobody", who, words)
        elif whose == who:
            yield from _of_own(site, who, part)
        else:
            octets = part_octets(file.body, part)
            inner = read_ota_file(octets)
            yield from _of_device(site, whose, inner, len(octets))
            yield from _never_taken(site, whose, inner)


def _of_own(site: Site, who: Name, part: Part) -> Iterator[Finding]:
    spec = site.bridges[who]
    yield from _hardware(who, spec.hardware, HardwareRange(part.hardware_min, part.hardware_max))
    if part.version < spec.running:
        yield Finding("rollback", who, f"its own part is {part.version:#010x}, it runs {spec.running:#010x}")


def _never_taken(site: Site, who: Name, file: OtaFile) -> Iterator[Finding]:
    """Give a bundle within, which its bridge would not take, though there is news in it for others."""
    running = site.bridges[who].running
    if file.header.version != running or not is_bundle(file.body):
        return
    versions = {part.kind: part.version for part in read_manifest(file.body)}
    for child in fed_by(site, who):
        if versions.get(_kind(site, child), 0) > site.bridges[child].running:
            yield Finding("not-newer", who, f"it runs {running:#010x} already, so {child} never gets its newer part")


def _hardware(who: Name, hardware: int, allowed: HardwareRange | None) -> Iterator[Finding]:
    if allowed is not None and not allowed.lowest <= hardware <= allowed.highest:
        words = f"for hardware {allowed.lowest:#06x} to {allowed.highest:#06x}, it is {hardware:#06x}"
        yield Finding("hardware", who, words)


def _from_the_hub(site: Site) -> list[Name]:
    return [Name(who) for who in site.bridges if feeder_of(site, Name(who)) is None]


def _kind(site: Site, who: Name) -> tuple[int, int]:
    spec = site.bridges[who]
    return spec.manufacturer, spec.image_type


_IMAGE_TYPES = {"B1": B1_IMAGE, "B2": B2_IMAGE, "B3": B3_IMAGE, "B4": B4_IMAGE}


def _bridge(variant: str, design: str) -> dict[str, object]:
    parent = {"B2": "b1", "B4": "b3"}.get(variant, DESIGNS[design].fed_by.get(variant, "hub").lower())
    eui = f"90-B3-D5-1F-30-{variant}-00-01"
    table: dict[str, object] = {"ppmid_variant": variant, "eui": eui, "image_type": _IMAGE_TYPES[variant]}
    return {**table, "behind": parent, **({"wake_every_s": 1800.0} if variant == "B4" else {})}
