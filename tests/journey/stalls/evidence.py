"""A cause is shown with all of its evidence or not at all: take one piece away, and it is not shown."""

from collections.abc import Iterator

from premises.journey.why.cause import UNEXPLAINED
from premises.journey.why.diagnosis import diagnose_all, refused_requests
from premises.journey.why.finding import Evidence, Finding
from premises.quantity import Instant
from premises.wire.notes.vocabulary import Entry
from tests.journey.stalls.matrix import Told, folded


def shown_without(told: Told) -> Iterator[str]:
    """Give each cause that is shown at a look of the case though a piece of its evidence is gone, a line each."""
    for look in told.looks:
        for finding in _shown(told, told.entries, look):
            for piece in () if finding.cause is UNEXPLAINED else finding.evidence:
                left = tuple(entry for entry in told.entries if not _is_in(entry, piece))
                assert len(left) == len(told.entries) - len(piece.entries), "evidence is among the notes, each once"
                # Of two children that are fed at once each can wait for the same cause.
                if (finding.cause, finding.at) in {(other.cause, other.at) for other in _shown(told, left, look)}:
                    at = f"{told.case.name}, {look / 1e6:.1f} s"
                    yield f"{at}: {finding.cause.code} is shown without {piece.says!r}"


def _shown(told: Told, entries: tuple[Entry, ...], look: Instant) -> tuple[Finding, ...]:
    """Give every cause that is shown for the case's package, or for its request."""
    _, journey = next(iter(folded(entries, (look,))))
    for found in diagnose_all(journey, told.layout, look):
        if found.package.device == told.case.device:
            return () if found.finding is None else (found.finding, *found.also)
    return tuple(refused.finding for refused in refused_requests(journey, told.layout)[:1])


def _is_in(entry: Entry, piece: Evidence) -> bool:
    return any(entry is other for other in piece.entries)
