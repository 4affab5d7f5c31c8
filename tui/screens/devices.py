"""Screen 3: what each box runs, should run and does, and all that there is to say of one."""

from collections.abc import Hashable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding

from premises.journey.parties.party import PartyKind
from premises.quantity import Instant
from tui.acting import deeds
from tui.acting.act import Act
from tui.keys.all import ON_DEVICES
from tui.keys.key import bindings
from tui.model.card import seen_by
from tui.model.pages.devices import DeviceRow, devices_held, devices_in_truth, facts_of
from tui.model.values.figures import clock_said, lasting_said, version_said
from tui.model.values.state import State
from tui.paint.canvas import Parts
from tui.paint.glyphs import OF_STATE
from tui.paint.table import Column
from tui.panes.packages import fitting_row
from tui.panes.pages.detail import headed, labelled
from tui.panes.pages.listing import Table
from tui.screens.listed import Listed

WIDE, MIDDLE = 130, 100
"""Columns from which there are all columns, and most of them. Ours."""


class DevicesScreen(Listed):
    """Its rows are those of the truth, or of what a party holds."""

    KEYS = ON_DEVICES
    BINDINGS: ClassVar[list[Binding]] = bindings(ON_DEVICES)  # type: ignore[assignment]  # as textual reads it
    DETAIL = "Device"
    rows: Sequence[DeviceRow] = ()

    @property
    def pointed(self) -> str:
        """The chosen device."""
        return "" if self.chosen is None else str(self.chosen)

    def make(self) -> None:
        """Make the rows of this moment."""
        sight = self.sight
        reader, shown = sight.reader, sight.shown
        if reader is None or shown is None:
            self.rows = ()
        elif sight.party.kind is PartyKind.TRUTH:
            self.rows = devices_in_truth(reader, shown)
        else:
            now = max(shown.now, reader.journey.now)
            self.rows = devices_held(reader.views.view(sight.party, now).believed, shown)

    def follow(self) -> None:
        """Choose the device that is chosen on the live screen."""
        if self.sight.device is not None:
            self.listing.chosen = self.sight.device

    def chose(self) -> None:
        """Choose the device's package everywhere."""
        rows = () if self.sight.shown is None else self.sight.shown.rows
        mine = sorted((row for row in rows if row.device == self.chosen), key=lambda row: list(State).index(row.state))
        self.sight.pointed = next((row.who for row in self.rows if row.who == self.chosen), None)
        if mine:
            self.sight.chosen = mine[0].key
        self.app.look()  # type: ignore[attr-defined]  # this program's

    def action_open(self) -> None:
        """Show its package on the live screen."""
        self.chose()
        self.app.call_later(self.app.run_action, "show('live')")

    # --- The list

    def table(self, width: int) -> Table:
        """Give the list."""
        is_truth = self.sight.party.kind is PartyKind.TRUTH
        columns = _columns(width) if is_truth else _held_columns(width)
        made = self._row if is_truth else self._held
        names = [column.head for column in columns]
        rows = [[each for name, each in made(row).items() if name in names] for row in self.rows]
        party = seen_by(self.sight.party)
        title = "Devices" if is_truth else f"Devices  as {party} holds them"
        nothing = ("waiting for the premises",) if self.sight.shown is None else (f"{party} knows of no device here.",)
        down = sum(row.state is State.BLOCKED for row in self.rows)
        asleep = sum(row.until is not None for row in self.rows)
        counted = [f"{len(self.rows)} devices"] + [f"{asleep} asleep"] * bool(asleep) + [f"{down} down"] * bool(down)
        return Table(columns, rows, [row.who for row in self.rows], title, ", ".join(counted), nothing)

    def _row(self, row: DeviceRow) -> dict[str, Parts]:
        style = self.palette
        mark = "·" if row.state is None else OF_STATE[row.state]
        how = style.faint if row.state in (None, State.DONE) else style.of(row.state)
        asleep = "" if row.until is None else clock_said(row.until)
        now = Instant(0) if self.sight.shown is None else self.sight.shown.now
        ago = "never" if row.seen_at is None else f"{lasting_said(now - row.seen_at)} ago"
        return {
            "": ((mark, style.of(row.state) if row.state else style.faint),),
            "DEVICE": ((row.title, style.strong),),
            "KIND": ((row.kind, style.text),),
            "RUNS": ((version_said(row.running) or "?", style.text),),
            "NEXT": ((version_said(row.pending), style.of(State.MOVING)),),
            "SMI": (("on it" if row.on_smi else "not", style.text if row.on_smi else style.faint),),
            "POWER": ((row.power, style.faint if row.power == "mains" else style.of(State.WAITING)),),
            "ASLEEP TILL": ((asleep, style.of(State.WAITING)),),
            "SLOT": ((row.slot, style.text),),
            "HOPS": ((str(row.hops), style.faint),),
            "HEARD": ((ago, style.faint),),
            "DOES": ((row.words, how),),
        }

    def _held(self, row: DeviceRow) -> dict[str, Parts]:
        style = self.palette
        how = style.faint if row.state in (None, State.DONE) else style.of(row.state)
        return {
            "": (("·" if row.state is None else OF_STATE[row.state], how),),
            "DEVICE": ((row.title, style.strong),),
            "KIND": ((row.kind or "?", style.text),),
            "RUNS": ((version_said(row.running) or "?", style.text),),
            "BY": ((row.source or "--", style.faint),),
            "SINCE": (("--" if row.since is None else clock_said(row.since), style.faint),),
            "HOLDS": ((row.words or "nothing live", how),),
        }

    # --- The page

    def lines(self, key: Hashable, width: int) -> Sequence[Parts]:
        """Give what there is to say of one device."""
        row = next((row for row in self.rows if row.who == key), None)
        return [] if row is None else list(self._lines(row, width))

    def _lines(self, row: DeviceRow, width: int) -> Iterator[Parts]:
        style, sight = self.palette, self.sight
        shown, reader = sight.shown, sight.reader
        assert shown is not None, "there are rows"
        assert reader is not None, "there are rows"
        state = row.state or State.DONE
        badge = f" {OF_STATE[state]} {row.words.upper() if row.state is None else row.state.value.upper()} "
        more = "  ".join(dict.fromkeys(each for each in (str(row.who), row.kind) if each.upper() != row.title.upper()))
        yield (badge, style.badge(state)), (f"  {row.title}", style.strong), (f"  {more}", style.faint)
        mine = [each for each in shown.rows if each.device == row.who]
        yield from headed(style, "PACKAGES")
        if not mine:
            yield (("none was sent to it" if shown.is_truth else "it was told of none for it", style.faint),)
        for package in mine:
            name = f"{OF_STATE[package.state]} {package.name:<5} {version_said(package.version):<6} {package.stage:<9}"
            yield (name, style.of(package.state)), (fitting_row(package, width - len(name) - 1), style.text)
        if not shown.is_truth:
            yield from headed(style, f"{seen_by(sight.party)} is told no more of it: v goes back to the truth")
            return
        yield from self._in_truth(row, width)

    def _in_truth(self, row: DeviceRow, width: int) -> Iterator[Parts]:
        style, sight = self.palette, self.sight
        assert sight.reader is not None, "there are rows"
        assert sight.shown is not None, "there are rows"
        facts = facts_of(row.who, sight.reader, sight.shown)
        if facts.faults:
            yield from headed(style, "FAULTS ON IT")
            for tag, said in facts.faults:
                yield (f" {tag} ", style.badge(State.SLOW)), (f" {said}", style.text)
        yield from headed(style, "COUNTED")
        frames = f"{facts.sent:,} sent, {facts.lost:,} of them lost; {facts.heard:,} heard, {facts.missed:,} missed"
        yield from labelled(style, "frames", frames, width)
        if facts.kinds:
            words = ", ".join(f"{kind} {count:,}" for kind, count in facts.kinds)
            yield from labelled(style, "of late", words, width)
        for number, link in enumerate(facts.links):
            yield from labelled(style, "links" if not number else "", link, width)
        yield from headed(style, "NOTED LAST")
        for event in facts.noted:
            how = style.text if event.state is None else style.of(event.state)
            mark = "·" if event.state is None else OF_STATE[event.state]
            yield (f"{clock_said(event.at)} ", style.faint), (f"{mark} ", how), (event.words, how)
        if not facts.noted:
            yield (("nothing", style.faint),)
        yield from headed(style, "YOU CAN")
        for act in _acts(row):
            yield (f" {act.line} ", style.badge(State.WAITING)), (f" {act.deed.value}", style.faint)


