"""The matrix as tables of docs/stalls.md, one for each design."""

from collections.abc import Sequence

from premises.quantity import in_seconds
from premises.wire.design import DESIGNS
from tests.house.tables import STALLS, filled
from tests.house.tree import ROOT
from tests.journey.stalls.cases import cases
from tests.journey.stalls.matrix import Row, row_of, summary, tell_case

HEAD = ("case", "label", "answer", "named after", "next move said", "it came")


def cells(row: Row) -> tuple[str, ...]:
    """Give one case as the cells of its row: its looks have one answer, or each has its own."""
    answers = [
        "-" if look.answer is None else f"{look.answer.cause.code} {'>'.join(look.answer.at)}" for look in row.looks
    ]
    predicted = next(
        (look for look in row.looks if look.answer is not None and look.answer.next_move is not None), None
    )
    said = came = "-"
    if predicted is not None and predicted.answer is not None and predicted.answer.next_move is not None:
        said = f"{predicted.answer.next_move.what}, {in_seconds(predicted.answer.next_move.at):.1f} s"
        came = "never" if predicted.moved_at is None else f"{in_seconds(predicted.moved_at):.1f} s"
    named = "-" if row.named_after is None else f"{in_seconds(row.named_after):.1f} s"
    return f"{row.case.name}", str(row.case.label), "; ".join(dict.fromkeys(answers)), named, said, came


def line(row: Row) -> str:
    """Give one case as a line of the table."""
    return _joined(cells(row))


def text(rows: Sequence[Row]) -> str:
    """Give the table, and the figures below it."""
    lines = [_joined(HEAD), _joined(["---"] * len(HEAD)), *(line(row) for row in rows)]
    return "\n".join(lines) + f"\n\n{summary(rows)}."


def write() -> None:
    """Tell the whole matrix and write its tables."""
    page = ROOT / STALLS
    rows = [row_of(tell_case(case)) for case in cases()]
    tables = {f"matrix-{design}": text([row for row in rows if row.case.site.design == design]) for design in DESIGNS}
    page.write_text(filled(page.read_text(encoding="utf-8"), tables), encoding="utf-8")


def _joined(these: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in these) + " |"
