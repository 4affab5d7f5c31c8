"""Everybody on the map: what each runs and should, what it does, and how its package stands; and the hub's store."""

from collections.abc import Iterable, Mapping, Sequence

from premises.identity import Name
from premises.journey.devices import Device, Doing
from premises.journey.fold.journey import Journey
from premises.journey.layout import Layout
from premises.journey.package import Stage
from premises.journey.store import slots_of
from premises.journey.why.diagnosis import Diagnosis
from premises.wire.notes.requests import ImageDisplaced, ImageRemoved
from premises.wire.notes.vocabulary import Entry
from premises.wire.route import feeder_of, package_of
from premises.wire.site import DCC, HUB, BridgeSpec, Site, devices
from tui.model.placing import Spot
from tui.model.values.figures import clock_said, version_said
from tui.model.values.screenful import Box, Fault, Fetching, PackageRow, Slot
from tui.model.values.state import State

TITLES = {DCC: "DCC adapter", HUB: "Comms Hub"}
"""Who is no device."""

_MOVES = (Stage.HAN.value, Stage.ALT.value)

_GOES_ON = (State.MOVING, State.SLOW, State.WAITING)


def title_of(who: Name, site: Site) -> str:
    """Give what a participant is called on a map: ``Bridge 2``, ``GSME``, its name."""
    if who in TITLES:
        return TITLES[who]
    spec = devices(site)[who]
    if isinstance(spec, BridgeSpec):
        return f"Bridge {spec.ppmid_variant[1:]}"
    return spec.kind if who.rstrip("0123456789").upper() == spec.kind else str(who)


def on_smi(who: Name, site: Site) -> bool:
    """Say whether the design has it on the inventory."""
    return who != DCC and (who not in site.bridges or feeder_of(site, who) is None)


def inside(site: Site, who: Name) -> tuple[Name, ...]:
    """Give whose firmware is in the package of a device, its own first."""
    return package_of(site, who) if who in site.bridges else (who,)


def boxes_of(
    spots: Iterable[Spot],
    site: Site,
    doing: Mapping[Name, Device],
    rows: Sequence[PackageRow],
    faults: tuple[Fault, ...],
) -> tuple[Box, ...]:
    """Give everybody's box in truth."""
    return tuple(_box(spot, site, doing.get(spot.who), _row_of(spot.who, rows), rows, faults) for spot in spots)


def _row_of(who: Name, rows: Sequence[PackageRow]) -> PackageRow | None:
    """Give the package that a device's box tells of: the first that is not done, or else the newest."""
    mine = [row for row in rows if row.device == who]
    return next((row for row in mine if row.state is not State.DONE), mine[-1] if mine else None)


def _box(
    spot: Spot,
    site: Site,
    device: Device | None,
    row: PackageRow | None,
    rows: Sequence[PackageRow],
    faults: tuple[Fault, ...],
) -> Box:
    who = spot.who
    lines: tuple[str, ...] = ()
    if who == DCC:
        whole = [each for each in rows if not each.is_part]
        open_ones = sum(each.state is not State.DONE for each in whole)
        lines = (f"{len(whole)} sent", f"{open_ones} open")
    is_asleep = device is not None and device.doing is Doing.ASLEEP
    is_down = device is not None and device.doing is Doing.DOWN
    fetches = row is not None and row.state in _GOES_ON and row.stage in _MOVES and row.have and row.size
    spec = None if who in TITLES else devices(site)[who]
    return Box(
        who, title_of(who, site), spot.column, spot.row, spot.span, lines, on_smi(who, site),
        None if device is None else device.running,
        row.version if row is not None and row.state is not State.DONE else None,
        State.BLOCKED if is_down else None if row is None else row.state,
        is_down, is_asleep, spec is not None and spec.wake_every_s > 0,
        device.until if is_asleep and device is not None else None,
        row.have / row.size if fetches and row is not None and row.have is not None and row.size else None,
        _words(device, row), tuple(fault.tag for fault in faults if who in fault.targets),
    )  # fmt: skip


def _words(device: Device | None, row: PackageRow | None) -> str:
    """Give what stands in a box below the versions."""
    match None if device is None else device.doing:
        case Doing.DOWN:
            return (device.fault.replace("-", " ") if device is not None else "") or "process gone"
        case Doing.REBOOTING:
            return "reboots"
        case Doing.UNHEARD:
            return "not heard of yet"
    if row is None or row.state is State.DONE:
        return _asleep(device)
    if row.code == "ASLEEP" and device is not None and device.until is not None:
        return f"till {clock_said(device.until)}"
    return row.code.replace("_", " ").lower() or ("moving" if row.state is State.MOVING else row.why)


def _asleep(device: Device | None) -> str:
    if device is None or device.doing is not Doing.ASLEEP:
        return ""
    return "asleep" if device.until is None else f"asleep, {clock_said(device.until)}"


def slots(journey: Journey, layout: Layout, site: Site) -> tuple[Slot, ...]:
    """Give every slot of the hub's store, with what lies in it and what left it last."""
    names = {place.image_type: place.who for place in layout.places.values()}
    found = {slot.name: slot for slot in slots_of(journey, layout)}
    shown = []
    for name in site.hub.store.slots:
        slot = found.get(name)
        gone = _gone(journey, name, names)
        if slot is None or slot.image is None:
            shown.append(Slot(name, "", gone=gone))
        else:
            who = names.get(slot.image.image_type, f"{slot.image.image_type:#06x}")
            shown.append(Slot(name, str(who).upper(), slot.image.version, slot.image.waiting, gone))
    return tuple(shown)


def _gone(journey: Journey, slot: str, names: Mapping[int, Name]) -> str:
    """Give what was last displaced from a slot, by what and when."""
    found: list[Entry] = [
        entry
        for entry in journey.of_kind(HUB, ImageDisplaced)
        if isinstance(entry.note, ImageDisplaced) and entry.note.slot == slot
    ]
    removed = [
        entry
        for entry in journey.of_kind(HUB, ImageRemoved)
        if isinstance(entry.note, ImageRemoved) and entry.note.slot == slot
    ]
    newest = max((*found, *removed), key=lambda entry: entry.at, default=None)
    if newest is None or not isinstance(newest.note, ImageDisplaced):
        return ""
    lost, by = (
        str(names.get(kind, f"{kind:#06x}")).upper() for kind in (newest.note.image_type, newest.note.by_image_type)
    )
    return f"{clock_said(newest.at)} {lost} {version_said(newest.note.version)} lost to {by}"


def fetching(diagnoses: Iterable[Diagnosis]) -> Fetching | None:
    """Give what comes over the WAN now."""
    for diagnosis in diagnoses:
        package = diagnosis.package
        if package.stage is Stage.WAN and not diagnosis.is_stalled:
            return Fetching(f"{package.device.upper()} {version_said(package.version)}", package.have, package.size)
    return None
