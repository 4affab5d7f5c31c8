"""Screen 5: what the SMI holds of each device against what runs, for how long they differ, and who could know."""

from collections.abc import Hashable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding

from premises.journey.parties.party import PartyKind
from premises.journey.parties.view import DeviceView
from premises.quantity import ORIGIN, Instant, spoken
from tui.keys.all import ON_INVENTORY
from tui.keys.key import bindings
from tui.model.card import seen_by
from tui.model.pages.inventory import Held, SmiRow, inventory_of
from tui.model.values.figures import clock_said, lasting_said, version_said
from tui.model.values.state import State
from tui.paint.canvas import Parts
from tui.paint.glyphs import OF_STATE
from tui.paint.table import Column
from tui.panes.pages.detail import headed, labelled
from tui.panes.pages.listing import Table
from tui.screens.listed import Listed

WIDE, MIDDLE = 124, 76
"""Columns from which there are all columns, and from which it says for how long they differ. Ours."""


class InventoryScreen(Listed):
    """In truth the comparison; of a party what it holds, and nothing beside it."""

    KEYS = ON_INVENTORY
    BINDINGS: ClassVar[list[Binding]] = bindings(ON_INVENTORY)  # type: ignore[assignment]  # as textual reads it
    DETAIL = "Device"
    rows: Sequence[SmiRow] = ()
    held: Sequence[DeviceView] = ()
    now: Instant = ORIGIN

    @property
    def pointed(self) -> str:
        """The chosen device."""
        return "" if self.chosen is None else str(self.chosen)

    def make(self) -> None:
        """Make the rows of this moment."""
        sight = self.sight
        reader, shown = sight.reader, sight.shown
        self.rows, self.held = (), ()
        if reader is None or shown is None:
            return
        self.now = max(shown.now, reader.journey.now)
        if sight.party.kind is PartyKind.TRUTH:
            self.rows = inventory_of(reader, self.now)
        else:
            view = reader.views.view(sight.party, self.now).believed
            self.held = [device for device in view.devices if device.is_known]

    def follow(self) -> None:
        """Choose the device that is chosen on the live screen."""
        if self.sight.device is not None:
            self.listing.chosen = self.sight.device

    def chose(self) -> None:
        """Choose the device everywhere."""
        known = (*(row.who for row in self.rows), *(each.who for each in self.held))
        self.sight.pointed = next((who for who in known if who == self.chosen), None)

    def action_open(self) -> None:
        """Show the device's package on the live screen."""
        rows = () if self.sight.shown is None else self.sight.shown.rows
        mine = [row for row in rows if row.device == self.chosen]
        if not mine:
            self.say("no package was sent to it")
            return
        self.sight.chosen = mine[-1].key
        self.app.call_later(self.app.run_action, "show('live')")

    # --- The list

    def table(self, width: int) -> Table:
        """Give the list."""
        if self.sight.party.kind is not PartyKind.TRUTH:
            return self._of_party(width)
        columns = _columns(width)
        names = [column.head for column in columns]
        rows = [[each for name, each in self._row(row).items() if name in names] for row in self.rows]
        apart = sum(row.is_apart for row in self.rows)
        wrong = f"{apart} of {len(self.rows)} wrong" if apart else "the SMI is right" if self.rows else ""
        return Table(columns, rows, [row.who for row in self.rows], "Inventory", wrong, ("waiting for the premises",))

    def _row(self, row: SmiRow) -> dict[str, Parts]:
        style, smi = self.palette, row.smi.device
        state = State.FAILED if row.is_apart else State.DONE if smi.is_known else None
        mark, how = ("·", style.faint) if state is None else (OF_STATE[state], style.of(state))
        held = version_said(smi.version) or ("?" if smi.is_known else "not on it")
        open_for = "" if row.smi.open_since is None or not smi.is_known else lasting_said(self.now - row.smi.open_since)
        total = spoken(row.smi.wrong_for) if row.smi.wrong_for and smi.is_known else "never"
        return {
            "": ((mark, how),),
            "DEVICE": ((row.title, style.strong),),
            "SMI TYPE": ((smi.kind or "--", style.text if smi.kind else style.faint),),
            "STATUS": ((smi.state or "--", style.text if smi.state else style.faint),),
            "SMI": ((held, how if row.is_apart else style.text if smi.is_known else style.faint),),
            "RUNS": ((version_said(row.runs) or "--", how if row.is_apart else style.text),),
            "BY": ((smi.source or "--", style.faint),),
            "WRONG FOR": ((open_for or "--", how if open_for else style.faint),),
            "IN ALL": ((total, style.faint),),
            "CPL": ((row.cpl, style.faint),),
            "WHO COULD KNOW WHAT RUNS": ((", ".join(row.known_to) or "nobody", style.text),),
        }

    def _of_party(self, width: int) -> Table:
        style, who = self.palette, seen_by(self.sight.party)
        head = [Column("", 2), Column("DEVICE", 12), Column("TYPE", 11), Column("RUNS", 8), Column("BY", 14)]
        columns = [*head, Column("SINCE", 10), Column("STATUS", max(8, width - sum(each.width for each in head) - 10))]
        rows = [
            [
                (("·", style.faint),),
                ((self._titled(each), style.strong),),
                ((each.kind or "?", style.text),),
                ((version_said(each.version) or "?", style.text),),
                ((each.source or "--", style.faint),),
                (("--" if each.since is None else clock_said(each.since), style.faint),),
                ((each.state or "--", style.text),),
            ]
            for each in self.held
        ]
        what = "its SMI" if self.sight.party.kind is PartyKind.DCC else "its register"
        what = f"{who} holds" if self.sight.party.kind is PartyKind.SUPPLIER else f"{who}: {what}"
        nothing = (f"{who} has no record of any device here.",)
        return Table(columns, rows, [each.who for each in self.held], f"Inventory  {what}", "", nothing)

    def _titled(self, device: DeviceView) -> str:
        box = None if self.sight.shown is None else self.sight.shown.box(device.who)
        return device.who.upper() if box is None or not box.title else box.title

    # --- The page

    def lines(self, key: Hashable, width: int) -> Sequence[Parts]:
        """Give what there is to say of one device."""
        row = next((row for row in self.rows if row.who == key), None)
        if row is not None:
            return list(self._lines(row, width))
        style, who = self.palette, seen_by(self.sight.party)
        words = f"{who} has no other word of it, and cannot compare: only the truth (v) can."
        return labelled(style, "", words, width, 0)

    def _lines(self, row: SmiRow, width: int) -> Iterator[Parts]:
        style = self.palette
        smi = row.smi
        state = State.FAILED if row.is_apart else State.DONE
        words = "the SMI is wrong" if row.is_apart else "the SMI is right"
        words = words if smi.device.is_known else "not on the SMI"
        yield (f" {OF_STATE[state]} {words} ", style.badge(state)), (f"  {row.title}", style.strong), (
            f"  runs {version_said(row.runs) or 'nothing that is known'}", style.faint
        )  # fmt: skip
        yield from headed(style, "WHO HOLDS WHAT")
        for held in (smi, *row.others):
            yield from labelled(
                style, held.name if held is not smi else "SMI (DCC)", _holds(held, row, self.now), width
            )
        yield from headed(style, "CENTRAL PRODUCTS LIST")
        said = {
            "no list": "this DCC has none: whatever the premises can make may be sent",
            "listed": "what runs is on it",
            "not listed": "what runs is not on it: an image of it would be refused",
        }
        yield ((said.get(row.cpl, "it has no entry for hubs"), style.text),)
        yield from headed(style, "YOU CAN")
        if smi.device.is_known and row.who != "hub":
            yield (
                (f" premises read-version {row.who} ", style.badge(State.WAITING)),
                (" have it say, by 11.2", style.faint),
            )
        yield (" premises inventory ", style.badge(State.WAITING)), (" what the SMI answers to 8.2", style.faint)


