"""A premises that something else brought up, such as compose: reached by its keys and the address of its broker.

Nothing is known of its processes, so it can be looked into and sent to, and not be taken down.
"""

from dataclasses import dataclass
from pathlib import Path

from lab.live.run_directory import Reachable, RunDirectory, find_running
from premises.errors import UsageError
from premises.identity import Name
from premises.runtime.mqtt import BrokerAddress
from premises.wire.site_text import site_of_run


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One such premises; a ``Reachable``."""

    premises: Name
    files: RunDirectory
    broker: str
    """``mqtt://host:port``, without user or password."""
    duis: str = ""
    """Where Suppliers reach the DCC, as ``http://host:port``; empty when nobody said."""

    def address(self, user: Name) -> BrokerAddress:
        """Give the way to the broker as ``user``; UsageError when there is no key for it."""
        try:
            password = self.files.secret(user).read_text(encoding="utf-8")
        except OSError as error:
            raise UsageError(f"the key of {user}: {self.files.secret(user)}: {error.strerror}") from None
        return BrokerAddress.parse(f"mqtt://{user}:{password}@{self.broker.removeprefix('mqtt://')}")


def reach(premises: str | None, keys: Path | None, broker: str | None, duis: str | None = None) -> Reachable:
    """Give the premises whose keys are in ``keys``, or without them the one that runs here, as ``find_running`` does.

    UsageError, in words, when one of the two is missing, or they are another premises'.
    """
    if duis is not None and (keys is None or not duis.startswith(("http://", "https://"))):
        raise UsageError(f"--duis {duis!r}: expected http://host:port, beside --keys and --broker")
    if keys is None and broker is None:
        return find_running(premises)
    if keys is None or broker is None:
        raise UsageError("--keys and --broker (or PREMISES_KEYS and PREMISES_BROKER) go together: one is missing")
    if "@" in broker or not broker.startswith("mqtt://"):
        raise UsageError("--broker with --keys: expected mqtt://host:port, without user or password")
    files = RunDirectory(keys)
    try:
        site = site_of_run(files.site.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"--keys {keys}: {files.site.name}: {error.strerror}: make it with `premises keys`") from None
    if premises not in (None, site.name):
        raise UsageError(f"--premises {premises!r}: {keys} holds the keys of {site.name!r}")
    return Elsewhere(Name(site.name), files, broker, duis or files.duis_url())
