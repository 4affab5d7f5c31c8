"""The small retained state of a participant: what a late viewer is shown at once, without any history.

A picture is a summary made by the machine itself; it is not evidence (notes are) and nobody decides by it.
"""

from msgspec import Struct
from msgspec.structs import replace

from premises.identity import Eui64, Name
from premises.quantity import Duration


class Outcome(Struct, frozen=True, array_like=True):
    """What became of one device's part of a service request, as the DCC adapter knows it."""

    request_id: str
    device_id: Eui64
    version: int
    transfer: str
    """``waiting``, ``delivered`` (N60, before FDRA), ``success``, or why not."""
    activation: str
    """``waiting``, ``held`` (until CS06 is asked for), ``success``, ``failure`` (CS09), or what CS06 came to."""
    detail: str
    firmware_hash: bytes = b""
    """The Manufacturer Image Hash of what an 11.1 brought, which CS06 names; empty for an 11.4."""


class Service(Struct, frozen=True, array_like=True):
    """What a meter lost of the service that it gets through the bridges."""

    lost: Duration = Duration(0)
    """In all cuts that are over."""
    cuts: int = 0
    """Those that are over."""
    is_cut: bool = False
    """Whether it is cut off now."""


class Touched(Struct, frozen=True, array_like=True):
    """What an imposed fault did to what one participant sent since it started."""

    fault: str
    """Its id."""
    flights: int
    """Those that it lost, delayed, doubled or damaged."""


class Held(Struct, frozen=True, array_like=True):
    """What the Smart Metering Inventory holds to be true of one device."""

    device_id: Eui64
    status: str
    """As DUIS names it: ``Commissioned``, ``Suspended``..."""
    firmware_version: int


class Picture(Struct, frozen=True, array_like=True):
    """What one participant is doing now."""

    who: Name
    running: int | None
    """The firmware version it runs, or None for what has no firmware here."""
    activity: str
    """One word of the participant's own states: ``idle``, ``downloading``, ``rebooting``..."""
    version: int | None = None
    """The version that the activity is about."""
    have: int = 0
    """Octets of it held."""
    size: int = 0
    """Octets of it in all; 0 when nothing is under way."""
    detail: str = ""
    outcomes: tuple[Outcome, ...] = ()
    """The DCC adapter's alone; the newest last."""
    service: Service = Service()
    """A meter's alone; nobody else counts any."""
    outage_alerts: int = 0
    """How many power outages (AD1) went to the network operator: the DCC adapter's alone."""
    touched: tuple[Touched, ...] = ()
    """Added by who runs the participant: a machine knows nothing of links. Only faults that did something."""
    alerts: tuple[int, ...] = ()
    """A Supplier's alone: the codes of the hub's own alerts that it was told of, in order."""
    heard: tuple[str, ...] = ()
    """A Supplier's alone: what else it was told, a line each, in order."""

    inventory: tuple[Held, ...] = ()
    """The DCC adapter's alone: what the Smart Metering Inventory holds, in its order."""

    def with_touched(self, touched: tuple[Touched, ...]) -> "Picture":
        """Give the same picture with what imposed faults did."""
        return replace(self, touched=touched)
