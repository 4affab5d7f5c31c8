"""What is noted of a bundle, by the bridge that feeds others with its parts."""

from premises.identity import Name
from premises.wire.notes.note import Note


class FeedingBegun(Note, frozen=True, array_like=True, gc=False, tag="feeding.begun"):
    """A bridge holds a bundle that is whole and verified, and offers their parts to whom it feeds."""

    version: int
    children: tuple[Name, ...]


class PartSettled(Note, frozen=True, array_like=True, gc=False, tag="part.settled"):
    """What came of one child's part, as far as its feeder knows."""

    child: Name
    version: int
    standing: str
    """``taken``, ``runs``, or why it never will: ``refused``, ``no_space``, ``failed``, ``newer``, ``missing``."""


class FeedingEnded(Note, frozen=True, array_like=True, gc=False, tag="feeding.ended"):
    """A bridge has done what it can with a bundle."""

    version: int
    success: bool
    """Whether all whom it feeds run their parts."""
