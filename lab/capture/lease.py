"""For how long frames are kept in the notes of a running premises: always, or while somebody says that they follow.

A follower that is killed says nothing more, so what it asked for ends by itself. Held by the conductor.
"""

from premises.quantity import seconds
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, FramesKept, FramesOrder

FRAMES_LEASE = seconds(12)
"""Wall time for which frames are kept after somebody asked for them. Ours: three times FRAMES_RENEWED and a little."""

FRAMES_RENEWED = seconds(3)
"""Wall time after which a follower asks again. Ours."""


class FramesLease:
    """Whether frames are to be kept now."""

    def __init__(self, *, always: bool) -> None:
        self._always = always
        self._until: int | None = None

    @property
    def kept(self) -> bool:
        """Whether they are."""
        return self._always or self._until is not None

    @property
    def octets(self) -> bytes:
        """What everybody is told, as it is published."""
        return encode(FramesKept(ENVELOPE_VERSION, self.kept))

    def obey(self, order: bytes, now: int) -> bool:
        """Take it that somebody follows at ``now``, microseconds of wall; say whether that is news.

        WireError when it is no order.
        """
        decode(FramesOrder, order)
        before, self._until = self.kept, now + FRAMES_LEASE
        return not before

    def ends(self, now: int) -> bool:
        """Say whether the last one who followed has been silent for too long, and from ``now`` on nothing is kept."""
        if self._until is None or now < self._until:
            return False
        self._until = None
        return not self._always
