"""Live every order of up to five images, planned and naive, and write the table of docs/planning.md again."""

import sys

from tests.house.tables import filled
from tests.house.tree import ROOT
from tests.planning.orders import HEAD, PLANNING, all_tried, rows


def main() -> int:
    """Write the table; 1 when a plan lost an image, cut a transfer, or left a device without."""
    found = all_tried()
    lines = [HEAD, ["---"] * len(HEAD), *rows(found)]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    page = ROOT / PLANNING
    page.write_text(filled(page.read_text(encoding="utf-8"), {"orders": table}), encoding="utf-8")
    sys.stdout.write(table + "\n")
    return int(any(sum(one.planned) for one in found))


if __name__ == "__main__":
    sys.exit(main())
