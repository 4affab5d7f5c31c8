"""What the Smart Metering Inventory and the registers hold of each device, against what runs."""

from dataclasses import dataclass

from premises.identity import Name
from premises.journey.parties.party import Party, PartyKind
from premises.journey.parties.view import DeviceView, PartyView
from premises.quantity import Duration, Instant
from premises.wire.site import HUB, Site, devices
from premises.wire.tables.dcc import ProductSpec
from tui.model.boxes import title_of
from tui.model.card import seen_by
from tui.model.reader import Reader


@dataclass(frozen=True, slots=True)
class Held:
    """What one party holds of one device."""

    party: Party
    device: DeviceView
    wrong_for: Duration
    """In all."""
    open_since: Instant | None
    """Since when it is wrong, or cannot say; None while it is right."""

    @property
    def name(self) -> str:
        """Who it is, in a word."""
        return seen_by(self.party)


@dataclass(frozen=True, slots=True)
class SmiRow:
    """One device."""

    who: Name
    title: str
    runs: int | None
    smi: Held
    """What the DCC holds: its SMI."""
    others: tuple[Held, ...]
    """The Suppliers and AltHANCo, in the order of views."""
    cpl: str
    """How the Central Products List has the version that runs."""

    @property
    def is_apart(self) -> bool:
        """Whether the SMI says another version than runs; of a device that is not on it, it says nothing."""
        return self.runs is not None and self.smi.device.is_known and self.smi.open_since is not None

    @property
    def known_to(self) -> tuple[str, ...]:
        """Who holds what runs."""
        if self.runs is None:
            return ()
        return tuple(held.name for held in (self.smi, *self.others) if held.device.version == self.runs)


def inventory_of(reader: Reader, now: Instant) -> tuple[SmiRow, ...]:
    """Give every device at ``now``, in the order of the way."""
    views = {party: reader.views.view(party, now) for party in reader.parties}
    truth = next(view for party, view in views.items() if party.kind is PartyKind.TRUTH)
    dcc = next(view for party, view in views.items() if party.kind is PartyKind.DCC)
    others = [view for party, view in views.items() if party.kind in (PartyKind.SUPPLIER, PartyKind.ALTHANCO)]
    runs = {each.who: each.version for each in truth.devices}
    return tuple(
        SmiRow(
            spot.who, title_of(spot.who, reader.site), runs.get(spot.who), _held(dcc, spot.who),
            tuple(_held(view, spot.who) for view in others), _cpl(reader.site, spot.who, runs.get(spot.who)),
        )
        for spot in reader.spots
        if spot.column
    )  # fmt: skip


def _held(view: PartyView, who: Name) -> Held:
    device = next((each for each in view.devices if each.who == who), DeviceView(who, is_known=False))
    gap = next((each for each in view.gaps if each.who == who), None)
    return Held(
        view.party, device, Duration(0) if gap is None else gap.wrong_for, None if gap is None else gap.open_since
    )


def _cpl(site: Site, who: Name, version: int | None) -> str:
    if not site.dcc.cpl:
        return "no list"
    if version is None or who == HUB:
        return "--"
    spec = devices(site)[who]
    return "listed" if any(_lists(entry, spec, version) for entry in site.dcc.cpl) else "not listed"


def _lists(entry: ProductSpec, spec: object, version: int) -> bool:
    firmware = getattr(spec, "firmware", spec)
    maker, model = getattr(firmware, "manufacturer", None), getattr(firmware, "hardware", None)
    kind = getattr(spec, "image_type", None)
    return (
        entry.version == version
        and entry.manufacturer == maker
        and entry.model in (None, model)
        and (kind is None or entry.image_type in (None, kind))
    )
