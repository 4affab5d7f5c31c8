"""What is noted of the service that a meter gets through the bridges: where it was cut off, and for how long."""

from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.wire.notes.note import Note


class ServiceCut(Note, frozen=True, array_like=True, gc=False, tag="service.cut"):
    """A question or report was never answered: the device takes itself to be cut off."""

    to: Name
    """Whose answer it waits for."""
    since: Instant
    """When it was said for the first time."""


class ServiceRestored(Note, frozen=True, array_like=True, gc=False, tag="service.restored"):
    """The first answer after a cut."""

    to: Name
    lost: Duration
    """From the question or report that was never answered to this answer."""
