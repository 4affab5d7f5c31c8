"""How far one request of a campaign is, by what was heard of it; and how it goes out, and out again.

Pure, and says nothing of its turn: that is ``campaign``'s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lab.campaign.activation import activation_for, order_ids, order_number, originator_of
from lab.campaign.said import said_of
from lab.campaign.wanted import Wanted
from premises.identity import Eui64
from premises.quantity import Instant, seconds
from premises.wire.duis.messages import ActivateFirmware, UpdateRequest
from premises.wire.message import Message

AGAIN_MAX = 6
"""Times that the request of a displaced image goes out again. Ours."""

AGAIN_AFTER = seconds(3600)
"""From the last word of a request whose image was displaced to its first repetition; doubled each time, for nothing
tells when the slot is free: a GSME that wakes every half hour takes most of a day for an image. Ours."""

NUMBERS_APART = 1_000
"""Between the numbers of a request and its repetition: more than one story has requests. Ours."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A request that waits its turn."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A request that was sent, and the devices of it that still owe their last word."""

    until: Instant
    """Its deadline."""
    awaited: tuple[Eui64, ...]
    fetching: tuple[Eui64, ...] = ()
    """Those of them that are not known to have the image."""
    displaced: tuple[Eui64, ...] = ()
    """Those whose image another one displaced, and to whom it is to go again."""
    tries: int = 0
    """How often it went out again."""
    without: tuple[Eui64, ...] = ()
    """Those who are never to have the image by this request."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """A request whose image lost its slot before some devices had it; it goes out again for these."""

    at: Instant
    """Not before."""
    devices: tuple[Eui64, ...]
    tries: int
    """The number of that repetition, from 1."""
    without: tuple[Eui64, ...] = ()
    """Others of it, who are never to have the image."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A request of which nothing more is to come."""

    tries: int = 0
    """How often it went out again."""
    without: tuple[Eui64, ...] = ()
    """Those who never had the image."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A request that is never sent: somebody of one that it waited for does not hold the image."""


Standing = Unsent | UnderWay | Displaced | Ended | Dropped


def sent(wanted: Wanted, now: Instant) -> UnderWay:
    """Give the standing of a request that goes out ``now``."""
    to = wanted.request.device_ids
    return UnderWay(_deadline(wanted, now), to, to)


def sent_again(wanted: Wanted, standing: Displaced, now: Instant) -> UnderWay:
    """Give the standing of a request that goes out again ``now``."""
    to = standing.devices
    return UnderWay(_deadline(wanted, now), to, to, tries=standing.tries, without=standing.without)


def request_of(wanted: Wanted, standing: Standing) -> UpdateRequest:
    """Give the request as it goes out, or went out last: a repetition has a number of its own and fewer devices."""
    match standing:
        case Displaced(devices=left, tries=tries):
            return replace_request(wanted.request, tries, left)
        case UnderWay(awaited=left, tries=tries) if tries:
            return replace_request(wanted.request, tries, left)
    return wanted.request


def heard(standing: Standing, wanted: Wanted, message: Message, now: Instant, *, again: bool = True) -> Standing:
    """Give the standing of a request after ``message`` came from the DCC adapter.

    With ``again`` it is sent again when its image was displaced.
    """
    if not isinstance(standing, UnderWay):
        return standing
    request = request_of(wanted, standing)
    orders = () if wanted.activation is None else order_ids(request)
    after = told(standing, request.request_id, message, wanted.firmware_hash, orders)
    displaced = standing.displaced
    if again and standing.tries < AGAIN_MAX:
        lost = said_of(request.request_id, message, wanted.firmware_hash, orders).displaced
        displaced = (*displaced, *(device for device in lost if device in standing.awaited))
    if isinstance(after, UnderWay):
        return replace(after, displaced=displaced)
    if not displaced:
        return after
    others = () if not isinstance(after, Ended) else tuple(one for one in after.without if one not in displaced)
    return replace(displaced_until(displaced, standing.tries, now), without=others)


def orders_due(before: Standing, after: Standing, wanted: Wanted, now: Instant) -> tuple[ActivateFirmware, ...]:
    """Give the 11.3 that go out ``now``: one for each device that came to hold its image, and still owes a word."""
    if wanted.activation is None or not isinstance(before, UnderWay) or not isinstance(after, UnderWay):
        return ()
    request, moment = request_of(wanted, before), wanted.activation.moment(now)
    held = (device for device in before.fetching if device in after.awaited and device not in after.fetching)
    by = originator_of(request.request_id)
    return tuple(
        activation_for(device, wanted.firmware_hash, moment, order_number(request, device), by) for device in held
    )


def displaced_until(lost: tuple[Eui64, ...], tries: int, now: Instant) -> Displaced:
    """Give the standing of a request that had its last word ``now`` and was displaced for the devices ``lost``."""
    return Displaced(Instant(now + (AGAIN_AFTER << tries)), lost, tries + 1)


def told(
    standing: Standing, request_id: str, message: Message, firmware_hash: bytes = b"", orders: Sequence[str] = ()
) -> Standing:
    """Give the standing of request ``request_id`` after ``message`` came from the DCC adapter.

    ``firmware_hash`` is that of its image when it is an 11.1; unless ``orders``, the ids of 11.3, follow it, CCS08 or
    FDRA is the last word of it.
    """
    if not isinstance(standing, UnderWay):
        return standing
    said = said_of(request_id, message, firmware_hash, orders)
    fetching = tuple(device for device in standing.fetching if device not in said.transferred)
    failed = tuple(device for device in said.failed if device in standing.awaited)
    return without(replace(standing, fetching=fetching, without=(*standing.without, *failed)), said.done)


def without(standing: UnderWay, done: Iterable[Eui64]) -> UnderWay | Ended:
    """Give the standing after the last word of the devices ``done``."""
    gone = tuple(done)
    awaited = tuple(device for device in standing.awaited if device not in gone)
    fetching = tuple(device for device in standing.fetching if device not in gone)
    if not awaited:
        return Ended(standing.tries, standing.without)
    return replace(standing, awaited=awaited, fetching=fetching)


def replace_request(request: UpdateRequest, tries: int, to: tuple[Eui64, ...]) -> UpdateRequest:
    """Give repetition number ``tries`` of a request, for the devices ``to``."""
    rest, _, number = request.request_id.rpartition(":")
    request_id = f"{rest}:{int(number) + tries * NUMBERS_APART}"
    return type(request)(request_id, request.firmware_image, request.firmware_version, to)


def _deadline(wanted: Wanted, now: Instant) -> Instant:
    until = Instant(now + wanted.allowed)
    return until if wanted.activation is None else wanted.activation.until(until)
