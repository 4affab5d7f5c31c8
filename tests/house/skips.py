"""Which skipped tests are known: the list in skips.toml, and the table that a session ends with.

Skips are always shown. They fail the session only where every judge is expected: with CI=true in the environment,
or PREMISES_STRICT_SKIPS=1.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

LIST = Path(__file__).with_name("skips.toml")


@dataclass(frozen=True, slots=True)
class Skip:
    """One test that did not run."""

    test: str
    """Its id."""
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """One entry of the list."""

    test: str
    """A pattern over the id."""
    reason: str
    """Words of the skip's own reason."""
    why: str
    """Why it may be skipped even where every judge is installed."""

    def covers(self, skip: Skip) -> bool:
        """Say whether ``skip`` is this one."""
        return fnmatchcase(skip.test, self.test) and self.reason in skip.reason


def known(text: str) -> tuple[Known, ...]:
    """Give the entries of a list in TOML."""
    return tuple(Known(**entry) for entry in tomllib.loads(text)["skip"])


def strict(environment: Mapping[str, str]) -> bool:
    """Say whether a skip that is not listed fails the session."""
    return environment.get("CI") == "true" or environment.get("PREMISES_STRICT_SKIPS") == "1"


def unlisted(skips: Sequence[Skip], entries: Sequence[Known]) -> tuple[Skip, ...]:
    """Give the skips that no entry covers, in order."""
    return tuple(skip for skip in skips if not any(entry.covers(skip) for entry in entries))


def table(skips: Sequence[Skip], entries: Sequence[Known]) -> list[str]:
    """Give the lines of the table, in order of the tests' ids."""
    foreign = unlisted(skips, entries)
    width = max((len(skip.test) for skip in skips), default=0)
    lines = sorted(
        f"{'not listed' if skip in foreign else 'listed':<10}  {skip.test:<{width}}  {skip.reason}" for skip in skips
    )
    return [line.rstrip() for line in lines]
