"""``premises shrink``: a scenario that does not keep its promise, as the shortest pytest file that still fails."""

import re
import time
from collections.abc import Iterable
from pathlib import Path

import typer

from lab.shrinking.case import Case
from lab.shrinking.shrinker import shrink
from lab.shrinking.signature import Failure
from lab.shrinking.trial import Budget, Trial, failure_of
from lab.shrinking.written import enough, pytest_file
from lab.story.scenario import Scenario, load_scenario
from premises.errors import UsageError
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import SEED_MAX

SEEDS_AT_ONCE_MAX = 1_000_000
"""Seeds that one search goes through. Ours."""


def write_shrunk(file: Path, seed: int | None, seeds: str | None, out: Path | None, *, force: bool) -> None:
    """Write what is left of the scenario; UsageError when it keeps its promise, or ``out`` is there already."""
    scenario = load_scenario(file)
    out = out or Path(f"test_{re.sub(r'[^A-Za-z0-9]', '_', file.stem)}.py")
    _check_out(out, force=force)
    found, failure = _first_failing(scenario, _seeds(scenario, seed, seeds))
    _say(f"seed {found}: {failure.aim}")
    case = Case.of(scenario, found, file.parent.absolute())
    shrunk = shrink(case, Trial(failure, time.monotonic, Budget()), _say)
    entries: list[Entry] = []
    left = failure_of(shrunk.case.scenario(), shrunk.case.seed, record=entries.append)
    assert left.is_like(failure), f"what is left of {file} fails otherwise: {left.lines}"
    out.write_text(pytest_file(shrunk, file.name, found, left, entries), encoding="utf-8")
    typer.echo(f"{out}: {enough(shrunk)} ({shrunk.tries} tries, {shrunk.took_s:.1f} s)")


def _first_failing(scenario: Scenario, seeds: Iterable[int]) -> tuple[int, Failure]:
    """Give the first of ``seeds`` whose story fails, and how; UsageError when none does."""
    told = 0
    for told, seed in enumerate(seeds, 1):  # noqa: B007 - it is read when none fails
        failure = failure_of(scenario, seed)
        if failure.lines:
            return seed, failure
    which = f"seed {seed}" if told == 1 else f"any of {told} seeds"
    raise UsageError(f"nothing to shrink: {scenario.name} keeps its promise with {which}")


def _seeds(scenario: Scenario, seed: int | None, seeds: str | None) -> Iterable[int]:
    if seeds is None:
        return (scenario.spec.seed if seed is None else seed,)
    if seed is not None:
        raise UsageError("--seed and --seeds: expected one of them")
    found = re.fullmatch(r"(\d{1,19})\.\.(\d{1,19})", seeds)
    first, last = (int(found[1]), int(found[2])) if found else (0, -1)
    if not first <= last <= SEED_MAX or last - first >= SEEDS_AT_ONCE_MAX:
        raise UsageError(f"--seeds {seeds}: expected FIRST..LAST, like 0..99, at most {SEEDS_AT_ONCE_MAX:,} of them")
    return range(first, last + 1)


def _check_out(out: Path, *, force: bool) -> None:
    if out.exists() and not force:
        raise UsageError(f"--out {out}: there is a file already: expected another name, or --force")
    if not out.parent.is_dir():
        raise UsageError(f"--out {out}: there is no directory {out.parent}")


def _say(line: str) -> None:
    typer.echo(f"shrink: {line}", err=True)
