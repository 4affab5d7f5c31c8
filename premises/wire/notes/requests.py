"""What is noted of a request on its way to the hub and in its store, and of the alerts that answer it."""

from premises.identity import Eui64, Name
from premises.quantity import Instant
from premises.wire.notes.note import Note


class RequestAccepted(Note, frozen=True, array_like=True, gc=False, tag="request.accepted"):
    """The DCC adapter took a service request."""

    request_id: str
    version: int
    size: int
    devices: tuple[Eui64, ...]
    transfer: int = 0
    """The number under which its image will go over the WAN."""


class RequestRefused(Note, frozen=True, array_like=True, gc=False, tag="request.refused"):
    """The DCC adapter did not take a service request, or not for all of its devices."""

    request_id: str
    reason: str
    detail: str
    devices: tuple[Eui64, ...] = ()
    """Those for which it did not, when it did for others; none when it took nothing of it."""


class RequestUnanswered(Note, frozen=True, array_like=True, gc=False, tag="request.unanswered"):
    """The DCC adapter told the Supplier that nothing came of an 11.3 in time."""

    request_id: str
    device: Eui64
    reason: str
    """``CommandNotDelivered`` or ``NoResponse``."""


class TransferOffered(Note, frozen=True, array_like=True, gc=False, tag="transfer.offered"):
    """The DCC adapter told the hub of an image, for the first time or again."""

    transfer: int
    tries: int
    again_at: Instant
    """When it does once more, if the hub asks for nothing before."""


class TransferStarted(Note, frozen=True, array_like=True, gc=False, tag="transfer.started"):
    """The hub began (or, after a restart, went on) fetching an image over the WAN."""

    transfer: int
    size: int
    have: int


class TransferEnded(Note, frozen=True, array_like=True, gc=False, tag="transfer.ended"):
    """The hub ended a WAN transfer."""

    transfer: int
    status: str


class ImageStored(Note, frozen=True, array_like=True, gc=False, tag="image.stored"):
    """The hub's store holds an image."""

    slot: str
    manufacturer: int
    image_type: int
    version: int
    size: int


class ImageDisplaced(Note, frozen=True, array_like=True, gc=False, tag="image.displaced"):
    """An image left the hub's store because another took its slot."""

    slot: str
    image_type: int
    version: int
    by_image_type: int


class ImageRemoved(Note, frozen=True, array_like=True, gc=False, tag="image.removed"):
    """An image left the hub's store by rule: every device has it, or it was held too long."""

    slot: str
    image_type: int
    version: int
    why: str


class ImageOffered(Note, frozen=True, array_like=True, gc=False, tag="image.offered"):
    """The hub told a device that there is an image for it."""

    device: Name
    version: int


class ImageNotOffered(Note, frozen=True, array_like=True, gc=False, tag="image.not_offered"):
    """The hub answered a query with NO_IMAGE_AVAILABLE."""

    device: Name
    why: str


class DeviceLogged(Note, frozen=True, array_like=True, gc=False, tag="device.logged"):
    """The hub was told to take a device into its log, or out of it (CCS01, CCS02)."""

    device: Eui64
    what: str
    """``add`` or ``remove``."""
    is_done: bool


class AlertSent(Note, frozen=True, array_like=True, gc=False, tag="alert.sent"):
    """A device or the hub said something to the Access Control Broker, for the first time or again."""

    use_case: str
    """``CCS08``, ``CS09``, ``DBCH06`` or ``DBCH10``; ``ImageDiscarded`` for what the hub tells the carrier alone."""
    entity: Eui64
    version: int
    """0 when it is about none."""
    code: str
    counter: int
    tries: int
    again_at: Instant = Instant(0)
    """When it is said again, if nobody takes it before."""


class AlertReceived(Note, frozen=True, array_like=True, gc=False, tag="alert.received"):
    """The DCC adapter received an alert."""

    use_case: str
    entity: Eui64
    version: int
    code: str


class AlertRefused(Note, frozen=True, array_like=True, gc=False, tag="alert.refused"):
    """The DCC adapter did not believe an alert, and answered nothing."""

    use_case: str
    originator: Eui64
    """Whom the alert says it comes from."""
    counter: int
    reason: str


class AlertLost(Note, frozen=True, array_like=True, gc=False, tag="alert.lost"):
    """An alert was given up: nobody will ever hear it."""

    use_case: str
    entity: Eui64
    version: int


class MailLost(Note, frozen=True, array_like=True, gc=False, tag="mail.lost"):
    """The DCC adapter gave up a message that a Supplier never took, for too many waited for that Supplier."""

    supplier: Name
    number: int
    message: str
    """Its name in DUIS."""


class OutageAlerted(Note, frozen=True, array_like=True, gc=False, tag="outage.alerted"):
    """The DCC adapter passed a power outage on to the network operator, as a DCC alert."""

    code: str
    """``AD1``."""
    originator: Eui64
    """The hub without power."""
    since: Instant
