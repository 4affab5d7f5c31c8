"""Who said what to whom: the newest rungs of the ladder, in pictures that fit a sheet, and once more as text."""

from collections.abc import Iterator
from dataclasses import replace

from lab.report.facts.run import Facts
from lab.report.page import Drawing, Part, Section, Verbatim, Words
from premises.journey.ladder.drawn.svg import svg_of
from premises.journey.ladder.ladder import ladder_of
from premises.journey.ladder.rung import Ladder
from premises.journey.ladder.text import text_of

RUNGS_MAX = 180
"""Rungs on the page, the newest. Ours: five sheets of paper."""

SHEET = 36
"""Rungs of one picture. Ours: what fits a sheet of A4."""

_SPACE = ' xmlns="http://www.w3.org/2000/svg"'
"""What a picture within HTML does without."""


def ladder(facts: Facts) -> Section:
    """Give the section."""
    found = ladder_of(facts.entries, layout=facts.seen.layout, last=RUNGS_MAX)
    said = "What repeats stands in one row, with what was lost of it."
    if found.left_off:
        said += f" These are the newest {len(found.rungs)} rows; {found.left_off} came before."
    text = Verbatim("The same as text", text_of(found, width=110, plain=False), folded=True)
    parts: tuple[Part, ...] = (Words(said), *_sheets(found), text)
    return Section("ladder", "Who said what to whom", parts)


def _sheets(found: Ladder) -> Iterator[Drawing]:
    firsts = range(0, max(1, len(found.rungs)), SHEET)
    for number, first in enumerate(firsts, 1):
        sheet = replace(found, rungs=found.rungs[first : first + SHEET], left_off=0 if first else found.left_off)
        title = f"Ladder, part {number} of {len(firsts)}"
        yield Drawing(title, svg_of(sheet, title).replace(_SPACE, "", 1))
