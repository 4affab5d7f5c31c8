"""How long each package was in each stage, from the moments at which it reached them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from premises.journey.package import Package, Stage
from premises.journey.telling.named import name_of, number_of
from premises.quantity import Duration, Instant

NUMBERS = {stage: number for number, stage in enumerate(Stage, 1)}
"""By which a stage is known where its name has no room."""


@dataclass(frozen=True, slots=True)
class StageSpan:
    """One package in one stage."""

    package: str
    stage: Stage
    since: Instant
    lasted: Duration
    is_open: bool
    """Whether it is there still."""


def called(packages: Sequence[Package]) -> tuple[str, ...]:
    """Give a name for each package, with the number of its request where two would have the same."""
    names = [name_of(package) for package in packages]
    return tuple(
        name if names.count(name) == 1 else f"{name} ({number_of(package)})"
        for name, package in zip(names, packages, strict=True)
    )


def stage_spans(packages: Sequence[Package], now: Instant) -> tuple[StageSpan, ...]:
    """Give every stage that took time, package by package; the last one of a package that is not done is open."""
    return tuple(
        span for name, package in zip(called(packages), packages, strict=True) for span in _spans(name, package, now)
    )


def _spans(name: str, package: Package, now: Instant) -> Iterable[StageSpan]:
    for step, following in zip(package.steps, (*package.steps[1:], None), strict=True):
        if step.stage is Stage.REPORTED:
            return
        until = now if following is None else following.entry.at
        # The reporter of a later stage may be heard first: two participants note them.
        lasted = Duration(max(0, until - step.entry.at))
        yield StageSpan(name, step.stage, step.entry.at, lasted, following is None)
