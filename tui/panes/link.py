"""One link on the map: its radio above, its latency and loss below, and frames that move only when some were seen."""

from math import ceil, log2

from rich.style import Style
from textual.geometry import Region

from tui.model.values.figures import latency_said, loss_said
from tui.model.values.screenful import Lane
from tui.model.values.state import State
from tui.paint.canvas import Canvas
from tui.paint.glyphs import DOT, LOST
from tui.paint.palette import Palette

DOTS_MAX = 3
"""Dots that move each way on one link, at most. Ours."""

BLINK = 8
"""Frames of motion in which a lost one is seen to die, half of the time. Ours."""


def paint_link(canvas: Canvas, lane: Lane, above: Region, below: Region, style: Palette, phase: int) -> None:
    """Paint a link from the right edge of one box to the left edge of another, round a corner if need be."""
    y, start = (above if below.height > above.height else below).y + 1, above.right
    length = below.x - start
    if length <= 0:
        return
    is_beside = above.y <= y < above.bottom
    if not is_beside:
        # It hangs below the branch that goes on to the right.
        canvas.down(start + 1, above.y + 2, y - above.y - 2, "│", style.line)
        canvas.put(start + 1, y, "╰", style.line)
        start, length = start + 2, length - 2
    _paint_line(canvas, lane, Region(start, y, length, 1), style, phase)
    if lane.is_dark:
        return
    _centred(canvas, lane.radio, Region(start, y - 1, length, 1), style.faint)
    loud = style.of(lane.state) if lane.state is not None else style.faint
    if lane.sent:
        latency, loss = latency_said(lane.latency), loss_said(lane.lost, lane.sent)
        words = f"{latency} {loss}" if len(latency) + len(loss) + 1 <= length else loss
        _centred(canvas, words, Region(start, y + 1, length, 1), loud)
    tags = "".join(f" {tag} " for tag in lane.tags)
    if tags:
        _centred(canvas, tags, Region(start, y + 2, length, 1), style.badge(State.SLOW))


def _paint_line(canvas: Canvas, lane: Lane, place: Region, style: Palette, phase: int) -> None:
    x, y, length = place.x, place.y, place.width
    if lane.is_dark:
        canvas.across(x, y, length, "┈", style.line)
        return
    if lane.is_cut or lane.is_asleep:
        canvas.across(x, y, length, "┄", style.line)
        mark, how = (LOST, style.of(State.BLOCKED)) if lane.is_cut else ("z Z z", style.of(State.WAITING))
        _centred(canvas, mark if length > 6 else mark[:1], place, how)
        return
    is_busy = bool(lane.down_now or lane.up_now)
    colour = style.of(lane.state) if lane.state is not None else style.of(State.MOVING)
    canvas.across(x, y, length, "━" if is_busy else "─", style.line)
    _dots(canvas, place, lane.down_now, phase, colour)
    _dots(canvas, place, lane.up_now, -phase, style.text)
    if lane.lost_now and phase % BLINK < BLINK // 2:
        canvas.put(x + 2 * length // 3, y, LOST, style.of(State.FAILED))


def _dots(canvas: Canvas, place: Region, frames: int, phase: int, colour: Style) -> None:
    """Draw frames under way: the more were sent, the more there are and the faster they go."""
    if not frames:
        return
    count = min(DOTS_MAX, 1 + ceil(log2(frames)) // 2)
    step = 1 + (frames > 8)
    for number in range(count):
        at = (phase * step + number * place.width // count) % place.width
        canvas.put(place.x + at, place.y, DOT, colour)


def _centred(canvas: Canvas, words: str, place: Region, style: Style) -> None:
    words = words[: place.width]
    canvas.put(place.x + (place.width - len(words)) // 2, place.y, words, style)
