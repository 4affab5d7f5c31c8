"""What stands above each side of a split screen, and the line that says what differs."""

from collections.abc import Iterator

from premises.journey.parties.party import PartyKind
from tui.model.card import seen_by
from tui.model.values.screenful import PackageRow, Screenful
from tui.model.values.state import State
from tui.paint.canvas import Canvas
from tui.paint.drawn import Drawn
from tui.paint.glyphs import OF_STATE
from tui.paint.palette import Palette
from tui.panes.sight import Sight


class Heading(Drawn):
    """Whose side it is."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii)
        self.sight, self.says = sight, ""
        self.add_class("heading")

    def paint(self, canvas: Canvas) -> None:
        """Paint it, with how many packages stand how."""
        party, style, shown = self.sight.party, self.palette, self.sight.shown
        is_truth = party.kind is PartyKind.TRUTH
        name = self.says or (" THE TRUTH " if is_truth else f" {seen_by(party).upper()}'S VIEW ")
        x = canvas.put(1, 0, name, style.badge(State.MOVING if is_truth else State.WAITING), canvas.width - 2)
        if shown is not None:
            counted = [(state, shown.counts.get(state, 0)) for state in State]
            parts = [(f"  {OF_STATE[state]} {count}", style.of(state)) for state, count in counted if count]
            canvas.put_all(x + 1, 0, parts, canvas.width - x - 2)


class Differs(Drawn):
    """One line: the first package that stands otherwise on the right."""

    def __init__(self, left: Sight, right: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="differs")
        self.left, self.right = left, right
        self.began = ""
        """Since when they can differ; empty where they always could."""

    def paint(self, canvas: Canvas) -> None:
        """Paint the line."""
        left, right = self.left.shown, self.right.shown
        if left is None or right is None:
            return
        style = self.palette
        found = tuple(differences(left, right))
        if not found:
            words = "every package stands the same on both sides" if left.party == right.party else "nobody is mistaken"
            canvas.put(1, 0, f"{self.began}{words}", style.faint, canvas.width - 2)
            return
        more = f"   and {len(found) - 1} more" if len(found) > 1 else ""
        x = canvas.put(1, 0, f"{self.began}differs: ", style.faint)
        canvas.put(x, 0, found[0] + more, style.of(State.SLOW), canvas.width - x - 1)


def differences(left: Screenful, right: Screenful) -> Iterator[str]:
    """Say of each package that stands otherwise on the right how it stands on both sides, in the order of the left.

    Two futures differ by state and stage; what a party believes of a stage has words of its own, and differs by state.
    """
    is_party = right.party != left.party
    whose = f"to {seen_by(right.party)}" if is_party else "in the other future"
    others = {row.key: row for row in right.rows if not row.is_part}
    mine = [row for row in left.rows if not row.is_part]
    for row in mine:
        other = others.pop(row.key, None)
        if other is None:
            yield f"{_who(row)} is {_said(row)}, and there is none {whose}"
        elif is_party and row.state is not other.state:
            yield f"{_who(row)} is {_said(row)}, and {whose} it is {other.state.value}: {other.brief}"
        elif not is_party and (row.state, row.stage) != (other.state, other.stage):
            yield f"{_who(row)} is {_said(row)}, and {whose} {_said(other)}"
    for other in others.values():
        yield f"{_who(other)} is there {whose} alone, {_said(other)}"


def _who(row: PackageRow) -> str:
    return f"{row.name} for {str(row.device).upper()}"


def _said(row: PackageRow) -> str:
    return row.state.value if row.state is State.DONE else f"{row.state.value} at {row.stage}"
