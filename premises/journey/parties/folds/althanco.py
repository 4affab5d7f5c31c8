"""AltHANCo's view: its install register as of the moment, stale or wrong as the site says. It hears of nothing."""

from premises.identity import Name
from premises.journey.parties.folds.records import begins_at, records_of
from premises.journey.parties.folds.steps import Steps
from premises.journey.parties.folds.tracks import Tracks
from premises.journey.parties.view import DeviceView, PackageView
from premises.journey.parties.word import Word
from premises.quantity import ORIGIN, Instant, seconds
from premises.wire.device.register import Installed, register_of
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site


class AlthancoFold:
    """The register of one premises, at every moment at which it changes."""

    def __init__(self, site: Site) -> None:
        visited = {Instant(seconds(visit.at_s)) for visit in site.visit} - {ORIGIN}
        self._pages = {at: _page(site, at) for at in (ORIGIN, *sorted(visited))}
        self._versions = {who: Steps(at=begins_at(site)) for who in records_of(site)}
        for at, page in self._pages.items():
            for who, steps in self._versions.items():
                entry = page.get(who)
                steps.hold(max(at, begins_at(site)), None if entry is None else entry.firmware_version)

    def take(self, entry: Entry) -> None:
        """Take nothing: nothing comes."""
        raise AssertionError(f"AltHANCo hears of nothing, and was given {type(entry.note).__name__}")

    @property
    def words(self) -> tuple[Word, ...]:
        """Nothing: the DCC tells it nothing."""
        return ()

    @property
    def tracks(self) -> Tracks | None:
        """None: it knows of no package."""
        return None

    def versions(self, who: Name) -> Steps:
        """Give which version the register had for a device, since when."""
        return self._versions[who]

    def devices(self, now: Instant) -> tuple[DeviceView, ...]:
        """Give what the register has at ``now``; of meters and the hub nothing."""
        page = self._pages[max(at for at in self._pages if at <= now)]
        return tuple(_device(who, page.get(who)) for who in self._versions)

    def packages(self, _: Instant) -> tuple[PackageView, ...]:
        """Nothing."""
        return ()


def _page(site: Site, at: Instant) -> dict[Name, Installed]:
    return {entry.name: entry for entry in register_of(site, at)}


def _device(who: Name, entry: Installed | None) -> DeviceView:
    if entry is None:
        return DeviceView(who, is_known=False)
    source = "installation" if entry.visited_at == ORIGIN else "visit"
    kind = f"PPMID {entry.ppmid_variant}"
    return DeviceView(who, True, entry.firmware_version, "", entry.visited_at, source, kind=kind)
