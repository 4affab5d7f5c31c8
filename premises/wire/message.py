"""What every message on the air has in common, and the frame that carries one across a premises.

A frame is a typed value; its bytes are made when size, damage, capture or MQTT ask for them
(``premises.wire.field.air_bytes``). Nothing here knows topics, links or time.
"""

from enum import Enum

from msgspec import Struct

from premises.identity import Name


class Message(Struct, frozen=True, gc=False):
    """One message; the class name is the standard's own name for it."""


class Frame(Struct, frozen=True, gc=False):
    """A message on its way from the device that speaks to the device that is meant."""

    source: Name
    """Who speaks (on a radio: the NWK source, whoever relays it)."""
    target: Name
    """Who is meant (on a radio: the NWK destination)."""
    transaction: int
    """0 to 255. An answer repeats the number of its question (the ZCL transaction sequence number).

    Over DUIS also more, for what is said until it is acknowledged (``duis.messages.MAIL_FIRST``).
    """
    message: Message


class Medium(Enum):
    """What a link is made of, and so how its frames look as bytes."""

    RADIO = "radio"
    """802.15.4 frames: MAC, NWK, APS, ZCL."""
    WAN = "wan"
    """GBCS-shaped messages, and the carrier's own image transfer (assumption 2, docs/sources.md)."""
    DUIS = "duis"
    """Between Suppliers and the DCC adapter; MessagePack until it is DUIS XML over HTTP."""
    MAINS = "mains"
    """From an ESME to the hub that it feeds: no radio, and all that crosses it is that there is no supply."""
