"""A Supplier's update as a test orders it: a request a device type, an 11.3, and when each has had its last word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.campaign.activation import Activation, activation_for, hash_for
from lab.campaign.allowed import groups_of
from lab.campaign.said import said_of
from lab.campaign.standing import Standing, UnderWay, sent, told
from lab.campaign.wanted import Wanted
from lab.images import checked_size
from lab.site import device_of, names_of
from lab.story.requests import image_for, request_for
from lab.testing.ground import Heard
from premises.errors import ImageFileError, UsageError
from premises.identity import Name
from premises.quantity import Duration, Instant, spoken
from premises.wire.device.target import updatable, wanted_of
from premises.wire.duis.messages import ActivateFirmware, UpdateRequest
from premises.wire.field.ota_file import read_ota_header
from premises.wire.site import Site

SIZE = 4096
"""Octets of an image, unless a test wants another size. Ours: as in scenarios."""

VERSION_MAX = 0xFFFF_FFFE
"""The newest that an image can be. Ours: as in a scenario."""


@dataclass(frozen=True, slots=True, repr=False)
class Update:
    """The requests of one order, which went out together."""

    site: Site
    to: tuple[Name, ...]
    version: int
    requests: tuple[UpdateRequest, ...]
    sent_at: Instant

    def awaited(self, heard: Iterable[Heard]) -> tuple[Name, ...]:
        """Give the devices that still owe their last word after what the Supplier ``heard``, in the site's order."""
        standings: list[Standing] = [sent(Wanted(each, Duration(0)), self.sent_at) for each in self.requests]
        for one in heard:
            pairs = zip(standings, self.requests, strict=True)
            standings = [
                told(standing, request.request_id, one.message, hash_for(request)) for standing, request in pairs
            ]
        left = {eui for standing in standings if isinstance(standing, UnderWay) for eui in standing.awaited}
        return tuple(Name(who) for eui, who in names_of(self.site).items() if eui in left)

    @property
    def words(self) -> str:
        """What is waited for."""
        return f"the last word of {', '.join(self.to)} on {self.version:#010x}"

    def __repr__(self) -> str:
        return f"<update of {', '.join(self.to)} to {self.version:#010x}, sent at {spoken(self.sent_at)}>"


@dataclass(frozen=True, slots=True, repr=False)
class Activated:
    """One 11.3 that went out."""

    who: Name
    version: int
    request: ActivateFirmware
    sent_at: Instant

    def awaited(self, heard: Iterable[Heard]) -> tuple[Name, ...]:
        """Give the meter while it owes its last word: what came of CS06, or that nobody took it or answered."""
        ids = (self.request.request_id,)
        return () if any(said_of("", one.message, orders=ids).done for one in heard) else (self.who,)

    @property
    def words(self) -> str:
        """What is waited for."""
        return f"the answer of {self.who} to CS06 on {self.version:#010x}"

    def __repr__(self) -> str:
        return f"<activation of {self.version:#010x} on {self.who}, sent at {spoken(self.sent_at)}>"


@dataclass(frozen=True, slots=True)
class Order:
    """What a test orders, as it said it; None for what it left to us."""

    to: tuple[Name, ...]
    version: int | None = None
    size: int | None = None
    image: bytes | None = None


def ordered(
    site: Site, to: Sequence[str], version: int | None, size: int | None, file: Path | str | None, image: bytes | None
) -> Order:
    """Give the order; UsageError when a device is unknown or named twice, or what is said does not go together."""
    if not to:
        raise UsageError(f"update: expected the names of devices: this premises has {', '.join(updatable(site))}")
    names = tuple(device_of(site, who.lower())[0] for who in to)
    if file is not None and image is not None:
        raise UsageError("update: file and image: expected one of them, or neither")
    given = _read(Path(file)) if file is not None else image
    for key, value in (("version", version), ("size", size)):
        if given is not None and value is not None:
            raise UsageError(f"update: {key} = {value}: the image that is given has its own")
    if size is not None:
        checked_size(size)
    if version is not None and not 0 <= version <= VERSION_MAX:
        raise UsageError(f"update: version = {version:#x}: expected 0x00000000 to {VERSION_MAX:#010x}")
    return Order(names, version, size, given)


def requests_for(site: Site, order: Order, newer_than: int, number: int) -> Iterator[UpdateRequest]:
    """Give its requests, numbered from ``number``; UsageError when the image is no OTA file or a device comes twice."""
    if order.image is not None:
        try:
            read_ota_header(order.image)
        except ImageFileError as error:
            raise UsageError(f"update: {error}") from None
        yield request_for(site, order.image, list(order.to), number)
        return
    version = newer_than + 1 if order.version is None else order.version
    for index, group in enumerate(groups_of(site, order.to)):
        image = image_for(site, group, version, SIZE if order.size is None else order.size)
        yield request_for(site, image, list(group), number + index)


def activated(
    site: Site, who: str, brought: Sequence[Update], runs_at: Instant | None, number: int, now: Instant
) -> Activated:
    """Give the 11.3, as request ``number``, for the image that the last of the updates ``brought`` to ``who``.

    UsageError when it runs images by itself, or none was sent to it.
    """
    name, eui = device_of(site, who.lower())
    if not wanted_of(site, name).is_commanded:
        kind = "bridge" if name in site.bridges else wanted_of(site, name).kind
        raise UsageError(f"activate: {who} is a {kind}, which runs a new image by itself: expected a meter")
    requests = [request for update in brought for request in update.requests if eui in request.device_ids]
    if not requests:
        raise UsageError(f"activate: no image was sent to {who}: expected an update before")
    moment = Activation(runs_at).moment(now)
    request = activation_for(eui, hash_for(requests[-1]), moment, number)
    return Activated(name, requests[-1].firmware_version, request, now)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"update: file {path}: {(error.strerror or 'cannot be read').lower()}") from None
