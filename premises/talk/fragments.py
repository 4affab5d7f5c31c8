"""ZCL frames cut into APS blocks where one radio frame cannot hold them, and put together again.

Used towards the hub, by whoever says a signed alert. Nothing acknowledges a block and no single block is said again:
who gets no answer says the whole frame again, which stands for Zigbee's APS acknowledgements and windows.
Assumption 24 (docs/sources.md).
"""

from dataclasses import dataclass, replace

from premises.errors import WireError
from premises.identity import Name
from premises.quantity import Instant, after, seconds
from premises.wire.field.zcl_bytes import cluster_of, from_zcl, to_zcl
from premises.wire.message import Frame
from premises.wire.radio.aps import BLOCK_SIZE_MAX, BLOCKS_MAX, ApsFragment

WHOLE_SIZE_MAX = BLOCK_SIZE_MAX + 2
"""Octets of a ZCL frame that goes as it is, without an extended header. Source: docs/sources.md, radio frames."""

PARTIAL_MAX = 16
"""Frames put together at once, one for each device in a hub's log; one more pushes out the oldest. Ours."""

PARTIAL_AGE_MAX = seconds(30)
"""How long the first block that came waits for the others: an alert's second try may complete its first. Ours."""


def split(frame: Frame) -> tuple[Frame, ...]:
    """Give ``frame`` as it is when one radio frame holds it, otherwise its blocks, each in a frame of its own."""
    octets = to_zcl(frame.message, frame.transaction)
    if len(octets) <= WHOLE_SIZE_MAX:
        return (frame,)
    cluster, counter = cluster_of(frame.message), frame.transaction
    parts = [octets[at : at + BLOCK_SIZE_MAX] for at in range(0, len(octets), BLOCK_SIZE_MAX)]
    assert len(parts) <= BLOCKS_MAX, f"{type(frame.message).__name__} of {len(octets)} octets has {len(parts)} blocks"
    return tuple(
        Frame(
            frame.source,
            frame.target,
            counter,
            ApsFragment(cluster, counter, block, 0 if block else len(parts), part),
        )
        for block, part in enumerate(parts)
    )


@dataclass(frozen=True, slots=True)
class Partial:
    """What has come of one frame."""

    source: Name
    cluster: int
    counter: int
    until: Instant
    blocks: int = 0
    """How many there are; 0 until block 0 has come."""
    parts: tuple[tuple[int, bytes], ...] = ()
    """Each block with its number, in order, each once."""

    def with_block(self, fragment: ApsFragment) -> "Partial":
        """Give what there is after one more block; one that came before is replaced."""
        others = tuple(part for part in self.parts if part[0] != fragment.block)
        parts = tuple(sorted((*others, (fragment.block, fragment.octets))))
        return replace(self, blocks=fragment.blocks or self.blocks, parts=parts)

    def whole(self) -> bytes | None:
        """Give all octets, once every block is there."""
        if [number for number, _ in self.parts] != list(range(self.blocks)):
            return None
        return b"".join(octets for _, octets in self.parts) or None


class Reassembly:
    """The frames that one participant puts together; ``state`` is the tuple of them, the one begun first first."""

    __slots__ = ("state",)

    def __init__(self) -> None:
        self.state: tuple[Partial, ...] = ()

    def take(self, frame: Frame, fragment: ApsFragment, now: Instant) -> Frame | None:
        """Give the whole frame when ``fragment`` was its last missing block.

        WireError when the octets are no ZCL frame of ours, or there are more blocks than anybody here sends.
        """
        if max(fragment.block + 1, fragment.blocks) > BLOCKS_MAX:
            raise WireError(f"block {fragment.block} of {fragment.blocks or 'some'}: at most {BLOCKS_MAX} are taken")
        key = (frame.source, fragment.cluster, fragment.counter)
        fresh = tuple(partial for partial in self.state if partial.until > now)
        found = next((each for each in fresh if (each.source, each.cluster, each.counter) == key), None)
        partial = (found or Partial(*key, after(now, PARTIAL_AGE_MAX))).with_block(fragment)
        others = tuple(each for each in fresh if each is not found)
        octets = partial.whole()
        if octets is None:
            ordered = sorted((*others, partial), key=lambda each: each.until)
            self.state = tuple(ordered[-PARTIAL_MAX:])
            return None
        self.state = others
        transaction, message = from_zcl(fragment.cluster, octets)
        return Frame(frame.source, frame.target, transaction, message)
