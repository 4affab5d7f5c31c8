"""The map of a small screen: a line a branch, each participant by its short name and the mark of its state."""

from rich.style import Style
from textual.geometry import Region

from premises.identity import Name
from premises.wire.site import DCC, HUB
from tui.model.values.figures import version_said
from tui.model.values.screenful import Box, Lane, Screenful
from tui.model.values.state import State
from tui.paint.canvas import Canvas
from tui.paint.glyphs import LOST, OF_STATE
from tui.paint.palette import Palette

CHOSEN = Style(reverse=True)
"""Laid over the name of the device that is chosen: it is there without colours as well. Ours."""

LINK_MAX = 9
"""Cells of one link. Ours."""


def paint_branches(
    canvas: Canvas, shown: Screenful, style: Palette, phase: int, chosen: Name | None
) -> list[tuple[Region, Name]]:
    """Paint the tree: the first branch goes on from the hub, the others hang below where they leave.

    Gives where each participant was drawn; ``chosen`` is where the cursor is.
    """
    drawn = []
    rows = max(box.row + box.span for box in shown.boxes)
    columns = max(box.column for box in shown.boxes) + 1
    names = {box: _name(box, shown) for box in shown.boxes}
    wide = [
        max((len(names[box]) for box in shown.boxes if box.column == column), default=0) for column in range(columns)
    ]
    gap = max(2, min(LINK_MAX, (canvas.width - sum(wide) - 1) // max(1, columns - 1)))
    lefts = [1]
    for column in range(columns - 1):
        lefts.append(lefts[-1] + wide[column] + gap)
    lanes = dict(zip(shown.boxes[1:], shown.lanes, strict=True))
    # A link that hangs from another row goes down beside the box above it.
    for box in shown.boxes:
        x, y = lefts[box.column], box.row
        if y >= canvas.height:
            continue
        if box.column:
            _link(canvas, lanes[box], (lefts[box.column - 1], x, y), shown, style, phase)
        colour = style.strong if box.state in (None, State.DONE) else style.of(box.state)
        colour = style.line if box.is_dark else colour
        canvas.put(x, y, names[box], colour + CHOSEN if box.who == chosen and not box.is_dark else colour)
        drawn.append((Region(x, y, len(names[box]), 1), box.who))
    if rows > canvas.height:
        canvas.put(1, canvas.height - 1, f"… {rows - canvas.height + 1} more", style.faint)
    return drawn


def _link(
    canvas: Canvas, lane: Lane, where: tuple[int, int, int], shown: Screenful, style: Palette, phase: int
) -> None:
    left, right, y = where
    above = next(
        (box for box in reversed(shown.boxes) if box.who == lane.upper and box.row + box.span > y >= box.row), None
    )
    is_first = above is not None and above.row == y
    if right > canvas.width:
        return
    start = right - 1
    while start > left and canvas.rows[y][start - 1][0] in (" ", "") and right - start < LINK_MAX + 8:
        start -= 1
    if not is_first:
        start = max(start, right - LINK_MAX)
        canvas.put(start - 1, y, "╰", style.line)
    length = right - start
    is_busy = bool(lane.down_now or lane.up_now)
    colour = style.of(lane.state) if lane.state is not None else style.of(State.MOVING) if is_busy else style.line
    broken = lane.is_dark or lane.is_asleep or lane.is_cut
    canvas.across(start, y, length, "┈" if lane.is_dark else "┄" if broken else "━" if is_busy else "─", colour)
    if length < 3 or lane.is_dark:
        return
    if lane.is_cut or lane.lost_now:
        canvas.put(start + length // 2, y, LOST, style.of(State.FAILED))
    elif lane.is_asleep:
        canvas.put(start + length // 2, y, "z", style.of(State.WAITING))
    elif is_busy:
        canvas.put(start + (phase if lane.down_now else -phase) % length, y, OF_STATE[State.MOVING], colour)


def _name(box: Box, shown: Screenful) -> str:
    if box.is_dark:
        return "(dark)"
    if box.who == DCC:
        return "DCC"
    mark = "" if box.state is None else OF_STATE[box.state]
    if box.who == HUB:
        held = ",".join(f"{slot.image} {version_said(slot.version)}" for slot in shown.store if slot.image)
        return f"CH[{held}]" if held else "CH"
    return f"{str(box.who).upper()}{mark}"
