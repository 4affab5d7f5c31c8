"""Orders to a virtual world, each in the words of the command that does the same on a premises that runs."""

from collections.abc import Callable, Mapping, Sequence

from lab.campaign.activation import Activation, activation_for, hash_for
from lab.campaign.campaign import Campaign
from lab.campaign.standing import NUMBERS_APART
from lab.campaign.wanted import Wanted
from lab.checked.suppliers import gained
from lab.commands.activate import commanded
from lab.commands.update import Order, order_for
from lab.sending.activating import held_in
from lab.site import account_of, device_of
from lab.story.campaigns import planned_for
from lab.story.requests import image_for, request_for
from lab.story.supplier import NO_CAMPAIGN, Planned, Supplier
from lab.worlds.counter import ASKED_MAX
from lab.worlds.wanted import activation_in, change_in, reading_in, update_in
from lab.worlds.world import ToldWorld
from premises.errors import UsageError
from premises.identity import Eui64, Name, eui64
from premises.machine.effects import Nothing
from premises.quantity import Instant, seconds, spoken
from premises.wire.device.target import wanted_of
from premises.wire.duis.messages import ReadFirmwareVersion, ServiceRequest
from premises.wire.site import HUB

NUMBERS_FROM = 1_000_000
"""The number of the first request that a person has sent: beyond those of any scenario, for a device takes no command
whose counter is below one that it has taken. Ours."""

NUMBERS_EACH = 20 * NUMBERS_APART
"""From the numbers of one thing asked to those of the next: a campaign's requests, their 11.3 and repetitions. Ours."""


def obey(world: ToldWorld, words: Sequence[str]) -> str:
    """Do what ``words`` say, at the moment at which the world stands, and give a line; UsageError when it is not done.

    Other PremisesErrors where a file cannot be read or a request cannot be made.
    """
    first, *rest = words or [""]
    if first not in _ORDERS:
        raise UsageError(f"{first!r}: a virtual world takes {', '.join(_ORDERS)}")
    return _ORDERS[first](world, rest)


def _fault(world: ToldWorld, words: Sequence[str]) -> str:
    return world.faults.obey(words)


def _update(world: ToldWorld, words: Sequence[str]) -> str:
    wanted = update_in(words)
    who, own = account_of(world.site, wanted.by)
    order = order_for(world.site, wanted.to, wanted.files, wanted.manners)
    campaign = _campaign(world, order, own, _number(world, who))
    world.ask(who, Supplier((), Nothing(), campaign, who))
    return "request " + ", ".join(each.request.request_id for each in campaign.wanted)


def _campaign(world: ToldWorld, order: Order, own: Eui64, number: int) -> Campaign:
    site, manners, now = world.site, order.manners, world.now
    images = [(group, order.files.get(group[0]) or _made(world, group, order, own)) for group in order.groups]
    if manners.planned:
        of_each = {Name(who): image for group, image in images for who in group}
        return planned_for(site, of_each, now, number, manners.terms, own)[1]
    wanted = []
    for index, (group, image) in enumerate(images):
        request = request_for(site, image, list(group), number + index, own)
        allowed = manners.terms.allowed_for(site, group, len(image))
        wanted.append(Wanted(request, allowed, (), hash_for(request), manners.terms.activation_of(site, group)))
    return Campaign(now, not manners.naive, tuple(wanted))


def _made(world: ToldWorld, group: Sequence[str], order: Order, own: Eui64) -> bytes:
    made = order.manners.made
    version = max(_newest(world, who) for who in group) + 1 if made.version is None else made.version
    return image_for(world.site, group, version, made.size, own)


def _newest(world: ToldWorld, who: str) -> int:
    picture, target = world.pictures.get(Name(who)), wanted_of(world.site, Name(who))
    if picture is None:
        return target.running
    held = picture.version if target.is_commanded else None
    return max(picture.running or 0, held or 0, target.running if picture.running is None else 0)


def _activate(world: ToldWorld, words: Sequence[str]) -> str:
    wanted = activation_in(words)
    who, own = account_of(world.site, wanted.by)
    runs_at = None if wanted.runs_at_s is None else Instant(seconds(wanted.runs_at_s))
    if runs_at is not None and runs_at <= world.now:
        raise UsageError(f"--runs-at: {spoken(runs_at)} is over: it is {spoken(world.now)} now, leave it out")
    held = held_in(world.site, world.pictures, commanded(world.site, wanted.who))
    moment = Activation(runs_at).moment(world.now)
    return _sent(world, who, activation_for(held.device_id, held.firmware_hash, moment, _number(world, who), own))


def _read(world: ToldWorld, words: Sequence[str]) -> str:
    wanted = reading_in(words)
    who, own = account_of(world.site, wanted.by)
    device = eui64(world.site.hub.eui) if wanted.who == HUB else device_of(world.site, wanted.who)[1]
    return _sent(world, who, ReadFirmwareVersion(f"{own}:{device}:{_number(world, who)}", device))


def _supplier(world: ToldWorld, words: Sequence[str]) -> str:
    if list(words[:1]) != ["change"]:
        raise UsageError(f"supplier {' '.join(words)}: expected change NAME --fuel electricity, or gas")
    wanted = change_in(words[1:])
    world.change_supplier(wanted.fuel, wanted.to)
    return gained(wanted.fuel, wanted.to, world.now)


def _sent(world: ToldWorld, who: Name, request: ServiceRequest) -> str:
    world.ask(who, Supplier((Planned(world.now, request, who),), Nothing(), NO_CAMPAIGN, who))
    return f"request {request.request_id}"


def _number(world: ToldWorld, who: Name) -> int:
    asked = world.counter(who).asked
    if asked >= ASKED_MAX:
        raise UsageError(f"{ASKED_MAX} things were asked of {who}: expected fewer in one world")
    return NUMBERS_FROM + NUMBERS_EACH * asked


_ORDERS: Mapping[str, Callable[[ToldWorld, Sequence[str]], str]] = {
    "fault": _fault, "update": _update, "activate": _activate, "read-version": _read, "supplier": _supplier,
}  # fmt: skip
"""Each by the first word of its command."""
