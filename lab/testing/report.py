"""What a failed test says of its premises: how to repeat it, why, the last messages, the nearest miss, the faults."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from shlex import quote

from lab.testing.plugin import SEED_OPTION
from premises.journey.ladder.ladder import LAST_MAX, ladder_of
from premises.journey.ladder.text import text_of
from premises.journey.layout import Layout
from premises.journey.telling.account import page_of
from premises.journey.telling.seen import Seen
from premises.wire.notes.vocabulary import Entry

LAST = 20
"""Rows of a ladder, unless a test wants more. Ours: what fits on a screen."""

EVIDENCE_MAX = 3
"""Notes shown of one piece of evidence, the first ones and the last. Ours: a hundred lost frames say no more."""

_EVIDENCE = " " * 15
"""How a note of evidence begins on the page of ``why``."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a premises when its test has failed."""

    seed: int
    seen: Seen
    entries: Sequence[Entry]
    faults: tuple[str, ...]
    """The site's own, and those in force that the test imposed, in words."""
    miss: str = ""
    """The nearest miss of what was asked for last."""


class Account:
    """What there is to say of one premises of one test, once."""

    def __init__(self, nodeid: str, know: Callable[[], Known]) -> None:
        self._nodeid, self._know = nodeid, know
        self._known: Known | None = None
        self._is_said = False

    def settle(self) -> None:
        """Know now what there is to say: the premises ends."""
        self._known = self._known or self._know()

    def sections(self) -> list[tuple[str, str]]:
        """Give the titles and texts of a report; none when they were given before."""
        if self._is_said:
            return []
        self._is_said = True
        self.settle()
        known = self._known
        assert known is not None, "it was settled"
        said = {
            "how to repeat it": f"pytest {quote(self._nodeid)} {SEED_OPTION} {known.seed}",
            "why": page(known.seen),
            "the last messages": ladder(known.entries, known.seen.layout),
            "the nearest miss": known.miss,
            "faults in force": "\n".join(known.faults) or "none",
        }
        return [(f"premises: {title}", text) for title, text in said.items() if text]


def ladder(entries: Iterable[Entry], layout: Layout, last: int = LAST) -> str:
    """Give the last ``last`` rows (1 to LAST_MAX) of who said what to whom, and what became of it."""
    return text_of(ladder_of(entries, layout=layout, last=max(1, min(last, LAST_MAX))))


def page(seen: Seen) -> str:
    """Give why each package waits, as `premises why` does, with the first and the last of much evidence."""
    return "\n".join(_short(page_of(seen)))


def _short(lines: Iterable[str]) -> Iterator[str]:
    for is_evidence, group in groupby(lines, lambda line: line.startswith(_EVIDENCE)):
        found = list(group)
        if not is_evidence or len(found) <= EVIDENCE_MAX:
            yield from found
            continue
        yield from found[: EVIDENCE_MAX - 1]
        yield f"{_EVIDENCE}... {len(found) - EVIDENCE_MAX} more"
        yield found[-1]
