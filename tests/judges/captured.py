"""What tshark and capinfos make of a capture file of ours, and what they have to complain about.

It judges the file and its frames; which images should have crossed which hop is for the test to say.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgpack  # type: ignore[import-untyped]  # it ships no types

from premises.wire.message import Medium
from tests.judges.tshark import _ALWAYS, TSHARK, complaints

CAPINFOS = shutil.which("capinfos")

OURS_ON_WAN = "exported_pdu:data"
"""The layers of the carrier's own messages, which nobody else knows."""

_OTA = "zbee_zcl_general.ota"
_FIELDS = (
    "frame.interface_name",
    "frame.time_epoch",
    "frame.comment",
    "wpan.src16",
    "wpan.dst16",
    "zbee_nwk.dst",
    "data.data",
    f"{_OTA}.cmd.srv_tx.id",
    f"{_OTA}.image.type",
    f"{_OTA}.file.version",
    f"{_OTA}.file.offset",
    f"{_OTA}.image.size",
    f"{_OTA}.image.data",
)
_OFFERED, _BLOCK = "0x02", "0x05"
_TIMEOUT_S = 240

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Image:
    """One image that crossed one hop, put together from what was dissected."""

    link: str
    to: int
    """Short address of the hop's receiver; 0 on the WAN."""
    goal: int
    """Short address of whom it is for; on the WAN the number of the transfer."""
    announced: int
    size: int
    sha256: str
    announced_sha256: str = ""
    """On the WAN alone."""


def rows_of(capture: Path, keys: Path | None) -> list[Row]:
    """Give what tshark says of each packet."""
    option = [] if keys is None else ["-o", f"uat:zigbee_pc_keys:{keys.read_text().rstrip()}"]
    return rows_said(["-r", str(capture), *option])


def rows_said(arguments: Sequence[str]) -> list[Row]:
    """Give what tshark, called so, says of each packet."""
    assert TSHARK is not None, "tshark is not installed"
    done = subprocess.run(
        [TSHARK, *arguments, *fields_wanted()], capture_output=True, text=True, check=True, timeout=_TIMEOUT_S
    )
    return [row_of(line) for line in done.stdout.splitlines()]


def fields_wanted() -> list[str]:
    """Give the arguments by which tshark prints what ``row_of`` reads."""
    wanted = [word for field in _names() for word in ("-e", field)]
    return ["-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", *wanted]


def row_of(line: str) -> Row:
    """Read one line of tshark's."""
    row = dict(zip(_names(), line.split("\t"), strict=True))
    medium = Medium.WAN if row["frame.protocols"].startswith("exported_pdu") else Medium.RADIO
    if row["_ws.expert.message"] == row["frame.comment"]:
        # A comment of ours is a remark to tshark.
        row["_ws.expert.message"] = ""
    return row | {"medium": medium.value}


def faults_of(rows: Sequence[Row]) -> list[str]:
    """Give a line for each thing wrong with a frame, or with the order of them."""
    found = complaints([row for row in rows if row["frame.protocols"] != OURS_ON_WAN])
    moments = [float(row["frame.time_epoch"]) for row in rows]
    found += [f"packet {place}: older than the one before" for place in range(1, len(rows)) if _is_back(moments, place)]
    return found


def is_in_strict_order(capture: Path) -> bool:
    """Say whether capinfos finds the packets of a file in strict time order."""
    assert CAPINFOS is not None, "capinfos comes with tshark"
    done = subprocess.run([CAPINFOS, "-o", str(capture)], capture_output=True, text=True, check=True, timeout=60)
    return "True" in done.stdout


def images_in(rows: Sequence[Row]) -> list[Image]:
    """Give every image of which a block crossed a hop, by link and receiver; a hole stays a hole."""
    return [*_on_radio(rows), *_on_wan(rows)]


def on_wan(row: Row) -> tuple[str, dict[str, object]]:
    """Give name and fields of one of the carrier's own messages."""
    _, said = msgpack.unpackb(bytes.fromhex(row["data.data"].replace(":", "")))
    return said.pop("type"), said


def _names() -> tuple[str, ...]:
    return (*_ALWAYS, *(field for field in _FIELDS if field not in _ALWAYS))


def _is_back(moments: Sequence[float], place: int) -> bool:
    return moments[place] < moments[place - 1]


def _on_radio(rows: Sequence[Row]) -> Iterator[Image]:
    parts: dict[tuple[str, ...], dict[int, bytes]] = {}
    announced: dict[tuple[str, ...], int] = {}
    for row in rows:
        ends = row["frame.interface_name"], row["wpan.dst16"], row["zbee_nwk.dst"]
        hop = (*ends, row[f"{_OTA}.image.type"], row[f"{_OTA}.file.version"])
        if row[f"{_OTA}.cmd.srv_tx.id"] == _OFFERED and row[f"{_OTA}.image.size"]:
            announced[hop] = int(row[f"{_OTA}.image.size"], 0)
        elif row[f"{_OTA}.cmd.srv_tx.id"] == _BLOCK and row[f"{_OTA}.image.data"]:
            data = bytes.fromhex(row[f"{_OTA}.image.data"].replace(":", ""))
            parts.setdefault(hop, {})[int(row[f"{_OTA}.file.offset"], 0)] = data
    for key, blocks in sorted(parts.items()):
        whole = _whole(blocks)
        size = announced.get(key, 0)
        yield Image(key[0], int(key[1], 0), int(key[2], 0), size, len(whole), sha256(whole).hexdigest())


def _on_wan(rows: Sequence[Row]) -> Iterator[Image]:
    offers: dict[object, dict[str, object]] = {}
    chunks: dict[object, dict[int, bytes]] = {}
    for row in rows:
        if row["frame.protocols"] != OURS_ON_WAN:
            continue
        name, said = on_wan(row)
        if name == "ImageOffer":
            offers[said["transfer"]] = said
        elif name == "ChunkResponse":
            chunks.setdefault(said["transfer"], {})[int(str(said["offset"]))] = bytes(said["data"])  # type: ignore[call-overload]  # octets
    for transfer, found in sorted(chunks.items(), key=str):
        whole, offer = _whole(found), offers[transfer]
        announced = bytes(offer["sha256"]).hex()  # type: ignore[call-overload]  # octets
        size = int(str(offer["size"]))
        yield Image("wan", 0, int(str(transfer)), size, len(whole), sha256(whole).hexdigest(), announced)


def _whole(parts: dict[int, bytes]) -> bytes:
    whole = b""
    for offset, data in sorted(parts.items()):
        whole += bytes(max(0, offset - len(whole))) + data[max(0, len(whole) - offset) :]
    return whole
