"""Why the chosen package is where it is: state, reason, since and until, evidence, who sees what, what can be typed."""

from textwrap import wrap

from premises.quantity import Instant
from tui.model.values.figures import change_said, clock_said, lasting_said, version_said
from tui.model.values.screenful import Card, Spell
from tui.model.values.state import State
from tui.paint.canvas import Canvas, Parts
from tui.paint.drawn import Drawn
from tui.paint.glyphs import FULL, OF_STATE, TRACK
from tui.paint.palette import Palette
from tui.panes.sight import Sight

CLOCK = 9
"""Cells of a moment and the space after it. Ours."""

LABEL = 10
"""Cells of who sees it, and of a stage. Ours."""


class Why(Drawn, can_focus=True):
    """The card; it scrolls when it is longer than its pane."""

    def __init__(self, sight: Sight, palette: Palette, *, is_ascii: bool) -> None:
        super().__init__(palette, is_ascii=is_ascii, id="why")
        self.sight, self.top = sight, 0
        self._lines = 0

    def paint(self, canvas: Canvas) -> None:
        """Paint the card, from ``top`` on."""
        self.entitle("Why")
        card, shown = self.sight.card, self.sight.shown
        if card is None or shown is None:
            canvas.put(1, 0, "Choose a package to see why it is where it is.", self.palette.faint, canvas.width - 1)
            return
        lines = self._card(card, canvas.width - 1, shown.now)
        self._lines = len(lines)
        self.top = max(0, min(self.top, len(lines) - canvas.height))
        for y, parts in enumerate(lines[self.top : self.top + canvas.height]):
            canvas.put_all(1, y, parts, canvas.width - 1)
        more = len(lines) - self.top - canvas.height
        self.entitle("Why", f"{more} more lines" if more > 0 else "")

    def scroll_by(self, lines: int) -> None:
        """Move the window."""
        self.top = max(0, min(self.top + lines, self._lines - self.content_size.height))
        self.repaint()

    def _card(self, card: Card, width: int, now: Instant) -> list[Parts]:
        style, row = self.palette, card.row
        what = change_said(row.before, row.version) if row.before else version_said(row.version)
        badge: Parts = ((" ", style.text), (f" injected {row.tag} ", style.badge(State.SLOW))) if row.tag else ()
        lines: list[Parts] = [
            (
                (f" {OF_STATE[row.state]} {row.state.value.upper()} ", style.badge(row.state)),
                (f"  {row.name}", style.strong),
                (f"  {str(row.device).upper()} {what}", style.faint),
                *badge,
            ),
            (),
        ]
        lines += [((line, style.of(row.state)),) for line in wrap(card.reason, width) or [""]]
        facts = f"since {clock_said(card.since)}, {lasting_said(now - card.since)}"
        if card.until is not None and card.until > now:
            facts += f"; until {clock_said(card.until)}, in {lasting_said(card.until - now)}"
        code = f"{row.code}  " if row.code else ""
        lines += [((line, style.faint),) for line in wrap(f"{code}{facts}", width)]
        lines += self._evidence(card, width)
        lines += self._about(card, width)
        lines += self._spells(card.spells, width)
        return lines

    def _evidence(self, card: Card, width: int) -> list[Parts]:
        style = self.palette
        if not card.evidence:
            return []
        lines: list[Parts] = [(), (("EVIDENCE", style.faint),)]
        for proof in card.evidence:
            indent = len(proof.words) - len(proof.words.lstrip())
            said = wrap(proof.words.strip(), max(8, width - CLOCK - indent)) or [""]
            lines.append(((f"{clock_said(proof.at)} ", style.faint), (" " * indent + said[0], style.text)))
            lines += [((" " * (CLOCK + indent) + more, style.text),) for more in said[1:]]
        return lines

    def _about(self, card: Card, width: int) -> list[Parts]:
        style = self.palette
        lines: list[Parts] = []
        if card.next:
            lines += [(), *self._labelled("NEXT", card.next, width)]
        if card.ends:
            lines += [*self._labelled("ENDS BY", f"{card.ends}; can act: {card.who_can_act}", width)]
        lines += [
            parts for label, words in ((("ALSO" if not n else ""), each) for n, each in enumerate(card.also))
            for parts in self._labelled(label, words, width)
        ]  # fmt: skip
        if card.sees:
            lines.append(())
        for who, holds in card.sees:
            lines += self._labelled(who, holds, width)
        if card.commands:
            lines += [(), (("YOU CAN", style.faint),)]
        for typed, what in card.commands:
            lines.append(((f" {typed} ", style.badge(State.WAITING)), (f" {what}", style.faint)))
        return lines

    def _labelled(self, label: str, words: str, width: int) -> list[Parts]:
        style = self.palette
        said = wrap(words, max(8, width - LABEL)) or [""]
        first: Parts = ((f"{label:<{LABEL}}"[:LABEL], style.faint), (said[0], style.text))
        return [first, *(((" " * LABEL + more, style.text),) for more in said[1:])]

    def _spells(self, spells: tuple[Spell, ...], width: int) -> list[Parts]:
        """Give a bar for each stage, each beginning where the one above ended."""
        style = self.palette
        if not spells:
            return []
        begins, ends = spells[0].begins, spells[-1].ends
        room, whole = max(10, width - LABEL - 8), max(1, ends - begins)
        lines: list[Parts] = [(), (("TIME PER STAGE", style.faint),)]
        for spell in spells:
            left = room * (spell.begins - begins) // whole
            wide = max(1, room * (spell.ends - begins) // whole - left)
            held = min(wide, round(room * spell.held / whole))
            lines.append(
                (
                    (f"{spell.stage:<{LABEL}}", style.faint),
                    (" " * left, style.text),
                    (FULL * (wide - held), style.of(State.MOVING)),
                    (TRACK * held, style.of(State.SLOW)),
                    (f" {lasting_said(spell.ends - spell.begins)}", style.faint),
                )
            )
        lines.append(((" " * LABEL + f"{FULL} on its way  {TRACK} held up", style.faint),))
        return lines
