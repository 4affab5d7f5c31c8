"""What was shrunk, as a pytest file that is ready to run: it fails until the bug is mended.

The story as TOML, a test that tells it, and the last messages as they were when it failed. Nothing is written here.
"""

import re
from collections.abc import Iterator, Sequence
from textwrap import fill

from lab.shrinking.shrinker import Shrunk
from lab.shrinking.signature import Failure
from premises.journey.ladder.ladder import ladder_of
from premises.journey.ladder.text import text_of
from premises.journey.layout import layout_of
from premises.wire.notes.vocabulary import Entry

WIDTH = 120
LADDER_ROWS = 20
"""Rows of the ladder. Ours: what fits on a screen."""

NAME_MAX = 40
"""Characters of a test's name. Ours."""

LINES_MAX = 6
"""Lines of a verdict that the file repeats. Ours."""


def pytest_file(shrunk: Shrunk, whence: str, seed: int, failure: Failure, entries: Sequence[Entry]) -> str:
    """Give the file of what is left of ``whence``, which was told with ``seed``.

    ``failure`` and ``entries`` are those of what is left; of a story that broke off, up to then.
    """
    case = shrunk.case
    layout = layout_of(case.scenario().site)
    drawn = text_of(ladder_of(entries, layout=layout, last=LADDER_ROWS), width=WIDTH - 2)
    return "\n".join(
        (
            f'"""{_literal(_title(failure))}\n',
            *(_literal(line) for line in _account(shrunk, whence, seed, failure)),
            '"""\n',
            "from collections.abc import Callable\n",
            f'SCENARIO = {"r" if chr(92) in case.text() else ""}"""',
            f'{_raw(case.text())}"""\n\n',
            f"def test_{claim_of(failure)}(tell: Callable[[str], object]) -> None:",
            "    tell(SCENARIO)\n\n",
            "# The last messages, as they were when it was found:",
            *(f"# {line}".rstrip() for line in drawn.splitlines()),
            "",
        )
    )


def claim_of(failure: Failure) -> str:
    """Give the claim that does not hold, as the name of a test has it."""
    words = re.sub(r"[^a-z0-9]+", "_", failure.aim.lower()).strip("_")
    return f"never_{words}"[:NAME_MAX].rstrip("_")


def enough(shrunk: Shrunk) -> str:
    """Say how far it went, like ``2 of 31 faults are enough``."""
    count = f"{shrunk.after} of {shrunk.before} faults"
    said = f"{count} {'is' if shrunk.after == 1 else 'are'} enough" if shrunk.after else "no fault is needed"
    return said if shrunk.is_minimal else f"{said}, perhaps fewer: there was no time to try"


def _title(failure: Failure) -> str:
    return fill(f"It still fails: {failure.aim}.", WIDTH - 3, max_lines=1, placeholder=" ...")


def _account(shrunk: Shrunk, whence: str, seed: int, failure: Failure) -> Iterator[str]:
    told = "" if shrunk.case.seed == seed else f"; here it is told with seed {shrunk.case.seed}"
    yield fill(f"Shrunk from {whence} with seed {seed}{told}: {enough(shrunk)}.", WIDTH)
    yield "What is left was so told:\n"
    for line in failure.lines[:LINES_MAX]:
        yield fill(f"- {line}", WIDTH, subsequent_indent="  ")


def _literal(line: str) -> str:
    """Give ``line`` so that it can stand in a docstring."""
    return line.replace("\\", "/").replace('"""', "'''")


def _raw(text: str) -> str:
    assert '"""' not in text, "a TOML text of one line has no three quotes in a row"
    return text
