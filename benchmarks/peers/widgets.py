"""The screen as most would write it: Textual's own DataTable, RichLog and Static, fed and told as ours is.

Feed, read-model and clock are ours, so that what differs is the painting alone: cells are set as a person who knows
the library would, only those that changed, and an event is a line of the log when it comes.
"""

import os
import sys
from collections.abc import Iterable
from functools import partial

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable, Footer, RichLog, Static

from premises.runtime.settings import LIVE_SETTINGS, parser_of, read_values
from tui.__main__ import PLACES, SHOWN_SETTINGS, _outlook
from tui.app import FRAMES_A_S, LOOK_EVERY
from tui.feeding import live
from tui.feeding.session import Session
from tui.model.values.figures import clock_said, latency_said, loss_said
from tui.panes.sight import Sight

STAGES = 38
"""Cells of a package's bar, as in ours."""


class Widgets(App[str]):
    """One screen: the map as text, packages and hops as tables, events as a log, the card as text."""

    CSS = """
    #map { height: 14; border: round $accent; } #packages { height: 10; } #left { width: 2fr; } #hops { height: 12; }
    #why { width: 1fr; border: round $accent; } #events { height: 1fr; }
    """

    def __init__(self, session: Session, feeding: live.FindOutlook) -> None:
        super().__init__()
        self.sight, self._find = Sight(session), feeding
        self._frame = self._told = 0
        self._cells: dict[tuple[str, str, str], str] = {}

    def compose(self) -> ComposeResult:
        """Put the widgets where ours has its panes."""
        yield Static(id="bar")
        yield Static(id="map")
        yield DataTable(id="packages")
        with Horizontal():
            with Vertical(id="left"):
                yield DataTable(id="hops")
                yield RichLog(id="events", max_lines=20_000)
            yield Static(id="why")
        yield Footer()

    def on_mount(self) -> None:
        """Begin to hear and to paint."""
        for name, heads in (
            ("packages", "PACKAGE FOR STAGES OCTETS WHY"),
            ("hops", "HOP RADIO LOSS L LATENCY T SENT LOST"),
        ):
            table = self.query_one(f"#{name}", DataTable)
            table.cursor_type = "row"
            for head in heads.split():
                table.add_column(head, key=head)
        self.run_worker(live.follow(self.sight.session, self._find))
        self.set_interval(1 / FRAMES_A_S, self.tick)

    def tick(self) -> None:
        """Look as ours does, and move as often."""
        self._frame += 1
        if self._frame % LOOK_EVERY == 0 and self.sight.reader is not None:
            self.sight.look()
            self._paint()
        self.sight.phase += 1
        self._map()

    def on_data_table_row_highlighted(self, event: "DataTable.RowHighlighted") -> None:
        """Choose the package, and say why."""
        shown = self.sight.shown
        if event.data_table.id == "packages" and shown is not None and event.cursor_row < len(shown.rows):
            self.sight.chosen = shown.rows[event.cursor_row].key
            self.sight.look()
            self._why()

    def _paint(self) -> None:
        shown, reader = self.sight.shown, self.sight.reader
        assert shown is not None, "it was looked at"
        assert reader is not None, "it was looked at"
        self.query_one("#bar", Static).update(f"{shown.premises} {clock_said(shown.now)} {dict(shown.counts)}")
        for row in shown.rows:
            bar = "".join(("━" if cell.part >= 1 else "▸" if cell.is_here else "┄") * 5 for cell in row.cells)[:STAGES]
            self._row("packages", row.name, (row.name, str(row.device), bar, f"{row.have}/{row.size}", row.why))
        for hop in shown.hops:
            lane = hop.lane
            self._row("hops", f"{lane.upper}-{lane.lower}", (
                f"{lane.upper}-{lane.lower}", lane.radio, loss_said(lane.lost, lane.sent), _spark(hop.losses, 1.0),
                latency_said(lane.latency), _spark(hop.latencies, 200_000.0), f"{hop.sent_ever}", f"{hop.lost_ever}",
            ))  # fmt: skip
        log = self.query_one("#events", RichLog)
        new = min(reader.events_ever - self._told, len(reader.events))
        for event in reader.told(list(reader.events)[len(reader.events) - new :]):
            log.write(f"{clock_said(event.at)} {event.words}")
        self._told = reader.events_ever
        self._why()

    def _row(self, name: str, key: str, cells: tuple[str, ...]) -> None:
        table = self.query_one(f"#{name}", DataTable)
        if key not in {row.value for row in table.rows}:
            table.add_row(*cells, key=key)
        for column, cell in zip(table.columns, cells, strict=True):
            place = (name, key, str(column.value))
            if self._cells.get(place) != cell:
                self._cells[place] = cell
                table.update_cell(key, column, cell)

    def _map(self) -> None:
        shown = self.sight.shown
        if shown is None:
            return
        lines = []
        for box, lane in zip(shown.boxes[1:], shown.lanes, strict=False):
            moving = "·" * (self.sight.phase % 8) + "●" if lane.down_now or lane.up_now else ""
            lines.append(f"{lane.upper} ━{moving:━<10}━ {box.title} {latency_said(lane.latency)} {box.words}")
        self.query_one("#map", Static).update("\n".join(lines))

    def _why(self) -> None:
        card = self.sight.card
        if card is not None:
            lines = [f"{card.row.state.value.upper()}  {card.title}", card.reason, *(p.words for p in card.evidence)]
            self.query_one("#why", Static).update("\n".join(lines))


def _spark(samples: Iterable[float | None], full: float) -> str:
    return "".join(" " if each is None else "▁▂▃▄▅▆▇█"[min(7, int(each / full * 8))] for each in samples)


def main() -> None:
    """Show a running premises, by the settings that our own screen takes."""
    settings = (*SHOWN_SETTINGS, *LIVE_SETTINGS, *PLACES)
    values = read_values(parser_of("widgets", settings), settings, sys.argv[1:], os.environ)
    outlook = _outlook(values)
    session = Session(live.standing_of(outlook.broker.place))
    Widgets(session, partial(lambda found: found, outlook)).run()


if __name__ == "__main__":
    main()
