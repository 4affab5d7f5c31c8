"""``premises update``: a Supplier's service requests to a live premises, and their way to the last word.

An 11.4 to what activates by itself; an 11.1 to what waits for CS06, and then an 11.3 for each device that holds it.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from lab.campaign.allowed import Terms, groups_of
from lab.campaign.campaign import polite
from lab.commands.table import print_rows
from lab.desk.opening import open_office, site_in
from lab.live.run_directory import Reachable
from lab.live.window import Window
from lab.planning.plan import Want, plan_for
from lab.sending.campaigning import LiveCampaign, Show
from lab.sending.package import Package, Result
from lab.sending.post import Post
from lab.sending.progress_bars import showing
from lab.site import account_of, devices_of
from lab.story.requests import image_for
from premises.errors import ImageFileError, LinkError, PremisesError, UsageError
from premises.identity import Name
from premises.quantity import Instant, seconds, spoken
from premises.wire.device.target import wanted_of
from premises.wire.field.ota_file import OTA_FILE_SIZE_MAX, read_ota_file
from premises.wire.site import Site

MADE_SIZE = 16_384
"""Octets of an image that is made because none was given. Ours."""

_FOR_ONE = re.compile(r"([A-Za-z0-9-]{1,32})=(.+)", re.DOTALL)
"""``b1=x.ota``; a file whose own name looks so can be given as ``./b1=x.ota``."""


@dataclass(frozen=True, slots=True)
class Made:
    """What images are like that are made because none was given."""

    size: int = MADE_SIZE
    version: int | None = None
    """None for one newer than the newest that its devices run or hold."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How a Supplier sends a campaign."""

    naive: bool
    deadline_s: float | None
    """Premises time that a polite one allows each request; None for what follows from the site."""
    planned: bool = False
    """Whether each request waits for what its plan says, and goes again when displaced (docs/planning.md)."""
    runs_at_s: float | None = None
    """Premises time at which what waits for CS06 is to run; None for as soon as its device holds it."""
    made: Made = Made()

    @property
    def terms(self) -> Terms:
        """What each request is allowed, and when what waits for CS06 is to run."""
        stated = None if self.deadline_s is None else seconds(self.deadline_s)
        return Terms(stated, None if self.runs_at_s is None else Instant(seconds(self.runs_at_s)))


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent, checked against the site as far as that can be before anybody is asked."""

    groups: tuple[tuple[str, ...], ...]
    """Devices of one type each."""
    files: Mapping[str, bytes]
    """The image given for a group, under its first device; the others are made."""
    manners: Manners


def send(
    running: Reachable,
    to: Sequence[str],
    files: Sequence[str],
    manners: Manners,
    *,
    by: str = "",
    wait: bool,
    timeout_s: float,
) -> None:
    """Send images to ``to`` as ``by``, one request a device type; PremisesError, one line, when that fails."""
    site = site_in(running)
    account_of(site, by)
    order = order_for(site, to, files, manners)
    if not wait and manners.runs_at_s is not None:
        raise UsageError("--runs-at: 11.3 goes out when the device holds the image: expected --wait to stay for that")
    if not wait and not manners.naive and len(order.groups) > 1:
        raise UsageError(
            f"{len(order.groups)} device types, and a polite Supplier sends the next request only after the last "
            "one's last word: expected --wait to stay for that, or --naive to send all at once"
        )
    asyncio.run(_watch(running, order, by, timeout_s) if wait else _leave(running, order, by))


def order_for(site: Site, to: Sequence[str], files: Sequence[str], manners: Manners) -> Order:
    """Check what a person asked for; UsageError, or ImageFileError for a file, in one line that helps."""
    if manners.naive and manners.planned:
        raise UsageError("--planned: a naive Supplier waits for nothing: expected no --naive beside it")
    if manners.naive and manners.deadline_s is not None:
        raise UsageError("--deadline: a naive Supplier waits for nothing: expected no --naive beside it")
    devices_of(site, to)
    if manners.runs_at_s is not None and not any(wanted_of(site, Name(who)).is_commanded for who in to):
        raise UsageError(f"--runs-at {manners.runs_at_s:g}: nobody of {', '.join(to)} waits for CS06: leave it out")
    groups = groups_of(site, to)
    found: dict[str, bytes] = {}
    for text in files:
        group, path = _file_for(groups, to, text)
        if group[0] in found:
            shared = " and ".join(group)
            why = "one type, one request" if len(group) > 1 else "expected each device once"
            raise UsageError(f"--file {text}: there is a file for {shared} already: {why}")
        found[group[0]] = fitting_image(site, group, path)
    return Order(groups, found, manners)


def read_image(file: Path) -> bytes:
    """Give the octets of a whole OTA file; ImageFileError or UsageError, naming the file, otherwise."""
    try:
        with file.open("rb") as opened:
            octets = opened.read(OTA_FILE_SIZE_MAX + 1)
        read_ota_file(octets)
    except OSError as error:
        why = (error.strerror or "cannot be read").lower()
        raise UsageError(f"{file}: {why}") from None
    except ImageFileError as error:
        raise ImageFileError(f"{file}: {error}") from None
    return octets


def fitting_image(site: Site, group: Sequence[str], path: Path) -> bytes:
    """Read an image, and check that it is for these devices; what they run and their hardware only they can say."""
    octets = read_image(path)
    header, spec = read_ota_file(octets).header, wanted_of(site, Name(group[0]))
    if (header.manufacturer, header.image_type) != (spec.manufacturer, spec.image_type):
        raise ImageFileError(
            f"{path} is for maker {header.manufacturer:#06x} type {header.image_type:#06x}, "
            f"{group[0]} is {spec.manufacturer:#06x} type {spec.image_type:#06x}: nothing was sent"
        )
    return octets


async def campaign_through(
    window: Window, post: Post, packages: Sequence[Package], manners: Manners, timeout_s: float, show: Show
) -> tuple[Result, ...]:
    """Send packages by an open post and watch them to their last word."""
    campaign = LiveCampaign(window, post, packages, again=manners.planned)
    try:
        return await campaign.run(timeout_s, show)
    except LinkError as error:
        if not campaign.request_ids:
            raise
        rest = f", {', '.join(campaign.unsent)} got no request" if campaign.unsent else ""
        ids = ", ".join(campaign.request_ids)
        raise LinkError(f"{error}: request {ids} goes on unwatched{rest}, see `premises status`") from None


async def packages_for(window: Window, post: Post, order: Order) -> list[Package]:
    """Give what the Supplier sends, in order: the files, or images that are made.

    UsageError when a device runs its image by CS06 only, and the key for that is not here.
    """
    packages: list[Package] = []
    for group in order.groups:
        while not all(who in window.pictures for who in group):
            await window.next(1.0)
        made, newest = order.manners.made, max(_newest(window, who) for who in group)
        version = newest + 1 if made.version is None else made.version
        by = post.signer if wanted_of(window.site, Name(group[0])).is_commanded else post.eui
        image = order.files.get(group[0]) or image_for(window.site, group, version, made.size, by)
        terms = order.manners.terms
        allowed = terms.allowed_for(window.site, group, len(image))
        packages.append(Package(group, image, allowed, activation=terms.activation_of(window.site, group)))
    if order.manners.planned:
        return _planned(window, packages, order.manners)
    return packages if order.manners.naive else _polite(packages)


def _newest(window: Window, who: str) -> int:
    """Give the newest version that a device runs, or holds until CS06: it would not fetch that once more."""
    picture = window.pictures[Name(who)]
    held = picture.version if wanted_of(window.site, Name(who)).is_commanded else None
    return max(picture.running or 0, held or 0)


def rows_of(results: Iterable[Result]) -> list[tuple[str, str, str]]:
    """Give a row a device: who, what it was sent, what became of it."""
    return [(result.who.upper(), f"{result.version:#010x}", result.words) for result in results]


def failures_of(results: Iterable[Result]) -> str:
    """Give in words which devices do not run what they were sent, and why; empty when all do."""
    return "; ".join(
        f"{result.who} does not run {result.version:#010x}: {result.words}" for result in results if not result.runs
    )


def deadlines_in_words(packages: Iterable[Package]) -> str:
    """Say what a polite Supplier allows each request."""
    return ", ".join(f"{' and '.join(package.to).upper()} {_deadline_in_words(package)}" for package in packages)


def _polite(packages: Sequence[Package]) -> list[Package]:
    """Let each wait for the last word of the one before it."""
    before = ("", *(_last_word(package) for package in packages))
    return [
        replace(package, gates=gates, waits_for=f"{who} (polite)")
        for package, gates, who in zip(packages, polite(len(packages)), before, strict=False)
    ]


def _last_word(package: Package) -> str:
    """Say what the next one waits for."""
    return f"{' and '.join(package.to).upper()}'s {'CS09' if package.activation is None else 'answer to CS06'}"


def _deadline_in_words(package: Package) -> str:
    """Say what a request is allowed, and its 11.3 after it."""
    activation = package.activation
    if activation is None:
        return spoken(package.allowed)
    since = "" if activation.runs_at is None else f" from {spoken(activation.runs_at)} on"
    return f"{spoken(package.allowed)} and for 11.3 {spoken(activation.allowed)}{since}"


def _planned(window: Window, packages: Sequence[Package], manners: Manners) -> list[Package]:
    """Let each wait for what the plan says; UsageError for what cannot be planned."""
    images = {Name(who): package.image for package in packages for who in package.to}
    wants = [Want(who, len(image), read_ota_file(image).header.version) for who, image in images.items()]
    shown = {who: window.pictures[Name(who)].running for who in window.site.bridges}
    running = {Name(who): version for who, version in shown.items() if version is not None}
    plan = plan_for(window.site, wants, window.clock.now(), manners.terms, running)
    return [
        Package(
            step.devices,
            images[step.devices[0]],
            step.allowed,
            step.gates,
            f"{' and '.join(reason.word for reason in step.reasons)} (planned)",
            step.activation,
        )
        for step in plan.steps
    ]


def _file_for(groups: Sequence[tuple[str, ...]], to: Sequence[str], text: str) -> tuple[tuple[str, ...], Path]:
    """Give the devices that a ``--file`` is for, and its path."""
    found = _FOR_ONE.fullmatch(text)
    if found is not None:
        who = found[1].lower()
        for group in groups:
            if who in group:
                return group, Path(found[2])
        raise UsageError(f"--file {text}: {found[1]!r} is not in --to: expected one of {', '.join(to)}, like b1=x.ota")
    if len(groups) > 1:
        raise UsageError(
            f"--file {text}: {len(groups)} device types need an image each: expected DEVICE=FILE, like {to[0]}={text}"
        )
    return groups[0], Path(text)


async def _watch(running: Reachable, order: Order, by: str, timeout_s: float) -> None:
    async with open_office(running, by) as (window, post):
        packages = await packages_for(window, post, order)
        if len(packages) > 1 and not order.manners.naive:
            # Said before the bars, so that it stays on the screen above them.
            how = "planned" if order.manners.planned else "polite"
            typer.echo(f"{how}; the next request goes out unheard after {deadlines_in_words(packages)}", err=True)
        with showing() as show:
            results = await campaign_through(window, post, packages, order.manners, timeout_s, show)
    print_rows(("device", "sent", "outcome"), rows_of(results))
    failures = failures_of(results)
    if failures:
        raise PremisesError(failures)


async def _leave(running: Reachable, order: Order, by: str) -> None:
    async with open_office(running, by) as (window, post):
        campaign = LiveCampaign(window, post, await packages_for(window, post, order))
        for request_id in await campaign.send_all():
            typer.echo(request_id)
        refusals = campaign.refusals()
    refused = [result.who for result in refusals]
    for who in (who for package in campaign.packages if package.activation for who in package.to):
        if who not in refused:
            typer.echo(f"{who} runs it when 11.3 says so: premises activate --to {who}", err=True)
    if refusals:
        raise PremisesError(failures_of(refusals))
