"""Causes that end a package: it will never arrive by itself, and somebody must begin anew."""

from premises.journey.devices import unless
from premises.journey.package import ACTIVATED_BY, Stage
from premises.journey.why.case import Case
from premises.journey.why.cause import (
    ALERT_LOST,
    HELD_TOO_LONG,
    IMAGE_REFUSED,
    LOST_IN_REBOOT,
    NO_ROOM,
    NOT_ACTIVATED,
    NOT_FOR_DEVICE,
    NOT_STORED,
    OVERWRITTEN,
)
from premises.journey.why.finding import Cause, Evidence, Finding
from premises.quantity import spoken
from premises.wire.field.wan import TransferStatus
from premises.wire.gbcs.alerts import TransferResponseCode
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

HELD = "held for too long"
"""Why the hub removes what it held for too long. It is hub.machine's word."""

REBOOTED = "lost in a reboot"
"""Why the hub removes what its store did not keep. It is hub.machine's word."""

_BEFORE_IT_IS_WHOLE = (Stage.DCC, Stage.WAN, Stage.STORE, Stage.HAN, Stage.ALT)


def not_stored(case: Case) -> Finding | None:
    """Find that the hub fetched the image, and did not store it."""
    ended = case.last(DCC, TransferEnded, case.package.transfer_number)
    if ended is None or not isinstance(ended.note, TransferEnded):
        return None
    if ended.note.status == TransferStatus.STORED.name.lower():
        return None
    words = f"{HUB} did not store it: {ended.note.status.replace('_', ' ')}, at {spoken(ended.at)}"
    return _found(NOT_STORED, case, (ended,), words, at_hub=True)


def overwritten(case: Case) -> Finding | None:
    """Find that another image took its slot before the device had it."""
    stored, gone = _gone(case, ImageDisplaced)
    if stored is None or gone is None or not isinstance(gone.note, ImageDisplaced):
        return None
    words = f"{HUB} overwrote it with an image of type {gone.note.by_image_type:#06x} at {spoken(gone.at)}"
    evidence = (Evidence("it was stored", (stored,)), Evidence("another image took its slot", (gone,)))
    return Finding(OVERWRITTEN, (HUB,), gone.at, words, evidence)


def held_too_long(case: Case) -> Finding | None:
    """Find that the hub dropped it after holding it for as long as it holds anything."""
    stored, gone = _gone(case, ImageRemoved)
    if stored is None or gone is None or not isinstance(gone.note, ImageRemoved) or gone.note.why != HELD:
        return None
    evidence = (Evidence("it was stored", (stored,)), Evidence("it was removed", (gone,)))
    words = f"{HUB} dropped it at {spoken(gone.at)}: held since {spoken(stored.at)}"
    return Finding(HELD_TOO_LONG, (HUB,), gone.at, words, evidence)


def lost_in_reboot(case: Case) -> Finding | None:
    """Find that the hub rebooted, and its store was empty after it."""
    stored, gone = _gone(case, ImageRemoved)
    if stored is None or gone is None or not isinstance(gone.note, ImageRemoved) or gone.note.why != REBOOTED:
        return None
    evidence = (Evidence("it was stored", (stored,)), Evidence("it was removed", (gone,)))
    return Finding(LOST_IN_REBOOT, (HUB,), gone.at, f"{HUB} lost it in a reboot at {spoken(gone.at)}", evidence)


def not_for_device(case: Case) -> Finding | None:
    """Find that the hub or the device says that the image is for another one."""
    package = case.package
    if package.stage not in _BEFORE_IT_IS_WHOLE:
        return None
    refused = _refusals(case, fits=True)
    if refused:
        return _found(NOT_FOR_DEVICE, case, refused, f"{package.device} does not take it: {_why(refused[-1])}")
    mismatch = TransferResponseCode.HARDWARE_VERSION_MISMATCH.name.lower()
    said = case.every(HUB, AlertSent, "CCS08", case.place.eui, package.version)
    said = tuple(entry for entry in said if isinstance(entry.note, AlertSent) and entry.note.code == mismatch)
    if said:
        words = f"{HUB} found that it is not for the hardware of {package.device}, at {spoken(said[0].at)}"
        return _found(NOT_FOR_DEVICE, case, said, words, at_hub=True)
    rejected = _rejections(case)
    if rejected and "hardware" in _why(rejected[-1]):
        return _found(NOT_FOR_DEVICE, case, rejected, f"{package.device} does not run it: {_why(rejected[-1])}")
    return None


