"""All orders of up to five images in a crowded premises, planned and naive: what the hub's one slot loses of each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from multiprocessing import get_context
from pathlib import Path

from tests.planning.crowd import CROWD, lived, naive, planned

PLANNING = Path("docs/planning.md")
IMAGES_MAX = 5
WORKERS = 2
HEAD = (
    "images",
    "orders",
    "planned: displaced or refused",
    "relay rebooted under a transfer",
    "runs not what it was sent",
    "naive: displaced or refused",
    "relay rebooted under a transfer",
    "runs not what it was sent",
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What one order lost."""

    count: int
    planned: tuple[int, int, int]
    """Images lost, downloads cut, devices without their image."""
    naive: tuple[int, int, int]


def orders() -> Iterator[tuple[str, ...]]:
    """Give every order of one to five of the crowd."""
    for count in range(1, IMAGES_MAX + 1):
        yield from permutations(CROWD, count)


def tried(order: Sequence[str], seed: int) -> Tried:
    """Live one order twice: as planned, and all at once."""
    outcomes = []
    for campaign in (planned(order), naive(order)):
        day = lived(campaign, order, seed)
        outcomes.append((day.lost, day.cut, len(order) - len(day.running)))
    return Tried(len(order), outcomes[0], outcomes[1])


def all_tried() -> list[Tried]:
    """Live every order, each with a seed of its own; some two minutes."""
    with get_context("spawn").Pool(WORKERS) as pool:
        return pool.starmap(tried, [(order, seed) for seed, order in enumerate(orders())], chunksize=20)


def rows(found: Iterable[Tried]) -> Iterator[tuple[str, ...]]:
    """Give the rows of the table: one for each number of images."""
    every = list(found)
    for count in range(1, IMAGES_MAX + 1):
        these = [one for one in every if one.count == count]
        images = count * len(these)
        sums = [sum(one.planned[index] for one in these) for index in range(3)]
        wild = [sum(one.naive[index] for one in these) for index in range(3)]
        lost, cut, without = wild
        share = f"{without} ({100 * without / images:.0f} %)"
        yield (str(count), str(len(these)), *map(str, sums), str(lost), str(cut), share)
