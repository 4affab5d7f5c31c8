"""What is noted of the air: a frame that was sent, once more what became of it, and who began or ceased to listen."""

from typing import Annotated

from msgspec import Meta

from premises.identity import Name
from premises.quantity import Duration
from premises.wire.notes.note import Note

NO_OFFSET = -1
"""Offset of a flight whose message has none. Ours."""

FRAME_MAX = 16 * 1024
"""Octets of a frame that a note keeps: the longest is a chunk on the WAN, of 8,192, and what is round it. Ours."""


class FlightSent(Note, frozen=True, array_like=True, gc=False, tag="flight.sent"):
    """A frame left the sender's radio."""

    link: Name
    target: Name
    """The neighbour, not the end of the route."""
    sequence: int
    """Counts the sender's flights on this directed link since its last start."""
    counter: int
    """The sender's frame counter, which never repeats (a nonce is made of it)."""
    kind: str
    """The class name of the message."""
    offset: int = NO_OFFSET
    octets: int = 0
    """As on the air, check sequence included; 0 on a link that is no radio."""
    origin: Name = Name("")
    """Who says it, which a bridge that passes it on is not."""
    goal: Name = Name("")
    """For whom it is in the end."""
    frame: Annotated[bytes, Meta(max_length=FRAME_MAX)] = b""
    """Its octets as radio or WAN carry them, undamaged; empty unless somebody asked that frames be kept."""


class FlightDelivered(Note, frozen=True, array_like=True, gc=False, tag="flight.delivered"):
    """A frame reached its target, which was listening."""

    link: Name
    source: Name
    boot: int
    sequence: int
    kind: str
    offset: int
    after: Duration
    """From leaving to arriving, in premises time."""
    late: int = 0
    """How much later than due it was handed over, in microseconds of wall time; 0 in virtual time."""


class FlightLost(Note, frozen=True, array_like=True, gc=False, tag="flight.lost"):
    """A frame was lost on the air: noted by the sender, who decides it."""

    link: Name
    target: Name
    sequence: int
    kind: str
    offset: int
    by: str
    """The name of the impairment."""


class FlightMissed(Note, frozen=True, array_like=True, gc=False, tag="flight.missed"):
    """A frame came that nobody heard: the radio was off, the target was down or restarted since, or it is damaged."""

    link: Name
    source: Name
    boot: int
    sequence: int
    kind: str
    offset: int
    why: str
    """``deaf``, ``restarted``, ``down`` or ``damaged``."""


class FlightStraggled(Note, frozen=True, array_like=True, gc=False, tag="flight.straggled"):
    """A frame came from before its machine's now: the clock is too fast for this broker, and the run proves nothing."""

    link: Name
    source: Name
    boot: int
    sequence: int
    behind: Duration


class RadioTurned(Note, frozen=True, array_like=True, gc=False, tag="radio.turned"):
    """A receiver went on or off; whoever starts begins with it on."""

    on: bool


class FrameHeld(Note, frozen=True, array_like=True, gc=False, tag="frame.held"):
    """A parent holds a frame for a child that sleeps."""

    child: Name
    kind: str


class FrameExpired(Note, frozen=True, array_like=True, gc=False, tag="frame.expired"):
    """A parent dropped a frame that its child did not fetch."""

    child: Name
    kind: str
    why: str


class FrameStranded(Note, frozen=True, array_like=True, gc=False, tag="frame.stranded"):
    """A bridge dropped a frame to or from whoever is behind it, for their versions do not understand each other."""

    child: Name
    """The neighbour behind it."""
    kind: str
    child_runs: int
    """As far as the bridge knows."""
    runs: int
    """What the bridge itself runs."""


class FrameRelayed(Note, frozen=True, array_like=True, gc=False, tag="frame.relayed"):
    """A bridge passed a frame on that was not for itself."""

    to: Name
    kind: str
