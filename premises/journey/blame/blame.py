"""The blame set of a party: the devices that may not run what it sent, given what it received.

Three figures, always: how many suspects, how many worlds fit, and whether those that truly do not run it are among
the suspects. Who is a suspect is not to blame: one of several may have failed, and none need have.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from premises.identity import Name
from premises.journey.blame.known import Known, Sent, Shape
from premises.journey.blame.worlds import Group, World, groups_of


@dataclass(frozen=True, slots=True)
class Blame:
    """The blame set of one package, or of several at once."""

    suspects: tuple[Name, ...]
    """Who may not run it, in the order of the packages."""
    hypotheses: int
    """Worlds that fit, the one in which nobody failed among them when it does."""
    is_certain: bool
    """Whether somebody failed in each of them."""
    is_contradicted: bool
    """Whether a word was shown to be wrong by another: a success that was none."""

    @property
    def size(self) -> int:
        """How many suspects."""
        return len(self.suspects)

    def covers(self, lacking: Iterable[Name]) -> bool:
        """Say whether all who truly do not run it are suspects. Only the emulator can ask this."""
        return set(lacking) <= set(self.suspects)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One world: a site that there may be, and who failed in it."""

    shape: Shape
    failed: World


def blame_of(known: Known, packages: Iterable[Sent] | None = None) -> Blame:
    """Give the blame set of the packages, or of all that were sent; what is known not to be sent makes no suspect."""
    groups = _groups(known, packages)
    shapes = _possible(known, groups)
    hypotheses = sum(prod(len(group.by_shape[index]) for group in groups) for index in shapes)
    suspects = dict.fromkeys(who for group in groups for who in group.lacking(known, shapes))
    is_well = any(all(World() in group.by_shape[index] for group in groups) for index in shapes)
    return Blame(tuple(suspects), hypotheses, not is_well, any(group.is_narrow for group in groups))


def hypotheses_of(known: Known, packages: Iterable[Sent] | None = None) -> Iterator[Hypothesis]:
    """Give every world that fits, of the packages or of all that were sent."""
    groups = _groups(known, packages)
    for index in _possible(known, groups):
        for worlds in product(*(group.by_shape[index] for group in groups)):
            yield Hypothesis(known.shapes[index], World().union(*worlds))


def _groups(known: Known, packages: Iterable[Sent] | None) -> list[Group]:
    return groups_of(known, [sent for sent in (known.sent if packages is None else packages) if known.is_sent(sent)])


def _possible(known: Known, groups: list[Group]) -> list[int]:
    """Give the shapes in which a world fits each group."""
    return [index for index in range(len(known.shapes)) if all(group.by_shape[index] for group in groups)]
