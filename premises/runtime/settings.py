"""The settings of a live process: read once at its start from flags, then from the environment, then frozen.

Tables, so that the help, the documentation and what is accepted are one thing. Unknown settings are errors. A password
comes from the environment or from a file, never from a flag: every user of a machine can read a command line.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NoReturn, TypeVar
from urllib.parse import quote, urlsplit

from premises.errors import UsageError
from premises.identity import Name, name
from premises.runtime.logging import LogFormat, LogLevel, LogSettings
from premises.runtime.mqtt import BrokerAddress

PREFIX = "PREMISES_"

OTHERS = frozenset({"PREMISES_KEYS", "PREMISES_STRICT_SKIPS", "PREMISES_DUIS_TRANSCRIPT"})
"""Variables with our prefix that are no setting of a process: a command's, the test suite's, and the DCC adapter's, who
hears of it from whoever brings up all processes of a premises."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: ``--name``, or the variable ``PREMISES_NAME``."""

    name: str
    says: str
    default: str | None = None
    """None: it must be given."""
    is_switch: bool = False
    """Given or not; in the environment ``1`` or ``0``."""
    is_secret: bool = False
    """Only from the environment."""

    @property
    def flag(self) -> str:
        """The flag."""
        return f"--{self.name}"

    @property
    def variable(self) -> str:
        """The variable of the environment."""
        return PREFIX + self.name.upper().replace("-", "_")


LIVE_SETTINGS = (
    Setting("premises", "name of the premises, the second segment of every topic"),
    Setting("broker", "mqtt://HOST:PORT; in the environment also mqtt://USER:PASSWORD@HOST:PORT"),
    Setting("password", "this user's password at the broker", default="", is_secret=True),
    Setting("password-file", "file that holds the password", default=""),
    Setting("log-level", "debug, info, warning or off", default="info"),
    Setting("log-format", "console or json", default="console"),
    Setting("log-file", "where log lines go instead of standard error", default=""),
    Setting("stop-with-stdin", "stop when standard input ends, so that no orphan remains", "0", is_switch=True),
    Setting("debug", "show where an error comes from", "0", is_switch=True),
)
"""What every live process can be told."""

PARTICIPANT_SETTINGS = (*LIVE_SETTINGS, Setting("shelf", "directory in which it keeps what survives a crash"))
"""What a participant can be told."""


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """What every live process knows from its start."""

    who: Name
    premises: Name
    broker: BrokerAddress
    log: LogSettings
    stop_with_stdin: bool
    debug: bool


@dataclass(frozen=True, slots=True)
class ParticipantSettings:
    """What one participant knows from its start."""

    live: LiveSettings
    shelf: Path
    """A directory; the file in it is named after the participant."""


def read_participant(
    program: str, who: Name | None, argv: Sequence[str], environ: Mapping[str, str]
) -> ParticipantSettings:
    """Give the settings of participant ``who``; when None, the first argument says who.

    UsageError, with one line for a person, when they are not complete or not understood.
    """
    parser = parser_of(program, PARTICIPANT_SETTINGS)
    if who is None:
        parser.add_argument("who", help="which participant, like b1")
    values = read_values(parser, PARTICIPANT_SETTINGS, argv, environ)
    return ParticipantSettings(read_live(who or name(values["who"]), values), Path(values["shelf"]))


def read_live(who: Name, values: Mapping[str, str]) -> LiveSettings:
    """Give what ``values`` say for every live process."""
    log_file = values["log-file"]
    return LiveSettings(
        who=who,
        premises=name(values["premises"]),
        broker=_broker(who, values),
        log=LogSettings(
            _one_of(LogLevel, "log-level", values),
            _one_of(LogFormat, "log-format", values),
            Path(log_file) if log_file else None,
        ),
        stop_with_stdin=_is_on("stop-with-stdin", values),
        debug=_is_on("debug", values),
    )


class OneLineParser(argparse.ArgumentParser):
    """A parser of flags whose complaints are UsageErrors."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong."""
        raise UsageError(message)


def parser_of(program: str, settings: Sequence[Setting]) -> OneLineParser:
    """Give a parser of the flags of ``settings``; more arguments can be added."""
    parser = OneLineParser(program, allow_abbrev=False, argument_default=argparse.SUPPRESS)
    for setting in settings:
        says = f"{setting.says} ({setting.variable})"
        if setting.is_switch:
            parser.add_argument(setting.flag, dest=setting.name, action="store_const", const="1", help=says)
        elif not setting.is_secret:
            parser.add_argument(setting.flag, dest=setting.name, help=says)
    return parser


def read_values(
    parser: argparse.ArgumentParser, settings: Sequence[Setting], argv: Sequence[str], environ: Mapping[str, str]
) -> dict[str, str]:
    """Give the value of each setting: its flag, else its variable, else its default; UsageError when none is there."""
    known = {setting.variable for setting in PARTICIPANT_SETTINGS} | {setting.variable for setting in settings} | OTHERS
    unknown = sorted(variable for variable in environ if variable.startswith(PREFIX) and variable not in known)
    if unknown:
        raise UsageError(f"unknown setting in the environment: {', '.join(unknown)}")
    values: dict[str, str] = vars(parser.parse_args(argv))
    if "@" in values.get("broker", ""):
        raise UsageError("--broker with a password: everyone on this machine can read it; use PREMISES_PASSWORD")
    for setting in settings:
        value = values.get(setting.name, environ.get(setting.variable, setting.default))
        if value is None:
            raise UsageError(f"{setting.flag} (or {setting.variable}) is missing: {setting.says}")
        values[setting.name] = value
    return values


_Choice = TypeVar("_Choice", bound=Enum)


def _one_of(kind: type[_Choice], setting: str, values: Mapping[str, str]) -> _Choice:
    try:
        return kind(values[setting])
    except ValueError:
        choices = ", ".join(str(choice.value) for choice in kind)
        raise UsageError(f"--{setting} {values[setting]!r}: expected one of {choices}") from None


def _is_on(setting: str, values: Mapping[str, str]) -> bool:
    if values[setting] not in {"0", "1"}:
        raise UsageError(f"{setting} {values[setting]!r}: expected 0 or 1")
    return values[setting] == "1"


def _broker(who: Name, values: Mapping[str, str]) -> BrokerAddress:
    url = values["broker"]
    if "@" in url:
        return BrokerAddress.parse(url)
    password = values["password"] or _password_in(values["password-file"])
    parts = urlsplit(url)
    return BrokerAddress.parse(f"{parts.scheme}://{who}:{quote(password, safe='')}@{parts.netloc}{parts.path}")


def _password_in(path: str) -> str:
    if not path:
        raise UsageError("no password: set PREMISES_PASSWORD, or name a file with --password-file")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"password file {path}: {error.strerror}") from error
