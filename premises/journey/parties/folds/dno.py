"""The network operator's view: AD1, that a hub lost its supply. When it came back nobody tells.

Assumption 101 (docs/sources.md).
"""

from premises.identity import Eui64, Name
from premises.journey.parties.folds.records import begins_at, records_of
from premises.journey.parties.folds.steps import Steps
from premises.journey.parties.folds.tracks import Tracks
from premises.journey.parties.view import DeviceView, PackageView
from premises.journey.parties.word import Word
from premises.quantity import Instant
from premises.wire.notes.requests import OutageAlerted
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site


class DnoFold:
    """What AD1 said."""

    def __init__(self, site: Site) -> None:
        records = records_of(site)
        self._names: dict[Eui64, Name] = {record.eui: who for who, record in records.items()}
        self._out: dict[Name, Instant] = {}
        self._nothing = Steps(at=begins_at(site))

    def take(self, entry: Entry) -> None:
        """Take an AD1."""
        note = entry.note
        assert isinstance(note, OutageAlerted), f"the DNO hears AD1 alone, and was given {type(note).__name__}"
        if note.originator in self._names:
            self._out[self._names[note.originator]] = note.since

    @property
    def words(self) -> tuple[Word, ...]:
        """Nothing: AD1 is no word to a Supplier."""
        return ()

    @property
    def tracks(self) -> Tracks | None:
        """None: it knows of no package."""
        return None

    def versions(self, _: Name) -> Steps:
        """Give what it held a device to run: it can never say."""
        return self._nothing

    def devices(self, _: Instant) -> tuple[DeviceView, ...]:
        """Give every device; those of which AD1 told are known, and without power since then as far as it knows."""
        return tuple(self._device(who) for who in self._names.values())

    def packages(self, _: Instant) -> tuple[PackageView, ...]:
        """Nothing."""
        return ()

    def _device(self, who: Name) -> DeviceView:
        since = self._out.get(who)
        if since is None:
            return DeviceView(who, is_known=False)
        return DeviceView(who, True, None, "power outage", None, "AD1", kind="CHF", state_since=since)
