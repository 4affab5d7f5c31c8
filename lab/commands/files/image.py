"""``premises image make`` and ``premises image inspect``."""

from pathlib import Path

import typer

from lab.commands.update import read_image
from lab.images import make_image
from lab.site import device_of, load_site
from premises.errors import TrustError, UsageError
from premises.trust.seal import check_seal, label_of
from premises.trust.trailer import supplier_key
from premises.wire.device.target import wanted_of
from premises.wire.field.ota_description import describe
from premises.wire.field.ota_file import OtaFile, manufacturer_image, read_ota_file
from premises.wire.site import SUPPLIER_EUI

VERSION_MAX = 0xFFFF_FFFE
"""The highest file version; the one above means any. Source: Zigbee OTA Upgrade cluster."""


def make(file: Path, device: str, version: str, size: int, site_file: Path | None, seed: int) -> None:
    """Write an image for ``device``; UsageError when a figure is out of range or the file cannot be written."""
    site = load_site(site_file)
    who, _ = device_of(site, device.lower())
    target = wanted_of(site, who)
    number = version_of(version)
    octets = make_image(
        target.image_type,
        number,
        size,
        manufacturer=target.manufacturer,
        hardware=(target.hardware, target.hardware),
        seed=seed,
        supplier=supplier_key(SUPPLIER_EUI) if target.is_commanded else None,
    )
    write_file(file, octets)
    typer.echo(f"{file}: {len(octets)} octets for {who}, version {number:#010x}", err=True)


def inspect(file: Path) -> None:
    """Print what the file says of itself, one line a fact."""
    found = read_ota_file(read_image(file))
    rows = [*describe(found), ("maker's seal", _seal_of(found))]
    width = max(len(key) for key, _ in rows)
    for key, value in rows:
        typer.echo(f"{key:<{width}}  {value}")


def version_of(said: str) -> int:
    """Give the file version that a person said; UsageError when it is none."""
    try:
        number = int(said, 0)
    except ValueError:
        number = -1
    if not 0 <= number <= VERSION_MAX:
        raise UsageError(f"--version {said!r}: expected a number from 0 to {VERSION_MAX:#x}, like 0x00010001")
    return number


def write_file(file: Path, octets: bytes) -> None:
    """Write a file; UsageError, with its name and the reason, when that cannot be done."""
    try:
        file.write_bytes(octets)
    except OSError as error:
        raise UsageError(f"{file}: {(error.strerror or 'cannot be written').lower()}") from None


def _seal_of(file: OtaFile) -> str:
    try:
        check_seal(manufacturer_image(file.body), file.header.manufacturer, label_of(file.header))
    except TrustError as error:
        return str(error)
    return f"genuine, by the key of 0x{file.header.manufacturer:04X}"