def _holds(held: Held, row: SmiRow, now: Instant) -> str:
    device = held.device
    if not device.is_known:
        return "does not know that it is there"
    parts = [device.kind, device.state, version_said(device.version) or "no version"]
    by = f"by {device.source}" if device.source else ""
    since = f"since {clock_said(device.since)}" if device.since is not None else ""
    said = " ".join(part for part in (*parts, by, since) if part)
    if row.runs is None:
        return said
    if held.open_since is None:
        return f"{said}: right" + (f", after {spoken(held.wrong_for)} in all" if held.wrong_for else "")
    return f"{said}: wrong since {clock_said(held.open_since)}, for {spoken(now - held.open_since)}"


def _columns(width: int) -> list[Column]:
    head = [Column("", 2), Column("DEVICE", 11)]
    if width >= WIDE:
        head += [Column("SMI TYPE", 10), Column("STATUS", 14), Column("SMI", 10), Column("RUNS", 8), Column("BY", 14)]
        head += [Column("WRONG FOR", 11), Column("IN ALL", 15), Column("CPL", 11)]
    elif width >= MIDDLE:
        head += [Column("STATUS", 13), Column("SMI", 10), Column("RUNS", 7), Column("WRONG FOR", 10)]
    else:
        head += [Column("SMI", 10), Column("RUNS", 7), Column("WRONG FOR", 10)]
    return [*head, Column("WHO COULD KNOW WHAT RUNS", max(8, width - sum(column.width for column in head)))]
