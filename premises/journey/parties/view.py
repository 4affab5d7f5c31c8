"""What one party holds to be so: values only; each party's fold makes them from what that party received.

Whether a device is there and in which state it is are two facts: a party may know one without the other.
"""

from dataclasses import dataclass, replace

from premises.identity import Name
from premises.journey.parties.party import Party
from premises.journey.parties.word import Word
from premises.quantity import Duration, Instant


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device of the premises, as far as a party knows it."""

    who: Name
    is_known: bool
    """Whether the party knows that it is there."""
    version: int | None = None
    """What the party holds it to run; None when it cannot say."""
    state: str = ""
    """In a word or two: ``Commissioned``, ``asleep``; empty when it cannot say."""
    since: Instant | None = None
    """Since when the party has held that."""
    source: str = ""
    """From what: ``CS09``, ``8.2``, ``installation``; empty when it cannot say."""
    is_true: bool = True
    """Whether the device runs what the party holds it to run; only the emulator can compare."""
    kind: str = ""
    """What the party takes it to be: ``PPMID B1``, ``PPMID``, ``ESME``; empty when it does not know."""
    state_since: Instant | None = None
    """Since when the party has held it to be in that state."""


@dataclass(frozen=True, slots=True)
class PackageView:
    """One package, as far as a party knows it."""

    request_id: str
    device: Name
    """Whom the request named."""
    version: int
    stage: str
    """``accepted``, ``at the hub``, ``delivered``, ``runs``, or how it failed; of the truth and the DCC finer."""
    since: Instant
    """Since when the party has held that: what comes after is silence to it."""
    is_ended: bool
    """Whether the party waits for no further word."""
    waits_for: str = ""
    """Which word is the next that it can be told: ``CCS08``, ``N60 or N61``; empty when there is none to come."""
    wrongly: tuple[Name, ...] = ()
    """Whose firmware is in it and who do not run it, where the party holds that it runs: a false success. Only the
    emulator can compare."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a party is behind the truth about one device's version, up to a moment."""

    who: Name
    wrong_for: Duration
    """In all, while the party held another version than it ran, or could not say which."""
    open_since: Instant | None
    """Since when it is so now; None when the party is right now."""


@dataclass(frozen=True, slots=True)
class Behind:
    """How far a party is behind the truth about one package: from the last step of it until the party could know."""

    request_id: str
    device: Name
    step: str
    """The last that was reached in truth: ``STORE``, ``ACTIVE``."""
    at: Instant
    """When that was."""
    known_at: Instant | None
    """When the party could know of it, or of a later one; None when it cannot yet."""


@dataclass(frozen=True, slots=True)
class PartyView:
    """One party's premises at one moment."""

    party: Party
    now: Instant
    devices: tuple[DeviceView, ...]
    """Every device of the truth, in the order of the site; those that the party does not know as well, marked so."""
    packages: tuple[PackageView, ...]
    words: tuple[Word, ...]
    """What the party was told, in order, the newest of them; of the DCC what Suppliers took, of others nothing."""
    gaps: tuple[Gap, ...]
    """The visibility gap, for each device."""
    behind: tuple[Behind, ...] = ()
    """The same of packages: for each that is there in truth."""

    @property
    def wrong_for(self) -> Duration:
        """The visibility gap of the whole premises: the time of all devices added up."""
        return Duration(sum(gap.wrong_for for gap in self.gaps))

    @property
    def believed(self) -> "PartyView":
        """The same without what only the emulator can say by comparing."""
        devices = tuple(replace(each, is_true=True) for each in self.devices)
        packages = tuple(replace(each, wrongly=()) for each in self.packages)
        return replace(self, devices=devices, packages=packages, gaps=(), behind=())
