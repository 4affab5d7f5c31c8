"""How a device keeps a download: one row for what it is to be, one row a block, one row when it is verified.

A block is a row of its own, so that keeping one costs one whatever the image's size. Nothing here decides anything.
"""

from struct import Struct

from premises.machine.effects import Keep, Kept
from premises.machine.growing import Growing
from premises.quantity import Duration, Instant
from premises.talk.ota_phase import Downloading, Ending, Idle, Phase, Querying, Whole
from premises.wire.field.zcl import Status

KEY_OTA = "ota"
"""All that belongs to the download; forgetting it forgets the blocks."""

_KEY_TARGET = "ota/target"
_KEY_ENDED = "ota/ended"
_KEY_BLOCK = "ota/block"
_TARGET = Struct("<HHII")


def keep_target(manufacturer: int, image_type: int, version: int, size: int) -> tuple[bytes, Keep, Keep]:
    """Give the identity of a download that begins, and the two keeps that begin it (the first forgets the last one)."""
    identity = _TARGET.pack(manufacturer, image_type, version, size)
    return identity, Keep(KEY_OTA, None), Keep(_KEY_TARGET, identity)


def held(phase: Phase) -> tuple[int, Growing] | None:
    """Give the version and the image that a device holds, whole and verified, until something has it run them."""
    if isinstance(phase, Ending) and phase.status is Status.SUCCESS:
        return phase.version, phase.image
    part = phase.part if isinstance(phase, Idle | Querying) else None
    if part is None or part.image.length < part.size:
        return None
    _, _, version, _ = _TARGET.unpack(part.image.identity)
    return version, part.image


def keep_block(offset: int, data: bytes) -> Keep:
    """Give the keep of one block."""
    return Keep(f"{_KEY_BLOCK}/{offset:08x}", data)


def keep_ended(version: int) -> Keep:
    """Give the keep that says: the image is whole and verified."""
    return Keep(_KEY_ENDED, b"%d" % version)


def resumed(kept: Kept, *, holds_end: bool) -> Downloading | Ending | Whole | None:
    """Give the phase in which a device that restarts finds its download, or None when it has none."""
    identity = kept.get(_KEY_TARGET)
    if identity is None:
        return None
    _, _, version, size = _TARGET.unpack(identity)
    image = Growing(identity)
    for key, data in kept.below(_KEY_BLOCK):
        assert int(key.rsplit("/", 1)[1], 16) == image.length, f"{key} does not follow {image.length} octets"
        image = image.grown(data)
    if kept.get(_KEY_ENDED) is not None:
        return Whole(version, image) if holds_end else Ending(version, image, Status.SUCCESS, 0, Instant(0))
    return Downloading(version, size, image, Duration(0), 0, Instant(0))
