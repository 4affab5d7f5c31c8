"""What a shell offers where a name is wanted: devices, links, kinds of the premises that is meant, or of the usual one.

Called at each press of a key, so it reads one small file, asks no broker and says nothing when something is wrong.
"""

from collections.abc import Iterable
from pathlib import Path

from lab.live.run_directory import RunDirectory, find_running
from lab.site import load_site
from premises.errors import PremisesError
from premises.faults.kinds import MESSAGES
from premises.faults.said.ailments import participants
from premises.faults.wiring import air_links
from premises.journey.run_file import read_run
from premises.journey.telling.named import names_of_all
from premises.journey.telling.seen import seen_in
from premises.wire.device.target import updatable
from premises.wire.fault import PARAMETERS
from premises.wire.site import DCC, HUB, Site, devices
from premises.wire.site_text import site_of_run


def devices_to_update(premises: str | None, keys: Path | None, begun: str) -> list[str]:
    """Give what ``begun`` can become: names of devices with commas between them, each once."""
    done, comma, last = begun.lower().rpartition(",")
    named = done.split(",")
    return [f"{done}{comma}{who}" for who in updatable(_running_site(premises, keys)) if _fits(who, last, named)]


def devices_of_site(site_file: Path | None, begun: str) -> list[str]:
    """Give what ``begun`` can become: the name of one device of a site."""
    try:
        site = load_site(site_file)
    except PremisesError:
        site = Site()
    return [who for who in site.bridges if _fits(who, begun.lower(), [])]


def suppliers_to_be(premises: str | None, keys: Path | None, begun: str) -> list[str]:
    """Give what ``begun`` can become: the name of a Supplier."""
    return [who for who in _running_site(premises, keys).suppliers if who.startswith(begun)]


def packages_to_ask_for(run: Path | None, premises: str | None, keys: Path | None, begun: str) -> list[str]:
    """Give what ``begun`` can become: the names of the packages of a run file, or the devices of a premises."""
    known: Iterable[str] = _running_site(premises, keys).bridges if run is None else _recorded(run)
    return [each for each in known if each.startswith(begun.lower())]


def values_of_fault(key: str, premises: str | None, keys: Path | None, begun: str) -> list[str]:
    """Give what ``begun`` can become as the value of one key of a fault."""
    site = _running_site(premises, keys)
    known: dict[str, Iterable[str]] = {
        "kind": PARAMETERS,
        "messages": MESSAGES,
        "link": (plan.name for plan in air_links(site)),
        "device": (DCC, HUB, *devices(site)),
        "about": devices(site),
    }
    ends: Iterable[str] = participants(site)
    offered = known.get(key, ends if key in ("toward", "leaving") else ())
    return [word for word in dict.fromkeys(offered) if word.startswith(begun)]


def _fits(who: str, begun: str, named: list[str]) -> bool:
    return who.startswith(begun) and who not in named


def _recorded(run: Path) -> list[str]:
    try:
        return names_of_all([each.package for each in seen_in(read_run(run), None).diagnoses])
    except PremisesError:
        return []


def _running_site(premises: str | None, keys: Path | None) -> Site:
    try:
        files = RunDirectory(keys) if keys is not None else find_running(premises).files
        return site_of_run(files.site.read_text(encoding="utf-8"))
    except (PremisesError, OSError):
        return Site()
