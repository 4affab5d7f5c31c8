"""Scenarios ready to be told: from a file to its site, its Supplier's script and its campaign.

The schema is ``premises.wire.scenario``; telling one is ``virtual`` and ``live``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.campaign.activation import hash_for
from lab.campaign.allowed import AS_THE_SITE_IMPLIES, Terms, groups_of
from lab.campaign.campaign import Campaign
from lab.campaign.wanted import Wanted
from lab.faults.checked import with_tables
from lab.images import make_bundle, make_image
from lab.planning.plan import Plan, Want, plan_for
from lab.site import devices_of, load_toml, site_of
from lab.story.orders import orders_of, reads_of
from lab.story.supplier import NO_CAMPAIGN, Planned, Supplier
from premises.errors import ImageFileError, SiteError, UsageError
from premises.identity import Name
from premises.machine.effects import Kept, Machine, Maker
from premises.quantity import Instant, seconds
from premises.trust.trailer import supplier_key
from premises.wire.device.target import updatable, wanted_of
from premises.wire.duis.messages import UpdateFirmware, UpdatePPMIDFirmware, UpdateRequest
from premises.wire.field.ota_file import read_ota_header
from premises.wire.route import fed_by
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
    return scenario_of(load_toml(path), f"scenario {path}", path.parent, path.stem)


def scenario_of(document: dict[str, Any], where: str, folder: Path, name: str) -> Scenario:
    """Give the scenario that ``document`` describes, its files looked for in ``folder``; SiteError as above."""
    spec = read_schema(ScenarioSpec, document, where)
    return staged(
        spec, with_tables(site_of(spec.site, f"{where}: site", folder), spec.fault, where), where, folder, name
    )


def staged(spec: ScenarioSpec, site: Site, where: str, folder: Path, name: str) -> Scenario:
    """Give the scenario of ``spec`` on ``site``, which is whole, all faults included; SiteError as above."""
    _check_names(spec, site, where)
    _check_moments(spec, site, where)
    after = len(site.before.update) if site.before is not None else 0
    script = script_of(site, spec.update, f"{where}: update", folder, after=after)
    orders = orders_of(site, spec.activate, script, f"{where}: activate", after=after + len(script))
    reads = reads_of(site, spec, f"{where}: read", after=after + len(script) + len(orders))
    script = tuple(sorted((*script, *orders, *reads), key=_moment))
    campaign = _campaign(site, spec.campaign, after + len(script) + 1, f"{where}: campaign")
    return Scenario(name, spec, site, script, campaign)


def script_of(
    site: Site, updates: Sequence[Update], where: str, folder: Path, *, after: int = 0
) -> tuple[Planned, ...]:
    """Give what a Supplier sends and when, in order of time; requests are numbered from ``after`` + 1.

    ``where`` ends with the key of the updates, ``folder`` is where files are looked for. SiteError, with key, value
    and expectation.
    """
    script = [_planned(site, update, after + index, f"{where}.{index}", folder) for index, update in enumerate(updates)]
    return tuple(sorted(script, key=_moment))


def supplier_of(scenario: Scenario) -> Maker:
    """Give the maker of the scenario's Supplier."""

    def make(kept: Kept) -> Machine:
        return Supplier(scenario.script, kept, scenario.campaign)

    return make