def _acts(row: DeviceRow) -> Iterator[Act]:
    who = str(row.who)
    if row.hops:
        yield deeds.update(deeds.Wanted((who,)))
    if row.state is State.BLOCKED:
        yield deeds.restart(who)
        return
    if row.power == "battery":
        yield deeds.wake(who)
    yield deeds.read_version(who)
    yield deeds.kill(who)


def _columns(width: int) -> list[Column]:
    head = [Column("", 2), Column("DEVICE", 12)]
    if width >= WIDE:
        head += [Column("KIND", 10), Column("RUNS", 7), Column("NEXT", 7), Column("SMI", 7), Column("POWER", 9)]
        head += [Column("ASLEEP TILL", 13), Column("SLOT", 6), Column("HOPS", 6), Column("HEARD", 11)]
    elif width >= MIDDLE:
        head += [Column("KIND", 10), Column("RUNS", 7), Column("NEXT", 7), Column("SMI", 7), Column("POWER", 9)]
        head += [Column("ASLEEP TILL", 13), Column("HEARD", 11)]
    elif width >= 70:
        head += [Column("KIND", 10), Column("RUNS", 6), Column("NEXT", 6), Column("SMI", 6), Column("POWER", 8)]
    else:
        head += [Column("RUNS", 6), Column("NEXT", 6), Column("SMI", 6)]
    return [*head, Column("DOES", max(8, width - sum(column.width for column in head)))]


def _held_columns(width: int) -> list[Column]:
    head = [Column("", 2), Column("DEVICE", 12), Column("KIND", 10), Column("RUNS", 7)]
    if width >= 70:
        head += [Column("BY", 14), Column("SINCE", 10)]
    return [*head, Column("HOLDS", max(8, width - sum(column.width for column in head)))]
