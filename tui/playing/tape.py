"""Every note of one run as far as it was recorded, to be folded up to any moment; it knows no screen and no clock."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from premises.errors import UsageError
from premises.journey.run_file import read_run
from premises.journey.telling.seen import caveat_of
from premises.quantity import Instant
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site
from premises.wire.site_text import site_of_run
from tui.model.happened import WORTH
from tui.model.reader import Reader

TAPE_MAX = 1_000_000
"""Notes of a run that can be gone through. Ours: some 700 MB of memory, and four seconds from end to end."""


@dataclass(frozen=True, slots=True)
class Tape:
    """What was recorded."""

    site: Site
    run_id: str
    entries: tuple[Entry, ...]
    """In the order of their moments."""
    begins: Instant
    ends: Instant
    """The last moment up to which everything is here."""
    caveat: str = ""

    def upto(self, at: Instant) -> int:
        """Give how many notes there are up to ``at``, itself included."""
        return bisect_right(self.entries, at, key=_moment)

    def next_event(self, at: Instant) -> Instant | None:
        """Give the moment of the first note after ``at`` that is worth a line; None when there is none."""
        rest = (self.entries[place] for place in range(self.upto(at), len(self.entries)))
        return next((entry.at for entry in rest if type(entry.note) in WORTH), None)

    def event_before(self, at: Instant) -> Instant | None:
        """Give the moment of the last note before ``at`` that is worth a line; None when there is none."""
        first = bisect_left(self.entries, at, key=_moment)
        rest = (self.entries[place] for place in range(first - 1, -1, -1))
        return next((entry.at for entry in rest if type(entry.note) in WORTH), None)

    def within(self, at: Instant) -> Instant:
        """Give the moment of the tape that is nearest to ``at``."""
        return max(self.begins, min(self.ends, at))


Recording = Callable[[], Tape]
"""Reads what was recorded until now; PremisesError, one line, when it cannot be read."""


def tape_of(site: Site, entries: tuple[Entry, ...], ends: Instant, run_id: str = "", caveat: str = "") -> Tape:
    """Give a tape of notes that are ordered as a run file has them; UsageError when there are too many."""
    if len(entries) > TAPE_MAX:
        raise UsageError(
            f"{run_id or 'this run'} has {len(entries):,} notes: the screen goes through time in {TAPE_MAX:,} at most"
        )
    begins = Reader(site).begins_at
    return Tape(site, run_id, entries, begins, max(begins, ends), caveat)


def tape_in(file: Path) -> Tape:
    """Read a run file, as far as it was written; RunFileError or UsageError, one line, when it cannot be gone through.

    Of a run that is under way its last records may be missing; its caveat says only what is missing before them.
    """
    run = read_run(file)
    ends = run.entries[-1].at if run.entries else Instant(0)
    return tape_of(site_of_run(run.header.site), run.entries, ends, run.header.run_id, caveat_of(run))


def _moment(entry: Entry) -> Instant:
    return entry.at
