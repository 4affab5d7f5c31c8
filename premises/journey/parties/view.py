"""What one party holds to be so: values only; each party's fold makes them from what that party received.

Whether a device is there and in which state it is are two facts: a party may know one without the other.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a party is behind the truth about one device's version, up to a moment."""

    who: Name
    wrong_for: Duration
    """In all, while the party held another version than it ran, or could not say which."""
    open_since: Instant | None
    """Since when it is so now; None when the party is right now."""


@dataclass(frozen=True, slots=True)
class PartyView:
    """One party's premises at one moment."""

    party: Party
    now: Instant
    devices: tuple[DeviceView, ...]
    """Every device of the truth, in the order of the site; those that the party does not know as well, marked so."""
    packages: tuple[PackageView, ...]
    words: tuple[Word, ...]
    """What the party was told, in order; empty for those who are told nothing by the DCC."""
    gaps: tuple[Gap, ...]
    """The visibility gap, for each device."""
