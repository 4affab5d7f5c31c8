"""In which order, and when, a Supplier sends the requests of a campaign: one for each device type.

Pure. A scenario's Supplier and the window of ``premises update`` both ask here, each with what it knows of its
requests. A polite Supplier sends the next request only when the last one has its last word (CS09, or a CCS08 or an
answer after which nothing can come) or its stated deadline has passed; a naive one sends them all at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from premises.errors import UsageError
from premises.identity import Eui64, Name
from premises.quantity import Duration, Instant, seconds
from premises.wire.device.target import Target, wanted_of
from premises.wire.field.duis import CommsHubAlert, PPMIDAlert, ServiceResponse, UpdateRequest
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.message import Message
from premises.wire.route import package_of
from premises.wire.site import Site

DEADLINE_BASE = seconds(6 * 3600)
"""Premises time that a polite Supplier allows a request for devices that listen. Assumption 35 (docs/sources.md)."""

WAKES_MIN = 2
"""Wakes allowed a sleepy device beside those of its download. Assumption 35 (docs/sources.md)."""

WAKES_FACTOR = 2
"""Times the wakes that the polls of its download alone would need. Assumption 35 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request of a campaign."""

    request: UpdateRequest
    allowed: Duration
    """Premises time from its sending to its deadline."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """Requests in the order in which they are to go."""

    at: Instant
    """Nothing is sent before."""
    polite: bool
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Unsent:
    """A request that waits its turn."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A request that was sent, and the devices of it that still owe their last word."""

    until: Instant
    """Its deadline."""
    awaited: tuple[Eui64, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """A request of which nothing more is to come."""


Standing = Unsent | UnderWay | Ended


def next_to_send(standings: Sequence[Standing], now: Instant, *, polite: bool) -> tuple[int, ...]:
    """Give which requests go out now, by their index, in order."""
    unsent = [index for index, standing in enumerate(standings) if isinstance(standing, Unsent)]
    if not polite:
        return tuple(unsent)
    if any(isinstance(standing, UnderWay) and now < standing.until for standing in standings):
        return ()
    return tuple(unsent[:1])


def gate_opens_at(standings: Sequence[Standing]) -> Instant | None:
    """Give the deadline after which a polite Supplier sends its next request unheard; None when nothing waits."""
    if not any(isinstance(standing, Unsent) for standing in standings):
        return None
    # Of several under way, all but the last have passed theirs: without that the last had not been sent.
    untils = [standing.until for standing in standings if isinstance(standing, UnderWay)]
    return max(untils, default=None)


def sent(wanted: Wanted, now: Instant) -> UnderWay:
    """Give the standing of a request that goes out ``now``."""
    return UnderWay(Instant(now + wanted.allowed), wanted.request.device_ids)


def told(standing: Standing, request_id: str, message: Message) -> Standing:
    """Give the standing of request ``request_id`` after ``message`` came from the DCC adapter."""
    if not isinstance(standing, UnderWay):
        return standing
    match message:
        case ServiceResponse(request_id=about, refused=refused):
            done: tuple[Eui64, ...] = refused
        case CommsHubAlert(request_id=about, device_id=device_id, transfer_response_code=code):
            # After a success the device has the image, and its CS09 is still to come.
            done = () if code is TransferResponseCode.SUCCESS else (device_id,)
        case PPMIDAlert(request_id=about, device_id=device_id):
            done = (device_id,)
        case _:
            return standing
    return standing if about != request_id else without(standing, done)


def without(standing: UnderWay, done: Iterable[Eui64]) -> UnderWay | Ended:
    """Give the standing after the last word of the devices ``done``."""
    gone = tuple(done)
    awaited = tuple(device for device in standing.awaited if device not in gone)
    return UnderWay(standing.until, awaited) if awaited else Ended()


def groups_of(site: Site, to: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Give the devices ``to`` by type: those of one type share an image and a request; in the order first named.

    UsageError when one of them waits for CS06.
    """
    groups: dict[tuple[int, int], tuple[str, ...]] = {}
    for who in to:
        target = wanted_of(site, Name(who))
        if target.is_commanded:
            raise UsageError(f"{who} is an {target.kind}, which runs what 11.3 names: expected bridges and PPMIDs")
        kind = (target.manufacturer, target.image_type)
        groups[kind] = (*groups.get(kind, ()), who)
    return tuple(groups.values())


def allowed_for(site: Site, to: Sequence[str], size: int) -> Duration:
    """Give the deadline of a request for the devices ``to`` and an image of ``size`` octets, from its sending.

    Longer than the hub holds an image it never is.
    """
    package = (inner for who in to for inner in package_of(site, Name(who)))
    longest = max((_asleep_for(wanted_of(site, who), size) for who in package), default=Duration(0))
    return Duration(min(DEADLINE_BASE + longest, seconds(site.hub.store.hold_s)))


def _asleep_for(target: Target, size: int) -> Duration:
    """Give the periods of a sleepy device that its download may take: a block a poll, while it is awake."""
    if not target.wake_every:
        return Duration(0)
    blocks = -(-size // target.block_size)
    wakes = -(-blocks * target.poll_every // target.awake)
    return Duration((WAKES_MIN + WAKES_FACTOR * wakes) * target.wake_every)
