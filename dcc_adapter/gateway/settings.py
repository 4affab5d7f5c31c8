"""What the gateway is told at the start of the adapter's process, and where it writes that it listens.

Loads neither HTTP nor XML: a process without a gateway reads this as well.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from premises.errors import UsageError

NO_PORT, FREE_PORT = "0", "free"
"""What ``--duis-port`` says beside a number: no gateway, or one on a port of the kernel's choosing."""

PORT_MAX = 65_535


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """One gateway."""

    host: str
    port: int
    """0: the port of ``at``, or else one of the kernel's choosing."""
    at: Path | None
    """Where its URL is written when it listens."""
    key: Path | None
    """The DCC's key and certificate as PEM; None for those that come with the premises."""
    secrets: Path | None
    """A directory with one file a Supplier, its password for the mailbox."""
    transcript: Path | None
    """A directory that gets each XML that comes and goes."""
    shelf: Path
    """The directory in which what it must not forget is kept."""

    def port_again(self) -> int:
        """Give the port to listen on: the one wanted, else the one that ``at`` says, else 0 for any."""
        if self.port or self.at is None:
            return self.port
        with suppress(OSError, ValueError):
            return urlsplit(self.at.read_text(encoding="utf-8").strip()).port or 0
        return 0

    def publish(self, url: str) -> None:
        """Write ``url`` to ``at``; whoever reads meanwhile sees the old or the new, never half."""
        if self.at is None:
            return
        new = self.at.with_name(f"{self.at.name}.new")
        try:
            new.write_text(url + "\n", encoding="utf-8")
            new.replace(self.at)
        except OSError as error:
            raise UsageError(f"--duis-at {self.at}: {error.strerror}") from error


def gateway_settings(values: Mapping[str, str]) -> GatewaySettings | None:
    """Give what ``values`` say of the gateway; None when there is to be none, UsageError when they say nonsense."""
    text = values["duis-port"]
    if text == NO_PORT:
        return None
    if text != FREE_PORT and not (text.isascii() and text.isdigit() and 0 < int(text) <= PORT_MAX):
        raise UsageError(f"--duis-port {text!r}: expected 0, 1 to {PORT_MAX}, or {FREE_PORT}")
    return GatewaySettings(
        host=values["duis-host"],
        port=0 if text == FREE_PORT else int(text),
        at=_path(values, "duis-at"),
        key=_path(values, "duis-key"),
        secrets=_path(values, "secrets"),
        transcript=_path(values, "duis-transcript"),
        shelf=Path(values["shelf"]),
    )


def _path(values: Mapping[str, str], setting: str) -> Path | None:
    return Path(values[setting]) if values[setting] else None
