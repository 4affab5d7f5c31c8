"""What tshark makes of our frames, and what it has to complain about.

For tests that have octets of radio links, or of alerts on the WAN: ``complaints(dissect(frames))`` must be empty.
It judges dissection only: whether a transfer makes sense is for the test to ask of the fields.
"""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from lab.live.pki import wireshark_line
from premises.wire.message import Medium
from tests.judges.pcap import LINKTYPE_RADIO, LINKTYPE_UPPER_PDU, pcap, upper_pdu

TSHARK = shutil.which("tshark")

DISSECTED = {
    Medium.RADIO: (
        "wpan:zbee_nwk:zbee_aps:zbee_zcl:zbee_zcl_general.ota",
        "wpan:zbee_nwk:zbee_aps:zbee_zcl:zbee_zcl_se.tun:gbcs_tunnel:gbcs_message:ber",
        "wpan:zbee_nwk:zbee_aps:zbee_zcl:zbee_zcl_se.tun:gbcs_tunnel:gbcs_message:gbcs_gbz",
        "wpan:zbee_nwk:zbee_aps:zbee_zcl:zbee_zcl_se.tun:gbcs_tunnel:gbcs_message:gbcs_gbz:zbee_zcl",
        "wpan:zbee_nwk:zbee_aps:zbee_zcl:zbee_zcl_se.tun:gbcs_tunnel:gbcs_message:data",
        "wpan:zbee_nwk:zbee_aps:zbee_zcl:zbee_zcl_se.tun:gbcs_tunnel",
        "wpan:zbee_nwk:zbee_aps:zbee_zcl:zbee_zcl_se.met",
        "wpan:zbee_nwk:zbee_aps:zbee_zcl:zbee_zcl_se.sub_ghz",
        "wpan:zbee_nwk:zbee_aps:zbee_zcl",
        "wpan",
    ),
    Medium.WAN: (
        "exported_pdu:gbcs_message:ber",
        "exported_pdu:gbcs_message:gbcs_gbz",
        "exported_pdu:gbcs_message:gbcs_gbz:zbee_zcl",
        "exported_pdu:gbcs_message:data",
    ),
}
"""The layers of a frame that was understood to its end, by what it travelled on."""

DLMS = ":gbcs_message:data"
"""How the layers of an ESME's alert end: this tshark knows no DLMS, and shows its payload as data."""

DLMS_SIZES = ("25", "59", "19", "17", "12", "77", "18", "28")
"""Octets of such payloads: a plain alert, FDRA, ECS52, CCS01 and CCS02 and what is answered to them."""

DEFAULT_RESPONSE = "0x0b"
"""A ZCL command that has no layer of its own, and no attribute."""

ATTRIBUTE_COMMANDS = ("0x00", "0x01", "0x0a")
"""Read Attributes, its response and Report Attributes: no layer of their own, but an attribute that has a name."""

_ATTRIBUTE = "zbee_zcl_se.met.attr_id"

IN_GBZ = ":gbcs_gbz:zbee_zcl"
FIRMWARE_VERSION = "0x0206"
"""How the layers of GCS38 end, and the one attribute that it is about."""

DATA_REQUEST = "0x04"
"""The one 802.15.4 command here, which is nothing but a MAC header."""

FRAGMENT = "wpan:zbee_nwk:zbee_aps:data"
"""The layers of an APS block that was not the last of its frame; the last one has all the layers of the whole."""

_BLOCK = "zbee_aps.block"
_SOURCE = "zbee_nwk.src"
_COUNTER = "zbee_aps.counter"
_WHOLE = "zbee_aps.reassembled.length"

_TO_CLIENT = "zbee_zcl_general.ota.cmd.srv_tx.id"
_TO_SERVER = "zbee_zcl_general.ota.cmd.srv_rx.id"
_OTA_COMMANDS = {_TO_CLIENT: ("", "0x00", "0x02", "0x05", "0x07"), _TO_SERVER: ("", "0x01", "0x03", "0x06")}
"""The commands of the OTA cluster; of any other tshark shows the header only, and does not complain."""

_ALWAYS = (
    _TO_CLIENT,
    _TO_SERVER,
    "frame.protocols",
    "frame.len",
    "wpan.fcs_ok",
    "wpan.cmd",
    "zbee_zcl.cmd.id",
    _ATTRIBUTE,
    "_ws.malformed",
    "_ws.expert.message",
    "data.len",
    _BLOCK,
    _SOURCE,
    _COUNTER,
    _WHOLE,
)
_TIMEOUT_S = 240


