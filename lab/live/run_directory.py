"""Where a live premises keeps its files, and how the commands of a person find the one that runs.

``.premises/NAME.json`` says what runs under that name; ``.premises/NAME.lock`` is held by its supervisor for as long
as it lives. Each run has a directory of its own. ``premises.runtime.looking.here`` reads them for whoever looks on.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, TextIO

from premises.errors import PremisesError, UsageError
from premises.identity import Name
from premises.runtime.looking.here import RECORD_FILE, SECRETS, SITE_FILE, just_starting, running_document
from premises.runtime.mqtt import BrokerAddress

HOME = Path(".premises")
"""Below the directory in which the command is called."""


class Reachable(Protocol):
    """What must be known of a premises to look into it, whoever brought it up."""

    @property
    def premises(self) -> Name:
        """Its name."""

    @property
    def files(self) -> "RunDirectory":
        """Its files, of which the site is there."""

    @property
    def broker(self) -> str:
        """Its broker, without user or password."""

    @property
    def duis(self) -> str:
        """Where Suppliers reach the DCC, as ``http://host:port``; empty where nobody listens."""

    def address(self, user: Name) -> BrokerAddress:
        """Give the way to the broker as ``user``."""


@dataclass(frozen=True, slots=True)
class RunDirectory:
    """The files of one run."""

    path: Path

    @property
    def home(self) -> Path:
        """The folder of all runs, of which this is one, where the run was brought up from here."""
        return self.path.parent.parent

    @property
    def site(self) -> Path:
        """The site, as it travels with the run."""
        return self.path / SITE_FILE

    @property
    def access(self) -> Path:
        """Users and passwords for our own broker; readable by its owner only."""
        return self.path / "access.json"

    @property
    def record(self) -> Path:
        """The run file, written by the conductor."""
        return self.path / RECORD_FILE

    @property
    def shelves(self) -> Path:
        """What participants keep."""
        return self.path / "shelves"

    @property
    def duis(self) -> Path:
        """The URL of the DCC adapter's gateway, written by it; not there where it has none."""
        return self.path / "duis.url"

    def duis_url(self) -> str:
        """Give that URL; empty where there is none."""
        try:
            return self.duis.read_text(encoding="utf-8").strip()
        except OSError:
            return ""

    @property
    def pki(self) -> Path:
        """The certificates of who signs, and of the authorities above them."""
        return self.path / "pki"

    @property
    def network_key(self) -> Path:
        """The key of the HAN as a line of Wireshark's table of that name; readable by its owner only."""
        return self.pki / "zigbee_pc_keys"

    @property
    def secrets(self) -> Path:
        """The directory with one file a user, its password."""
        return self.path / SECRETS

    def secret(self, user: str) -> Path:
        """The file with one user's password."""
        return self.secrets / user

    def supplier(self, who: str) -> Path:
        """The directory of one Supplier's own: its keys, and the counter of its RequestIDs; its owner's only."""
        return self.path / "suppliers" / who

    def log(self, who: str) -> Path:
        """The log of one process."""
        return self.path / "logs" / f"{who}.log"

    def keep_secrets(self, passwords: dict[Name, str]) -> None:
        """Write one file a user, readable by its owner only."""
        folder = self.secrets
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for user, password in passwords.items():
            descriptor = os.open(folder / user, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(password)


@dataclass(frozen=True, slots=True)
class Running:
    """What is known of a premises that runs."""

    premises: Name
    run_id: str
    directory: str
    supervisor: int
    """The process identifier of whoever holds the lock."""
    broker: str
    """``mqtt://host:port``, without user or password."""
    own_broker: bool
    """Whether the broker is one of the premises' processes."""
    speed: float
    ready: bool
    """Whether the clock runs."""
    processes: dict[str, int]
    wall_offset_s: float
    """The wall clock minus the monotonic one when it came up: both are this machine's."""
    duis: str = ""
    """Where Suppliers reach the DCC, as ``http://host:port``; empty where nobody listens."""

    @property
    def files(self) -> RunDirectory:
        """The run's files."""
        return RunDirectory(Path(self.directory))

    def address(self, user: Name) -> BrokerAddress:
        """Give the way to the broker as ``user``."""
        host_and_port = self.broker.removeprefix("mqtt://")
        if not self.own_broker:
            return BrokerAddress.parse(self.files.secret("broker").read_text(encoding="utf-8"))
        password = self.files.secret(user).read_text(encoding="utf-8")
        return BrokerAddress.parse(f"mqtt://{user}:{password}@{host_and_port}")


def make_home(home: Path = HOME) -> None:
    """Make the folder for all runs, if it is not there; PremisesError when nothing can be written in it."""
    try:
        home.mkdir(exist_ok=True)
    except OSError as error:
        raise _unwritable(home, error) from None


def run_directory(home: Path, run_id: str) -> RunDirectory:
    """Give where one run has its files, whether or not it has any yet."""
    return RunDirectory(home.absolute() / "runs" / run_id)


def wall_offset_s() -> float:
    """Give the wall clock minus the monotonic one, now."""
    return time.time() - time.monotonic()


def save_running(running: Running, home: Path = HOME) -> None:
    """Say what runs; whoever reads meanwhile sees the old or the new, never half."""
    path = home / f"{running.premises}.json"
    new = path.with_suffix(".new")
    new.write_text(json.dumps(asdict(running), indent=1), encoding="utf-8")
    new.replace(path)


def forget_running(premises: str, home: Path = HOME) -> None:
    """Say that nothing runs under that name any more."""
    with suppress(FileNotFoundError):
        (home / f"{premises}.json").unlink()


def find_running(premises: str | None, home: Path = HOME) -> Running:
    """Give the premises of that name, or the only one; NotRunningError or UsageError, in words, otherwise."""
    document = running_document(premises, home)
    try:
        return Running(**document)
    except TypeError:
        raise just_starting(str(document.get("premises", premises))) from None


@contextmanager
def holding(premises: str, home: Path = HOME) -> Iterator[None]:
    """Hold the name ``premises`` in ``home`` while the block runs; UsageError when somebody else does."""
    make_home(home)
    with _opened(home / f"{premises}.lock") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"premises {premises!r} is already running here: stop it with `premises down`") from None
        yield


def _opened(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> PremisesError:
    why = (error.strerror or str(error)).lower()
    return PremisesError(f"{path.absolute()}: {why}: expected a directory that can be written, see `premises doctor`")
