"""A premises for the length of one test, as pytest's fixtures want it, and what pytest shows when the test fails."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType

import pytest

from lab.testing.faults.imposing import left_behind
from lab.testing.ground import Ground
from lab.testing.marks import Wanted, wanted_by
from lab.testing.plugin import ACCOUNTS
from lab.testing.premises import Premises
from lab.testing.report import Account
from premises.errors import PremisesError

OURS = ("lab", "premises", "hub", "bridges", "meters", "dcc_adapter", "broker")
"""Packages whose frames say nothing to whoever wrote a test."""

Open = Callable[[Wanted], AbstractContextManager[Ground]]
"""Opens a ground for as long as a test lasts."""


def played(item: pytest.Item, open_ground: Open) -> Iterator[Premises]:
    """Give the premises that ``item`` wants, on a ground of its own; a fault that is left behind fails the test."""
    accounts = item.stash.setdefault(ACCOUNTS, [])
    with failing_in_one_line():
        wanted = wanted_by(item)
        with open_ground(wanted) as ground:
            premises = Premises(ground, wanted.site, wanted.seed)
            account = Account(item.nodeid, lambda: premises.known)
            accounts.append(account)
            yield premises
            left = left_behind(premises.faults.in_force, ground.now)
            if left:
                account.settle()
    if left:
        pytest.fail(left, pytrace=False)


@contextmanager
def failing_in_one_line() -> Iterator[None]:
    """Turn what a test asks for and cannot have into a failure of one line."""
    try:
        yield
    except PremisesError as error:
        pytest.fail(str(error), pytrace=False)


def without_ours(failed: pytest.ExceptionInfo[BaseException]) -> pytest.ExceptionInfo[BaseException]:
    """Give what pytest shows of a failure without our own frames, unless something of ours broke."""
    last = failed.traceback[-1].frame.f_globals.get("__name__", "")
    told = isinstance(failed.value, AssertionError) and last.startswith("lab.testing.")
    if not (told or isinstance(failed.value, PremisesError) or not _is_ours(last)):
        return failed
    theirs = [found for found in _frames(failed.tb) if not _is_ours(found.tb_frame.f_globals.get("__name__", ""))]
    traceback: TracebackType | None = None
    for found in reversed(theirs):
        traceback = TracebackType(traceback, found.tb_frame, found.tb_lasti, found.tb_lineno)
    return pytest.ExceptionInfo.from_exception(failed.value.with_traceback(traceback))


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in OURS
