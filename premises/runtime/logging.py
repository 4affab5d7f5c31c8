"""A note as a log line, and the only door to structlog.

The event's name and the fields are the note's own, so nothing is formatted here and nothing can be logged that is no
note. Flights are shown at debug only: at 1,000 frames a second a line each would cost more than the frames.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TextIO

import structlog

from premises.errors import LinkError, UsageError
from premises.identity import Name
from premises.quantity import in_seconds
from premises.wire.notes.downloads import ImageRejected, OtaGivenUp
from premises.wire.notes.emulator import FrameRefused, MessageIgnored, NotesDropped
from premises.wire.notes.flights import FlightDelivered, FlightLost, FlightMissed, FlightSent, FlightStraggled
from premises.wire.notes.note import Note
from premises.wire.notes.requests import AlertLost, MailLost
from premises.wire.notes.vocabulary import Entry, event_of, shown_of

BROKER_LOST = "broker.lost"
"""A line that is no note: there is nobody to note it to while the broker is away."""


class LogLevel(Enum):
    """How much is shown; each level shows those below it as well."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    OFF = "off"


class LogFormat(Enum):
    """What a line looks like."""

    CONSOLE = "console"
    """For a person."""
    JSON = "json"
    """One object a line."""


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is shown, how, and where."""

    level: LogLevel = LogLevel.INFO
    format: LogFormat = LogFormat.CONSOLE
    file: Path | None = None
    """None for standard error."""


LEVELS: Mapping[type[Note], LogLevel] = {
    FlightSent: LogLevel.DEBUG,
    FlightDelivered: LogLevel.DEBUG,
    FlightLost: LogLevel.DEBUG,
    FlightMissed: LogLevel.DEBUG,
    MessageIgnored: LogLevel.DEBUG,
    FlightStraggled: LogLevel.WARNING,
    FrameRefused: LogLevel.WARNING,
    NotesDropped: LogLevel.WARNING,
    ImageRejected: LogLevel.WARNING,
    OtaGivenUp: LogLevel.WARNING,
    AlertLost: LogLevel.WARNING,
    MailLost: LogLevel.WARNING,
}
"""The level of each note; any other is information."""

_RANKS = {LogLevel.DEBUG: 0, LogLevel.INFO: 1, LogLevel.WARNING: 2, LogLevel.OFF: 3}


class NoteLog:
    """Shows notes as log lines; close it when the process ends."""

    def __init__(self, settings: LogSettings) -> None:
        self._file: TextIO = sys.stderr if settings.file is None else _opened(settings.file)
        self._ours = settings.file is not None
        self._rank = _RANKS[settings.level]
        renderer = (
            structlog.processors.JSONRenderer()
            if settings.format is LogFormat.JSON
            else structlog.dev.ConsoleRenderer(colors=self._file.isatty(), pad_event_to=20)
        )
        self._logger: structlog.typing.BindableLogger = structlog.wrap_logger(
            structlog.PrintLogger(self._file),
            processors=[structlog.processors.add_log_level, renderer],
            wrapper_class=structlog.make_filtering_bound_logger(0),
            cache_logger_on_first_use=True,
        )

    def hear(self, entry: Entry) -> None:
        """Show one note, if its level asks for it."""
        kind = type(entry.note)
        level = LEVELS.get(kind, LogLevel.INFO)
        if _RANKS[level] < self._rank:
            return
        show = getattr(self._logger, level.value)
        show(event_of(kind), at=round(in_seconds(entry.at), 6), who=entry.who, **shown_of(entry.note))

    def broker_lost(self, who: Name, error: LinkError) -> None:
        """Show that ``who`` has no broker for now."""
        if self._rank <= _RANKS[LogLevel.WARNING]:
            self._logger.warning(BROKER_LOST, who=who, why=str(error))  # type: ignore[attr-defined]  # the filtering logger has its methods from a table

    def beside(self, event: str, who: Name, *, warns: bool = False, **fields: str | int) -> None:
        """Show what happened beside a machine, such as a request over HTTP: no note, for no machine did it."""
        level = LogLevel.WARNING if warns else LogLevel.INFO
        if self._rank <= _RANKS[level]:
            getattr(self._logger, level.value)(event, who=who, **fields)

    def close(self) -> None:
        """Let go of the file."""
        if self._ours:
            self._file.close()


def _opened(path: Path) -> TextIO:
    try:
        return path.open("a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise UsageError(f"log file {path}: {error.strerror}") from error
