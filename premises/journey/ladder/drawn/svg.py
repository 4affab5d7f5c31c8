"""A ladder as one SVG, without script: arrows left, words right, a row a rung. Pure functions of a ladder.

No library draws a sequence diagram without a browser, so this one is drawn here; the element tree it is made as keeps
it well-formed whatever is in its words. Light and dark by what the reader prefers. It can stand in an HTML page as it
is: it brings no identifiers, and its classes begin with ``ladder``.
"""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from premises.identity import Name
from premises.journey.ladder.rung import Happened, Ladder, Repeated, Rung, Said
from premises.journey.ladder.words import NOTHING, words_of
from premises.journey.trace import FateKind
from premises.quantity import clocked

ROW, LANE, MARGIN, CLOCK = 22, 84, 12, 104
"""Pixels: height of a row, width of a lane, free space at each side, width of the clock. Ours."""

LETTER = 7.0
"""Pixels that one letter of the words takes at most on average. Ours, for 12 px of a usual sans serif."""

_STYLE = """
.ladder { font: 12px "DejaVu Sans", Verdana, sans-serif; }
.ladder-paper { fill: #ffffff; } .ladder text { fill: #1b1f24; } .ladder-lane { stroke: #c4cad1; }
.ladder-head, .ladder-title { font-weight: bold; } .ladder-head { text-anchor: middle; }
.ladder-clock { font: 11px "DejaVu Sans Mono", monospace; }
.ladder-said, .ladder-again { stroke: #0b57a4; fill: #0b57a4; stroke-width: 1.5; }
.ladder-lost { stroke: #b3261e; fill: #b3261e; stroke-width: 1.5; }
.ladder-again { stroke-dasharray: 4 3; } .ladder-event { fill: #6a3d9a; }
@media (prefers-color-scheme: dark) {
.ladder-paper { fill: #14181d; } .ladder text { fill: #e6e9ed; } .ladder-lane { stroke: #4b535d; }
.ladder-said, .ladder-again { stroke: #7db8ff; fill: #7db8ff; } .ladder-lost { stroke: #ff8a80; fill: #ff8a80; }
.ladder-event { fill: #cfa8ff; } }
"""


def svg_of(ladder: Ladder, title: str = "") -> str:
    """Give the ladder as an SVG document, which ends with a new line; ``title`` is read aloud and shown on top."""
    return _Drawing(ladder, title or "Sequence diagram").text()


class _Drawing:
    """One picture while it is made."""

    def __init__(self, ladder: Ladder, title: str) -> None:
        self._at = {name: CLOCK + MARGIN + LANE // 2 + LANE * number for number, name in enumerate(ladder.lanes)}
        self._words_at = CLOCK + MARGIN + LANE * len(ladder.lanes) + MARGIN
        lines = [words_of(rung) for rung in ladder.rungs]
        width = self._words_at + round(LETTER * max(map(len, [*lines, NOTHING, title]))) + MARGIN
        height = ROW * (len(lines) + 5)
        self._root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg", "class": "ladder", "role": "img", "aria-label": _seen(title),
                "viewBox": f"0 0 {width} {height}", "width": str(width), "height": str(height),
            },
        )  # fmt: skip
        SubElement(self._root, "title").text = _seen(title)
        SubElement(self._root, "desc").text = _seen(_described(ladder))
        SubElement(self._root, "style").text = _STYLE
        self._put("rect", "ladder-paper", x=0, y=0, width=width, height=height)
        self._text(MARGIN, ROW, title, "ladder-title")
        for name, x in self._at.items():
            self._put("line", "ladder-lane", x1=x, y1=ROW * 2 + 8, x2=x, y2=height - ROW - 8)
            self._text(x, ROW * 2, name, "ladder-head")
            self._text(x, height - 8, name, "ladder-head")
        if ladder.left_off or not lines:
            said = f"{ladder.left_off:,} rows before" if lines else NOTHING
            self._text(self._words_at, ROW * 3, said, "ladder-words")
        for number, rung in enumerate(ladder.rungs):
            self._row(ROW * (number + 4), rung)

    def text(self) -> str:
        indent(self._root, " ")
        return tostring(self._root, encoding="unicode") + "\n"

    def _row(self, y: int, rung: Rung) -> None:
        self._text(MARGIN, y, clocked(rung.at), "ladder-clock")
        self._text(self._words_at, y, words_of(rung), "ladder-words")
        match rung:
            case Said():
                self._arrow(y - 4, rung)
            case Repeated(source=source, target=target):
                self._put("line", "ladder-again", x1=self._at[source], y1=y - 4, x2=self._at[target], y2=y - 4)
            case Happened(who=who) if who in self._at:
                self._put("circle", "ladder-event", cx=self._at[who], cy=y - 4, r=5)

    def _arrow(self, y: int, rung: Said) -> None:
        start, end = self._at[rung.source], self._at[rung.target]
        step = 1 if end > start else -1
        kind = "ladder-said" if rung.came else "ladder-lost"
        if not rung.came and rung.fates[-1].kind in (FateKind.LOST, FateKind.IN_THE_AIR):
            end = start + (end - start) * 2 // 3
        self._put("line", kind, x1=start, y1=y, x2=end - step, y2=y)
        if rung.came:
            self._put("path", kind, d=f"M{end - step},{y} l{-8 * step},-4 v8 z")
        elif rung.fates[-1].kind is FateKind.IN_THE_AIR:
            self._put("circle", kind, cx=end, cy=y, r=3)
        else:
            self._put("path", kind, d=f"M{end - 4},{y - 4} l8,8 m-8,0 l8,-8")

    def _text(self, x: int, y: int, words: Name | str, kind: str) -> None:
        self._put("text", kind, x=x, y=y).text = _seen(words)

    def _put(self, tag: str, kind: str, **numbers: int | str) -> Element:
        return SubElement(self._root, tag, {"class": kind, **{name: str(value) for name, value in numbers.items()}})


def _described(ladder: Ladder) -> str:
    """Give what the picture shows, for those who do not see it: the rungs as sentences."""
    return "\n".join(f"{clocked(rung.at)} {_between(rung)}: {words_of(rung)}" for rung in ladder.rungs) or NOTHING


def _between(rung: Rung) -> str:
    return rung.who if isinstance(rung, Happened) else f"{rung.source} to {rung.target}"


def _seen(words: str) -> str:
    """Give words without what XML cannot hold."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in words.replace("\n", "; "))
