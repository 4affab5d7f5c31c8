"""``python -m tests.blame``: every cell beside its label, and docs/blame.md again (a minute and a half on one core)."""

import sys
from itertools import product
from time import perf_counter

from tests.blame.cells import POLICIES, REPORTS, Cell, cells
from tests.blame.page import DESIGNS_SHOWN, PAGE, tables
from tests.house.tables import filled
from tests.house.tree import ROOT


def main() -> int:
    """Write the page's tables again; 1, and a line each, when the code says other than a label."""
    begun = perf_counter()
    settings = product(DESIGNS_SHOWN, POLICIES, REPORTS)
    some = [cell for design, policy, reports in settings for cell in cells(design, policy, reports)]
    apart = [cell for cell in some if not cell.is_as_labelled]
    page = ROOT / PAGE
    text = filled(page.read_text(encoding="utf-8"), {table.name: table.markdown() for table in tables()})
    page.write_text(text, encoding="utf-8")
    took = f"{perf_counter() - begun:.0f} s"
    lines = [*map(_line, apart), f"{len(some):,} cells, {len(apart)} not as their label says, {took}"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if apart else 0


def _line(cell: Cell) -> str:
    case, label = cell.life.case, cell.label
    where = case.design, case.report, case.reports, "+".join(case.shape), cell.site, cell.read, f"lost {cell.lost}"
    who = f"{', '.join(sorted(case.failed)) or 'nobody'} ({case.how})"
    said = f"{list(cell.blame.suspects)} of {len(cell.worlds)}, label {sorted(label.suspects)} of {len(label.worlds)}"
    return f"{' '.join(where)}: {who}: {said}"


if __name__ == "__main__":
    sys.exit(main())
