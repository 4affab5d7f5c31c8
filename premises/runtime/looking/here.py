"""Which premises run on this machine, as the directory of runs says, and how whoever looks on reaches one of them.

``NAME.json`` says what runs under that name; ``NAME.lock`` is held by its supervisor for as long as it lives, so that
nobody believes a file whose writer is dead. ``lab.live.run_directory`` writes them.
"""

import fcntl
import json
from pathlib import Path
from typing import Any

from premises.errors import PremisesError, UsageError
from premises.identity import Name
from premises.runtime.looking.view import Outlook
from premises.runtime.mqtt import BrokerAddress
from premises.wire.topics import VIEWER

SITE_FILE, RECORD_FILE, SECRETS = "site.json", "run.vpr", "secrets"
"""What a run's directory has for who looks on: the site, the run file, a file a user with its password."""


class NotRunningError(PremisesError):
    """No premises runs under that name."""


def running_document(premises: str | None, home: Path) -> dict[str, Any]:
    """Give what the premises of that name, or the only one, says of itself; NotRunningError or UsageError otherwise."""
    names = [premises] if premises is not None else _names(home)
    alive = [name for name in names if _is_held(home, name)]
    if not alive:
        others = [name for name in _names(home) if _is_held(home, name)]
        what = "no premises is" if premises is None else f"premises {premises!r} is not"
        hint = f"there is {', '.join(others)}" if others else "start one with `premises up`"
        raise NotRunningError(f"{what} running here: {hint}")
    if len(alive) > 1:
        raise UsageError(f"{len(alive)} premises are running ({', '.join(alive)}): say which with --premises")
    try:
        document: dict[str, Any] = json.loads((home / f"{alive[0]}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise just_starting(alive[0]) from None
    return document


def just_starting(premises: str) -> NotRunningError:
    """Say that a premises has its name and nothing else yet."""
    return NotRunningError(f"premises {premises!r} is just starting: try again in a moment")


def outlook_here(premises: str | None, home: Path) -> Outlook:
    """Give how to look on at the premises of that name, or the only one; NotRunningError or UsageError otherwise."""
    document = running_document(premises, home)
    try:
        name, folder = Name(document["premises"]), Path(document["directory"])
        if document["own_broker"]:
            password = (folder / SECRETS / VIEWER).read_text(encoding="utf-8")
            url = f"mqtt://{VIEWER}:{password}@{document['broker'].removeprefix('mqtt://')}"
        else:
            url = (folder / SECRETS / "broker").read_text(encoding="utf-8")
    except (OSError, KeyError, TypeError):
        raise just_starting(premises or "?") from None
    return Outlook(name, folder / SITE_FILE, folder / RECORD_FILE, BrokerAddress.parse(url))


def _names(home: Path) -> list[str]:
    return sorted(path.stem for path in home.glob("*.json"))


def _is_held(home: Path, premises: str) -> bool:
    path = home / f"{premises}.lock"
    if not path.exists():
        return False
    with path.open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        return False
