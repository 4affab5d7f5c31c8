"""What is noted of a device that downloads, verifies and runs an image."""

from premises.quantity import Duration, Instant
from premises.wire.notes.note import Note


class OtaStarted(Note, frozen=True, array_like=True, gc=False, tag="ota.started"):
    """A device began (or went on with) a download."""

    version: int
    size: int
    have: int


class EraseBegun(Note, frozen=True, array_like=True, gc=False, tag="erase.begun"):
    """A device erases its flash for an image, and asks for no block meanwhile."""

    version: int
    span: Duration


class OtaWaiting(Note, frozen=True, array_like=True, gc=False, tag="ota.waiting"):
    """The server asked a device to wait before its next block."""

    version: int
    span: Duration
    pace: Duration = Duration(0)
    """What it is to leave between any two blocks of this download from now on; 0 for nothing."""


class OtaRested(Note, frozen=True, array_like=True, gc=False, tag="ota.rested"):
    """A device has nothing under way, and will ask whether there is news."""

    query_at: Instant
    """When, unless it is invited before; who sleeps then asks at its next wake."""


class OtaRetried(Note, frozen=True, array_like=True, gc=False, tag="ota.retried"):
    """No answer came in time; the device asked again."""

    kind: str
    offset: int
    tries: int
    again_at: Instant = Instant(0)
    """When it asks once more, if this is not answered either."""


class OtaGivenUp(Note, frozen=True, array_like=True, gc=False, tag="ota.given_up"):
    """A device stopped asking; what it has stays, and a later offer of the same image goes on from there."""

    version: int
    have: int
    why: str


class OtaAborted(Note, frozen=True, array_like=True, gc=False, tag="ota.aborted"):
    """The server no longer has the image; the device dropped its part."""

    version: int
    have: int


class OtaFailed(Note, frozen=True, array_like=True, gc=False, tag="ota.failed"):
    """A device cannot keep an image; it dropped its part, and tells the server ABORT."""

    version: int
    have: int
    why: str


class OtaRefused(Note, frozen=True, array_like=True, gc=False, tag="ota.refused"):
    """A device would not take what it was offered."""

    version: int
    why: str


class ImageVerified(Note, frozen=True, array_like=True, gc=False, tag="image.verified"):
    """A device found the whole image genuine."""

    version: int


class ImageRejected(Note, frozen=True, array_like=True, gc=False, tag="image.rejected"):
    """A device found the whole image not genuine, and dropped it."""

    version: int
    why: str


class DeviceRebooted(Note, frozen=True, array_like=True, gc=False, tag="device.rebooted"):
    """A device went down in order to run another version."""

    version: int


class ActivationFailed(Note, frozen=True, array_like=True, gc=False, tag="activation.failed"):
    """A device came up and runs the version that it ran before. Assumption 45 (docs/sources.md)."""

    version: int
    """The one that did not come up."""
    running: int


class FirmwareActivated(Note, frozen=True, array_like=True, gc=False, tag="firmware.activated"):
    """A device runs another version."""

    version: int
    before: int
