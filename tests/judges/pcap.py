"""Capture files for outside programs: frames of one link type, one second apart. It reads nothing."""

from collections.abc import Sequence
from struct import Struct

LINKTYPE_RADIO = 195
"""IEEE 802.15.4 with FCS."""

LINKTYPE_UPPER_PDU = 252
"""A payload whose dissector is named in front of it."""

_FILE = Struct("<IHHiIII")
_PACKET = Struct("<IIII")
_MAGIC = 0xA1B2C3D4
_SNAPLEN = 262_144
_TAG = Struct(">HH")
_DISSECTOR_NAME = 12


def pcap(linktype: int, frames: Sequence[bytes]) -> bytes:
    """Give a capture file of ``frames``; the n-th came in second n."""
    packets = (_PACKET.pack(second, 0, len(frame), len(frame)) + frame for second, frame in enumerate(frames))
    return _FILE.pack(_MAGIC, 2, 4, 0, 0, _SNAPLEN, linktype) + b"".join(packets)


def upper_pdu(dissector: str, payload: bytes) -> bytes:
    """Give ``payload`` as a frame of LINKTYPE_UPPER_PDU for the dissector of that name."""
    name = dissector.encode("ascii")
    name += bytes(-len(name) % 4)
    return _TAG.pack(_DISSECTOR_NAME, len(name)) + name + _TAG.pack(0, 0) + payload