@dataclass(frozen=True, slots=True)
class Captured:
    """One frame as it was on its medium: any on RADIO, alerts only on WAN."""

    medium: Medium
    octets: bytes


def dissect(frames: Sequence[Captured], fields: Sequence[str] = (), key: bytes = b"") -> list[dict[str, str]]:
    """Give what tshark says of each frame, in order: what ``complaints`` wants, ``medium``, and ``fields``.

    ``key`` is the network's, when its frames are secured and tshark is to know it.

    A field that a frame has not is empty; one that it has several times is joined by commas.
    """
    said: dict[int, dict[str, str]] = {}
    for medium in DISSECTED:
        places = [place for place, frame in enumerate(frames) if frame.medium is medium]
        rows = _run(medium, [frames[place].octets for place in places], (*_ALWAYS, *fields), key)
        said.update(zip(places, rows, strict=True))
    assert len(said) == len(frames), "tshark can dissect frames of RADIO and WAN only"
    return [said[place] for place in range(len(frames))]


def complaints(dissected: Sequence[dict[str, str]]) -> list[str]:
    """Give a line for each thing that is wrong with a frame: malformed, remarked on, damaged, or not understood.

    An APS block is understood when tshark put the frame that it belongs to together.
    """
    whole = {(row[_SOURCE], row[_COUNTER]) for row in dissected if row[_WHOLE]}
    return [f"frame {place}: {line}" for place, row in enumerate(dissected) for line in _complaints(row, whole)]


def _run(medium: Medium, frames: Sequence[bytes], fields: Sequence[str], key: bytes) -> list[dict[str, str]]:
    if not frames:
        return []
    assert TSHARK is not None, "tshark is not installed"
    radio = medium is Medium.RADIO
    linktype = LINKTYPE_RADIO if radio else LINKTYPE_UPPER_PDU
    wrapped = frames if radio else [upper_pdu("gbcs_message", frame) for frame in frames]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "frames.pcap"
        file.write_bytes(pcap(linktype, wrapped))
        wanted = [word for field in fields for word in ("-e", field)]
        command = [TSHARK, "-r", str(file), "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", *wanted]
        if key:
            command += ["-o", f"uat:zigbee_pc_keys:{wireshark_line(key, 'net').rstrip()}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_TIMEOUT_S)
    rows = [dict(zip(fields, line.split("\t"), strict=True)) for line in done.stdout.splitlines()]
    return [row | {"medium": medium.value} for row in rows]


def _complaints(row: dict[str, str], whole: set[tuple[str, str]]) -> list[str]:
    medium = Medium(row["medium"])
    is_block = row["frame.protocols"] == FRAGMENT and row[_BLOCK] != "" and (row[_SOURCE], row[_COUNTER]) in whole
    checks = {
        f"malformed: {row['frame.protocols']}": row["_ws.malformed"] != "",
        f"remark: {row['_ws.expert.message']}": row["_ws.expert.message"] != "",
        "bad FCS": medium is Medium.RADIO and row["wpan.fcs_ok"] != "1",
        f"{row['data.len']} octets not understood": row["data.len"] != "" and not is_block and not _is_dlms(row),
        f"not understood beyond {row['frame.protocols']}": not (is_block or _is_understood(medium, row)),
    }
    return [line for line, is_wrong in checks.items() if is_wrong]


def _is_dlms(row: dict[str, str]) -> bool:
    return row["frame.protocols"].endswith(DLMS) and row["data.len"] in DLMS_SIZES


def _is_understood(medium: Medium, row: dict[str, str]) -> bool:
    layers = row["frame.protocols"]
    if any(row[field] not in known for field, known in _OTA_COMMANDS.items()):
        return False
    if layers == "wpan" and row["wpan.cmd"] != DATA_REQUEST:
        return False
    if layers.endswith(IN_GBZ):
        return layers in DISSECTED[medium] and row[_ATTRIBUTE] == FIRMWARE_VERSION
    if layers.endswith(":zbee_zcl") and not _is_foundation(row):
        return False
    return layers in DISSECTED[medium]


def _is_foundation(row: dict[str, str]) -> bool:
    command = row["zbee_zcl.cmd.id"]
    return command == DEFAULT_RESPONSE or (command in ATTRIBUTE_COMMANDS and row[_ATTRIBUTE] != "")
