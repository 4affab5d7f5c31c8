"""Every cell of the bar: who failed, what was lost, what was read back; the blame set of the code beside its label."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from premises.identity import Name
from premises.journey.blame.blame import Blame, blame_of, hypotheses_of
from premises.journey.blame.known import Known, Sent, covers_of, shapes_of
from premises.journey.parties.word import Word
from premises.wire.design import DESIGNS, SHAPES, Design, DesignName, ReportPolicy
from tests.blame.labels import Label, World, alike, label_of, losses, observed
from tests.blame.lived import NEW, OLD, Case, Lived, Reports, Shape, cases, lived, name_of, on_smi, request_of, sent_at

POLICIES: tuple[ReportPolicy, ...] = ("early", "late", "staged")
REPORTS: tuple[Reports, ...] = ("bundle", "own")
SITE, READ = ("known", "unknown"), ("passive", "after 11.2")


@dataclass(frozen=True, slots=True)
class Cell:
    """One observation of one life."""

    life: Lived
    site: str
    read: str
    lost: str
    words: tuple[Word, ...]
    blame: Blame
    worlds: frozenset[World]
    """Those that fit by the code."""
    label: Label
    """And by the lives."""

    @property
    def covers(self) -> bool:
        """Whether all who do not run it are suspects."""
        return self.blame.covers(self.life.lacking)

    @property
    def is_as_labelled(self) -> bool:
        """Whether suspects and worlds are those of the label."""
        return (frozenset(self.blame.suspects), self.worlds) == (self.label.suspects, self.label.worlds)


@cache
def cells(
    design: DesignName,
    report: ReportPolicy,
    reports: Reports,
    shapes: tuple[Shape, ...] = SHAPES,
    sites: tuple[str, ...] = SITE,
) -> tuple[Cell, ...]:
    """Give every cell of one design and setting: nobody, one in each way, and two that fail as reported."""
    lives = [lived(case) for case in cases(design, report, reports, shapes) if _is_of_the_bar(case)]
    return tuple(cell for life, site, read in product(lives, sites, READ) for cell in _cells(life, site, read))


@cache
def visited(design: DesignName, report: ReportPolicy, reports: Reports) -> tuple[Cell, ...]:
    """Give the cells in which somebody was visited beside: each device of each life, with nothing lost and all lost."""
    lives = [lived(case) for case in cases(design, report, reports) if _is_of_the_bar(case)]
    return tuple(cell for life in lives for cell in _visited(life))


def known_of(case: Case, shapes: Sequence[tuple[str, ...]], words: tuple[Word, ...]) -> Known:
    """Give what the Supplier goes by: the site's shapes that it holds possible, its packages, and its words."""
    design = DESIGNS[case.design]
    sent = tuple(
        Sent(request_of(number), who, NEW, sent_at(case, who), _covers(design, who, shapes), OLD)
        for number, who in enumerate(on_smi(case), start=1)
    )
    fed_by = {name_of(fed): name_of(by) for fed, by in design.fed_by.items()}
    way = {name_of("B2"): name_of("B1"), name_of("B4"): name_of("B3")} | fed_by
    return Known(tuple(tuple(map(name_of, shape)) for shape in shapes), on_smi(case), sent, words, fed_by, way)


def worlds_by(known: Known) -> frozenset[World]:
    """Give the worlds that fit by the code, of all packages at once."""
    return frozenset(World(tuple(who.upper() for who in one.shape), one.failed) for one in hypotheses_of(known))


def _covers(design: Design, who: Name, shapes: Sequence[tuple[str, ...]]) -> tuple[tuple[Name, ...], ...]:
    return tuple(tuple(map(name_of, kinds)) for kinds in covers_of(design, who.upper(), shapes))


def _is_of_the_bar(case: Case) -> bool:
    return len(case.failed) < 2 or (len(case.failed) == 2 and case.odd is None)


def _visited(life: Lived) -> Iterator[Cell]:
    case = life.case
    for lost, heard in losses(life.words):
        if lost == "one":
            continue
        for visit in life.visits:
            words = (*(word for word in heard if word.what != "11.2"), visit)
            known = known_of(case, (case.shape,), words)
            label = label_of(case.design, case.reports, (case.shape,), observed(words))
            yield Cell(life, "known", f"visit to {visit.device}", lost, words, blame_of(known), worlds_by(known), label)


def _cells(life: Lived, site: str, read: str) -> Iterator[Cell]:
    case = life.case
    shapes = (case.shape,) if site == "known" else shapes_of(DESIGNS[case.design], map(str.upper, on_smi(case)))
    truly = (case.shape,) if site == "known" else alike(case.design, case.shape)
    heard = tuple(word for word in life.words if read != "passive" or word.what != "11.2")
    for lost, words in losses(heard):
        known = known_of(case, shapes, words)
        label = label_of(case.design, case.reports, truly, observed(words))
        yield Cell(life, site, read, lost, words, blame_of(known), worlds_by(known), label)
