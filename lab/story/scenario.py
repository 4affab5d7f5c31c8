"""Scenarios ready to be told: from a file to its site, its Supplier's script and its campaign.

The schema is ``premises.wire.scenario``; telling one is ``virtual`` and ``live``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.images import make_image
from lab.site import devices_of, load_toml, site_of
from lab.story.campaign import Campaign, Wanted, allowed_for, groups_of
from lab.story.supplier import NO_CAMPAIGN, Planned, Supplier
from premises.errors import ImageFileError, SiteError, UsageError
from premises.machine.effects import Kept, Machine, Maker
from premises.quantity import Instant, seconds
from premises.wire.field.duis import UpdatePPMIDFirmware
from premises.wire.field.ota_file import read_ota_header
from premises.wire.scenario import CampaignSpec, ScenarioSpec, Update
from premises.wire.site import ACB_EUI, SUPPLIER_EUI, Site
from premises.wire.site_text import read_schema


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario ready to be told."""

    name: str
    spec: ScenarioSpec
    site: Site
    script: tuple[Planned, ...]
    campaign: Campaign = NO_CAMPAIGN


def load_scenario(path: Path) -> Scenario:
    """Give the scenario in ``path``; SiteError, with file, key, value and expectation, when it is none."""
    where = f"scenario {path}"
    spec = read_schema(ScenarioSpec, load_toml(path), where)
    site = site_of(spec.site, f"{where}: site")
    for key, names in (("running", spec.expect.running), ("displaced", spec.expect.displaced or ())):
        for who in names:
            if who not in site.bridges:
                raise SiteError(f"{where}: expect.{key}.{who}: this premises has {', '.join(site.bridges)}")
    script = [
        _planned(site, update, index, f"{where}: update.{index}", path.parent)
        for index, update in enumerate(spec.update)
    ]
    campaign = _campaign(site, spec.campaign, len(script) + 1, f"{where}: campaign")
    return Scenario(path.stem, spec, site, tuple(sorted(script, key=_moment)), campaign)


def supplier_of(scenario: Scenario) -> Maker:
    """Give the maker of the scenario's Supplier."""

    def make(kept: Kept) -> Machine:
        return Supplier(scenario.script, kept, scenario.campaign)

    return make


def request_for(site: Site, image: bytes, to: list[str], number: int) -> UpdatePPMIDFirmware:
    """Give the 11.4 that sends ``image`` to the devices ``to``: the one place where this command is made.

    UsageError when a device is unknown or named twice, ImageFileError when ``image`` has no OTA header.
    """
    version = read_ota_header(image).version
    devices = devices_of(site, to)
    return UpdatePPMIDFirmware(f"{SUPPLIER_EUI}:{ACB_EUI}:{number}", image, version, devices)


def image_for(site: Site, to: Sequence[str], version: int, size: int) -> bytes:
    """Make an image of ``version`` that every one of the devices ``to``, which are of one type, can run."""
    specs = [site.bridges[who] for who in to]
    hardware = (min(spec.hardware for spec in specs), max(spec.hardware for spec in specs))
    return make_image(specs[0].image_type, version, size, manufacturer=specs[0].manufacturer, hardware=hardware)


def _planned(site: Site, update: Update, index: int, where: str, folder: Path) -> Planned:
    try:
        devices_of(site, update.to)
    except UsageError as error:
        raise SiteError(f"{where}.to: {error}") from None
    image = _flipped(_image(site, update, where, folder), update.flip, where)
    try:
        request = request_for(site, image, update.to, index + 1)
    except ImageFileError as error:
        raise SiteError(f"{where}: {error}") from None
    return Planned(Instant(seconds(update.at_s)), request)


def _campaign(site: Site, spec: CampaignSpec | None, number: int, where: str) -> Campaign:
    """Give the campaign, its requests numbered from ``number``."""
    if spec is None:
        return NO_CAMPAIGN
    if spec.deadline_s is not None and not spec.polite:
        raise SiteError(f"{where}.deadline_s = {spec.deadline_s:g}: a naive Supplier waits for nothing: leave it out")
    try:
        devices_of(site, spec.to)
    except UsageError as error:
        raise SiteError(f"{where}.to: {error}") from None
    wanted: list[Wanted] = []
    for index, group in enumerate(groups_of(site, spec.to)):
        image = image_for(site, group, spec.version, spec.size)
        stated = None if spec.deadline_s is None else seconds(spec.deadline_s)
        allowed = allowed_for(site, group, spec.size) if stated is None else stated
        wanted.append(Wanted(request_for(site, image, list(group), number + index), allowed))
    return Campaign(Instant(seconds(spec.at_s)), spec.polite, tuple(wanted))


def _image(site: Site, update: Update, where: str, folder: Path) -> bytes:
    if update.file:
        try:
            return (folder / update.file).read_bytes()
        except OSError as error:
            why = (error.strerror or "cannot be read").lower()
            raise SiteError(f"{where}.file = {update.file!r}: {why}") from None
    return image_for(site, update.to[:1], update.version, update.size)


def _flipped(image: bytes, at: int, where: str) -> bytes:
    if at >= len(image):
        raise SiteError(f"{where}.flip = {at}: expected less than {len(image)}, the octets of the image")
    if at < 0:
        return image
    return image[:at] + bytes((image[at] ^ 1,)) + image[at + 1 :]


def _moment(planned: Planned) -> Instant:
    return planned.at
