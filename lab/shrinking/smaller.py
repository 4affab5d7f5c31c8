"""Smaller stories: without a past, with fewer devices, fewer requests and smaller images, the smallest first.

What goes takes with it what is about it: faults, requests, promises. Whether the story still fails is for who asks to
find out, and whether it is one at all.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from lab.shrinking.case import Case
from premises.errors import PremisesError
from premises.wire.fault import FaultSpec
from premises.wire.scenario import CampaignSpec, Expect, Update
from premises.wire.site import Site, devices
from premises.wire.site_text import changed
from premises.wire.tables.hub import HubSpec

SIZES_TRIED = (256, 512, 1024, 4096)
"""Octets of an image that are tried instead of more. Ours."""


def smaller(case: Case) -> Iterator[Case]:
    """Give cases that are smaller than ``case``, each in one thing; those that a file could not hold are left out."""
    for made in _ALL:
        for each in made(case):
            try:
                yield each.checked()
            except PremisesError:
                continue


def _without_past(case: Case) -> Iterator[Case]:
    if case.site.before is not None:
        yield replace(case, site=changed(case.site, before=None))


def _without_devices(case: Case) -> Iterator[Case]:
    """Leave out one device with all behind it; a set of bridges that is not met in the field is the second choice."""
    for who in [*case.site.meters, *case.site.bridges]:
        gone = _with_all_behind(case.site, who)
        if len(gone & set(case.site.bridges)) == len(case.site.bridges):
            continue
        rest = _without(case, gone)
        yield rest
        if case.site.shape == "legal" and not gone <= set(case.site.meters):
            yield replace(rest, site=changed(rest.site, shape="any"))


def _without_requests(case: Case) -> Iterator[Case]:
    updates, campaign = case.spec.update, case.spec.campaign
    if campaign is not None and updates:
        yield _sending(case, updates, None)
    for index in range(len(updates)):
        if len(updates) > 1 or campaign is not None:
            yield _sending(case, [*updates[:index], *updates[index + 1 :]], campaign)
    for index, update in enumerate(updates):
        for to in _fewer(update.to):
            yield _sending(case, [*updates[:index], changed(update, to=to), *updates[index + 1 :]], campaign)
    for to in _fewer(campaign.to) if campaign is not None else ():
        yield _sending(case, updates, changed(campaign, to=to))  # type: ignore[type-var]  # there is one, if it has devices


def _with_smaller_images(case: Case) -> Iterator[Case]:
    updates, campaign = case.spec.update, case.spec.campaign
    for size in SIZES_TRIED:
        if campaign is not None and size < campaign.size:
            yield _sending(case, updates, changed(campaign, size=size))
        for index, update in enumerate(updates):
            if update.file or size < update.size:
                less = changed(update, size=size, file="")
                yield _sending(case, [*updates[:index], less, *updates[index + 1 :]], campaign)


def _with_a_plain_hub(case: Case) -> Iterator[Case]:
    if case.site.hub != HubSpec():
        yield replace(case, site=changed(case.site, hub=HubSpec()))


_ALL: tuple[Callable[[Case], Iterator[Case]], ...] = (
    _without_past, _without_devices, _without_requests, _with_smaller_images, _with_a_plain_hub,
)  # fmt: skip


def _sending(case: Case, updates: list[Update], campaign: CampaignSpec | None) -> Case:
    return replace(case, spec=changed(case.spec, update=updates, campaign=campaign))


def _fewer(to: list[str]) -> list[list[str]]:
    """Give each list that lacks one; what has one device only has none that is shorter."""
    return [[*to[:index], *to[index + 1 :]] for index in range(len(to))] if len(to) > 1 else []


def _with_all_behind(site: Site, who: str) -> set[str]:
    gone, before = {who}, set[str]()
    while gone != before:
        before = set(gone)
        gone |= {name for name, spec in devices(site).items() if spec.behind in before}
    return gone


def _without(case: Case, gone: set[str]) -> Case:
    """Give ``case`` without the devices ``gone`` and whatever is about them."""
    site, spec = case.site, case.spec
    bridges = {who: each for who, each in site.bridges.items() if who not in gone}
    meters = {who: each for who, each in site.meters.items() if who not in gone}
    updates = [changed(update, to=left) for update in spec.update if (left := _left(update.to, gone))]
    campaign = spec.campaign
    if campaign is not None:
        left = _left(campaign.to, gone)
        campaign = changed(campaign, to=left) if left else None
    expect = _promised(spec.expect, gone)
    return replace(
        case,
        site=changed(site, bridges=bridges, meters=meters),
        spec=changed(spec, update=updates, campaign=campaign, expect=expect),
        faults=tuple(fault for fault in case.faults if not _is_about(fault, gone)),
    )


def _promised(expect: Expect, gone: set[str]) -> Expect:
    return changed(
        expect,
        running={who: version for who, version in expect.running.items() if who not in gone},
        service_lost_max_s={who: span for who, span in expect.service_lost_max_s.items() if who not in gone},
        displaced=None if expect.displaced is None else _left(expect.displaced, gone),
    )


def _left(names: Iterable[str], gone: set[str]) -> list[str]:
    return [who for who in names if who not in gone]


def _is_about(fault: FaultSpec, gone: set[str]) -> bool:
    names = {fault.device, fault.toward, fault.leaving, fault.about}
    return bool(names & gone) or any(fault.link.endswith(f"-{who}") for who in gone)
