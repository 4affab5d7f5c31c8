"""In which order, and when, a Supplier sends the requests of a campaign: one for each device type.

Pure. A scenario's Supplier and the window of ``premises update`` both ask here, each with what it knows of its
requests. Each request waits for words about others, its gates. A polite Supplier sends the next request only when the
last one has its last word (CS09, what came of CS06, or a word after which nothing can come) or its stated deadline has
passed; a planned one waits for what its plan says (``lab.planning``), and sends again what another's image displaced;
a naive one sends them all at once. Each device of an 11.1 that holds its image is sent an 11.3 (``activation``).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from lab.story.activation import Activation, activation_for, order_ids, order_number
from lab.story.said import said_of
from premises.identity import Eui64
from premises.quantity import ORIGIN, Duration, Instant, earliest, seconds
from premises.wire.field.duis import ActivateFirmware, UpdateRequest
from premises.wire.message import Message

AGAIN_MAX = 6
"""Times that the request of a displaced image goes out again. Ours."""

AGAIN_AFTER = seconds(3600)
"""From the last word of a request whose image was displaced to its first repetition; doubled each time, for nothing
tells when the slot is free: a GSME that wakes every half hour takes most of a day for an image. Ours."""

NUMBERS_APART = 1_000
"""Between the numbers of a request and its repetition: more than one story has requests. Ours."""


class Word(Enum):
    """What a gate waits to hear of every device of a request."""

    TRANSFERRED = "transferred"
    """The device has the image, so the hub holds it no longer for that one: CCS08, or FDRA; or its last word."""
    LAST = "last"
    """Nothing more is to come: CS09, what came of CS06, or whatever ends its part before."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a request waits for, or for the deadline of the request that it is about."""

    after: int
    """Index of an earlier request of the campaign."""
    word: Word = Word.LAST


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request of a campaign."""

    request: UpdateRequest
    allowed: Duration
    """Premises time from its sending to its deadline, but for what its 11.3 is allowed."""
    gates: tuple[Gate, ...] = ()
    """What it waits for beside what the manners of its campaign say."""
    firmware_hash: bytes = b""
    """Of an 11.1, the Manufacturer Image Hash that an FDRA names; empty for an 11.4."""
    activation: Activation | None = None
    """When an 11.3 follows; None when nobody sends one."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """Requests in the order in which they are to go."""

    at: Instant
    """Nothing is sent before."""
    polite: bool
    """Whether each waits for the last word of the one before it, beside its own gates."""
    wanted: tuple[Wanted, ...]
    again: bool = False
    """Whether what was displaced is sent again."""

    @property
    def gates(self) -> "Gates":
        """What each request waits for."""
        chain = polite(len(self.wanted)) if self.polite else naive(len(self.wanted))
        return tuple((*own.gates, *before) for own, before in zip(self.wanted, chain, strict=True))


Gates = tuple[tuple[Gate, ...], ...]


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


@dataclass(frozen=True, slots=True)
class Displaced:
    """A request whose image lost its slot before some devices had it; it goes out again for these."""

    at: Instant
    """Not before."""
    devices: tuple[Eui64, ...]
    tries: int
    """The number of that repetition, from 1."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A request of which nothing more is to come."""

    tries: int = 0
    """How often it went out again."""


Standing = Unsent | UnderWay | Displaced | Ended


def polite(count: int) -> Gates:
    """Give the gates of a polite Supplier: each request waits for the last word of the one before it."""
    return tuple((Gate(index - 1),) if index else () for index in range(count))


def naive(count: int) -> Gates:
    """Give the gates of a Supplier that waits for nothing."""
    return ((),) * count


