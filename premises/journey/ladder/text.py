"""A ladder as text for a terminal: a lane a participant, an arrow a flight, its words beside it.

    00:00:01.402    │        │───x    │    ImageBlockResponse 48  lost by loss

Where there are more lanes than fit, each rung says who instead: ``hub ───x b1``. Pure functions of a ladder.
"""

from collections.abc import Iterator, Sequence

from premises.identity import Name
from premises.journey.ladder.rung import Happened, Ladder, Repeated, Rung, Said
from premises.journey.ladder.words import NOTHING, words_of
from premises.journey.trace import FateKind
from premises.quantity import clocked

WIDTH_MAX = 120
"""Columns of a line, unless other are wanted. Ours: the width of this project's own pages."""

WIDTH_MIN = 60
"""Columns without which a ladder cannot be read. Ours."""

LANE_MAX = 10
"""Columns of one lane at most; a longer name is cut. Ours: ``supplier`` and room for an arrow's head."""

LANE_MIN = 6
"""Columns of one lane at least. Ours: an arrow is seen to have a direction."""

WORDS_MIN = 36
"""Columns that the words beside the lanes have at least; with fewer there are no lanes. Ours."""

_ON_THE_WAY = (FateKind.LOST, FateKind.IN_THE_AIR)
"""Where an arrow ends before its target's lane."""

_PLAIN = str.maketrans({"│": "|", "─": "-", "▶": ">", "◀": "<", "┊": ":", "…": "~", "●": "*", "·": "."})


def text_of(ladder: Ladder, *, width: int = WIDTH_MAX, plain: bool = False) -> str:
    """Give the ladder as lines of at most ``width`` columns (WIDTH_MIN or more); ``plain`` for ASCII alone."""
    assert width >= WIDTH_MIN, f"width is {width}, expected {WIDTH_MIN} or more"
    lines = "\n".join(line[: width - 1] + "…" if len(line) > width else line for line in _lines(ladder, width))
    return lines.translate(_PLAIN) if plain else lines


def _lines(ladder: Ladder, width: int) -> Iterator[str]:
    if not ladder.rungs:
        yield NOTHING
        return
    margin = max(len(clocked(rung.at)) for rung in ladder.rungs)
    lanes = _Lanes(ladder.lanes)
    drawn = margin + 1 + lanes.columns + WORDS_MIN <= width
    if drawn:
        yield f"{'':{margin}} {lanes.head()}".rstrip()
    if ladder.left_off:
        yield f"{'…':>{margin}} {ladder.left_off:,} rows before"
    for rung in ladder.rungs:
        picture = lanes.row(rung) if drawn else _who(rung)
        yield f"{clocked(rung.at):>{margin}} {picture}  {words_of(rung)}"


def _who(rung: Rung) -> str:
    match rung:
        case Said(source=source, target=target):
            return f"{source} ──{_tip(rung, '▶')} {target}"
        case Repeated(source=source, target=target):
            return f"{source} ┊ {target}"
        case Happened(who=who):
            return f"{who} ●"


def _tip(rung: Said, head: str) -> str:
    """Give how an arrow ends: at its target, or in the air."""
    if rung.came:
        return head
    return "·" if rung.fates[-1].kind is FateKind.IN_THE_AIR else "x"


class _Lanes:
    """Where each participant's lane stands, and what crosses it."""

    def __init__(self, names: Sequence[Name]) -> None:
        longest = max((len(name) for name in names), default=0)
        self._lane = min(max(longest + 1, LANE_MIN), LANE_MAX)
        self._names = tuple(names)
        self._at = {name: number * self._lane + self._lane // 2 for number, name in enumerate(names)}
        self.columns = len(names) * self._lane

    def head(self) -> str:
        return "".join(f"{name[: self._lane - 1]:^{self._lane}}" for name in self._names)

    def row(self, rung: Rung) -> str:
        row = [" "] * self.columns
        for at in self._at.values():
            row[at] = "│"
        match rung:
            case Said():
                self._draw(row, rung)
            case Happened(who=who):
                if who in self._at:
                    row[self._at[who]] = "●"
            case Repeated(source=source, target=target):
                for at in (self._at[source], self._at[target]):
                    row[at] = "┊"
        return "".join(row)

    def _draw(self, row: list[str], rung: Said) -> None:
        start, end = self._at[rung.source], self._at[rung.target]
        step = 1 if end > start else -1
        reached = start + (end - start) // 2 if not rung.came and rung.fates[-1].kind in _ON_THE_WAY else end - step
        for at in range(start + step, reached + step, step):
            row[at] = "─"
        row[reached] = _tip(rung, "▶" if step > 0 else "◀")
