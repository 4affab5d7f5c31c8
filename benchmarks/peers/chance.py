"""A peer's luck: how long a frame takes, or that it is lost, as a user of a peer would draw it.

A stream of ``random.Random`` for each direction of each link, the cheapest way that Python has.
"""

from collections.abc import Callable
from random import Random

from benchmarks.exchange import LATENCY, Exchange
from premises.identity import Name
from premises.quantity import in_seconds

Draw = Callable[[], float | None]
"""Gives the seconds that the next frame takes, or None when it is lost."""

Chance = Callable[[Name, Name], Draw]
"""Gives the luck of the direction between two names."""


def constant(source: Name, target: Name) -> Draw:  # noqa: ARG001 - a Chance is given both names
    """Give LATENCY, always."""
    span = in_seconds(LATENCY)
    return lambda: span


def streams(exchange: Exchange, seed: int) -> Chance:
    """Give a stream of its own to each direction, with the jitter and the loss of ``exchange``."""
    least, width = in_seconds(LATENCY - exchange.jitter), in_seconds(2 * exchange.jitter)
    loss = exchange.loss

    def chance(source: Name, target: Name) -> Draw:
        fraction = Random(f"{seed}/{source}/{target}").random  # noqa: S311 - a benchmark keeps no secret

        def draw() -> float | None:
            if fraction() < loss:
                return None
            return least + width * fraction()

        return draw

    return chance


def chance_of(exchange: Exchange, seed: int) -> Chance | None:
    """Give the luck of an exchange, or None when its links draw nothing."""
    return streams(exchange, seed) if exchange.loss or exchange.jitter else None
