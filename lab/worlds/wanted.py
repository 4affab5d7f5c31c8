"""What a person wants of a virtual world, in the words of the command that does the same on a premises that runs."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from lab.checked.suppliers import fuel_of
from lab.commands.files.image import version_of
from lab.commands.update import MADE_SIZE, Made, Manners
from lab.images import checked_size
from premises.errors import UsageError
from premises.wire.tables.suppliers import Fuel


class _Parser(argparse.ArgumentParser):
    """Complains in one line and ends nothing."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {message}")


@dataclass(frozen=True, slots=True)
class WantedUpdate:
    """``update``."""

    to: tuple[str, ...]
    files: tuple[str, ...]
    manners: Manners
    by: str


@dataclass(frozen=True, slots=True)
class WantedRequest:
    """``activate`` or ``read-version``."""

    who: str
    runs_at_s: float | None
    by: str


@dataclass(frozen=True, slots=True)
class WantedChange:
    """``supplier change``."""

    to: str
    fuel: Fuel


def update_in(words: Sequence[str]) -> WantedUpdate:
    """Read what stands after ``update``; UsageError, one line, when it is no update."""
    parser = _parser("update")
    parser.add_argument("--to", required=True)
    parser.add_argument("--file", action="append", default=[])
    parser.add_argument("--size", type=int, default=MADE_SIZE)
    parser.add_argument("--version")
    parser.add_argument("--deadline", type=float)
    for switch in ("--naive", "--planned", "--wait"):
        parser.add_argument(switch, action="store_true")
    said = parser.parse_args(list(words))
    made = Made(checked_size(said.size), None if said.version is None else version_of(said.version))
    to = tuple(who.strip().lower() for who in said.to.split(","))
    manners = Manners(said.naive, said.deadline, said.planned, said.runs_at, made)
    return WantedUpdate(to, tuple(said.file), manners, said.by)


def activation_in(words: Sequence[str]) -> WantedRequest:
    """Read what stands after ``activate``."""
    parser = _parser("activate")
    parser.add_argument("--to", required=True)
    said = parser.parse_args(list(words))
    return WantedRequest(said.to.strip().lower(), said.runs_at, said.by)


def reading_in(words: Sequence[str]) -> WantedRequest:
    """Read what stands after ``read-version``."""
    parser = _parser("read-version")
    parser.add_argument("device")
    said = parser.parse_args(list(words))
    return WantedRequest(said.device.strip().lower(), None, said.by)


def change_in(words: Sequence[str]) -> WantedChange:
    """Read what stands after ``supplier change``."""
    parser = _parser("supplier change")
    parser.add_argument("gaining")
    parser.add_argument("--fuel", required=True)
    said = parser.parse_args(list(words))
    return WantedChange(said.gaining.strip().lower(), fuel_of(said.fuel))


def _parser(name: str) -> _Parser:
    parser = _Parser(prog=name, add_help=False, allow_abbrev=False)
    parser.add_argument("--runs-at", dest="runs_at", type=float)
    parser.add_argument("--by", default="")
    # How long a command stays says nothing here: a world is told as far as somebody looks.
    parser.add_argument("--timeout", type=float)
    return parser
