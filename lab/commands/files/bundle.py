"""``premises bundle make``, ``inspect`` and ``lint``."""

import json
from pathlib import Path

import typer

from lab.bundles.contents import Content, contents, seal_of
from lab.bundles.lint import Finding, legal_sites, lint
from lab.commands.files.image import version_of, write_file
from lab.commands.update import read_image
from lab.images import make_bundle
from lab.site import load_site
from premises.errors import ImageFileError, UsageError
from premises.nearest import hint
from premises.trust.bundle import check_bundle
from premises.trust.seal import label_of
from premises.wire.design import DESIGNS
from premises.wire.field.bundle import PARTS_MAX, is_bundle
from premises.wire.field.ota_description import describe
from premises.wire.field.ota_file import OtaFile, read_ota_file
from premises.wire.site import Site

EXIT_MISFIT = 1
"""There is a premises that the file was to suit, and it suits none."""


def make(file: Path, parts: list[Path], version: str) -> None:
    """Write a bundle of OTA files, the first for the bridge that gets it.

    UsageError when it cannot be written or has too many parts; ImageFileError or TrustError when a part is not right.
    """
    if len(parts) > PARTS_MAX:
        raise UsageError(f"{len(parts)} parts: expected 1 to {PARTS_MAX}")
    number = version_of(version)
    octets = make_bundle([read_image(part) for part in parts], number)
    made = read_ota_file(octets)
    check_bundle(made.body, made.header.manufacturer, label_of(made.header))
    write_file(file, octets)
    typer.echo(f"{file}: {len(octets)} octets, {len(parts)} parts, version {number:#010x}", err=True)


def inspect(file: Path, *, as_json: bool) -> None:
    """Print what a bundle holds, part by part; ImageFileError when the file is none."""
    found = read_ota_file(read_image(file))
    if not is_bundle(found.body):
        raise ImageFileError(f"{file} is a plain image and no bundle: premises image inspect looks into it")
    parts = contents(found.body)
    seal = seal_of(found)
    if as_json:
        typer.echo(json.dumps(_document(found, seal, parts), indent=2))
        return
    rows = [*describe(found), ("seals", seal)]
    width = max(len(key) for key, _ in rows)
    for key, value in rows:
        typer.echo(f"{key:<{width}}  {value}")
    for part in parts:
        _print_part(part)


def check(file: Path, site_file: Path | None, design: str | None, *, as_json: bool) -> int:
    """Say whether a file suits one premises, or which legal ones; give the exit code.

    UsageError when the site is no legal one or both a site and a design are named.
    """
    octets = read_image(file)
    results = {name: lint(octets, site) for name, site in _sites(site_file, design).items()}
    if as_json:
        document = {name: [_finding(finding) for finding in found] for name, found in results.items()}
        typer.echo(json.dumps({"file": str(file), "sites": document}, indent=2))
    else:
        for name, found in results.items():
            typer.echo(f"{name}: {'suits' if not found else 'does not suit'}")
            for finding in found:
                typer.echo(f"  {finding.rule}: {': '.join(filter(None, (finding.who, finding.words)))}")
    return 0 if any(not found for found in results.values()) else EXIT_MISFIT


def _sites(site_file: Path | None, design: str | None) -> dict[str, Site]:
    if site_file is not None and design is not None:
        raise UsageError(f"--design {design} beside --site: expected one of them, a site says its design")
    if site_file is not None:
        site = load_site(site_file)
        return {f"{site.name} ({site.design})": site}
    if design is not None and design not in DESIGNS:
        raise UsageError(f"--design {design!r}: {hint(design, DESIGNS)}")
    wanted = DESIGNS if design is None else (design,)
    return {f"{one}, {shape}": site for one in wanted for shape, site in legal_sites(one).items()}


def _print_part(content: Content) -> None:
    part, indent = content.part, "  " * content.number.count(".")
    hardware = f"hardware {part.hardware_min:#06x} to {part.hardware_max:#06x}"
    typer.echo(f"{indent}part {content.number}: {content.kind}, version {part.version:#010x}, {hardware}")
    typer.echo(f"{indent}  {part.size} octets at {part.offset}, SHA-256 {part.sha256.hex()}")
    typer.echo(f"{indent}  {content.hash_is}; seal: {content.seal_is}")
    for inner in content.inner:
        _print_part(inner)


def _document(file: OtaFile, seal: str, parts: tuple[Content, ...]) -> dict[str, object]:
    header = file.header
    about = {"manufacturer": header.manufacturer, "image_type": header.image_type, "version": header.version}
    return {**about, "size": header.size, "seals": seal, "parts": [_part(part) for part in parts]}


def _part(content: Content) -> dict[str, object]:
    part = content.part
    about = {"number": content.number, "manufacturer": part.manufacturer, "image_type": part.image_type}
    about |= {"version": part.version, "hardware": [part.hardware_min, part.hardware_max]}
    about |= {"offset": part.offset, "size": part.size, "sha256": part.sha256.hex()}
    return {**about, "hash": content.hash_is, "seal": content.seal_is, "parts": [_part(one) for one in content.inner]}


def _finding(finding: Finding) -> dict[str, str]:
    return {"rule": finding.rule, "who": finding.who, "words": finding.words}
