"""For each package the time it spent in each stage: a bar, and the same figures below it."""

from lab.report import charts
from lab.report.facts.run import Facts
from lab.report.facts.stages import NUMBERS, StageSpan, called, stage_spans
from lab.report.page import NARROW, WIDE, Picture, Section, Table, Words
from premises.journey.package import Stage
from premises.journey.telling.sentences import REACHED
from premises.quantity import spoken

PACKAGES_MAX = 64
"""Packages that are drawn, the first; the table has all of them. Ours: a picture of more is no picture."""

_LABEL_WIDTH = 14
"""Pixels that the number of a stage needs within a bar. Ours."""

_TIMED = tuple(stage for stage in Stage if stage is not Stage.REPORTED)
"""The stages that last; the last one is only reached."""


def stages(facts: Facts) -> Section:
    """Give the section."""
    title = "Time in each stage"
    packages = [each.package for each in facts.seen.diagnoses]
    if not packages:
        return Section("stages", title, (Words("No request was accepted, so there is no package."),))
    spans = stage_spans(packages, facts.now)
    names = called(packages)
    shown = names[:PACKAGES_MAX]
    parts = (
        Words("From a stage's being reached to the next one's. HAN and ALT are one stage, over different links."),
        _picture(facts, [span for span in spans if span.package in shown], shown),
        _table(spans, names),
        Table(
            "What the stages mean", ("stage", "reached when"), tuple((_key(stage), REACHED[stage]) for stage in Stage)
        ),
    )
    return Section("stages", title, parts)


def _picture(facts: Facts, spans: list[StageSpan], names: tuple[str, ...]) -> Picture:
    longest = max((sum(span.lasted for span in spans if span.package == name) for name in names), default=0)
    clock = charts.clock_for(facts.now)
    keys = [charts.Key(_key(stage), f"var(--s{NUMBERS[stage]})") for stage in _TIMED]
    drawn = {
        width: charts.stacked(_rows(spans, clock, longest / max(1, width)), names, keys, clock, width)
        for width in (WIDE, NARROW)
    }
    described = f"A bar for each of {len(names)} packages, divided by stage; the table below has its figures."
    return Picture("chart-stages", "Time in each stage", described, drawn[WIDE], drawn[NARROW])


def _rows(spans: list[StageSpan], clock: charts.Clock, per_pixel: float) -> list[charts.Row]:
    rows: list[charts.Row] = []
    begins: dict[str, int] = {}
    for span in spans:
        begin = begins.get(span.package, 0)
        begins[span.package] = end = begin + span.lasted
        fits = span.lasted >= _LABEL_WIDTH * per_pixel * 1.5
        rows.append(
            {
                "name": span.package, "key": _key(span.stage), "from": clock.at(begin), "to": clock.at(end),
                "middle": clock.at((begin + end) // 2), "short": str(NUMBERS[span.stage]) if fits else "",
            }
        )  # fmt: skip
    return rows


def _table(spans: tuple[StageSpan, ...], names: tuple[str, ...]) -> Table:
    rows = []
    for name in names:
        own = {span.stage: span for span in spans if span.package == name}
        cells = [_cell(own.get(stage)) for stage in _TIMED]
        rows.append((name, *cells, spoken(sum(span.lasted for span in own.values()))))
    head = ("package", *(_key(stage) for stage in _TIMED), "in all")
    caption = "Time in each stage; with + it is there still"
    return Table(caption, head, tuple(rows), frozenset(range(1, len(head))))


def _cell(span: StageSpan | None) -> str:
    return "" if span is None else f"{spoken(span.lasted)}{' +' if span.is_open else ''}"


def _key(stage: Stage) -> str:
    return f"{NUMBERS[stage]} {stage.value}"
