"""The fixture ``tell``: a scenario told in virtual time by a test, which fails when the promise is not kept."""

import tomllib
from pathlib import Path
from typing import Protocol

import pytest

from lab.story.scenario import Scenario, load_scenario, scenario_of
from lab.story.virtual import Told
from lab.story.virtual import tell as tell_virtually
from lab.testing.marks import seed_for
from lab.testing.plugin import ACCOUNTS
from lab.testing.report import Account, Known
from premises.errors import SiteError
from premises.faults.said.spoken import words_of
from premises.journey.telling.seen import seen_of
from premises.quantity import Instant
from premises.wire.notes.vocabulary import Entry


class Tell(Protocol):
    """Tells a scenario, given as its TOML or as a file; AssertionError with what did not come out as promised."""

    def __call__(self, scenario: str | Path, seed: int | None = None) -> Told: ...


def teller(item: pytest.Item) -> Tell:
    """Give what tells scenarios in the test ``item``; a text's files are looked for beside the test."""
    accounts = item.stash.setdefault(ACCOUNTS, [])

    def tell(scenario: str | Path, seed: int | None = None) -> Told:
        story = _scenario(scenario, item.path.parent)
        chosen = seed_for(item, story.spec.seed if seed is None else seed)
        entries: list[Entry] = []
        told = tell_virtually(story, chosen, entries.append)
        if told.faults:
            accounts.append(Account(item.nodeid, lambda: _known(story, chosen, entries)))
            raise AssertionError(f"{story.name} did not keep its promise:\n  " + "\n  ".join(told.faults))
        return told

    return tell


def _scenario(said: str | Path, folder: Path) -> Scenario:
    if isinstance(said, Path):
        return load_scenario(folder / said)
    try:
        document = tomllib.loads(said)
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"the scenario is no TOML: {error}") from None
    return scenario_of(document, "the scenario", folder, "the scenario")


def _known(story: Scenario, seed: int, entries: list[Entry]) -> Known:
    now = entries[-1].at if entries else Instant(0)
    return Known(seed, seen_of(story.site, entries, now), entries, tuple(map(words_of, story.site.fault)))
