"""The faults that a test has imposed: which are in force, which it left behind, and one as the test holds it."""

from collections.abc import Callable, Iterable
from typing import Self

from lab.testing.ground import Ground
from premises.errors import UsageError
from premises.faults.life import CRASH_TAKES
from premises.faults.said.checked import fault_in
from premises.faults.said.spoken import words_of
from premises.quantity import Instant, after, in_seconds, seconds, spoken
from premises.wire.fault import FAULTS_MAX, FaultSpec
from premises.wire.site import Site


class Fault:
    """One fault that a test imposed; as a context manager it is cleared at the end of the block."""

    def __init__(self, book: "Faults", specs: tuple[FaultSpec, ...]) -> None:
        self._book = book
        self.specs = specs
        """What it is; moments are premises time. Two for both ways of a link between two participants."""

    @property
    def is_in_force(self) -> bool:
        """Whether it was neither cleared nor has run out."""
        return self in self._book.in_force

    def clear(self) -> None:
        """End it now; one that is over stays so."""
        self._book.clear(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._book.remember()
        self.clear()

    def __str__(self) -> str:
        return " and ".join(words_of(spec) for spec in self.specs)

    __repr__ = __str__


class Faults:
    """All faults that one test imposed."""

    def __init__(self, ground: Ground, site: Site) -> None:
        self._ground = ground
        self._site = site
        self._faults: tuple[Fault, ...] = ()
        self._remembered: tuple[Fault, ...] = ()

    @property
    def in_force(self) -> tuple[Fault, ...]:
        """Those that were neither cleared nor have run out, oldest first."""
        now = self._ground.now
        return tuple(fault for fault in self._faults if any(now < _over_at(spec) for spec in fault.specs))

    @property
    def at_failure(self) -> tuple[Fault, ...]:
        """Those in force when the test failed: a block that is left by an exception clears its fault."""
        return self._remembered or self.in_force

    def impose(self, tables: Iterable[dict[str, object]], where: str) -> Fault:
        """Impose one fault; moments count from now. UsageError when this premises cannot have it."""
        since_s = in_seconds(self._ground.now)
        specs = tuple(fault_in(table, self._site, where).later(since_s) for table in tables)
        fault = Fault(self, specs)
        self._set((*self.in_force, fault))
        return fault

    def clear(self, *faults: Fault) -> None:
        """End these now."""
        left = tuple(fault for fault in self.in_force if fault not in faults)
        if len(left) < len(self._faults):
            self._set(left)

    def remember(self) -> None:
        """Remember what is in force, for the report of a failure, unless an inner block has done so."""
        self._remembered = self._remembered or self.in_force

    def _set(self, faults: tuple[Fault, ...]) -> None:
        specs = tuple(spec for fault in faults for spec in fault.specs)
        if len(specs) + len(self._site.fault) > FAULTS_MAX:
            raise UsageError(f"{len(specs)} faults: expected at most {FAULTS_MAX} at once, the site's own included")
        self._faults = faults
        self._ground.impose(specs)


def left_behind(faults: Iterable[Fault], now: Instant) -> str:
    """Say which faults a test left in force; empty when it left none."""
    words = ", ".join(f'"{fault}"' for fault in faults)
    if not words:
        return ""
    return (
        f"a fault was left behind, in force at {spoken(now)}: {words}: clear it, use it as `with premises.on(...)...:`"
        ", or say how long it lasts"
    )


def _over_at(spec: FaultSpec) -> Instant:
    if spec.kind == "crash":
        return after(spec.begins_at, CRASH_TAKES if spec.takes_s is None else seconds(spec.takes_s))
    return spec.ends_at


Impose = Callable[[Iterable[dict[str, object]], str], Fault]
"""``Faults.impose``, as an aim knows it."""
