"""When faults begin and end, in words: the site's own by its moments, imposed ones as the conductor notes them."""

from collections.abc import Iterator
from dataclasses import dataclass

from lab.faults.imposed import ends_at
from premises.errors import UsageError
from premises.faults.said.checked import fault_said
from premises.faults.said.spoken import words_of
from premises.quantity import Instant, seconds
from premises.wire.notes.emulator import FaultCleared, FaultImposed
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site

OWN = "site"
"""What a fault of the site is called, which has no id."""

_Said = tuple[str, Instant, str]
"""About which fault, when, and what is said."""


@dataclass(frozen=True, slots=True)
class _Due:
    at: Instant
    about: str
    said: str


class FaultTeller:
    """The faults of one premises."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._due: list[_Due] = []
        for spec in site.fault:
            words = words_of(spec)
            self._due.append(_Due(Instant(seconds(spec.from_s)), OWN, f"begins: {words}"))
            self._expect_end(OWN, words, ends_at(spec))

    @property
    def ends_next(self) -> Instant | None:
        """When something is to be told without a note."""
        return min((due.at for due in self._due), default=None)

    def over(self, now: Instant) -> Iterator[_Said]:
        """Give what began or ended by itself up to ``now``."""
        due = sorted((due for due in self._due if due.at <= now), key=lambda due: due.at)
        self._due = [each for each in self._due if each.at > now]
        for each in due:
            yield each.about, each.at, each.said

    def hear(self, entry: Entry) -> Iterator[_Said]:
        """Give what a note says of a fault, if it is about one."""
        match entry.note:
            case FaultImposed():
                yield entry.note.id, entry.at, f"imposed by {entry.note.by}: {entry.note.said}"
                self._expect_end(entry.note.id, entry.note.said, self._end_of(entry.note.said))
            case FaultCleared():
                self._due = [due for due in self._due if due.about != entry.note.id]
                yield entry.note.id, entry.at, f"cleared by {entry.note.by}"

    def _expect_end(self, about: str, words: str, end: Instant | None) -> None:
        if end is not None:
            self._due.append(_Due(end, about, f"is over: {words}"))

    def _end_of(self, said: str) -> Instant | None:
        try:
            return ends_at(fault_said(said, self._site))
        except UsageError:
            # Words of another version of this program; when it ends is then not told.
            return None
