"""``python -m tests.survive``: power cuts everywhere, random storms, and bugs that must be found.

Exit 0 when every promise is kept and every planted bug found, 1 when not, 2 when it was asked for what is not there.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from premises.errors import UsageError
from tests.survive import repeat, report
from tests.survive.stories import STORIES
from tests.survive.workers import Order, run

STORMS, WORKERS = 2_000, 2


def main(argv: Sequence[str]) -> int:
    """Do what ``argv`` asks for."""
    parser = argparse.ArgumentParser("python -m tests.survive", description=__doc__)
    parser.add_argument("--json", type=Path, help="write what was found as a JSON document")
    parser.add_argument("--seeds", type=int, help="seeds of each story, 1 to this; without it as many as it says")
    parser.add_argument("--sites", nargs="+", choices=sorted({story.there for story in STORIES.values()}))
    parser.add_argument("--stories", nargs="+", choices=tuple(STORIES), metavar="STORY")
    parser.add_argument("--storms", type=int, default=STORMS, help="random storms; 0 for none")
    parser.add_argument("--no-planted", action="store_true", help="do not look for the planted bugs")
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--write-docs", action="store_true", help="write the figures into docs/survival.md")
    parser.add_argument("--repeat", metavar=repeat.SHAPE, help="tell one cut (or storm:SEED) again, with its notes")
    options = parser.parse_args(argv)
    if options.repeat is not None:
        return _repeat(options.repeat)
    stories = tuple(
        name
        for name, story in STORIES.items()
        if name in (options.stories or STORIES) and story.there in (options.sites or (story.there,))
    )
    result = run(Order(stories, options.seeds, options.storms, not options.no_planted), options.workers)
    if options.json is not None:
        options.json.write_text(json.dumps(report.document_of(result), indent=1) + "\n", encoding="utf-8")
    if options.write_docs:
        report.write_docs(result)
    _say(report.lines_of(result))
    return 1 if any(True for _ in result.failures) else 0


def _repeat(said: str) -> int:
    try:
        lines = list(repeat.lines_of(said))
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    _say(lines)
    return 1 if any(line.startswith("FAILED") for line in lines) else 0


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
