"""``premises image inspect``: which form a file has, its hash, and whether its maker's seal is genuine."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from lab.commands.files.image import inspect
from lab.images import make_image
from premises.trust.keys import signing_key
from premises.trust.trailer import signed_by_supplier
from premises.wire.field.ota_file import OtaFile, read_ota_file, write_ota_file

IMAGE = make_image(0x0184, 2, 300, manufacturer=0xA170)
BODY = read_ota_file(IMAGE).body


def shown(octets: bytes, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Give what is printed of a file, by the name of each fact."""
    path = folder / "image.ota"
    path.write_bytes(octets)
    inspect(path)
    lines = (line.split("  ", 1) for line in capsys.readouterr().out.splitlines())
    return {name: value.strip() for name, value in lines}


def with_trailer() -> bytes:
    """Give the same image as a meter would be sent it."""
    body = signed_by_supplier(BODY, signing_key(1, "supplier"))
    header = read_ota_file(IMAGE).header
    return write_ota_file(OtaFile(replace(header, size=header.size + len(body) - len(BODY)), body))


def test_a_bare_image_of_a_bridge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = shown(IMAGE, tmp_path, capsys)

    assert rows["form"].startswith("as a PPMID-class device takes it")
    assert rows["Manufacturer Image Hash"] == sha256(BODY).hexdigest()
    assert rows["maker's seal"] == "genuine, by the key of 0xA170"


def test_the_same_with_a_suppliers_trailer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = shown(with_trailer(), tmp_path, capsys)

    assert rows["form"].startswith("as a meter takes it")
    assert rows["Manufacturer Image Hash"] == sha256(BODY).hexdigest()
    assert rows["maker's seal"] == "genuine, by the key of 0xA170"


def test_an_image_that_was_tampered_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = shown(IMAGE[:100] + b"\xff" + IMAGE[101:], tmp_path, capsys)

    assert rows["maker's seal"] == "the Manufacturer Image does not match its maker's seal"
