"""The premises as it stands: boxes joined by links on which frames move; where there is no room, a line a branch."""

from dataclasses import dataclass, replace
from itertools import zip_longest
from textwrap import wrap

from rich.style import Style
from textual.geometry import Region

from premises.identity import Name
from premises.wire.site import DCC, HUB
from tui.model.values.figures import change_said, clock_said, latency_said, loss_said, version_said
from tui.model.values.screenful import Box, Lane, Screenful
from tui.model.values.state import State
from tui.paint.canvas import Canvas
from tui.paint.drawn import Drawn
from tui.paint.glyphs import FULL, OF_STATE, TRACK
from tui.paint.palette import Palette
from tui.panes.branches import CHOSEN, paint_branches
from tui.panes.brief import fitting_box
from tui.panes.link import paint_link
from tui.panes.sight import Sight

SHORT = {DCC: "DCC", HUB: "CH"}
"""Whose short name is not its own."""

ROW = 4
"""Lines of a box: its frame and two of words. Ours."""

COLUMNS_MAX, ROWS_MAX = 5, 4
"""The largest tree that is laid out with boxes. Ours."""

BOX_MIN, GAP_MIN = 13, 8
"""Columns of the narrowest box and of the shortest link. Ours."""

IMAGE_STORE = 20
"""Columns from which the hub's store is called by its whole name. Ours."""

BOX_WIDE = 18
"""Columns of a device's box from which its title and all of its words have room. Ours."""

SMI = " SMI "


@dataclass(frozen=True, slots=True)
class Grid:
    """Where each column of boxes stands."""

    lefts: tuple[int, ...]
    widths: tuple[int, ...]

    def place(self, box: Box, height: int) -> Region:
        """Give where a box is drawn; the DCC stands small in the middle of its rows."""
        top, rows = ROW * box.row, ROW * box.span
        if box.column == 0:
            top, rows = ROW * min(1, max(0, box.span - 2)), ROW
        return Region(self.lefts[box.column], top, self.widths[box.column], min(rows, height - top))


