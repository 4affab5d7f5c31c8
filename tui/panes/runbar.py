"""The line on top: which premises, when, how fast, from where, as whom; and how many packages stand how."""

from rich.style import Style

from premises.journey.parties.party import PartyKind
from tui.feeding.session import Source, Standing
from tui.model.card import seen_by
from tui.model.values.figures import clock_said
from tui.model.values.screenful import Screenful
from tui.model.values.state import State
from tui.paint.canvas import Canvas
from tui.paint.drawn import Drawn
from tui.paint.glyphs import OF_STATE
from tui.paint.palette import Palette
from tui.panes.sight import Sight

DESIGNS = {
    "proposed": ("Proposed Solution", "Proposed"),
    "option-a": ("Option A: B3 for B4", "Option A"),
    "option-b": ("Option B: B1 for all", "Option B"),
}
"""Each design for a wide and for a narrow screen."""

WIDE = 110
"""Columns from which words stand in place of marks alone. Ours."""

Parts = list[tuple[str, Style]]


class RunBar(Drawn):
    """One line."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="runbar")
        self.sight = sight

    def paint(self, canvas: Canvas) -> None:
        """Paint the line: counts stand on the right, in words, or as marks alone where there is less room."""
        is_wide = canvas.width >= WIDE
        left = self._left(is_wide=is_wide)
        room = canvas.width - 3 - _width(left)
        right = self._right(in_words=is_wide)
        if _width(right) > room:
            right = self._right(in_words=False)
        if _width(right) > room:
            left = self._left(is_wide=False, is_short=True)
        canvas.put_all(1, 0, left, canvas.width - 1)
        start = max(_width(left) + 2, canvas.width - _width(right) - 1)
        canvas.put_all(start, 0, right, canvas.width - start)
        canvas.lay(0, self.palette.bar)

    def _left(self, *, is_wide: bool, is_short: bool = False) -> Parts:
        style, shown, standing = self.palette, self.sight.shown, self.sight.standing
        if shown is None:
            place: Parts = [("premises", style.strong), (f"  {standing.place}", style.faint)]
            return [*place, ("  ", style.text), *self._feed(standing, is_wide=is_wide)]
        design = DESIGNS.get(shown.design, (shown.design,) * 2)[not is_wide]
        parts: Parts = [
            (shown.premises, style.strong),
            ("" if is_short else f"  {design}", style.of(State.MOVING)),
            (f"  {clock_said(shown.now)}", style.strong),
            *([] if standing.ends_at is None else [(f" / {clock_said(standing.ends_at)}", style.faint)]),
            (f" {self._pace(standing)}", style.faint),
        ]
        if standing.ends_at is not None:
            parts.insert(2, (f"  REPLAY {standing.run_id}".rstrip(), style.of(State.WAITING)))
        if self.sight.is_frozen:
            parts.append((f"  FROZEN, {self.sight.behind} behind", style.of(State.SLOW)))
        if standing.errors:
            parts.append((f"  !{standing.errors}", style.error))
        parts += self._view(shown, is_wide=is_wide)
        if (is_short and not standing.is_old) or standing.ends_at is not None:
            return parts
        return [*parts, ("  ", style.text), *self._feed(standing, is_wide=is_wide)]

    @staticmethod
    def _pace(standing: Standing) -> str:
        if standing.ends_at is not None and not standing.speed:
            return "PAUSED"
        if standing.is_over:
            return "over" if standing.source is Source.LIVE else "at its end"
        if standing.is_old:
            return "as heard last"
        return f"x{round(standing.speed, 1):g}" if standing.speed else "PAUSED"

    def _feed(self, standing: Standing, *, is_wide: bool) -> Parts:
        style = self.palette
        if standing.source is not Source.LIVE:
            if not standing.is_up and standing.trouble:
                return [("✗ ended", style.error)]
            word = "VIRTUAL" if standing.source is Source.VIRTUAL else "PIPE"
            return [(f"{word} {standing.run_id if is_wide else ''}".rstrip(), style.of(State.WAITING))]
        if standing.is_over:
            return [(f"ENDED {standing.run_id if is_wide else ''}".rstrip(), style.of(State.WAITING))]
        if standing.is_nowhere:
            return [("○ no premises", style.of(State.WAITING))]
        if standing.is_silent:
            return [("▲ silent", style.of(State.SLOW))]
        if not standing.is_up:
            known = standing.lost_at is not None
            return [("✗ broker down", style.error)] if known else [("▸ connecting", style.of(State.MOVING))]
        recorded = [(f"  REC {standing.run_id}", style.error)] if is_wide and standing.run_id else []
        return [("● ", style.of(State.DONE)), (f"{self.sight.rate:.0f}/s", style.faint), *recorded]

    def _view(self, shown: Screenful, *, is_wide: bool) -> Parts:
        if shown.party.kind is PartyKind.TRUTH:
            return [("  view: truth", self.palette.faint)] if is_wide else []
        who = seen_by(shown.party).upper()
        return [("  ", self.palette.text), (f" {who}'S VIEW ", self.palette.badge(State.WAITING))]

    def _right(self, *, in_words: bool) -> Parts:
        shown, style = self.sight.shown, self.palette
        if shown is None:
            return []
        counted = [(state, shown.counts.get(state, 0)) for state in State]
        return [
            (f" {OF_STATE[state]} {count}" + (f" {state.value}" if in_words else " "), style.of(state))
            for state, count in counted
            if count
        ]


def _width(parts: Parts) -> int:
    return sum(len(text) for text, _ in parts)


class Notice(Drawn):
    """A line below it that is there only while something is wrong, or was just said."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="notice")
        self.sight = sight

    @property
    def words(self) -> str:
        """Give what it says now; nothing hides it."""
        standing = self.sight.standing
        caveat = self.sight.shown.caveat if self.sight.shown is not None else ""
        doing = "" if standing.is_nowhere else standing.doing
        return standing.trouble or self.sight.message or doing or caveat

    def paint(self, canvas: Canvas) -> None:
        """Paint the line."""
        is_trouble = bool(self.sight.standing.trouble)
        style = self.palette.outcry if is_trouble else self.palette.of(State.SLOW)
        canvas.put(1, 0, fitting(self.words, canvas.width - 2), style, canvas.width - 2)
        if is_trouble:
            canvas.lay(0, Style(bgcolor=self.palette.outcry.bgcolor))


def fitting(words: str, room: int) -> str:
    """Leave out the last parts that do not fit, each whole; the first stays whatever its length."""
    while len(words) > room and "; " in words:
        words = words.rpartition("; ")[0]
    return words
