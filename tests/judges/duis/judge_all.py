"""``python -m tests.judges.duis.judge_all DIR``: every XML that the gateways of a test session left below DIR, judged.

By the published XSD in strict mode; what we add to it for Suppliers after MP170 stands in a namespace of ours and is
taken out first, and counted. What we wrote is judged: all answers and alerts, and of the requests those that our own
commands sent; what tests sent as bad XML on purpose is theirs.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from premises.wire.xml.tree import EXTENSION, parser
from tests.judges.duis.schema import problems

OURS_TO_ANSWER = "*/*-out-*.xml"
OURS_TO_ASK = "tests-live-test_cli*/*-in-*.xml"
"""Only there the client is our own."""

LEAST = 100
"""Documents without which nothing was judged. Ours."""


def main(folder: Path) -> int:
    """Judge all, print what is wrong and a last line with the figures; 1 when anything is."""
    figures: Counter[str] = Counter()
    for path in documents(folder):
        octets = path.read_bytes()
        plain = without_extension(octets)
        figures["documents"] += 1
        figures["with our extension"] += plain != octets
        for problem in problems(plain):
            figures["problems"] += 1
            sys.stdout.write(f"{path.relative_to(folder)}: {problem}\n")
    told = (f"{figures[name]} {name}" for name in ("documents", "with our extension", "problems"))
    sys.stdout.write(", ".join(told) + "\n")
    return int(figures["problems"] > 0 or figures["documents"] < LEAST)


def documents(folder: Path) -> Iterator[Path]:
    """Give all that we wrote."""
    for pattern in (OURS_TO_ANSWER, OURS_TO_ASK):
        yield from sorted(folder.glob(pattern))


def without_extension(octets: bytes) -> bytes:
    """Give a document without the elements of our namespace; as it was when it has none."""
    root = etree.fromstring(octets, parser(len(octets)))
    extended = list(root.iter(f"{{{EXTENSION}}}*"))
    for element in extended:
        above = element.getparent()
        assert above is not None, "no document is an extension as a whole"
        above.remove(element)
    return etree.tostring(root) if extended else octets


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
