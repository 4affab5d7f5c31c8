"""The figures as lines for a terminal and as the table of docs/figures.md, and the baseline that they are held to.

Text only; what is measured it is given.
"""

import json
import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.comparisons import ratio_keys
from benchmarks.figure import WORSE_MAX, Figure, not_met
from benchmarks.rounds import ROUNDS, ROUNDS_OF_CONTESTS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "figures.md"
BASELINE = Path(__file__).with_name("baseline.json")
START, END = "<!-- generated: figures -->", "<!-- end -->"

NOISY = 0.2
"""Spread of the rounds from which a figure is not worth quoting. Ours."""

_HEAD = ("what", "ours", "peer", "ratio", "bar", "", "spread", "baseline")


def read_baseline() -> dict[str, float]:
    """Give every ratio as it was last agreed on."""
    ratios: dict[str, float] = json.loads(BASELINE.read_text(encoding="utf-8"))
    return ratios


def write_baseline(figures: Iterable[Figure]) -> None:
    """Make the ratios of ``figures`` the new baseline."""
    found = {figure.key: figure.ratio for figure in figures}
    ratios = {key: round(found[key] or 0.0, 2) for key in ratio_keys()}
    BASELINE.write_text(json.dumps(ratios, indent=2) + "\n", encoding="utf-8")


def write_page(figures: Sequence[Figure], machine: str) -> None:
    """Put the table of ``figures`` between the markers of the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(START)
    after = rest[rest.index(END) :]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in _table(figures))
    PAGE.write_text(f"{before}{START}\n\n{machine}\n\n{table}\n\n{after}", encoding="utf-8")


def lines(figures: Sequence[Figure], baseline: Mapping[str, float]) -> Iterator[str]:
    """Give the figures for a terminal, in columns."""
    rows = [_HEAD, *(_cells(figure, baseline) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def remarks(figures: Sequence[Figure], baseline: Mapping[str, float]) -> Iterator[str]:
    """Give what a reader of the table has to know of it."""
    for figure in figures:
        if figure.key in baseline and figure.is_worse_than(baseline[figure.key]):
            yield f"{figure.key}: over {WORSE_MAX:.0%} worse than its baseline {baseline[figure.key]:g}, needs a record"
    noisy = [figure.key for figure in figures if figure.spread > NOISY]
    if noisy:
        yield f"noisy, middle rounds apart by more than {NOISY:.0%}: {', '.join(noisy)}"


def verdict(figures: Sequence[Figure], baseline: Mapping[str, float]) -> str:
    """Give in one line whether the ratios that were measured are as good as they were."""
    held = [figure for figure in figures if figure.ratio is not None and figure.key in baseline]
    worse = sum(figure.is_worse_than(baseline[figure.key]) for figure in held)
    if not held:
        return "nothing was measured that the baseline holds"
    if not worse:
        return f"not worse than before: all of {len(held)} ratios within {WORSE_MAX:.0%} of the baseline, or better"
    return f"WORSE than before: {worse} of {len(held)} ratios by more than {WORSE_MAX:.0%}"


def document(figures: Sequence[Figure], machine: str) -> str:
    """Give the figures, with their bars, as one JSON object."""
    found = [
        {
            "key": figure.key,
            "what": figure.what,
            "unit": figure.unit,
            "ours": figure.ours,
            "peer": figure.peer,
            "ratio": figure.ratio,
            "bar": None if figure.bar is None else str(figure.bar),
            "met": figure.is_met,
        }
        for figure in figures
    ]
    return json.dumps({"machine": machine, "met": not not_met(figures), "figures": found}, indent=1) + "\n"


def machine_in_words(calibration_ns: float) -> str:
    """Give what was measured, on what, and when."""
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    peers = ", ".join(f"{name} {version(name)}" for name in ("simpy", "looptime", "amqtt", "aiomqtt"))
    return (
        f"Measured {today} on {os.cpu_count()} cores of {_processor()}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.release()}; {peers}. Medians of {ROUNDS} interleaved rounds, and "
        f"of {ROUNDS_OF_CONTESTS} where there is a peer; CPU time, but for lateness and where it says wall. "
        f"The calibration loop took {calibration_ns:.0f} ns a turn; load of the machine at the end {load}."
    )


def _table(figures: Sequence[Figure]) -> Iterator[Sequence[str]]:
    yield _HEAD[:-1]
    yield ["---"] * (len(_HEAD) - 1)
    for figure in figures:
        yield _cells(figure, {})[:-1]


def _cells(figure: Figure, baseline: Mapping[str, float]) -> tuple[str, ...]:
    met = {True: "met", False: "NOT MET", None: "told"}[figure.is_met]
    return (
        figure.what,
        _number(figure.ours, figure.unit),
        "" if figure.peer is None else _number(figure.peer, figure.unit),
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        "" if figure.bar is None else str(figure.bar),
        met,
        f"{figure.spread:.0%}" if figure.spread else "",
        f"{baseline[figure.key]:g}" if figure.key in baseline else "",
    )


def _number(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}"


def _processor() -> str:
    for line in (
        Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else ()
    ):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
