"""Which exchanges are compared with which peers, and what ours has to reach: data, without any peer loaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from benchmarks.exchange import Exchange
from benchmarks.figure import Bar
from premises.quantity import seconds

PAIRS = (1, 10)
BLOCKS = 25_000
"""Of all pairs together, for one round of ours. Ours."""

JITTER = seconds(0.002)
LOSS = 0.01
PATIENCE = seconds(0.25)
"""Ten round trips. Shorter than a bridge's two seconds (assumption 11), which is kind to a peer that cannot disarm."""

IMAGE_TENFOLD = "image-tenfold"
"""The key of a ratio that has no peer: ten times the image, how many times the time."""

IMPAIRED = "impaired"
"""The key of the other one: links with jitter, loss and bursts, how many times the time of links without."""

BURST = (0.01, 0.3)
"""Bursts of three frames on average, one a hundred frames. Ours."""


class Peer(Enum):
    """Whom ours is compared with."""

    EVENTS = "SimPy, by hand: a Timeout a hop, an event a frame"
    CALLBACKS = "SimPy, its heap alone: callbacks, no process"
    STORES = "SimPy, by its manual: Stores, a process a frame"
    LOOPTIME = "looptime: coroutines, queues, sleeps"

    @property
    def share(self) -> float:
        """How much of BLOCKS it is given, so that a slow peer does not eat the minutes."""
        return {Peer.STORES: 0.2, Peer.LOOPTIME: 0.04}.get(self, 1.0)


class Kind(Enum):
    """What the links do."""

    BARE = "constant latency"
    ROUGH = "jitter, loss, a timer a question"

    def exchange(self, pairs: int, share: float = 1.0) -> Exchange:
        """Give the exchange of ``pairs`` with ``share`` of all blocks."""
        blocks = round(BLOCKS * share / pairs)
        if self is Kind.BARE:
            return Exchange(pairs, blocks)
        return Exchange(pairs, blocks, JITTER, LOSS, patience=PATIENCE)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One ratio."""

    kind: Kind
    pairs: int
    peer: Peer
    bar: Bar | None

    @property
    def key(self) -> str:
        """Its name in the baseline."""
        return f"{self.kind.name}-{self.pairs}-{self.peer.name}".lower()

    @property
    def what(self) -> str:
        """Its name for people."""
        return f"{self.kind.value}, {pairs_in_words(self.pairs)}: {self.peer.value}"


def comparisons() -> tuple[Comparison, ...]:
    """Give every ratio against a peer, in the order of the page."""
    return tuple(_all())


def ratio_keys() -> tuple[str, ...]:
    """Give the name of every ratio."""
    return (*(comparison.key for comparison in comparisons()), IMPAIRED, IMAGE_TENFOLD)


def pairs_in_words(pairs: int) -> str:
    """Give a number of pairs for people."""
    return f"{pairs} pair{'s' * (pairs > 1)}"


def _all() -> Iterator[Comparison]:
    judged = {(Kind.BARE, Peer.EVENTS): 2.0, (Kind.ROUGH, Peer.EVENTS): 1.5, (Kind.BARE, Peer.LOOPTIME): 20.0}
    for kind in Kind:
        for pairs in PAIRS:
            for peer in Peer:
                if kind is Kind.BARE or peer is not Peer.LOOPTIME:
                    least = judged.get((kind, peer))
                    yield Comparison(kind, pairs, peer, None if least is None else Bar(least))