def grid_of(width: int, columns: int) -> Grid | None:
    """Give the columns of a map; None when there is no room for boxes."""
    gap = max(GAP_MIN, min(15, width // 11))
    room = width - gap * (columns - 1)
    # Boxes of devices come first: where room is short, DCC and hub are as narrow as their words let them.
    is_short = room < BOX_WIDE * columns
    first = min(17, room // (columns + 1 + is_short))
    second = min(27, int(room / columns * (1.2 if is_short else 1.3)))
    rest = min(24, (room - first - second) // max(1, columns - 2))
    if min(first, rest) < BOX_MIN - 3 or rest < BOX_MIN:
        return None
    widths = (first, second, *(rest for _ in range(columns - 2)))[:columns]
    spare = (width - sum(widths) - gap * (columns - 1)) // max(1, columns - 1)
    step, lefts = gap + min(4, max(0, spare)), [0]
    for wide in widths[:-1]:
        lefts.append(lefts[-1] + wide + step)
    return Grid(tuple(lefts), widths)


def lines_of(shown: Screenful | None, width: int) -> int:
    """Give how many lines the map wants, its border not counted."""
    if shown is None:
        return ROW
    rows = max(box.row + box.span for box in shown.boxes)
    columns = max(box.column for box in shown.boxes) + 1
    has_boxes = columns <= COLUMNS_MAX and rows <= ROWS_MAX and grid_of(width, columns) is not None
    return ROW * max(rows, 2) if has_boxes else rows


class Map(Drawn, can_focus=False):
    """The pane; on a small screen it has no border and is a line a branch."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="map")
        self.sight = sight
        self._drawn: list[tuple[Region, Name]] = []

    @property
    def is_moving(self) -> bool:
        """Whether another frame of motion would look different."""
        shown = self.sight.shown
        lanes = () if shown is None or self.is_old else shown.lanes
        return any(lane.down_now or lane.up_now or lane.lost_now for lane in lanes)

    def paint(self, canvas: Canvas) -> None:
        """Paint links first, boxes over them."""
        shown, style = self.sight.shown, self.palette
        self.entitle("Premises")
        self._drawn = []
        if shown is None:
            canvas.put(2, 1, f"Looking for a premises at {self.sight.standing.place}", style.faint, canvas.width - 3)
            return
        if self.is_old:
            # What moved then does not stand on a link now.
            still = tuple(replace(lane, down_now=0, up_now=0, lost_now=0) for lane in shown.lanes)
            shown = replace(shown, lanes=still)
        grid = grid_of(canvas.width, max(box.column for box in shown.boxes) + 1)
        if grid is None or canvas.height < ROW * max(box.row + box.span for box in shown.boxes):
            self._drawn = paint_branches(canvas, shown, style, self.sight.phase, self.sight.device)
            return
        places = [(box, grid.place(box, canvas.height)) for box in shown.boxes]
        self._links(canvas, shown, places)
        for box, place in places:
            self._box(canvas, shown, box, place)
            self._drawn.append((place, box.who))
        self._faults(canvas, shown, grid)

    def who_at(self, x: int, y: int) -> Name | None:
        """Give whose box is there; None where there is none."""
        return next((who for place, who in self._drawn if place.contains(x, y) and who), None)

    def _links(self, canvas: Canvas, shown: Screenful, places: list[tuple[Box, Region]]) -> None:
        # A dark end has no name, so ends are found by order: each lane leads to the box after the first.
        # The last first: where a link goes down beside another one's words, the words stay whole.
        for lane, (box, place) in reversed(list(zip(shown.lanes, places[1:], strict=True))):
            above = next(
                (each for other, each in reversed(places) if other.column == box.column - 1 and _joins(other, box)),
                places[0][1],
            )
            paint_link(canvas, lane, above, place, self.palette, self.sight.phase)

    def _box(self, canvas: Canvas, shown: Screenful, box: Box, place: Region) -> None:
        style, inner = self.palette, place.width - 4
        if box.is_dark:
            canvas.frame(place, style.line, "╌", "╎")
            canvas.put(place.x + 2, place.y + 1, "not known", style.faint, inner)
            return
        state = box.state
        edge = style.line if state in (None, State.DONE) else style.of(state)
        canvas.frame(place, edge)
        is_whole = len(box.title) + 2 + (0 if box.who == DCC else len(SMI)) <= inner
        title = f" {box.title if is_whole else SHORT.get(box.who, str(box.who).upper())} "
        smi = SMI if box.on_smi and len(title) + len(SMI) <= inner else ""
        titled = style.accent + CHOSEN if box.who == self.sight.device else style.strong
        canvas.put(place.x + 2, place.y, title, titled, place.width - 4 - len(smi))
        if smi:
            canvas.put(place.right - 1 - len(smi), place.y, smi, style.faint)
        if box.who == HUB:
            self._hub(canvas, shown, box, place)
        elif box.who == DCC:
            for line, words in enumerate(box.lines[:2], 1):
                canvas.put(place.x + 2, place.y + line, words, style.faint, inner)
        else:
            self._device(canvas, box, place)

    def _device(self, canvas: Canvas, box: Box, place: Region) -> None:
        style, x, inner = self.palette, place.x + 2, place.width - 4
        version = change_said(box.running, box.wanted) if box.wanted else version_said(box.running)
        end = canvas.put(x, place.y + 1, version or "--", style.text, inner)
        beside = [*box.tags, *(["batt"] if box.is_sleeper else [])]
        room = place.right - 2 - end - 1
        if beside and len(" ".join(beside)) <= room:
            words = " ".join(beside)
            canvas.put(
                place.right - 2 - len(words), place.y + 1, words, style.of(State.SLOW) if box.tags else style.faint
            )
        if box.part is not None and not box.is_asleep and not box.is_down:
            share = f"{100 * box.part:3.0f}%"
            bar(canvas, Region(x, place.y + 2, inner - len(share) - 1, 1), box.part, style.of(box.state), style.line)
            canvas.put(place.right - 2 - len(share), place.y + 2, share, style.of(box.state))
            return
        mark = "" if box.state is None else f"{OF_STATE[box.state]} "
        words = (
            fitting_box(box.words, inner - len(mark))
            or (f"till {clock_said(box.until)}" if box.until else "")
            or ("is told" if box.is_mute else "")
        )
        said = (mark + words).rstrip() if words or box.state is not State.DONE else f"{mark}active"
        canvas.put(x, place.y + 2, said, style.of(box.state), inner)

    def _hub(self, canvas: Canvas, shown: Screenful, box: Box, place: Region) -> None:
        style, x, inner, y = self.palette, place.x + 2, place.width - 4, place.y + 1
        canvas.put(x, y, f"CHF {version_said(box.running)}" if box.running else "--", style.text, inner)
        if not shown.is_truth:
            canvas.put(x, y + 2, "store: not told" if inner >= IMAGE_STORE else "not told", style.faint, inner)
            return
        lines: list[tuple[str, Style]] = []
        if shown.fetching is not None:
            fetching = shown.fetching
            lines += [
                (f"{'fetches' if inner >= IMAGE_STORE else 'gets'} {fetching.what}", style.of(State.MOVING)),
                ("\0", style.of(State.MOVING)),
            ]
            lines += [(f"{fetching.have:,}/{fetching.size:,}", style.text)]
        count = f"STORE  {len(shown.store)} slot{'s'[: len(shown.store) > 1]}"
        lines.append((f"IMAGE {count}" if inner >= IMAGE_STORE else count, style.faint))
        for slot in shown.store:
            held = f"{slot.image} {version_said(slot.version)}" if slot.image else "empty"
            lines.append((f"{slot.name}  {held}", style.strong if slot.image else style.faint))
        for gone in (slot.gone for slot in shown.store if slot.gone):
            said = wrap(gone, max(8, inner - 2))
            lines += [(f"{'✗' if not n else ' '} {words}", style.of(State.FAILED)) for n, words in enumerate(said)]
        first = y + 1 if len(lines) > place.height - 3 else y + 2
        for number, (words, how) in enumerate(lines[: place.bottom - 1 - first]):
            if words == "\0" and shown.fetching is not None:
                share = shown.fetching.have / max(1, shown.fetching.size)
                bar(canvas, Region(x, first + number, inner, 1), share, how, style.line)
            else:
                canvas.put(x, first + number, words, how, inner)

    def _faults(self, canvas: Canvas, shown: Screenful, grid: Grid) -> None:
        """List the faults in force in the free corner below the DCC, or above it."""
        if not shown.faults:
            return
        style, room = self.palette, grid.lefts[1] - 1
        top = grid.place(shown.boxes[0], canvas.height).bottom
        lines = [
            (tag, words)
            for fault in shown.faults
            for tag, words in zip_longest((f" {fault.tag} ",), wrap(fault.brief, max(8, room - 6)), fillvalue="")
        ]
        canvas.put(0, top, "FAULTS", style.faint, room)
        space = canvas.height - top - 1
        if len(lines) > space:
            unsaid = sum(bool(tag) for tag, _ in lines[max(0, space - 1) :])
            lines = [*lines[: max(0, space - 1)], ("", f"… {unsaid} more: 4" if unsaid else "…")]
        for line, (tag, words) in enumerate(lines, top + 1):
            canvas.put(0, line, tag, style.badge(State.SLOW))
            canvas.put(5, line, words, style.of(State.SLOW), room - 5)


def _joins(above: Box, box: Box) -> bool:
    return above.row <= box.row < above.row + above.span or above.row <= box.row


def bar(canvas: Canvas, place: Region, share: float, full: Style, empty: Style) -> None:
    """Draw how much of something there is."""
    solid = round(max(0.0, min(1.0, share)) * place.width)
    canvas.across(place.x, place.y, solid, FULL, full)
    canvas.across(place.x + solid, place.y, place.width - solid, TRACK, empty)


def lane_words(lane: Lane) -> str:
    """Give latency and loss of a link; nothing where there was no traffic."""
    if lane.is_dark or not lane.sent:
        return ""
    return f"{latency_said(lane.latency)} {loss_said(lane.lost, lane.sent)}"
