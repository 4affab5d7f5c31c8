"""How a story fails: its verdict, or the crash of a machine, without the figures that change from try to try.

Two failures with one signature are taken for the same. Nothing is told here.
"""

import re
import traceback
from dataclasses import dataclass
from pathlib import Path

NOT_OVER = "not over in time"

_FIGURE = re.compile(r"(?<![\w-])(?:0x[0-9A-Fa-f]+|\d+(?:\.\d+)?)(?![\w-])")
_LATE = re.compile(r"not every request had its outcome within|over after .*promised within")
_OTHER = re.compile(r"(?P<who>\S+) runs .*, promised ")
_FIGURES = re.compile(r"…(?:, …)+")

CRASHES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip
"""What a bug of our own raises."""


@dataclass(frozen=True, slots=True)
class Failure:
    """How one telling failed; nothing in it when it did not."""

    lines: tuple[str, ...]
    """The verdict as it was said, or the crash."""
    signatures: tuple[str, ...]
    """The signature of each of the lines."""

    @property
    def aim(self) -> str:
        """The one that says most: a crash, or what the verdict names first besides the time."""
        return next((each for each in self.signatures if each != NOT_OVER), NOT_OVER)

    def is_like(self, other: "Failure") -> bool:
        """Say whether it fails by the aim of ``other``, and in no way in which ``other`` did not."""
        return other.aim in self.signatures and set(self.signatures) <= set(other.signatures)


def of_verdict(lines: tuple[str, ...]) -> Failure:
    """Give how a story failed that was told to its end."""
    return Failure(lines, tuple(signature_of(line) for line in lines))


def of_crash(error: BaseException) -> Failure:
    """Give how a story failed in which something of ours raised ``error``: what, and where."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name} {frames[-1].name}" if frames else "nowhere"
    said = " ".join(str(error).split())
    line = f"{type(error).__name__} in {where}: {said}" if said else f"{type(error).__name__} in {where}"
    return Failure((line,), (_without_figures(line),))


def signature_of(line: str) -> str:
    """Give the signature of one line of a verdict."""
    if _LATE.match(line):
        return NOT_OVER
    if other := _OTHER.match(line):
        return f"{other['who']} runs other than promised"
    return _without_figures(line)


def _without_figures(line: str) -> str:
    return _FIGURES.sub("…", _FIGURE.sub("…", line))
