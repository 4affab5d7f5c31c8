"""Screen 4: what is wrong on purpose: what, where, since when, how often it struck, and which packages it explains."""

from collections.abc import Hashable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding

from premises.journey.parties.party import PartyKind
from premises.quantity import NEVER, ORIGIN, Instant
from tui.acting import deeds
from tui.keys.all import ON_FAULTS
from tui.keys.key import bindings
from tui.model.card import seen_by
from tui.model.pages.strikes import Strike
from tui.model.values.figures import clock_said, lasting_said
from tui.model.values.screenful import PackageRow
from tui.model.values.state import State
from tui.paint.canvas import Parts
from tui.paint.glyphs import OF_STATE
from tui.paint.table import Column
from tui.panes.packages import fitting_row
from tui.panes.pages.detail import headed, labelled
from tui.panes.pages.listing import Table
from tui.screens.listed import Listed

WIDE, MIDDLE = 120, 76
"""Columns from which there are all columns, and from which there are moments. Ours."""


class FaultsScreen(Listed):
    """In force first, then what comes, then what is over."""

    KEYS = ON_FAULTS
    BINDINGS: ClassVar[list[Binding]] = bindings(ON_FAULTS)  # type: ignore[assignment]  # as textual reads it
    DETAIL = "Fault"
    faults: Sequence[Strike] = ()
    now: Instant = ORIGIN

    @property
    def fault_chosen(self) -> str | None:
        """The id by which the chosen fault is cleared; None for the site's own, one that is over, and none."""
        fault = next((each for each in self.faults if each.tag == self.chosen), None)
        return fault.id or None if fault is not None and _stands(fault, self.now) == "in force" else None

    @property
    def pointed(self) -> str:
        """The id of the chosen fault, if it can be cleared."""
        return self.fault_chosen or ""

    def make(self) -> None:
        """Make the rows of this moment."""
        reader, shown = self.sight.reader, self.sight.shown
        if reader is None or shown is None or self.sight.party.kind is not PartyKind.TRUTH:
            self.faults = ()
            return
        self.now = now = shown.now
        order = ("in force", "comes", "over", "cleared")
        self.faults = sorted(reader.strikes.every, key=lambda fault: order.index(_stands(fault, now)))

    def action_open(self) -> None:
        """Show the first package that it explains on the live screen."""
        mine = self._explained(self.chosen)
        if not mine:
            self.say("no package waits because of this fault")
            return
        self.sight.chosen = mine[0].key
        self.app.call_later(self.app.run_action, "show('live')")

    # --- The list

    def table(self, width: int) -> Table:
        """Give the list."""
        columns = _columns(width)
        names = [column.head for column in columns]
        rows = [[each for name, each in self._row(fault).items() if name in names] for fault in self.faults]
        standing = [_stands(fault, self.now) for fault in self.faults]
        counted = ", ".join(f"{standing.count(word)} {word}" for word in dict.fromkeys(standing))
        return Table(columns, rows, [fault.tag for fault in self.faults], "Faults", counted, self._nothing())

    def _nothing(self) -> tuple[str, ...]:
        if self.sight.shown is None:
            return ("waiting for the premises",)
        if self.sight.party.kind is not PartyKind.TRUTH:
            who = seen_by(self.sight.party)
            return (f"Nobody in the field is told what was made wrong on purpose, and so {who} is not.",
                    "v goes on to the next party, and in the end back to the truth.")  # fmt: skip
        return (
            "Nothing is wrong on purpose.",
            "f imposes a fault; premises fault add '40% loss on wan' does the same.",
        )

    def _row(self, fault: Strike) -> dict[str, Parts]:
        style, standing = self.palette, _stands(fault, self.now)
        is_on = standing == "in force"
        how = style.text if is_on else style.faint
        ends = "it is cleared" if fault.id else "the end"
        until = ends if fault.ends_at == NEVER else clock_said(fault.ends_at)
        if fault.cleared_at is not None:
            until = clock_said(fault.cleared_at)
        struck = f"{fault.count:,}" if fault.is_counted else "--"
        which = " ".join(row.name for row in self._explained(fault.tag))
        return {
            "FAULT": ((f" {fault.tag} ", style.badge(State.SLOW) if is_on else style.faint),),
            "STANDS": ((standing, style.of(State.SLOW) if is_on else style.faint),),
            "SINCE": ((clock_said(fault.begins_at), style.faint),),
            "UNTIL": ((until, style.faint),),
            "STRUCK": ((struck, how),),
            "EXPLAINS": ((which, style.of(State.SLOW)),),
            "WHAT AND WHERE": ((fault.said, how),),
        }

    def _explained(self, tag: Hashable) -> list[PackageRow]:
        rows = () if self.sight.shown is None else self.sight.shown.rows
        return [row for row in rows if row.tag == tag]

    # --- The page

    def lines(self, key: Hashable, width: int) -> Sequence[Parts]:
        """Give what there is to say of one fault."""
        fault = next((each for each in self.faults if each.tag == key), None)
        return [] if fault is None else list(self._lines(fault, width))

    def _lines(self, fault: Strike, width: int) -> Iterator[Parts]:
        style, standing = self.palette, _stands(fault, self.now)
        badge = style.badge(State.SLOW if standing == "in force" else State.WAITING)
        yield (f" {fault.tag} {standing} ", badge), (f"  {fault.said}", style.strong)
        yield ()
        who = f"{fault.by} imposed it" if fault.by else "the site has it from the beginning"
        yield from labelled(style, "whose", who, width)
        yield from labelled(style, "counts", _span(fault, self.now), width)
        yield from labelled(style, "struck", _struck(fault), width)
        mine = self._explained(fault.tag)
        yield from headed(style, "PACKAGES THAT IT EXPLAINS")
        for row in mine:
            name = f"{OF_STATE[row.state]} {row.name:<5} {str(row.device).upper():<7} "
            yield (name, style.of(row.state)), (fitting_row(row, width - len(name) - 1), style.text)
        if not mine:
            yield (("none waits because of it now", style.faint),)
        if standing == "in force":
            yield from headed(style, "YOU CAN")
            if fault.id:
                act = deeds.clear((fault.id,))
                yield (f" {act.line} ", style.badge(State.WAITING)), (f" {act.deed.value}", style.faint)
            else:
                yield (("a fault of the site stays as long as the site says", style.faint),)


