"""A run that was cut at any octet still opens, and what is left of it reads without an exception."""

from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from premises.errors import RunFileError
from premises.identity import Name
from premises.journey.notebook import in_batches
from premises.journey.run_file import How, RunHeader, RunWriter, read_run
from premises.wire.envelope import ENVELOPE_VERSION, NoteBatch
from tests.journey.fold.stories import read, telling

STORIES = ("storm", "naive-supplier", "fail-activate", "overslept")
"""With losses, refusals, displaced images, a sleeper: what a reader could stumble over."""

NOTES_IN_A_BATCH = 20
"""As a live participant with little to say publishes them, so that a cut falls in the middle of a story."""

CUTS = 1_000
"""Of all stories together."""


def cut_anywhere(name: str, cuts: int, path: Path) -> int:
    """Cut a story's run file so often, at octets that a seed says, and read each; give how many ways it came out."""
    told = telling(name)
    writer = RunWriter(path, RunHeader("run-1", Name("flat-14"), 1, "", How.LIVE))
    for batch in small(in_batches(told.entries)):
        writer.write(batch)
    writer.close()
    octets, random, seen = path.read_bytes(), Random(f"cut {name}"), set()  # noqa: S311 - where to cut, and no secret
    headless = 0
    for _ in range(cuts):
        path.write_bytes(octets[: random.randrange(len(octets))])
        try:
            run = read_run(path)
        except RunFileError:
            headless += 1
            continue
        found = read(run.entries, told.layout)
        assert len(found.diagnoses) == len(found.packages)
        seen.add(len(run.entries))
    assert headless < cuts / 2, "most cuts leave the header whole"
    return len(seen)


def small(batches: Iterable[NoteBatch]) -> list[NoteBatch]:
    """Give the same notes in smaller batches, those of all participants by turns, as they come live."""
    parts = []
    for batch in batches:
        for number, first in enumerate(range(0, len(batch.entries), NOTES_IN_A_BATCH)):
            entries = batch.entries[first : first + NOTES_IN_A_BATCH]
            parts.append(NoteBatch(ENVELOPE_VERSION, batch.who, batch.boot, number, entries))
    return sorted(parts, key=lambda part: part.entries[0].at)


@pytest.mark.parametrize("name", STORIES)
def test_a_run_cut_anywhere_still_opens_and_reads(name: str, tmp_path: Path) -> None:
    assert cut_anywhere(name, CUTS // len(STORIES), tmp_path / "run.vpr") >= 10
