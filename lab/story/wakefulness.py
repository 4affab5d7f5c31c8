"""For how long a sleepy device was awake, by its own polls in a run's notes."""

from collections.abc import Iterable

from premises.identity import Name
from premises.quantity import Duration, Instant
from premises.wire.notes.flights import FlightSent
from premises.wire.notes.vocabulary import Entry
from premises.wire.radio.mac import DataRequest

GAP_FACTOR = 2
"""Poll intervals between two polls of one wake, at most: a longer gap was sleep. Ours."""


def awake_for(entries: Iterable[Entry], who: Name, poll_every: Duration) -> Duration:
    """Give the time from the first to the last poll of each wake of ``who``, all together."""
    awake, last = 0, None
    for entry in entries:
        if entry.who != who or not isinstance(entry.note, FlightSent) or entry.note.kind != DataRequest.__name__:
            continue
        if last is not None and entry.at - last <= GAP_FACTOR * poll_every:
            awake += entry.at - last
        last = entry.at
    return Duration(awake)


def share_awake(entries: Iterable[Entry], who: Name, poll_every: Duration) -> tuple[float, Instant]:
    """Give the share of a run's premises time for which ``who`` was awake (0 to 1), and the time of its last note."""
    noted = tuple(entries)
    end = max((entry.at for entry in noted), default=Instant(0))
    return (awake_for(noted, who, poll_every) / end if end else 0.0), end
