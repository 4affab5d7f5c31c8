"""``premises run``: a scenario told in virtual time or live, and whether it kept its promise."""

import asyncio
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from lab.commands.looking.report import maker, write_report
from lab.commands.table import print_pictures, print_rows
from lab.live.lineup import Choices
from lab.site import names_of
from lab.story.live import tell_live
from lab.story.radio_table import HEAD, radios_of, table_of
from lab.story.scenario import Scenario, load_scenario
from lab.story.verdict import Pictures, took
from lab.story.virtual import Told, tell
from premises.errors import UsageError
from premises.faults.said.checked import with_said
from premises.identity import Name
from premises.journey.run_file import How, RunHeader, read_run, write_run
from premises.journey.telling.account import line_of
from premises.journey.telling.seen import seen_of
from premises.journey.trace import trace_hash
from premises.quantity import Instant, seconds
from premises.runtime.process import select_loop
from premises.wire.notes.vocabulary import Entry
from premises.wire.site_text import run_text


@dataclass(frozen=True, slots=True)
class Recording:
    """Where a run file is to be written, and its page, if anywhere, and what is to be in it."""

    file: Path | None = None
    frames: bool = False
    """Whether the octets of every frame are."""
    report: Path | None = None

    def check(self) -> None:
        """UsageError when it cannot be written."""
        if self.file is None and self.frames:
            raise UsageError("--frames without --record: expected --record FILE beside it, where they are kept")
        for option, file in (("--record", self.file), ("--report", self.report)):
            if file is not None and file.exists():
                raise UsageError(f"{option} {file}: there is a file already")
            if file is not None and not file.parent.is_dir():
                raise UsageError(f"{option} {file}: there is no directory {file.parent}")
        if self.report is not None:
            maker()

    def keep(self, write: Callable[[Path], object]) -> None:
        """Have ``write`` write the run file where it is wanted, and make its page; a page alone leaves no run file."""
        if self.file is None and self.report is None:
            return
        with TemporaryDirectory() as held:
            file = Path(held) / "run.vpr" if self.file is None else self.file
            write(file)
            if self.report is not None:
                write_report(file, self.report, None, force=False)


def run_virtual(
    file: Path, seed: int | None, record: Recording, faults: Sequence[str] = (), *, ledger: bool = False
) -> None:
    """Tell the scenario in virtual time; exit 1 when it does not keep its promise. ``ledger`` shows its radios."""
    scenario = _loaded(file, faults)
    record.check()
    chosen = scenario.spec.seed if seed is None else seed
    entries: list[Entry] = []
    told = tell(scenario, chosen, entries.append, frames=record.frames)
    record.keep(lambda kept: write_run(kept, _header(scenario, chosen), entries))
    typer.echo(f"trace {trace_hash(entries)}  seed {chosen}  {len(entries)} notes", err=True)
    if ledger:
        _print_ledger(scenario, entries)
    _conclude(scenario, told, entries)


def run_live(
    file: Path, seed: int | None, record: Recording, broker: str, speed: float, faults: Sequence[str] = (),
    *, ledger: bool = False,
) -> None:  # fmt: skip
    """Tell the scenario with real processes; exit 1 when it does not keep its promise. ``ledger`` shows its radios."""
    scenario = _loaded(file, faults)
    record.check()
    chosen = scenario.spec.seed if seed is None else seed
    choices = Choices(broker, 0, speed, chosen, processes=1, scenario=file.absolute(), frames=record.frames)
    with asyncio.Runner(loop_factory=select_loop) as runner:
        told, run_file = runner.run(tell_live(scenario, choices, _say))
    record.keep(lambda kept: shutil.copyfile(run_file, kept))
    entries = read_run(run_file).entries
    if ledger:
        _print_ledger(scenario, entries)
    _conclude(scenario, told, entries)


def _loaded(file: Path, faults: Sequence[str]) -> Scenario:
    """Give the scenario with ``faults``, in spoken words, after its own."""
    scenario = load_scenario(file)
    return replace(scenario, site=with_said(scenario.site, faults))


def _conclude(scenario: Scenario, told: Told, entries: Sequence[Entry]) -> None:
    _print(scenario, told.pictures)
    for fault in told.faults:
        typer.echo(f"FAILED {scenario.name}: {fault}")
    if told.faults:
        for line in _waiting(scenario, told, entries):
            typer.echo(line)
        typer.echo(f"premises: {scenario.name} failed: {told.faults[0]}", err=True)
        raise typer.Exit(1)
    typer.echo(f"passed {scenario.name}: {scenario.spec.purpose} ({took(told.over_at)})")


def _waiting(scenario: Scenario, told: Told, entries: Sequence[Entry]) -> Iterator[str]:
    """Say of each package that is not done where it is at the end, and why it is no further."""
    # One that was never over was watched for as long as it was promised, whether or not anything was noted.
    watched = Instant(seconds(scenario.spec.expect.within_s)) if told.over_at is None else told.over_at
    end = max(watched, *(entry.at for entry in entries))
    for diagnosis in seen_of(scenario.site, entries, end).diagnoses:
        if not diagnosis.package.is_done:
            yield f"waits: {line_of(diagnosis)}"


def _print(scenario: Scenario, pictures: Pictures) -> None:
    names = names_of(scenario.site)
    print_pictures(pictures.values(), names, suppliers=scenario.site.suppliers)


def _print_ledger(scenario: Scenario, entries: Iterable[Entry]) -> None:
    rows, _ = radios_of(scenario.site, entries)
    print_rows(HEAD, table_of(rows))


def _header(scenario: Scenario, seed: int) -> RunHeader:
    versions = {"virtual-premises": version("virtual-premises"), "python": platform.python_version()}
    site = scenario.site
    return RunHeader(f"{scenario.name}-{seed}", Name(site.name), seed, run_text(site), How.VIRTUAL, "", versions)


def _say(line: str) -> None:
    typer.echo(line, err=True)
