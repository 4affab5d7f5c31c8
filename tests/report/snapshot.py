"""What a person reads of one page, as text; `python -m tests.report.snapshot` writes it again."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from lab.report.making import report_of
from premises.journey.run_file import read_run
from tests.report.reading import Element, read
from tests.watching.told import recorded

NAME = "option-a-one-fails"
FILE = Path(__file__).parent / f"{NAME}.txt"

LEFT_OUT = ("ladder", "again")
"""Sections that have tests of their own, or hold what nobody reads line by line."""

_LINES = ("h1", "h2", "h3", "p", "figcaption", "caption", "tr", "dt", "dd", "summary")


def lines_of(page: Element) -> Iterator[str]:
    """Give a line for each heading, paragraph, row and term; cells apart by bars."""
    for section in (next(page.every("header")), *page.every("section")):
        if section.attributes.get("id") not in LEFT_OUT:
            for each in section.every(*_LINES):
                cells = [cell.text for cell in each.every("th", "td")]
                yield f"{each.tag}  {' | '.join(cells) if cells else each.text}".rstrip()


def page_of_run(folder: Path) -> Element:
    """Make the page anew."""
    file = recorded(NAME, folder)
    return read(report_of(read_run(file), file.name))


if __name__ == "__main__":
    with TemporaryDirectory() as held:
        FILE.write_text("\n".join(lines_of(page_of_run(Path(held)))) + "\n", encoding="utf-8")
