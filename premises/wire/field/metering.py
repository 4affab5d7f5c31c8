"""The everyday messages of a premises: one register of the Metering cluster, asked for, answered and reported.

Values only; their bytes are in ``metering_bytes``. One attribute a message; only the register that meters count in.
Source: ZCL foundation commands and Metering cluster 0x0702 as tshark dissects them (docs/sources.md).
"""

from premises.wire.message import Message

METERING_CLUSTER = 0x0702

CURRENT_SUMMATION_DELIVERED = 0x0000
"""The attribute that holds all that was ever delivered, an unsigned number of 48 bits. Source: tshark."""

NO_VALUE = 0xFFFF_FFFF_FFFF
"""What a number of 48 bits is when there is none: all ones. Source: ZCL."""

REPORT_COMMAND = 0x0A
"""Report Attributes, as a Default Response names it. Source: tshark."""


MIRROR_REPORT_COMMAND = 0x09
"""Mirror Report Attribute Response. Source: tshark."""

SCHEME_A = 0x01
"""The predefined notification scheme in which the functional flags come alone. Source: tshark."""

NEW_OTA_FIRMWARE = 1 << 0
TUNNEL_MESSAGE_PENDING = 1 << 21
"""Functional Notification Flags that a hub sets here. Source: tshark, EZ-CH."""


class ReadAttributes(Message, frozen=True, gc=False):
    """Client to server: what does this attribute hold."""

    attribute: int


class ReadAttributesResponse(Message, frozen=True, gc=False):
    """Server to client: it holds this."""

    attribute: int
    value: int
    """0 to 2^48 - 1, of which the last means that there is none."""


class ReportAttributes(Message, frozen=True, gc=False):
    """Server to client, unasked: it holds this now; a Default Response says that it was taken."""

    attribute: int
    value: int
    """0 to 2^48 - 1, of which the last means that there is none."""


class MirrorReportAttributeResponse(Message, frozen=True, gc=False):
    """Mirror to meter, in place of a Default Response: the report was taken, and there is something to fetch."""

    flags: int
    """Functional Notification Flags, 32 bits. Source: tshark, EZ-CH."""


Metering = ReadAttributes | ReadAttributesResponse | ReportAttributes | MirrorReportAttributeResponse
"""Every message of the Metering cluster here."""
