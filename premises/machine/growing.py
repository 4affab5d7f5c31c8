"""An image while it grows: a shared append-only buffer and a length, so that a block costs a block.

A state that holds one stays a value: it is compared by what the image is to be and how much of it is there, it is
never copied per block, and a fork shares the buffer until the two sides differ. It checks no hash; trust does.
"""


class Growing:
    """The first ``length`` octets of the image ``identity``; ``grown`` gives a longer one, this one never changes."""

    __slots__ = ("_buffer", "identity", "length")

    def __init__(self, identity: bytes) -> None:
        self.identity = identity
        """What it is to be: the expected hash, or what the header promised where no hash is known."""
        self.length = 0
        self._buffer = bytearray()

    def grown(self, data: bytes) -> "Growing":
        """Give the image with ``data`` after what is there."""
        end = self.length + len(data)
        other = object.__new__(Growing)
        other.identity = self.identity
        other.length = end
        buffer = self._buffer
        if len(buffer) == self.length:
            buffer += data
        elif buffer[self.length : end] != data:
            # Another fork has grown differently from the same point: part company here.
            buffer = buffer[: self.length] + data
        other._buffer = buffer
        return other

    def part(self, start: int, size: int) -> bytes:
        """Give up to ``size`` octets from ``start``; fewer, or none, at the end."""
        return bytes(self._buffer[start : min(start + size, self.length)])

    def whole(self) -> bytes:
        """Give all that is there."""
        return bytes(self._buffer[: self.length])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Growing) and (self.identity, self.length) == (other.identity, other.length)

    def __hash__(self) -> int:
        return hash((self.identity, self.length))

    def __repr__(self) -> str:
        return f"Growing({self.identity.hex()[:12]}, {self.length} octets)"
