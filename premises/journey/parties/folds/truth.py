"""The truth: what devices note of themselves, and each package as far as it is. Only this emulator has it."""

from premises.identity import Name
from premises.journey.devices import Doing, devices_of
from premises.journey.fold.journey import Journey
from premises.journey.layout import layout_of
from premises.journey.package import Package, packages
from premises.journey.parties.folds.records import begins_at, records_of
from premises.journey.parties.folds.steps import Steps
from premises.journey.parties.folds.tracks import Tracks
from premises.journey.parties.view import DeviceView, PackageView
from premises.journey.parties.word import Word
from premises.quantity import Instant
from premises.wire.notes.bundles import FeedingEnded
from premises.wire.notes.downloads import ActivationFailed, FirmwareActivated
from premises.wire.notes.requests import RequestAccepted
from premises.wire.notes.vocabulary import Entry
from premises.wire.route import package_of
from premises.wire.site import DCC, Site


class TruthFold:
    """Everything that was noted, but for flights, which are nobody's knowledge."""

    def __init__(self, site: Site) -> None:
        self._records = records_of(site)
        self._layout = layout_of(site)
        self._journey = Journey()
        self._inside = {Name(who): package_of(site, Name(who)) for who in site.bridges}
        self._versions = {who: Steps(record.runs, begins_at(site)) for who, record in self._records.items()}

    def take(self, entry: Entry) -> None:
        """Take any note that is not counted."""
        self._journey.take(entry)
        steps = self._versions.get(entry.who)
        match entry.note:
            case FirmwareActivated(version=version) | ActivationFailed(running=version) if steps is not None:
                steps.hold(entry.at, version)

    @property
    def words(self) -> tuple[Word, ...]:
        """Nothing: words are for parties."""
        return ()

    @property
    def tracks(self) -> Tracks | None:
        """None: its packages are finer."""
        return None

    def versions(self, who: Name) -> Steps:
        """Give which version a device ran, since when."""
        return self._versions[who]

    def devices(self, now: Instant) -> tuple[DeviceView, ...]:
        """Give every device as it is."""
        found = {each.who: each for each in devices_of(self._journey, self._layout)}
        return tuple(self._device(who, found[who].doing, found[who].entry, now) for who in self._records)

    def true_packages(self, now: Instant) -> tuple[Package, ...]:
        """Give every package as far as it is."""
        return packages(self._journey, self._layout, now)

    def lacking(self, package: PackageView, now: Instant) -> tuple[Name, ...]:
        """Give whose firmware is in a package and who have not changed theirs since it was accepted."""
        accepted = self._journey.first(DCC, RequestAccepted, package.request_id)
        if accepted is None or package.device not in self._inside:
            return ()
        fed = self._journey.every(package.device, FeedingEnded, package.version, since=accepted.at)
        if any(isinstance(each.note, FeedingEnded) and each.note.success for each in fed):
            return ()
        return tuple(who for who in self._inside[package.device] if self._versions[who].since(now) < accepted.at)

    def packages(self, now: Instant) -> tuple[PackageView, ...]:
        """Give the same as a view has it: by the stage that was reached last."""
        return tuple(_package(each) for each in self.true_packages(now))

    def _device(self, who: Name, doing: Doing, entry: Entry | None, now: Instant) -> DeviceView:
        version = self._versions[who].at(now)
        since = None if version is None else self._versions[who].since(now)
        state = "" if doing is Doing.UNHEARD else doing.value
        at = None if entry is None else entry.at
        return DeviceView(who, True, version, state, since, "", kind=self._records[who].kind, state_since=at)


def _package(package: Package) -> PackageView:
    return PackageView(
        package.request_id, package.device, package.version, package.stage.value, package.since, package.is_done
    )