def next_to_send(standings: Sequence[Standing], now: Instant, gates: Gates) -> tuple[int, ...]:
    """Give which requests go out now, by their index, in order.

    One that goes again has the premises to itself: nothing else of the campaign is under way then, and nothing else
    goes before its last word or deadline.
    """
    on_the_way = [standing for standing in standings if isinstance(standing, UnderWay) and now < standing.until]
    if any(standing.tries for standing in on_the_way):
        return ()
    again = [index for index, one in enumerate(standings) if isinstance(one, Displaced) and one.at <= now]
    if again and not on_the_way:
        return (again[0],)
    unsent = (index for index, standing in enumerate(standings) if isinstance(standing, Unsent))
    return tuple(index for index in unsent if all(_is_open(standings[gate.after], gate, now) for gate in gates[index]))


def due_at(standings: Sequence[Standing], gates: Gates) -> Instant | None:
    """Give when the next request goes out if nothing is heard; None when only a word lets one go, or none is left."""
    retries = max((one.until for one in standings if isinstance(one, UnderWay) and one.tries), default=ORIGIN)
    ways = max((one.until for one in standings if isinstance(one, UnderWay)), default=ORIGIN)
    return earliest(*_moments(standings, gates, retries, ways))


def sent(wanted: Wanted, now: Instant) -> UnderWay:
    """Give the standing of a request that goes out ``now``."""
    to = wanted.request.device_ids
    return UnderWay(_deadline(wanted, now), to, to)


def sent_again(wanted: Wanted, standing: Displaced, now: Instant) -> UnderWay:
    """Give the standing of a request that goes out again ``now``."""
    return UnderWay(_deadline(wanted, now), standing.devices, standing.devices, tries=standing.tries)


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
    return displaced_until(displaced, standing.tries, now) if displaced else after


def orders_due(before: Standing, after: Standing, wanted: Wanted, now: Instant) -> tuple[ActivateFirmware, ...]:
    """Give the 11.3 that go out ``now``: one for each device that came to hold its image, and still owes a word."""
    if wanted.activation is None or not isinstance(before, UnderWay) or not isinstance(after, UnderWay):
        return ()
    request, moment = request_of(wanted, before), wanted.activation.moment(now)
    held = (device for device in before.fetching if device in after.awaited and device not in after.fetching)
    return tuple(activation_for(device, wanted.firmware_hash, moment, order_number(request, device)) for device in held)


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
    return without(replace(standing, fetching=fetching), said.done)


def without(standing: UnderWay, done: Iterable[Eui64]) -> UnderWay | Ended:
    """Give the standing after the last word of the devices ``done``."""
    gone = tuple(done)
    awaited = tuple(device for device in standing.awaited if device not in gone)
    fetching = tuple(device for device in standing.fetching if device not in gone)
    return replace(standing, awaited=awaited, fetching=fetching) if awaited else Ended(standing.tries)


def replace_request(request: UpdateRequest, tries: int, to: tuple[Eui64, ...]) -> UpdateRequest:
    """Give repetition number ``tries`` of a request, for the devices ``to``."""
    rest, _, number = request.request_id.rpartition(":")
    request_id = f"{rest}:{int(number) + tries * NUMBERS_APART}"
    return type(request)(request_id, request.firmware_image, request.firmware_version, to)


def _deadline(wanted: Wanted, now: Instant) -> Instant:
    until = Instant(now + wanted.allowed)
    return until if wanted.activation is None else wanted.activation.until(until)


def _is_open(standing: Standing, gate: Gate, now: Instant) -> bool:
    match standing:
        case Ended():
            return True
        case UnderWay(until=until, fetching=fetching):
            return until <= now or (gate.word is Word.TRANSFERRED and not fetching)
    return False


def _moments(standings: Sequence[Standing], gates: Gates, retries: Instant, ways: Instant) -> Iterator[Instant]:
    for index, standing in enumerate(standings):
        if isinstance(standing, Displaced):
            yield max(standing.at, ways)
        elif isinstance(standing, Unsent):
            waited = [(standings[gate.after], gate) for gate in gates[index]]
            if not any(isinstance(one, Unsent | Displaced) for one, _ in waited):
                # What is open already is not waited for: asked of the beginning of time.
                shut = [one for one, gate in waited if not _is_open(one, gate, ORIGIN)]
                yield max((retries, *(one.until for one in shut if isinstance(one, UnderWay))))
