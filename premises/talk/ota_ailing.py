"""What is wrong with a device as its OTA client meets it: a full or slow flash, a wrong hardware, a wrong verdict.

Pure answers; what follows from them is said in ``ota_client``, whether the device runs anything by its owner.
"""

from premises.errors import ImageFileError
from premises.machine.ailing import DeviceFaults, found
from premises.quantity import Duration, Instant
from premises.talk.ota_plan import OtaPlan
from premises.wire.field.ota_file import check_hardware, read_ota_header

FLASH_FULL = "flash-full"
SLOW_ERASE = "slow-erase"
REFUSE_VERIFY = "refuse-verify"
FAIL_ACTIVATE = "fail-activate"
WRONG_HARDWARE = "wrong-hardware"

OTHER_HARDWARE = 0xFFFE
"""What a device with the wrong hardware says that it is. Assumption 39 (docs/sources.md)."""


def is_full(faults: DeviceFaults, now: Instant) -> bool:
    """Say whether its flash takes nothing."""
    return found(faults, FLASH_FULL, now) is not None


def erases_for(faults: DeviceFaults, now: Instant) -> Duration:
    """Give how long it erases its flash before the first block; 0 for a flash that is ready."""
    fault = found(faults, SLOW_ERASE, now)
    return Duration(0) if fault is None else fault.takes


def hardware_of(plan: OtaPlan, faults: DeviceFaults, now: Instant) -> int:
    """Give the hardware version that it says it is."""
    return plan.hardware if found(faults, WRONG_HARDWARE, now) is None else OTHER_HARDWARE


def verify(plan: OtaPlan, faults: DeviceFaults, octets: bytes, version: int, now: Instant) -> None:
    """Return for a whole OTA file that it may run, as ``plan.verify``; a PremisesError with the reason otherwise."""
    plan.verify(octets, version, now)
    if found(faults, REFUSE_VERIFY, now) is not None:
        raise ImageFileError("the device takes a good image for invalid: refuse-verify")
    if found(faults, WRONG_HARDWARE, now) is not None:
        check_hardware(read_ota_header(octets), OTHER_HARDWARE)
