"""The one 802.15.4 command of a premises: a sleepy child asks its parent for what it holds.

Values only; the bytes are in ``air_bytes``. Source: IEEE 802.15.4, data request command 0x04.
"""

from premises.wire.message import Message


class DataRequest(Message, frozen=True, gc=False):
    """Child to parent: I am awake; send what you hold for me."""
