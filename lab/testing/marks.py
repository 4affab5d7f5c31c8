"""What the marker ``premises`` wants: the site, seed, design and speed of a test's premises."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest

from lab.site import load_site, site_of
from lab.testing.plugin import SEED_OPTION
from premises.errors import SiteError, UsageError
from premises.nearest import hint
from premises.wire.design import DesignName
from premises.wire.route import of_design
from premises.wire.site import SEED_MAX, Site

KEYS = ("site", "seed", "design", "speed")

DESIGNS: tuple[DesignName, ...] = get_args(DesignName)

SITE_FILE = Path(__file__).parents[1] / "demo.toml"
"""The premises of `premises demo`, which a test gets that wants no other: all four bridges, and two meters."""

SPEED = 8.0
"""How much faster than a wall clock a live premises goes. Ours: as `premises demo`."""

SPEED_MAX = 1000.0
"""What no machine keeps up with. Ours."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The premises that a test wants."""

    site: Site
    seed: int
    speed: float


def wanted_by(item: pytest.Item) -> Wanted:
    """Give what the markers of ``item`` want together, the closest first; UsageError of one line, or SiteError."""
    marks = _merged(item.iter_markers("premises"))
    site = _site(marks.get("site"), (item.path.parent, item.config.rootpath))
    design = marks.get("design", site.design)
    if design not in DESIGNS:
        raise UsageError(f"marker premises: design = {design!r}: {hint(str(design), DESIGNS)}")
    return Wanted(of_design(site, design), seed_for(item, marks.get("seed", site.seed)), _speed(marks))


def seed_for(item: pytest.Item, otherwise: int) -> int:
    """Give the seed of the command line, or ``otherwise``; UsageError when it is none."""
    said = item.config.getoption(SEED_OPTION)
    where, seed = ("marker premises: seed", otherwise) if said is None else (SEED_OPTION, said)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= SEED_MAX:
        raise UsageError(f"{where} = {seed!r}: expected a whole number from 0 to {SEED_MAX}")
    return seed


def _merged(marks: Iterator[pytest.Mark]) -> Mapping[str, Any]:
    merged: dict[str, Any] = {}
    for mark in marks:
        if mark.args:
            raise UsageError(f"marker premises: {mark.args[0]!r} has no key: expected {', '.join(KEYS)}")
        for key, value in mark.kwargs.items():
            if key not in KEYS:
                raise UsageError(f"marker premises: {key} = {value!r} is unknown: {hint(key, KEYS)}")
            merged.setdefault(key, value)
    return merged


def _site(said: object, folders: Iterable[Path]) -> Site:
    """Give the site that is meant: a table, or a file looked for beside the test, then in the root of all tests."""
    match said:
        case None:
            return load_site(SITE_FILE)
        case dict():
            return site_of(said, "marker premises: site")
        case str() | Path():
            found = next((path for folder in folders if (path := folder / said).is_file()), None)
            if found is None:
                places = " or ".join(map(str, dict.fromkeys(folders)))
                raise SiteError(f"marker premises: site = {str(said)!r}: no such file in {places}")
            return load_site(found)
    raise SiteError(f"marker premises: site = {said!r}: expected a file, or a table as TOML gives it")


def _speed(marks: Mapping[str, Any]) -> float:
    speed = marks.get("speed", SPEED)
    if not isinstance(speed, int | float) or not 0 < speed <= SPEED_MAX:
        raise UsageError(f"marker premises: speed = {speed!r}: expected more than 0, and {SPEED_MAX:g} at most")
    return float(speed)
