"""The verdict as the table of docs/certificate.md; text only."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.faults.certificate.docket import Row, Verdict
from tests.faults.certificate.theory import ALPHA

PAGE = Path(__file__).resolve().parents[3] / "docs" / "certificate.md"
START, END = "<!-- generated: certificate -->", "<!-- end -->"


def write_page(verdict: Verdict, rows: Sequence[Row], flights: int) -> None:
    """Put the verdict between the markers of the page: ``rows`` are the least likely of each measure."""
    before, rest = PAGE.read_text(encoding="utf-8").split(START)
    after = rest[rest.index(END) :]
    body = "\n".join(_lines(verdict, rows, flights))
    PAGE.write_text(f"{before}{START}\n\n{body}\n\n{after}", encoding="utf-8")


def claims_on_page() -> list[str]:
    """Give the claims that the page shows, each once, in order."""
    table = PAGE.read_text(encoding="utf-8").split(START)[1].split(END)[0]
    cells = [
        line.split(" | ")[0].removeprefix("| ").strip("`") for line in table.splitlines() if line.startswith("| `")
    ]
    return list(dict.fromkeys(cells))


def _lines(verdict: Verdict, rows: Sequence[Row], flights: int) -> Iterator[str]:
    yield (
        f"{len(verdict.rows)} checks of {flights:,} flights each: {len(verdict.failed)} failed, {len(verdict.outside)} "
        f"outside their interval of {1 - ALPHA:.1%} (at most {verdict.outside_max} may be)."
    )
    yield ""
    yield "| impairment | measure | found | theory | p |"
    yield "| --- | --- | --- | --- | --- |"
    for row in rows:
        check = row.check
        theory = f"{check.expected:.6g} ± {check.spread:.2g}"
        yield f"| `{row.claim}` | {check.measure} | {check.found:.6g} | {theory} | {check.likely:.2g} |"