def _stands(fault: Strike, now: Instant) -> str:
    if fault.cleared_at is not None and fault.cleared_at <= now:
        return "cleared"
    return "comes" if now < fault.begins_at else "over" if now >= fault.ends_at else "in force"


def _span(fault: Strike, now: Instant) -> str:
    since = f"from {clock_said(fault.begins_at)}"
    if fault.cleared_at is not None:
        return f"{since} to {clock_said(fault.cleared_at)}, when {fault.cleared_by} cleared it"
    ends = "until it is cleared" if fault.id else "to the end"
    until = ends if fault.ends_at == NEVER else f"until {clock_said(fault.ends_at)}"
    lasts = f", {lasting_said(now - fault.begins_at)} by now" if fault.begins_at <= now < fault.ends_at else ""
    return f"{since} {until}{lasts}"


def _struck(fault: Strike) -> str:
    if not fault.is_counted:
        return "what it does leaves no note of its own: nothing is counted"
    if fault.newest_at is None:
        return f"0 {fault.unit}"
    own = "; what the link loses by itself in the same way is among them" if fault.unit == "frames" else ""
    return f"{fault.count:,} {fault.unit}, last at {clock_said(fault.newest_at)}{own}"


def _columns(width: int) -> list[Column]:
    head = [Column("FAULT", 6), Column("STANDS", 9)]
    if width >= MIDDLE:
        head += [Column("SINCE", 9)]
    if width >= WIDE:
        head += [Column("UNTIL", 15)]
    head += [Column("STRUCK", 8, is_right=True), Column("EXPLAINS", 10)]
    return [*head, Column("WHAT AND WHERE", max(8, width - sum(column.width for column in head)))]
