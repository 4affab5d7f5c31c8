"""Capture files in pcapng, block by block as they are known; and the only door to ``pcapng``.

A stream of whole blocks: whoever stops writing leaves a file that any reader takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO

from pcapng import FileWriter  # type: ignore[import-untyped]  # it ships no types
from pcapng.blocks import EnhancedPacket, InterfaceDescription, SectionHeader  # type: ignore[import-untyped]  # as above

from premises.quantity import Instant
from premises.wire.gbcs.der import EPOCH

_ORIGIN = round(EPOCH.timestamp() * 1_000_000)
"""Microseconds of the premises' origin, as GBCS messages of a premises have it too."""

_LOW = 0xFFFF_FFFF


class LinkType(IntEnum):
    """What the octets of a packet begin with. Source: docs/sources.md, radio captures."""

    RADIO = 195
    """IEEE 802.15.4 with its check sequence."""
    UPPER_PDU = 252
    """A payload behind the name of its dissector."""


@dataclass(frozen=True, slots=True)
class Interface:
    """One link, as a capture shows it."""

    name: str
    description: str
    link_type: LinkType
    bits_per_s: int = 0
    """0 where nobody says."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One frame, as a capture shows it."""

    at: Instant
    interface: int
    """Which one of the file's interfaces, from 0."""
    octets: bytes
    comment: str


class CaptureWriter:
    """Writes one section: its interfaces at once, its packets as they come."""

    def __init__(self, stream: BinaryIO, interfaces: Sequence[Interface], comment: str, program: str) -> None:
        """Write the head; OSError when the stream takes nothing."""
        self._stream = stream
        self._section = SectionHeader(endianness="<", options={"opt_comment": comment, "shb_userappl": program})
        for interface in interfaces:
            self._section.new_member(
                InterfaceDescription, link_type=interface.link_type.value, snaplen=0, options=_options(interface)
            )
        self._writer = FileWriter(stream, self._section)
        stream.flush()

    def write(self, packets: Sequence[Packet]) -> None:
        """Add ``packets``, none older than the last one written, and hand them on; OSError when nobody takes them."""
        for packet in packets:
            moment = _ORIGIN + packet.at
            self._writer.write_block(
                self._section.new_member(
                    EnhancedPacket, interface_id=packet.interface, packet_data=packet.octets,
                    packet_len=len(packet.octets), timestamp_high=moment >> 32, timestamp_low=moment & _LOW,
                    options={"opt_comment": packet.comment},
                )
            )  # fmt: skip
        if packets:
            self._stream.flush()


def _options(interface: Interface) -> dict[str, object]:
    # Without a resolution of its own an interface counts microseconds, which is what an Instant is.
    options: dict[str, object] = {"if_name": interface.name, "if_description": interface.description}
    if interface.bits_per_s:
        options["if_speed"] = interface.bits_per_s
    return options
