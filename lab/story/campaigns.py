"""A scenario's campaign, and the plan of one: from devices and images to requests, and what each waits for."""

from collections.abc import Mapping

from lab.campaign.activation import hash_for
from lab.campaign.allowed import AS_THE_SITE_IMPLIES, Terms, groups_of
from lab.campaign.campaign import Campaign
from lab.campaign.wanted import Wanted
from lab.planning.plan import Plan, Want, plan_for
from lab.site import account_of, devices_of
from lab.story.requests import image_for, request_for
from lab.story.supplier import NO_CAMPAIGN
from premises.errors import SiteError, UsageError
from premises.identity import Eui64, Name
from premises.quantity import Instant, seconds
from premises.wire.device.target import wanted_of
from premises.wire.field.ota_file import read_ota_header
from premises.wire.scenario import CampaignSpec
from premises.wire.site import SUPPLIER_EUI, Site


def planned_for(
    site: Site,
    images: Mapping[Name, bytes],
    at: Instant,
    number: int,
    terms: Terms = AS_THE_SITE_IMPLIES,
    by: Eui64 = SUPPLIER_EUI,
) -> tuple[Plan, Campaign]:
    """Give the plan by which each device has its image, and its campaign, the requests numbered from ``number``.

    UsageError, one line, for what cannot be planned or sent.
    """
    wants = [Want(who, len(image), read_ota_header(image).version) for who, image in images.items()]
    plan = plan_for(site, wants, at, terms)
    wanted: list[Wanted] = []
    for index, step in enumerate(plan.steps):
        request = request_for(site, images[step.devices[0]], list(step.devices), number + index, by)
        wanted.append(Wanted(request, step.allowed, step.gates, hash_for(request), step.activation))
    return plan, Campaign(at, polite=False, wanted=tuple(wanted), again=True)


def campaign_of(site: Site, spec: CampaignSpec | None, number: int, where: str) -> Campaign:
    """Give the campaign, its requests numbered from ``number``; SiteError, with key, value and expectation."""
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
    own = _account(site, spec, where)
    at, terms = Instant(seconds(spec.at_s)), _terms(site, spec, where)
    images = [(group, image_for(site, group, spec.version, spec.size, own)) for group in groups]
    if spec.planned:
        image_of = {who: image for group, image in images for who in group}
        try:
            return planned_for(site, {Name(who): image_of[who] for who in spec.to}, at, number, terms, own)[1]
        except UsageError as error:
            raise SiteError(f"{where}: {error}") from None
    wanted: list[Wanted] = []
    for index, (group, image) in enumerate(images):
        request = request_for(site, image, list(group), number + index, own)
        allowed = terms.allowed_for(site, group, spec.size)
        wanted.append(Wanted(request, allowed, (), hash_for(request), terms.activation_of(site, group)))
    return Campaign(at, spec.polite, tuple(wanted))


def _account(site: Site, spec: CampaignSpec, where: str) -> Eui64:
    try:
        return account_of(site, spec.by)[1]
    except UsageError as error:
        raise SiteError(f"{where}: {error}") from None


def _terms(site: Site, spec: CampaignSpec, where: str) -> Terms:
    deadline = None if spec.deadline_s is None else seconds(spec.deadline_s)
    if spec.runs_at_s is None:
        return Terms(deadline)
    if spec.runs_at_s <= spec.at_s:
        raise SiteError(f"{where}.runs_at_s = {spec.runs_at_s:g}: expected more than at_s, {spec.at_s:g}")
    if not any(wanted_of(site, Name(who)).is_commanded for who in spec.to):
        raise SiteError(f"{where}.runs_at_s = {spec.runs_at_s:g}: nobody of {', '.join(spec.to)} waits for CS06")
    return Terms(deadline, Instant(seconds(spec.runs_at_s)))
