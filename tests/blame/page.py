"""The tables of docs/blame.md: every cell of the whole site, with equal rows folded, and how many were compared."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from premises.wire.design import SHAPES, DesignName
from tests.blame.cells import POLICIES, READ, REPORTS, SITE, Cell, cells
from tests.blame.lived import Case
from tests.house.tables import Table

PAGE = Path("docs/blame.md")

HEAD = ("who fails", "policy", "site", "11.2", "reports", "no alert lost", "one lost", "all lost")
SUMMARY = ("design", "premises lived", "cells", "as the label says", "do not cover", "of these with 0 suspects")

DIMENSIONS = (REPORTS, SITE, POLICIES, READ)
LOST = ("none", "one", "all")

HOWS = {"refuse verify": "refuses", "power cut": "dies with its image", "gone": "is dead from the start"}
"""In which way, beside coming up with the version of before."""

DESIGNS_SHOWN: tuple[DesignName, ...] = ("proposed", "option-a", "option-b")

BRIDGES = ("b1", "b2", "b3", "b4")

Key = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str], frozenset[str]]
"""Who fails, reports, site, policy, 11.2: of each, all that give the same figures."""


def tables() -> tuple[Table, ...]:
    """Give every table of the page."""
    return (
        Table(PAGE, "cells", SUMMARY, summary_rows),
        *(Table(PAGE, design, HEAD, partial(rows, design)) for design in DESIGNS_SHOWN),
    )


def summary_rows() -> Iterator[Sequence[str]]:
    """Give how many cells were compared, a row a design."""
    for design in DESIGNS_SHOWN:
        some = list(_every(design))
        lives = {cell.life.case for cell in some}
        as_labelled = sum(cell.is_as_labelled for cell in some)
        missed = [cell for cell in some if not cell.covers]
        false = sum(not cell.blame.size for cell in missed)
        yield design, f"{len(lives):,}", f"{len(some):,}", f"{as_labelled:,}", f"{len(missed):,}", f"{false:,}"


def rows(design: DesignName) -> Iterator[Sequence[str]]:
    """Give the figures of the whole site, each row for all to which it applies."""
    figures: dict[Key, list[list[str]]] = {}
    for cell in _every(design):
        if cell.life.case.shape == SHAPES[3] and cell.life.case.failed:
            columns = figures.setdefault(_key(cell), [[], [], []])
            said = f"{cell.blame.size} / {cell.blame.hypotheses} / {'yes' if cell.covers else '**no**'}"
            column = columns[LOST.index(cell.lost)]
            column += [said] * (said not in column)
    folded = {
        key: tuple(" or ".join(sorted(column)) or "nothing to lose" for column in each) for key, each in figures.items()
    }
    for dimension in (1, 2, 3, 4, 0):
        folded = _folded(folded, dimension)
    for (who, reports, site, policy, read), shown in sorted(folded.items(), key=_place):
        settings = ((policy, POLICIES), (site, SITE), (read, READ), (reports, REPORTS))
        yield _whos(who), *(_all_of(*each) for each in settings), *shown


def _every(design: DesignName) -> Iterator[Cell]:
    for policy in POLICIES:
        for reports in REPORTS:
            yield from cells(design, policy, reports)


def _key(cell: Cell) -> Key:
    case = cell.life.case
    each = (_who(case), case.reports, cell.site, case.report, cell.read)
    return tuple(frozenset((one,)) for one in each)  # type: ignore[return-value]  # five of them


def _who(case: Case) -> str:
    names = " + ".join(sorted(case.failed))
    return names if case.odd is None else f"{names} {HOWS[case.how]}"


def _folded(figures: dict[Key, tuple[str, ...]], dimension: int) -> dict[Key, tuple[str, ...]]:
    groups: dict[tuple[object, ...], tuple[Key, frozenset[str]]] = {}
    for key, columns in figures.items():
        rest = (*key[:dimension], *key[dimension + 1 :], columns)
        first, together = groups.get(rest, (key, frozenset()))
        groups[rest] = first, together | key[dimension]
    return {
        (*key[:dimension], together, *key[dimension + 1 :]): figures[key]  # type: ignore[misc]  # a key again
        for key, together in groups.values()
    }


def _all_of(some: frozenset[str], every: Sequence[str]) -> str:
    return "any" if len(some) == len(every) else ", ".join(each for each in every if each in some)


def _whos(some: frozenset[str]) -> str:
    """Give who fails: those who fail in every way alike first, then each way apart, then two at once."""
    plain = sorted(each for each in some if " " not in each)
    in_any = [who for who in plain if all(f"{who} {how}" in some for how in HOWS.values())]
    rest = [who for who in plain if who not in in_any]
    odd = [
        f"{', '.join(who for who in BRIDGES if f'{who} {how}' in some and who not in in_any)} {how}"
        for how in HOWS.values()
        if any(f"{who} {how}" in some and who not in in_any for who in BRIDGES)
    ]
    two = sorted(each for each in some if "+" in each)
    any_way = [f"{', '.join(in_any)} in any way"] if in_any else []
    return "; ".join([*any_way, *([", ".join(rest)] if rest else []), *odd, *([", ".join(two)] if two else [])])


def _place(row: tuple[Key, tuple[str, ...]]) -> tuple[object, ...]:
    who, *rest = row[0]
    fewest = min(len(each.split("+")) for each in who)
    return (fewest, min(" " in each.replace(" + ", "+") for each in who), sorted(who), [sorted(each) for each in rest])
