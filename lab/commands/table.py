"""Pictures as a person reads them in a terminal: one row a participant, one row a request.

Rows are pure functions of pictures; only ``print_pictures`` writes.
"""

from collections.abc import Collection, Iterable, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lab.story.verdict import outcome_in_words
from premises.identity import Eui64, Name
from premises.wire.picture import Picture
from premises.wire.site import SUPPLIER

Part = tuple[str, Name]
"""One device's part of a request: (request id, device)."""


def picture_row(picture: Picture, suppliers: Collection[str] = (SUPPLIER,)) -> tuple[str, str, str, str]:
    """Give who, running version, activity and progress, which of one of ``suppliers`` is that of its requests."""
    running = "" if picture.running is None else f"{picture.running:#010x}"
    activity = picture.activity
    if picture.version is not None:
        activity = f"{activity} {picture.version:#010x}"
    what = "answered" if picture.who in suppliers else "octets"
    progress = f"{picture.have} of {picture.size} {what}" if picture.size else ""
    alerts = f"AD1: {picture.outage_alerts}" if picture.outage_alerts else ""
    return picture.who, running, activity, " ".join(part for part in (progress, picture.detail, alerts) if part)


def outcome_rows(
    picture: Picture, names: dict[Eui64, str], where: Mapping[Part, str] | None = None
) -> list[tuple[str, ...]]:
    """Give request, device and what is known, for each outcome of the DCC adapter's picture.

    ``where`` says of a part where it is and why it is no further; with it each row has that too.
    """
    rows: list[tuple[str, ...]] = []
    for outcome in picture.outcomes:
        who = names.get(outcome.device_id, outcome.device_id)
        number = outcome.request_id.rsplit(":", 1)[1]
        row = (number, f"{who} {outcome.version:#010x}", outcome_in_words(outcome))
        rows.append(row if where is None else (*row, where.get((outcome.request_id, Name(who)), "")))
    return rows


def print_pictures(
    pictures: Iterable[Picture],
    names: dict[Eui64, str],
    where: Mapping[Part, str] | None = None,
    suppliers: Collection[str] = (SUPPLIER,),
) -> None:
    """Write the tables to standard output; ``where`` and ``suppliers`` as above."""
    console = Console(highlight=False)
    pictures = list(pictures)
    console.print(
        _table(("participant", "runs", "doing", ""), [picture_row(picture, suppliers) for picture in pictures])
    )
    rows = [row for picture in pictures for row in outcome_rows(picture, names, where)]
    if rows:
        columns = ("request", "device", "outcome")
        console.print(_table(columns if where is None else (*columns, "where, and why"), rows))


def print_rows(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write one table to standard output."""
    Console(highlight=False).print(_table(columns, rows))


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        # What does not fit goes on below: an identity that is cut off is none.
        table.add_column(column, overflow="fold")
    for row in rows:
        # As text: what came from outside is never markup.
        table.add_row(*(Text(cell) for cell in row))
    return table
