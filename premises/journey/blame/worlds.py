"""The worlds that fit what was said about packages: in each, who failed.

A device failed when by its own doing, or by what befell it, it does not come to run what it was given. Whoever feeds
others runs the package last, so it runs it when nobody of its package failed; and whoever is fed gets nothing when
one above it failed first. So that somebody runs the package says that nobody below failed, and that it does not run
it says that it, one below or one above failed; of whom only others said so, it may also be one that carries its
frames. Words are taken at their word; only when no world fits them all is one about a feeder taken for itself alone,
as ``early`` means it. Assumption 106 (docs/sources.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from premises.identity import Name
from premises.journey.blame.evidence import Evidence, evidence_of
from premises.journey.blame.known import Known, Sent

World = frozenset[Name]
"""Who failed; empty when nobody did."""

TOGETHER_MAX = 10
"""Devices whose packages are looked at as one, for one may cut off another: 1,024 worlds. Ours."""


@dataclass(frozen=True, slots=True)
class Group:
    """Packages that cannot be judged apart, for bridges of one carry the frames of another."""

    packages: tuple[tuple[Sent, Evidence], ...]
    by_shape: tuple[tuple[World, ...], ...]
    """The worlds that fit, for each shape of the site."""
    is_narrow: bool
    """Whether none fitted until a success was taken for who said it alone."""

    def lacking(self, known: Known, shapes: Sequence[int]) -> list[Name]:
        """Give who may not run its package in one of the ``shapes``, in the order of the largest package.

        Whoever is not known to run it: to any world that fits may be added that it failed too.
        """
        may: set[Name] = set()
        for (sent, evidence), index in ((each, index) for each in self.packages for index in shapes):
            covered = sent.covers[index]
            running = {who for who, runs in evidence.runs.items() if runs}
            if not self.is_narrow:
                running = {below for who in running for below in below_of(known, who, covered)}
            may |= {*covered} - running
        return [who for sent, _ in self.packages for who in sent.devices if who in may]


def groups_of(known: Known, packages: Sequence[Sent]) -> list[Group]:
    """Give the packages in groups, each with the worlds that fit it."""
    groups: list[list[Sent]] = []
    for sent in packages:
        near = [group for group in groups if _is_near(known, sent, group)]
        joined = [*chain.from_iterable(near), sent]
        if len(_devices(joined)) > TOGETHER_MAX:
            near, joined = [], [sent]
        groups = [*(group for group in groups if group not in near), joined]
    return [_group(known, group) for group in groups]


def below_of(known: Known, who: Name, covered: Sequence[Name]) -> set[Name]:
    """Give whose firmware is in the package of ``who``: its own, and that of all who are fed through it."""
    return {who, *(other for other in covered if who in known.above(other))}


def _group(known: Known, packages: list[Sent]) -> Group:
    read = tuple((sent, evidence_of(known, sent)) for sent in packages)
    wide = _by_shape(known, read, narrow=False)
    return Group(read, wide, is_narrow=False) if any(wide) else Group(read, _by_shape(known, read, narrow=True), True)


def _by_shape(
    known: Known, packages: tuple[tuple[Sent, Evidence], ...], *, narrow: bool
) -> tuple[tuple[World, ...], ...]:
    return tuple(
        tuple(
            world
            for world in _all([who for sent, _ in packages for who in sent.covers[index]])
            if all(_fits(known, world, sent.covers[index], evidence, narrow=narrow) for sent, evidence in packages)
        )
        for index in range(len(known.shapes))
    )


def _all(devices: list[Name]) -> Iterator[World]:
    every = tuple(dict.fromkeys(devices))
    return map(frozenset, chain.from_iterable(combinations(every, count) for count in range(len(every) + 1)))


def _fits(known: Known, world: World, covered: tuple[Name, ...], evidence: Evidence, *, narrow: bool) -> bool:
    if not covered:
        return evidence.is_silent
    ways = {other for who in evidence.cut_off for other in known.way_of(who)}
    if evidence.is_refused and not world & {*covered, *ways}:
        return False
    for who, runs in evidence.runs.items():
        below = below_of(known, who, covered)
        if who not in covered or (runs and world & ({who} if narrow else below)):
            return False
        if not runs and not world & {*below, *known.above(who), *ways}:
            return False
    return True


def _is_near(known: Known, sent: Sent, group: list[Sent]) -> bool:
    mine, theirs = set(sent.devices), _devices(group)
    ways = {other for who in mine for other in known.way_of(who)}
    return bool(mine & theirs or ways & theirs or any(mine & set(known.way_of(who)) for who in theirs))


def _devices(packages: list[Sent]) -> set[Name]:
    return {who for sent in packages for who in sent.devices}
