"""What a word can mean, from premises that were lived: for each observation, the worlds that give it.

A party does not know the report policy and takes a word for the whole package, so the lives under ``late`` and
``staged`` are pooled; an alert, or an answer, may be lost, so a life gives every part of what was said in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from premises.identity import Name
from premises.journey.parties.word import Word
from premises.wire.design import SHAPES, DesignName, ReportPolicy
from tests.blame.lived import ALERTS, OLD, Case, Lived, Reports, Shape, cases, lived, on_smi

POOLED: tuple[ReportPolicy, ...] = ("late", "staged")

Token = tuple[str, Name, str, bool]
Observation = frozenset[Token]
"""What was heard: word, device, result, and whether it names the version from before; the numbers of parts are their
maker's, so others are not told apart. When and in which order does not matter to a label."""


@dataclass(frozen=True, slots=True)
class World:
    """One site, and who failed in it."""

    shape: tuple[str, ...]
    failed: frozenset[Name]


@dataclass(frozen=True, slots=True)
class Label:
    """What an observation means."""

    worlds: frozenset[World]
    suspects: frozenset[Name]
    """Who does not run the new version in a life that gives it."""


def observed(words: Iterable[Word]) -> Observation:
    """Give what was heard."""
    return frozenset((word.what, word.device, word.code, word.version == OLD) for word in words)


@cache
def label_of(design: DesignName, reports: Reports, shapes: tuple[Shape, ...], heard: Observation) -> Label:
    """Give the worlds of ``shapes`` in which exactly ``heard`` can be heard, if any number of words is lost."""
    lives = [life for shape in shapes for life, said in _lives(design, reports, shape) if heard <= said]
    worlds = frozenset(World(life.case.shape, life.case.failed) for life in lives)
    return Label(worlds, frozenset(who for life in lives for who in life.lacking))


def alike(design: DesignName, shape: Shape) -> tuple[Shape, ...]:
    """Give every legal site of which the inventory shows the same."""
    shown = {other: on_smi(Case(design, "staged", "bundle", other)) for other in SHAPES}
    return tuple(other for other in SHAPES if shown[other] == shown[shape])


def losses(words: tuple[Word, ...]) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """Give what is left when no alert is lost, each one, and all."""
    alerts = [word for word in words if word.what in ALERTS]
    yield "none", words
    for lost in alerts:
        yield "one", tuple(word for word in words if word is not lost)
    yield "all", tuple(word for word in words if word.what not in ALERTS)


@cache
def _lives(design: DesignName, reports: Reports, shape: Shape) -> tuple[tuple[Lived, Observation], ...]:
    lives = [lived(case) for policy in POOLED for case in cases(design, policy, reports, (shape,))]
    return tuple((life, observed((*life.words, *life.visits))) for life in lives)
