"""A ZCL frame that does not fit one radio frame, block by block, as Zigbee's APS layer sends it.

Values only; the bytes are in ``radio_bytes``, cutting and putting together is ``premises.talk.fragments``.
Source: Zigbee, APS extended header; judged by tshark.
"""

from premises.wire.message import Message

BLOCK_SIZE_MAX = 80
"""Octets of one block: what NWK security and an extended header leave of 127. Source: docs/sources.md, radio frames."""

BLOCKS_MAX = 16
"""Blocks of one ZCL frame: 1,280 octets, which is more than any message here has. Ours."""


class ApsFragment(Message, frozen=True, gc=False):
    """One block of a ZCL frame that no radio frame holds whole; a frame's transaction repeats its APS counter."""

    cluster: int
    counter: int
    """The APS counter, 0 to 255, which all blocks of one ZCL frame share."""
    block: int
    """Counts from 0."""
    blocks: int
    """How many there are, said in block 0; 0 in every other."""
    octets: bytes
    """1 to BLOCK_SIZE_MAX octets of the ZCL frame."""
