"""``premises capture``: the frames of a run file, or of a premises that runs, as a file or a stream for Wireshark."""

import asyncio
import os
import shlex
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import typer

from lab.capture.capture import Capture, Wanted
from lab.capture.following import follow
from lab.capture.keys import keys_beside, option_for, write_keys
from lab.capture.pcapng import CaptureWriter
from lab.commands.looking.why import reached, recorded
from lab.live.run_directory import Reachable
from premises.errors import UsageError
from premises.identity import Name
from premises.journey.telling.moments import moment_of
from premises.journey.telling.seen import caveat_of
from premises.nearest import hint
from premises.wire.envelope import Run
from premises.wire.site import DCC, HUB, Site, devices
from premises.wire.site_text import site_of_run

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person wants of a capture, in their words."""

    device: str | None = None
    since: str | None = None
    until: str | None = None

    def wanted(self, site: Site) -> Wanted:
        """Give it as values; UsageError when there is no such device or moment."""
        since = None if self.since is None else moment_of(self.since, "--from")
        until = None if self.until is None else moment_of(self.until, "--to")
        if since is not None and until is not None and until < since:
            raise UsageError(f"--to {self.until!r}: expected a moment after --from {self.since!r}")
        return Wanted(_named(site, self.device), since, until)


def capture_run(run: Path, out: str, limits: Limits) -> None:
    """Write the frames of a run file, and their key beside them; UsageError, one line, for what cannot be."""
    file = recorded(run)
    site, seed = site_of_run(file.header.site), file.header.seed
    capture = Capture(site, seed, limits.wanted(site))
    capture.take(file.entries)
    packets = capture.rest()
    if not packets:
        raise UsageError(f"{run}: {_why_nothing(capture)}")
    if caveat := caveat_of(file):
        _say(caveat)
    if capture.without:
        _say(f"{capture.without} frames are missing: nobody kept their octets when they were sent")
    if out == STDOUT and site.nwk_security:
        _say(
            f"open it with: wireshark -k -i - {option_for(Path('x.keys'))}: -o x.pcapng writes that key, of seed {seed}"
        )
    with _reader_may_leave(), _opened(out) as stream:
        _begun(stream, capture, site, seed, file.header.run_id).write(packets)
    if out == STDOUT:
        return
    _say(f"{len(packets)} frames in {out}")
    if site.nwk_security:
        keys = keys_beside(Path(out))
        write_keys(keys, site, seed)
        _say(f"open it with: wireshark {option_for(keys)} {shlex.quote(out)}")


def capture_live(reach: Callable[[], Reachable], out: str, limits: Limits) -> None:
    """Write the frames of a running premises as they are sent, until it ends, Ctrl-C, or nobody reads any more."""
    running = reached(reach)
    site = site_of_run(running.files.site.read_text(encoding="utf-8"))
    wanted = limits.wanted(site)
    if site.nwk_security and running.files.network_key.exists():
        source = (
            "-k -i -" if out == STDOUT else f"-k -i {shlex.quote(out)}" if Path(out).is_fifo() else shlex.quote(out)
        )
        _say(f"open it with: wireshark {option_for(running.files.network_key)} {source}")
    with _reader_may_leave(), _opened(out) as stream, suppress(KeyboardInterrupt):
        # Ctrl-C is how following ends well: what was heard until then is written.
        asyncio.run(follow(running, stream, lambda capture, run: _begun_live(stream, capture, site, run), wanted))


def _begun_live(stream: BinaryIO, capture: Capture, site: Site, run: Run) -> CaptureWriter:
    return _begun(stream, capture, site, run.seed, run.run_id)


def _begun(stream: BinaryIO, capture: Capture, site: Site, seed: int, run_id: str) -> CaptureWriter:
    program = f"virtual-premises {version('virtual-premises')}"
    said = f"premises {site.name}, design {site.design}, seed {seed}, run {run_id}, {program}"
    return CaptureWriter(stream, capture.interfaces, said, program)


def _named(site: Site, who: str | None) -> Name | None:
    everybody = (DCC, HUB, *devices(site))
    if who is not None and who.lower() not in everybody:
        raise UsageError(f"--device {who!r}: {hint(who, everybody)}")
    return None if who is None else Name(who.lower())


def _why_nothing(capture: Capture) -> str:
    if capture.without:
        return (
            f"{capture.without} frames were sent and their octets not kept: expected a run recorded with --frames "
            "(`premises run`, `premises up`), or `premises capture --follow` while it ran"
        )
    return "no frame was sent that is meant: expected another --device, --from or --to"


@contextmanager
def _opened(out: str) -> Iterator[BinaryIO]:
    """Give where packets go: standard output, a pipe that has a name, or a new file, which must not be there."""
    if out == STDOUT:
        if sys.stdout.isatty():
            raise UsageError("-o -: standard output is a terminal: expected a pipe, like `| wireshark -k -i -`")
        with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as stream:
            yield stream
        return
    path = Path(out)
    try:
        is_pipe = path.exists() and stat.S_ISFIFO(path.stat().st_mode)
        stream = path.open("wb" if is_pipe else "xb")
    except FileExistsError:
        raise UsageError(f"-o {out}: there is a file already") from None
    except OSError as error:
        raise UsageError(f"-o {out}: {(error.strerror or 'cannot be written').lower()}") from None
    with stream:
        yield stream


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """Take it as the end that whoever read has gone."""
    with suppress(BrokenPipeError):
        yield


def _say(line: str) -> None:
    typer.echo(f"premises: {line}", err=True)
