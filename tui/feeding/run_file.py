"""A recorded run as a feed: read once, and shown as it stood at one moment."""

from functools import partial
from pathlib import Path

from premises.errors import RunFileError, UsageError
from premises.journey.run_file import RunFile, read_run
from premises.journey.telling.moments import moment_of
from premises.journey.telling.seen import noted_in
from tui.feeding.session import Session, Source, Standing
from tui.playing.tape import tape_in


def opened(file: Path, at: str | None) -> Session:
    """Give the session of a run file at a moment, or at its end; UsageError, one line, for what cannot be shown."""
    run = _read(file)
    noted = noted_in(run, None if at is None else moment_of(at, "--at"))
    ends = run.entries[-1].at if run.entries else noted.now
    standing = Standing(
        Source.RUN, str(file), is_up=True, is_over=at is None, record=str(file), caveat=noted.caveat, ends_at=ends
    )
    session = Session(standing)
    session.open(noted.site, run.header.run_id)
    session.take(noted.entries, noted.now)

    # Read again when somebody goes through it: till then nobody needs all of its notes.
    session.recording = partial(tape_in, file)
    return session


def _read(file: Path) -> RunFile:
    try:
        return read_run(file)
    except RunFileError as error:
        raise UsageError(str(error)) from None
