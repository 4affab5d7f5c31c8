"""Every device as a row, and all that there is to say of one: in truth, or as one party holds it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from premises.identity import Name
from premises.journey.devices import Device, Doing, devices_of
from premises.journey.fold.journey import Journey
from premises.journey.parties.view import DeviceView, PartyView
from premises.quantity import Instant
from premises.wire.notes.vocabulary import Entry
from premises.wire.route import behind
from premises.wire.site import HUB, BridgeSpec, Site, devices
from tui.model.boxes import on_smi, title_of
from tui.model.reader import Reader
from tui.model.values.figures import latency_said, loss_said
from tui.model.values.screenful import Event, Screenful
from tui.model.values.state import State

LOOKED_BACK_MAX = 4_000
"""Notes worth a line that are looked through, from the newest back, for those of one device. Ours."""

NOTED_SHOWN = 8
"""Of these, how many are shown. Ours."""


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device."""

    who: Name
    title: str
    kind: str
    """``PPMID B1``, ``GSME``, ``CHF``; what a party takes it to be."""
    running: int | None
    pending: int | None
    state: State | None
    words: str
    """What it does, in a few words."""
    on_smi: bool | None
    """None for who cannot say."""
    power: str = ""
    until: Instant | None = None
    """Asleep until."""
    slot: str = ""
    """Of the hub's store in which its image lies."""
    seen_at: Instant | None = None
    """When a neighbour heard it last."""
    hops: int | None = None
    """From the hub; 0 for the hub."""
    source: str = ""
    """From what a party has it."""
    since: Instant | None = None
    """Since when the party has held that."""


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What there is to say of one beside its row."""

    sent: int = 0
    """Frames, since the run began, as the next three."""
    lost: int = 0
    heard: int = 0
    missed: int = 0
    kinds: tuple[tuple[str, int], ...] = ()
    """What was counted of it by name."""
    links: tuple[str, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    """Tag and words."""
    noted: tuple[Event, ...] = ()


def devices_in_truth(reader: Reader, shown: Screenful) -> tuple[DeviceRow, ...]:
    """Give the hub and every device, in the order of the way."""
    up = behind(reader.site)
    doing = {each.who: each for each in devices_of(reader.journey, reader.layout)}
    seen = _seen(reader.journey)
    slots = {name.lower(): slot.name for slot in shown.store for name in (slot.image, *slot.waiting) if name}
    return tuple(
        replace(
            _row(spot.who, reader.site, shown, doing.get(spot.who)), slot=slots.get(str(spot.who), ""),
            seen_at=seen.get(spot.who), hops=_hops(spot.who, up),
        )
        for spot in reader.spots
        if spot.column
    )  # fmt: skip


def devices_held(view: PartyView, shown: Screenful) -> tuple[DeviceRow, ...]:
    """Give the devices that a party knows, as it holds them."""
    return tuple(_held(each, shown) for each in view.devices if each.is_known)


def facts_of(who: Name, reader: Reader, shown: Screenful) -> DeviceFacts:
    """Give what there is to say of a device in truth."""
    sent = [hop for (source, _), hop in reader.journey.hops.items() if source == who]
    came = [hop for (_, target), hop in reader.journey.hops.items() if target == who]
    entries = list(islice((entry for entry in _newest(reader, who) if entry.at <= shown.now), NOTED_SHOWN))
    links = tuple(
        f"{_short(hop.lane.upper)}-{_short(hop.lane.lower)} {hop.lane.radio}: {hop.lane.sent:,} sent in the last "
        f"minute, {loss_said(hop.lane.lost, hop.lane.sent)} lost, {latency_said(hop.lane.latency)}; set to {hop.set_to}"
        for hop in shown.hops
        if who in (hop.lane.upper, hop.lane.lower)
    )
    names = {link.lane.link for link in shown.hops if who in (link.lane.upper, link.lane.lower)} | {who}
    return DeviceFacts(
        sum(hop.sent for hop in sent), sum(hop.lost for hop in sent),
        sum(hop.heard for hop in came), sum(hop.missed for hop in came),
        tuple(_counted(reader, who)), links,
        tuple((fault.tag, fault.said) for fault in shown.faults if fault.targets & names),
        tuple(reversed(reader.told(entries))),
    )  # fmt: skip


def _row(who: Name, site: Site, shown: Screenful, device: Device | None) -> DeviceRow:
    box = shown.box(who)
    spec = None if who == HUB else devices(site)[who]
    kind = "CHF" if spec is None else f"PPMID {spec.ppmid_variant}" if isinstance(spec, BridgeSpec) else spec.kind
    sleeps = spec is not None and spec.wake_every_s > 0
    words = "" if box is None else box.words
    if not words:
        words = "asleep" if device is not None and device.doing is Doing.ASLEEP else "up"
    return DeviceRow(
        who, title_of(who, site), kind, None if device is None else device.running,
        None if box is None else box.wanted, None if box is None else box.state, words, on_smi(who, site),
        "battery" if sleeps else "mains", None if device is None else device.until,
    )  # fmt: skip


def _hops(who: Name, up: Mapping[Name, Name]) -> int:
    count = 0
    while who != HUB:
        who, count = up[who], count + 1
    return count


def _seen(journey: Journey) -> dict[Name, Instant]:
    """Give when each was heard last by anybody."""
    seen: dict[Name, Instant] = {}
    for (source, _), hop in journey.hops.items():
        newest = max((entry.at for entry in hop.hearings.values()), default=None)
        if newest is not None:
            seen[source] = max(newest, seen.get(source, newest))
    return seen


def _held(device: DeviceView, shown: Screenful) -> DeviceRow:
    box = shown.box(device.who)
    mine = [row for row in shown.rows if row.device == device.who and row.state is not State.DONE]
    return DeviceRow(
        device.who, device.who.upper() if box is None else box.title, device.kind, device.version,
        mine[-1].version if mine else None, mine[-1].state if mine else None,
        mine[-1].stage if mine else device.state, None if box is None else box.on_smi,
        source=device.source, since=device.since,
    )  # fmt: skip


_COUNTED = {
    "reboots": "DeviceRebooted", "boots": "ParticipantStarted", "blocks asked again": "OtaRetried",
    "downloads begun": "OtaStarted", "downloads given up": "OtaGivenUp", "images refused": "ImageRejected",
    "sleeps": "FellAsleep", "wakes missed": "WakeMissed", "alerts": "AlertSent", "frames expired": "FrameExpired",
}  # fmt: skip
"""What is counted of a device, by which notes."""


def _counted(reader: Reader, who: Name) -> Iterator[tuple[str, int]]:
    """Count what is kept of a device's notes that are worth a line."""
    kinds = Counter(type(entry.note).__name__ for entry in _newest(reader, who))
    for words, kind in _COUNTED.items():
        if kinds[kind]:
            yield words, kinds[kind]


def _newest(reader: Reader, who: Name) -> Iterator[Entry]:
    """Give what a device noted, the newest first, as far back as is looked."""
    for each in islice(reversed(reader.events), LOOKED_BACK_MAX):
        if isinstance(each, Entry) and each.who == who:
            yield each


def _short(who: Name) -> str:
    return {"hub": "CH", "dcc": "DCC"}.get(who, str(who).upper())
