"""What a shell offers after ``--to`` and ``--for``: the devices of the premises that is meant, or of the usual one.

Called at each press of a key, so it reads one small file, asks no broker and says nothing when something is wrong.
"""

from pathlib import Path

from lab.live.run_directory import RunDirectory, find_running
from lab.site import load_site
from premises.errors import PremisesError
from premises.wire.site import Site
from premises.wire.site_text import site_of_run


def devices_to_update(premises: str | None, keys: Path | None, begun: str) -> list[str]:
    """Give what ``begun`` can become: names of devices with commas between them, each once."""
    done, comma, last = begun.lower().rpartition(",")
    named = done.split(",")
    return [f"{done}{comma}{who}" for who in _running_site(premises, keys).bridges if _fits(who, last, named)]


def devices_of_site(site_file: Path | None, begun: str) -> list[str]:
    """Give what ``begun`` can become: the name of one device of a site."""
    try:
        site = load_site(site_file)
    except PremisesError:
        site = Site()
    return [who for who in site.bridges if _fits(who, begun.lower(), [])]


def _fits(who: str, begun: str, named: list[str]) -> bool:
    return who.startswith(begun) and who not in named


def _running_site(premises: str | None, keys: Path | None) -> Site:
    try:
        files = RunDirectory(keys) if keys is not None else find_running(premises).files
        return site_of_run(files.site.read_text(encoding="utf-8"))
    except (PremisesError, OSError):
        return Site()
