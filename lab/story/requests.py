"""A Supplier's requests as they are made from a scenario, a past or what a person asked for: 11.1 and 11.4.

Those for one device each, 11.2 and 11.3, are made in ``orders``.
"""

from collections.abc import Sequence
from pathlib import Path

from lab.images import make_bundle, make_image
from lab.site import account_of, devices_of
from lab.story.supplier import Planned
from premises.errors import ImageFileError, SiteError, UsageError
from premises.identity import Eui64, Name
from premises.quantity import Instant, seconds
from premises.trust.keys import SigningKey
from premises.trust.trailer import supplier_key
from premises.wire.device.target import wanted_of
from premises.wire.duis.messages import UpdateFirmware, UpdatePPMIDFirmware, UpdateRequest
from premises.wire.field.ota_file import read_ota_header
from premises.wire.route import fed_by
from premises.wire.scenario import Update
from premises.wire.site import ACB_EUI, SUPPLIER_EUI, Site


def script_of(
    site: Site, updates: Sequence[Update], where: str, folder: Path, *, after: int = 0
) -> tuple[Planned, ...]:
    """Give what a Supplier sends and when, in order of time; requests are numbered from ``after`` + 1.

    ``where`` ends with the key of the updates, ``folder`` is where files are looked for. SiteError, with key, value
    and expectation.
    """
    script = [_planned(site, update, after + index, f"{where}.{index}", folder) for index, update in enumerate(updates)]
    return tuple(sorted(script, key=_moment))


def request_for(site: Site, image: bytes, to: list[str], number: int, by: Eui64 = SUPPLIER_EUI) -> UpdateRequest:
    """Give the 11.1 or 11.4 by which the Supplier ``by`` sends ``image`` to ``to``: the one place that makes it.

    UsageError when a device is unknown or named twice, or when some run it by themselves and others by CS06;
    ImageFileError when ``image`` has no OTA header.
    """
    version = read_ota_header(image).version
    devices = devices_of(site, to)
    commanded = [who for who in to if wanted_of(site, Name(who)).is_commanded]
    if commanded and len(commanded) < len(to):
        others = ", ".join(who for who in to if who not in commanded)
        raise UsageError(f"{', '.join(commanded)} is updated by 11.1 and {others} by 11.4: expected a request for each")
    kind = UpdateFirmware if commanded else UpdatePPMIDFirmware
    return kind(f"{by}:{ACB_EUI}:{number}", image, version, devices)


def image_for(site: Site, to: Sequence[str], version: int, size: int, by: Eui64 | SigningKey = SUPPLIER_EUI) -> bytes:
    """Make an image of ``version`` that every one of the devices ``to``, which are of one type, can run.

    For one that feeds others it is a bundle, in which each part has ``size`` octets; what CS06 activates has the
    trailer of the Supplier ``by``, who is named, or by its key.
    """
    targets = [wanted_of(site, Name(who)) for who in to]
    hardware = (min(target.hardware for target in targets), max(target.hardware for target in targets))
    signer = by if isinstance(by, SigningKey) else supplier_key(by)
    own = make_image(
        targets[0].image_type,
        version,
        size,
        manufacturer=targets[0].manufacturer,
        hardware=hardware,
        supplier=signer if targets[0].is_commanded else None,
    )
    fed = [image_for(site, (child,), version, size, by) for child in fed_by(site, Name(to[0]))]
    return make_bundle((own, *fed), version) if fed else own


def _planned(site: Site, update: Update, index: int, where: str, folder: Path) -> Planned:
    try:
        devices_of(site, update.to)
    except UsageError as error:
        raise SiteError(f"{where}.to: {error}") from None
    try:
        who, own = account_of(site, update.by)
    except UsageError as error:
        raise SiteError(f"{where}.by: {error}") from None
    image = _flipped(_image(site, update, where, folder, own), update.flip, where)
    try:
        request = request_for(site, image, update.to, index + 1, own)
    except ImageFileError as error:
        raise SiteError(f"{where}: {error}") from None
    return Planned(Instant(seconds(update.at_s)), request, who)


def _image(site: Site, update: Update, where: str, folder: Path, by: Eui64) -> bytes:
    if update.file:
        try:
            return (folder / update.file).read_bytes()
        except OSError as error:
            why = (error.strerror or "cannot be read").lower()
            raise SiteError(f"{where}.file = {update.file!r}: {why}") from None
    return image_for(site, update.to[:1], update.version, update.size, by)


def _flipped(image: bytes, at: int, where: str) -> bytes:
    if at >= len(image):
        raise SiteError(f"{where}.flip = {at}: expected less than {len(image)}, the octets of the image")
    if at < 0:
        return image
    return image[:at] + bytes((image[at] ^ 1,)) + image[at + 1 :]


def _moment(planned: Planned) -> Instant:
    return planned.at
