"""``python -m lab.conductor``: the process that sets the clock of a live premises, holds its run and records it.

Killed and started again with the same directory it goes on with the same run, clock and run file. Here are its settings
and its start; what it does is ``conductor_podium``'s.
"""

import asyncio
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from lab.conducting.agreed import AgreedRun
from lab.conductor_clock import ConductedClock, checked_speed
from lab.conductor_podium import Conductor, Podium
from lab.faults.imposed import ImposedFaults
from lab.recorder import Recorder
from premises.errors import PremisesError, UsageError
from premises.identity import Name, name
from premises.journey.run_file import How, RunHeader
from premises.machine.effects import Keep
from premises.quantity import Instant, seconds
from premises.runtime.clock import LoopWall, boot_id_of_this_machine
from premises.runtime.logging import NoteLog
from premises.runtime.mqtt import mqtt_link
from premises.runtime.process import EXIT_USAGE, complain, run_process
from premises.runtime.settings import LIVE_SETTINGS, LiveSettings, Setting, parser_of, read_live, read_values
from premises.runtime.shelf import Shelf
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, Run
from premises.wire.site import PAST_MAX_S
from premises.wire.topics import CONDUCTOR, Topics

RUN_FILE = "run.vpr"
SHELF_FILE = "conductor.sqlite"
KEY_BOOT, KEY_RUN = "boot", "run"

CONDUCTOR_SETTINGS = (
    *LIVE_SETTINGS,
    Setting("run-directory", "directory for the run file and for what survives a crash"),
    Setting("site", "file with the site as TOML"),
    Setting("expect", "participants to wait for, like dcc,hub,b1"),
    Setting("seed", "from which all chance of the run follows", default="0"),
    Setting("speed", "premises seconds in a wall second, at most", default="1"),
    Setting("begins-at", "premises time at which the clock begins, in seconds", default="0"),
    Setting("run-id", "name of the run; else made of the premises and the time", default=""),
    Setting("frames", "keep the octets of every frame in the notes, from the beginning", "0", is_switch=True),
)
"""What the conductor can be told."""


@dataclass(frozen=True, slots=True)
class ConductorSettings:
    """What the conductor knows from its start."""

    live: LiveSettings
    directory: Path
    site: str
    """The text, not the file."""
    expected: tuple[Name, ...]
    seed: int
    speed: float
    begins_at: Instant
    run_id: str
    """Empty to go on with what the directory holds, or to make one."""
    frames: bool
    """Whether frames are kept from the beginning, and not only while somebody follows."""


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Conduct until told to stop, and give the exit code."""
    try:
        settings = read_conductor(arguments, environ)
    except PremisesError as error:
        complain(error)
        return EXIT_USAGE
    live = settings.live
    return run_process(partial(conduct, settings), stop_with_stdin=live.stop_with_stdin, debug=live.debug)


def read_conductor(arguments: Sequence[str], environ: Mapping[str, str]) -> ConductorSettings:
    """Give the settings; UsageError when they are not complete or not understood."""
    parser = parser_of("python -m lab.conductor", CONDUCTOR_SETTINGS)
    values = read_values(parser, CONDUCTOR_SETTINGS, arguments, environ)
    return ConductorSettings(
        live=read_live(CONDUCTOR, values),
        directory=Path(values["run-directory"]),
        site=_site_in(Path(values["site"])),
        expected=tuple(name(who) for who in values["expect"].split(",")),
        seed=_whole("seed", values),
        speed=checked_speed(_number("speed", values)),
        begins_at=_moment("begins-at", values),
        run_id=values["run-id"],
        frames=values["frames"] == "1",
    )


async def conduct(settings: ConductorSettings, stop: asyncio.Event) -> None:
    """Conduct one run until ``stop`` is set."""
    live, wall = settings.live, LoopWall()
    log = NoteLog(live.log)
    _make(settings.directory)
    shelf = Shelf(settings.directory / SHELF_FILE)
    try:
        run, boot = _run_of(shelf, settings), int(shelf.get(KEY_BOOT) or b"0") + 1
        shelf.commit([Keep(KEY_BOOT, b"%d" % boot)])
        podium = Podium(
            AgreedRun(shelf, run),
            Topics(live.premises),
            settings.expected,
            settings.speed,
            boot,
            wall,
            _say,
            settings.frames,
        )
        clock = ConductedClock(shelf, wall, boot_id_of_this_machine(), settings.begins_at)
        recorder = Recorder(settings.directory / RUN_FILE, _header_of(run, live.premises))
        faults = ImposedFaults(shelf)
        conductor = Conductor(podium, clock, faults, recorder, mqtt_link(live.broker), log.hear)
        await conductor.run(stop, partial(log.broker_lost, CONDUCTOR))
    finally:
        shelf.close()
        log.close()


def _make(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"run directory {directory}: {error.strerror}") from error


def _run_of(shelf: Shelf, settings: ConductorSettings) -> Run:
    """Give the run that the directory holds, or begin one; UsageError when it holds another."""
    now = datetime.now(UTC)
    given = settings.run_id or f"{settings.live.premises}-{now:%Y%m%d-%H%M%S}"
    kept = shelf.get(KEY_RUN)
    if kept is None:
        run = Run(ENVELOPE_VERSION, given, settings.seed, settings.site)
        shelf.commit([Keep(KEY_RUN, encode(run))])
        return run
    run = decode(Run, kept)
    same = Run(ENVELOPE_VERSION, settings.run_id or run.run_id, settings.seed, settings.site)
    if run != same:
        raise UsageError(f"{settings.directory} holds run {run.run_id} of seed {run.seed}, or of another site")
    return run


def _header_of(run: Run, premises: Name) -> RunHeader:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    return RunHeader(run.run_id, premises, run.seed, run.site, How.LIVE, started, {"python": platform.python_version()})


def _number(setting: str, values: Mapping[str, str]) -> float:
    try:
        return float(values[setting])
    except ValueError:
        raise UsageError(f"--{setting} {values[setting]!r}: expected a number") from None


def _moment(setting: str, values: Mapping[str, str]) -> Instant:
    moment = _number(setting, values)
    if not 0 <= moment <= PAST_MAX_S:
        raise UsageError(f"--{setting} {values[setting]!r}: expected 0 to {PAST_MAX_S:.0f} seconds")
    return Instant(seconds(moment))


def _whole(setting: str, values: Mapping[str, str]) -> int:
    text = values[setting]
    if not (text.isascii() and text.isdigit()):
        raise UsageError(f"--{setting} {text!r}: expected a whole number, 0 or more")
    return int(text)


def _site_in(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"site file {path}: {error.strerror}") from error


def _say(line: str) -> None:
    sys.stderr.write(f"conductor: {line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
