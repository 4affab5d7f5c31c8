"""A ladder as a person asks for it: of packages by name, about participants, between moments, in one of four forms."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from premises.errors import UsageError
from premises.identity import Name
from premises.journey.fold.journey import Journey
from premises.journey.ladder.drawn.mermaid import mermaid_of
from premises.journey.ladder.drawn.plantuml import plantuml_of
from premises.journey.ladder.drawn.svg import svg_of
from premises.journey.ladder.ladder import LAST_MAX, ladder_of
from premises.journey.ladder.rung import Ladder
from premises.journey.ladder.text import text_of
from premises.journey.ladder.wanted import Scope, Wanted, scope_of
from premises.journey.ladder.windows import people_of
from premises.journey.layout import Layout, layout_of
from premises.journey.package import packages
from premises.journey.telling import named
from premises.nearest import hint
from premises.quantity import NEVER, ORIGIN, Instant, clocked
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import Site


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a run somebody wants to see."""

    packages: tuple[str, ...] = ()
    """Names as ``premises why`` gives them; all of the run when there is none."""
    about: tuple[str, ...] = ()
    begins: Instant = ORIGIN
    ends: Instant = NEVER
    last: int = LAST_MAX
    """Rungs, the newest."""
    every: bool = False
    """Whether nothing is folded."""

    def __str__(self) -> str:
        """Give it in words; empty when nothing is left out."""
        parts = [f"package {' and '.join(self.packages)}"] if self.packages else []
        parts += [f"about {' and '.join(self.about)}"] if self.about else []
        parts += [f"from {clocked(self.begins)}"] if self.begins > ORIGIN else []
        parts += [f"to {clocked(self.ends)}"] if self.ends < NEVER else []
        return ", ".join(parts)


def ladder_in(site: Site, entries: Iterable[Entry], wish: Wish) -> Ladder:
    """Give the ladder of a run, as far as it is wished for; UsageError when there is no such thing in it."""
    if not 0 < wish.last <= LAST_MAX:
        raise UsageError(f"--last {wish.last}: expected 1 to {LAST_MAX}")
    if wish.ends < wish.begins:
        raise UsageError(f"--to {clocked(wish.ends)}: expected a moment after --from {clocked(wish.begins)}")
    known, layout = list(entries), layout_of(site)
    people = sorted(people_of(known))
    about = tuple(_person(who, people) for who in wish.about)
    wanted = Wanted(about, wish.begins, wish.ends, _scopes(known, layout, wish.packages))
    return ladder_of(known, layout=layout, wanted=wanted, last=wish.last, every=wish.every)


FORMS: Mapping[str, Callable[[Ladder, str], str]] = {
    "txt": lambda ladder, title: f"{title}\n\n{text_of(ladder)}\n",
    "mmd": mermaid_of,
    "puml": plantuml_of,
    "svg": svg_of,
}
"""How a ladder is written to a file with a title, by the end of the file's name."""


def _scopes(entries: Sequence[Entry], layout: Layout, names: Iterable[str]) -> tuple[Scope, ...]:
    wanted = list(names)
    if not wanted:
        return ()
    journey = Journey()
    journey.take_all(entries)
    known = packages(journey, layout)
    pairs = [(each, each) for each in known]
    meant = dict.fromkeys(package for name in wanted for package in named.meant(pairs, name))
    return tuple(scope_of(package, known, entries) for package in meant)


def _person(said: str, people: Sequence[Name]) -> Name:
    who = Name(said.strip().lower())
    if who not in people:
        raise UsageError(f"--about {said!r}: nobody in this run is called that: {hint(said, people)}")
    return who