def image_refused(case: Case) -> Finding | None:
    """Find that the device has it whole, and did not find it genuine."""
    package = case.package
    rejected = _rejections(case)
    if not rejected or "hardware" in _why(rejected[-1]):
        return None
    words = f"{package.device} refused the image at {spoken(rejected[-1].at)}: {_why(rejected[-1])}"
    return _found(IMAGE_REFUSED, case, rejected, words)


def no_room(case: Case) -> Finding | None:
    """Find that the device cannot keep it."""
    package = case.package
    if package.stage not in _BEFORE_IT_IS_WHOLE:
        return None
    failed = case.every(package.device, OtaFailed, package.version)
    if failed:
        words = f"{package.device} cannot keep it: {_why(failed[-1])}, since {spoken(failed[0].at)}"
        return _found(NO_ROOM, case, failed, words)
    refused = _refusals(case, fits=False)
    if refused:
        return _found(NO_ROOM, case, refused, f"{package.device} does not take it: {_why(refused[-1])}")
    return None


def not_activated(case: Case) -> Finding | None:
    """Find that the device came up with the version that it ran before."""
    package = case.package
    failed = case.last(package.device, ActivationFailed, package.version)
    failed = unless(failed, case.last(package.device, FirmwareActivated, package.version))
    verified = case.last(package.device, ImageVerified, package.version)
    if failed is None or verified is None or not isinstance(failed.note, ActivationFailed):
        return None
    words = f"{package.device} came up with {failed.note.running:#010x} still, at {spoken(failed.at)}"
    evidence = (Evidence("it was verified", (verified,)), Evidence("it did not come up", (failed,)))
    return Finding(NOT_ACTIVATED, (package.device,), failed.at, words, evidence)


def alert_lost(case: Case) -> Finding | None:
    """Find that whoever had the device's word on what it runs gave it up."""
    package, place = case.package, case.layout.places[case.package.device]
    for who in (package.device, HUB):
        for use_case in ACTIVATED_BY[place.is_commanded]:
            lost = case.last(who, AlertLost, use_case, place.eui, package.version)
            if lost is not None:
                words = f"{who} gave up {use_case} at {spoken(lost.at)}: nobody will hear what {package.device} runs"
                return Finding(ALERT_LOST, (who,), lost.at, words, (Evidence("the alert was given up", (lost,)),))
    return None


def _gone(case: Case, kind: type[ImageDisplaced | ImageRemoved]) -> tuple[Entry | None, Entry | None]:
    """Give when it was stored and when it left the store, if the device did not have it by then."""
    package = case.package
    if package.stage not in _BEFORE_IT_IS_WHOLE:
        return None, None
    image = case.layout.places[package.device].image_type, package.version
    stored = case.last(HUB, ImageStored, *image)
    return stored, unless(case.last(HUB, kind, *image), stored)


def _refusals(case: Case, *, fits: bool) -> tuple[Entry, ...]:
    """Give the device's refusals of the offer: for want of room, or for any other reason."""
    said = case.every(case.package.device, OtaRefused, case.package.version)
    return tuple(entry for entry in said if ("do not fit" in _why(entry)) != fits)


def _rejections(case: Case) -> tuple[Entry, ...]:
    """Give the device's verdicts that the whole image will not do, if none that it will is newer."""
    who, version = case.package.device, case.package.version
    rejected = case.every(who, ImageRejected, version)
    return rejected if rejected and unless(rejected[-1], case.last(who, ImageVerified, version)) else ()


def _why(entry: Entry) -> str:
    note = entry.note
    assert isinstance(note, OtaRefused | ImageRejected | OtaFailed), "says why"
    return note.why


def _found(cause: Cause, case: Case, said: tuple[Entry, ...], words: str, *, at_hub: bool = False) -> Finding:
    """Give a finding that has been so since the first of the notes that say it."""
    at = HUB if at_hub else case.package.device
    return Finding(cause, (at,), said[0].at, words, (Evidence(cause.needs, said),))
