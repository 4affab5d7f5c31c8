"""What is noted of the duty cycle below 1 GHz: the hub's state, who was told to keep quiet, and what was not sent."""

from premises.identity import Name
from premises.wire.notes.note import Note


class DutyChanged(Note, frozen=True, array_like=True, gc=False, tag="duty.changed"):
    """The hub's duty cycle management went from one state to the next."""

    state: str
    """``normal``, ``limited``, ``critical`` or ``suspended``."""
    used: int
    """What its own frames took of the window, in hundredths of a percent."""


class ZclSuspended(Note, frozen=True, array_like=True, gc=False, tag="zcl.suspended"):
    """A device took Suspend ZCL Messages: but for its download it keeps quiet."""

    minutes: int
    """0 ends it."""


class FrameWithheld(Note, frozen=True, array_like=True, gc=False, tag="frame.withheld"):
    """A frame was not sent, for the sake of the duty cycle."""

    to: Name
    kind: str
    why: str
    """The hub's state, or ``suspended`` at a device that was told to keep quiet."""