def request_for(site: Site, image: bytes, to: list[str], number: int) -> UpdateRequest:
    """Give the 11.1 or 11.4 that sends ``image`` to the devices ``to``: the one place where this command is made.

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
    return kind(f"{SUPPLIER_EUI}:{ACB_EUI}:{number}", image, version, devices)


def image_for(site: Site, to: Sequence[str], version: int, size: int) -> bytes:
    """Make an image of ``version`` that every one of the devices ``to``, which are of one type, can run.

    For one that feeds others it is a bundle, in which each part has ``size`` octets; what CS06 activates has the
    Supplier's trailer.
    """
    targets = [wanted_of(site, Name(who)) for who in to]
    hardware = (min(target.hardware for target in targets), max(target.hardware for target in targets))
    supplier = supplier_key(SUPPLIER_EUI) if targets[0].is_commanded else None
    own = make_image(
        targets[0].image_type,
        version,
        size,
        manufacturer=targets[0].manufacturer,
        hardware=hardware,
        supplier=supplier,
    )
    fed = [image_for(site, (child,), version, size) for child in fed_by(site, Name(to[0]))]
    return make_bundle((own, *fed), version) if fed else own


def planned_for(
    site: Site, images: Mapping[Name, bytes], at: Instant, number: int, terms: Terms = AS_THE_SITE_IMPLIES
) -> tuple[Plan, Campaign]:
    """Give the plan by which each device has its image, and its campaign, the requests numbered from ``number``.

    UsageError, one line, for what cannot be planned or sent.
    """
    wants = [Want(who, len(image), read_ota_header(image).version) for who, image in images.items()]
    plan = plan_for(site, wants, at, terms)
    wanted: list[Wanted] = []
    for index, step in enumerate(plan.steps):
        request = request_for(site, images[step.devices[0]], list(step.devices), number + index)
        wanted.append(Wanted(request, step.allowed, step.gates, hash_for(request), step.activation))
    return plan, Campaign(at, polite=False, wanted=tuple(wanted), again=True)


def _check_names(spec: ScenarioSpec, site: Site, where: str) -> None:
    """Refuse a promise about somebody who is not there."""
    promised = (
        ("running", spec.expect.running, updatable(site)),
        ("displaced", spec.expect.displaced or (), updatable(site)),
        ("told", spec.expect.told, updatable(site)),
        ("service_lost_max_s", spec.expect.service_lost_max_s, site.meters),
    )
    for key, names, there in promised:
        for who in names:
            if who not in there:
                raise SiteError(f"{where}: expect.{key}.{who}: this premises has {', '.join(there) or 'no meters'}")


def _check_moments(spec: ScenarioSpec, site: Site, where: str) -> None:
    """Refuse a moment from before the premises begins, and a seed in the wrong place."""
    if "seed" in spec.site:
        raise SiteError(f"{where}: site.seed = {spec.site['seed']!r}: expected a scenario's seed beside its purpose")
    begins = 0.0 if site.before is None else site.before.until_s
    moments = {f"update.{index}.at_s": update.at_s for index, update in enumerate(spec.update)}
    if spec.campaign is not None:
        moments["campaign.at_s"] = spec.campaign.at_s
    moments |= {f"activate.{index}.at_s": each.at_s for index, each in enumerate(spec.activate)}
    moments |= {f"read.{index}.at_s": each.at_s for index, each in enumerate(spec.read)}
    for key, moment in (*moments.items(), ("expect.within_s", spec.expect.within_s)):
        if moment < begins:
            raise SiteError(
                f"{where}: {key} = {moment:g}: expected {begins:g} or more, for the premises begins at "
                "site.before.until_s"
            )


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
    if not spec.polite and (spec.planned or spec.deadline_s is not None):
        key, value = ("planned", "true") if spec.planned else ("deadline_s", f"{spec.deadline_s:g}")
        raise SiteError(f"{where}.{key} = {value}: a naive Supplier waits for nothing: leave it out")
    try:
        devices_of(site, spec.to)
        groups = groups_of(site, spec.to)
    except UsageError as error:
        raise SiteError(f"{where}.to: {error}") from None
    at, terms = Instant(seconds(spec.at_s)), _terms(site, spec, where)
    images = [(group, image_for(site, group, spec.version, spec.size)) for group in groups]
    if spec.planned:
        image_of = {who: image for group, image in images for who in group}
        try:
            return planned_for(site, {Name(who): image_of[who] for who in spec.to}, at, number, terms)[1]
        except UsageError as error:
            raise SiteError(f"{where}: {error}") from None
    wanted: list[Wanted] = []
    for index, (group, image) in enumerate(images):
        request = request_for(site, image, list(group), number + index)
        allowed = terms.allowed_for(site, group, spec.size)
        wanted.append(Wanted(request, allowed, (), hash_for(request), terms.activation_of(site, group)))
    return Campaign(at, spec.polite, tuple(wanted))


def _terms(site: Site, spec: CampaignSpec, where: str) -> Terms:
    deadline = None if spec.deadline_s is None else seconds(spec.deadline_s)
    if spec.runs_at_s is None:
        return Terms(deadline)
    if spec.runs_at_s <= spec.at_s:
        raise SiteError(f"{where}.runs_at_s = {spec.runs_at_s:g}: expected more than at_s, {spec.at_s:g}")
    if not any(wanted_of(site, Name(who)).is_commanded for who in spec.to):
        raise SiteError(f"{where}.runs_at_s = {spec.runs_at_s:g}: nobody of {', '.join(spec.to)} waits for CS06")
    return Terms(deadline, Instant(seconds(spec.runs_at_s)))


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
