"""The contests against peers: each exchange with ours and all its peers, in the same rounds."""

from collections.abc import Callable, Iterator
from statistics import median

from benchmarks.comparisons import (
    BLOCKS,
    BURST,
    IMPAIRED,
    JITTER,
    LOSS,
    PAIRS,
    PATIENCE,
    Comparison,
    Kind,
    Peer,
    comparisons,
    pairs_in_words,
)
from benchmarks.exchange import Exchange, Run
from benchmarks.figure import Bar, Figure, compared
from benchmarks.ours import ours
from benchmarks.peers.chance import chance_of
from benchmarks.peers.looptime_queues import looptime_queues
from benchmarks.peers.simpy_callbacks import simpy_callbacks
from benchmarks.peers.simpy_events import simpy_events
from benchmarks.peers.simpy_stores import simpy_stores
from benchmarks.rounds import ROUNDS_OF_CONTESTS, Measure, cpu_seconds, interleaved
from premises.wire.notes.vocabulary import Entry

SEED = 1

IMPAIRED_MAX = Bar(8.0, at_most=True)
"""A lane that remembers decides each frame by itself, where others decide a page ahead. Ours."""

_OURS, _RECORDED = "ours", "ours, recorded"

Prepare = Callable[[Exchange], Run]
"""Gives an exchange ready to be run."""

PEERS: dict[Peer, Prepare] = {
    Peer.EVENTS: lambda exchange: simpy_events(exchange, chance_of(exchange, SEED)),
    Peer.CALLBACKS: lambda exchange: simpy_callbacks(exchange, chance_of(exchange, SEED)),
    Peer.STORES: lambda exchange: simpy_stores(exchange, chance_of(exchange, SEED)),
    Peer.LOOPTIME: looptime_queues,
}


def contest(kind: Kind, pairs: int) -> Iterator[Figure]:
    """Run one exchange with everybody who takes part, and give a figure for each."""
    chosen = [comparison for comparison in comparisons() if (comparison.kind, comparison.pairs) == (kind, pairs)]
    exchange = kind.exchange(pairs)
    contestants = {_OURS: _measure(_ours, exchange), _RECORDED: _measure(_recorded, exchange)}
    contestants |= {comparison.key: _peer(comparison) for comparison in chosen}
    samples = interleaved(contestants, ROUNDS_OF_CONTESTS)
    for comparison in chosen:
        yield compared(comparison.key, comparison.what, samples[_OURS], samples[comparison.key], comparison.bar)
    recorded = samples[_RECORDED]
    what = f"{kind.value}, {pairs_in_words(pairs)}: {_RECORDED}"
    key = f"{kind.name}-{pairs}-recorded".lower()
    yield Figure(key, what, "us/frame", recorded.median, spread=recorded.spread)


def impaired() -> Iterator[Figure]:
    """Run one exchange over links with jitter, loss and bursts, and over links that only delay, in the same rounds."""
    pairs = PAIRS[-1]
    blocks = BLOCKS // pairs
    rough = Exchange(pairs, blocks, JITTER, LOSS, BURST, PATIENCE)
    contestants = {IMPAIRED: _measure(_ours, rough), _OURS: _measure(_ours, Exchange(pairs, blocks, patience=PATIENCE))}
    samples = interleaved(contestants, ROUNDS_OF_CONTESTS)
    ours, calm = samples[IMPAIRED], samples[_OURS]
    ratio = median(own / plain for own, plain in zip(ours.values, calm.values, strict=True))
    what = f"jitter, loss, bursts, a timer a question, {pairs_in_words(pairs)}: times links that only delay"
    spread = max(ours.spread, calm.spread)
    yield Figure(IMPAIRED, what, "us/frame", ours.median, calm.median, ratio, IMPAIRED_MAX, spread)


def _ours(exchange: Exchange) -> Run:
    return ours(exchange, SEED)


def _recorded(exchange: Exchange) -> Run:
    entries: list[Entry] = []
    return ours(exchange, SEED, entries.append)


def _peer(comparison: Comparison) -> Measure:
    exchange = comparison.kind.exchange(comparison.pairs, comparison.peer.share)
    return _measure(PEERS[comparison.peer], exchange)


def _measure(prepare: Prepare, exchange: Exchange) -> Measure:
    """Give what measures one run, without its preparation, in microseconds a frame that has to arrive."""
    return lambda: cpu_seconds(prepare(exchange)) / exchange.frames * 1e6
