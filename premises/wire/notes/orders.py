"""What is noted of a Supplier's order to run an image (CS06), by the hub that keeps it and by the meter it is for."""

from premises.identity import Name
from premises.quantity import Instant
from premises.wire.notes.note import Note


class OrderPut(Note, frozen=True, array_like=True, gc=False, tag="order.put"):
    """The hub has an order for a device, and said it for the first time or again; a GSME must fetch it."""

    device: Name
    counter: int
    tries: int
    """0 while the device has to fetch it."""
    again_at: Instant
    """When the hub says it again, if it is not taken before; of what is fetched, when the hub drops it."""


class OrderTaken(Note, frozen=True, array_like=True, gc=False, tag="order.taken"):
    """A meter took an order in place of any that waited."""

    counter: int
    runs_at: Instant
    """When it is carried out; the moment of this note for one that is to be done at once."""


class OrderEnded(Note, frozen=True, array_like=True, gc=False, tag="order.ended"):
    """A meter has carried an order out, or could not, or took one that calls the one before off."""

    counter: int
    result: str
    """``success``, ``no_image_held``, ``hash_mismatch``, ``activation_failure`` or ``cancelled``."""
