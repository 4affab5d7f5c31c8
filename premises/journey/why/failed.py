"""Causes that end a package: it will never arrive by itself, and somebody must begin anew."""

from premises.journey.devices import unless
from premises.journey.package import Stage
from premises.journey.why.case import Case
from premises.journey.why.cause import (
    ALERT_LOST,
    HELD_TOO_LONG,
    IMAGE_REFUSED,
    NO_ROOM,
    NOT_ACTIVATED,
    NOT_FOR_DEVICE,
    NOT_STORED,
    OVERWRITTEN,
    Cause,
    Evidence,
    Finding,
)
from premises.wire.field.gbcs import TransferResponseCode
from premises.wire.field.wan import TransferStatus
from premises.wire.notes.downloads import (
    ActivationFailed,
    FirmwareActivated,
    ImageRejected,
    ImageVerified,
    OtaFailed,
    OtaRefused,
)
from premises.wire.notes.requests import (
    AlertLost,
    AlertSent,
    ImageDisplaced,
    ImageRemoved,
    ImageStored,
    TransferEnded,
)
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import DCC, HUB

HELD = "held too long"
"""Why the hub removes what it held for too long; as in hub.machine."""

_BEFORE_IT_IS_WHOLE = (Stage.DCC, Stage.WAN, Stage.STORE, Stage.HAN, Stage.ALT)


def not_stored(case: Case) -> Finding | None:
    """Find that the hub fetched the image, and did not store it."""
    ended = case.last(DCC, TransferEnded, case.package.transfer_number)
    if ended is None or not isinstance(ended.note, TransferEnded):
        return None
    if ended.note.status == TransferStatus.STORED.name.lower():
        return None
    words = f"the hub did not store it: {ended.note.status.replace('_', ' ')}"
    return _found(NOT_STORED, case, ended, words, at_hub=True)


def overwritten(case: Case) -> Finding | None:
    """Find that another image took its slot before the device had it."""
    stored, gone = _gone(case, ImageDisplaced)
    if stored is None or gone is None or not isinstance(gone.note, ImageDisplaced):
        return None
    words = f"overwritten in the hub's store by an image of type {gone.note.by_image_type:#06x}"
    evidence = (Evidence("it was stored", (stored,)), Evidence("another image took its slot", (gone,)))
    return Finding(OVERWRITTEN, (HUB,), gone.at, words, evidence)


def held_too_long(case: Case) -> Finding | None:
    """Find that the hub dropped it after holding it for as long as it holds anything."""
    stored, gone = _gone(case, ImageRemoved)
    if stored is None or gone is None or not isinstance(gone.note, ImageRemoved) or gone.note.why != HELD:
        return None
    evidence = (Evidence("it was stored", (stored,)), Evidence("it was removed", (gone,)))
    return Finding(HELD_TOO_LONG, (HUB,), gone.at, "the hub held it for too long, and dropped it", evidence)


def not_for_device(case: Case) -> Finding | None:
    """Find that the hub or the device says that the image is for another one."""
    package = case.package
    if package.stage not in _BEFORE_IT_IS_WHOLE:
        return None
    refused = case.last(package.device, OtaRefused, package.version)
    if refused is not None and isinstance(refused.note, OtaRefused) and "fit" not in refused.note.why:
        return _found(NOT_FOR_DEVICE, case, refused, f"{package.device} does not take it: {refused.note.why}")
    alert = case.alert_of(HUB, "CCS08")
    if alert is not None and isinstance(alert.note, AlertSent):
        mismatch = TransferResponseCode.HARDWARE_VERSION_MISMATCH.name.lower()
        if alert.note.code == mismatch:
            words = f"it is not for the hardware of {package.device}"
            return _found(NOT_FOR_DEVICE, case, alert, words, at_hub=True)
    return None


def image_refused(case: Case) -> Finding | None:
    """Find that the device has it whole, and did not find it genuine."""
    package = case.package
    rejected = case.last(package.device, ImageRejected, package.version)
    rejected = unless(rejected, case.last(package.device, ImageVerified, package.version))
    if rejected is None or not isinstance(rejected.note, ImageRejected):
        return None
    return _found(IMAGE_REFUSED, case, rejected, f"{package.device} refused the image: {rejected.note.why}")


def no_room(case: Case) -> Finding | None:
    """Find that the device cannot keep it."""
    package = case.package
    if package.stage not in _BEFORE_IT_IS_WHOLE:
        return None
    failed = case.last(package.device, OtaFailed, package.version)
    if failed is not None and isinstance(failed.note, OtaFailed):
        return _found(NO_ROOM, case, failed, f"{package.device} cannot keep it: {failed.note.why}")
    refused = case.last(package.device, OtaRefused, package.version)
    if refused is not None and isinstance(refused.note, OtaRefused) and "fit" in refused.note.why:
        return _found(NO_ROOM, case, refused, f"{package.device} does not take it: {refused.note.why}")
    return None


def not_activated(case: Case) -> Finding | None:
    """Find that the device came up with the version that it ran before."""
    package = case.package
    failed = case.last(package.device, ActivationFailed, package.version)
    failed = unless(failed, case.last(package.device, FirmwareActivated, package.version))
    verified = case.last(package.device, ImageVerified, package.version)
    if failed is None or verified is None or not isinstance(failed.note, ActivationFailed):
        return None
    words = f"{package.device} came up and still runs {failed.note.running:#010x}"
    evidence = (Evidence("it was verified", (verified,)), Evidence("it did not come up", (failed,)))
    return Finding(NOT_ACTIVATED, (package.device,), failed.at, words, evidence)


def alert_lost(case: Case) -> Finding | None:
    """Find that whoever had the device's alert gave it up."""
    package = case.package
    for who in (package.device, HUB):
        lost = case.last(who, AlertLost, "CS09", case.place.eui, package.version)
        if lost is not None and not package.is_done:
            words = f"{who} gave up CS09: nobody will hear that {package.device} runs it"
            return Finding(ALERT_LOST, (who,), lost.at, words, (Evidence("the alert was given up", (lost,)),))
    return None


def _gone(case: Case, kind: type[ImageDisplaced | ImageRemoved]) -> tuple[Entry | None, Entry | None]:
    """Give when it was stored and when it left the store, if the device did not have it by then."""
    package = case.package
    if package.stage not in _BEFORE_IT_IS_WHOLE:
        return None, None
    image = case.place.image_type, package.version
    stored = case.last(HUB, ImageStored, *image)
    return stored, unless(case.last(HUB, kind, *image), stored)


def _found(cause: Cause, case: Case, entry: Entry, words: str, *, at_hub: bool = False) -> Finding:
    at = HUB if at_hub else case.package.device
    return Finding(cause, (at,), entry.at, words, (Evidence(cause.needs, (entry,)),))
