"""What crosses the supply from an ESME to its hub: nothing, and that for a while.

Some ESMEs cut their hub's power when they reboot into new firmware. Source: MP102. No device reads this message: whose
supply it is goes down, as in any power cut.
"""

from premises.identity import Name
from premises.quantity import Duration
from premises.wire.message import Message


class SupplyCut(Message, frozen=True, gc=False, tag="SupplyCut"):
    """ESME to hub: its supply is off, from when this is there."""

    span: Duration
    """For how long, in microseconds; 1 or more."""


def supply_from(who: Name) -> Name:
    """Give the name of the supply that ESME ``who`` feeds its hub by."""
    return Name(f"mains-{who}")
