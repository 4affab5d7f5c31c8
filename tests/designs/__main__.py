"""``python -m tests.designs``: docs/unaffected.md again, from pairs of worlds (about five minutes)."""

import sys
from pathlib import Path

from tests.designs import own_firmware, unaffected
from tests.house.tables import Table, filled
from tests.house.tree import ROOT

PAGE = Path("docs/unaffected.md")


def tables() -> dict[str, str]:
    """Give each table of the page, by its name there."""
    told = unaffected.pairs()
    every = (
        Table(PAGE, "store", unaffected.HEAD, lambda: unaffected.summary([*told, *unaffected.at_the_hub()])),
        Table(PAGE, "own", own_firmware.HEAD, own_firmware.rows),
        Table(PAGE, "pairs", unaffected.PAIRS_HEAD, lambda: map(unaffected.pair_row, told)),
    )
    return {table.name: table.markdown() for table in every}


def main() -> int:
    """Write the page's tables again."""
    page, told = ROOT / PAGE, tables()
    page.write_text(filled(page.read_text(encoding="utf-8"), told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
