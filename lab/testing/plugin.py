"""pytest's way in: the fixtures ``premises``, ``live_premises`` and ``tell``, their marker, and what a failure says.

Loaded by every pytest run where this project is installed, so it imports nothing of it until a fixture is used.
"""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from lab.testing.premises import Premises
    from lab.testing.report import Account
    from lab.testing.telling import Tell

MARKER = "premises"
MARKER_LINE = (
    f"{MARKER}(site=PATH or table, seed=7, design='proposed', speed=8): which premises a test gets; "
    "of several markers the closest wins, key by key"
)
SEED_OPTION = "--premises-seed"

ACCOUNTS: pytest.StashKey[list["Account"]] = pytest.StashKey()
"""What there is to say of the premises of one test, should it fail; only a test that uses a fixture has it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take a seed for every premises of the session."""
    parser.getgroup("premises", "virtual premises").addoption(
        SEED_OPTION,
        type=int,
        metavar="N",
        help="the seed of every premises, whatever a marker says: what a failed test prints repeats it",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", MARKER_LINE)


@pytest.fixture
def premises(request: pytest.FixtureRequest) -> Iterator["Premises"]:
    """A premises in virtual time, as the marker ``premises`` wants it."""
    from lab.testing.playing import played  # noqa: PLC0415 - nothing of ours is loaded before it is used
    from lab.testing.virtual_ground import virtual_ground  # noqa: PLC0415 - as above

    yield from played(request.node, virtual_ground)


@pytest.fixture
def live_premises(request: pytest.FixtureRequest, tmp_path: "Path") -> Iterator["Premises"]:
    """A premises over real processes and a broker of its own, as the marker ``premises`` wants it."""
    from lab.live.forked import begin_loading  # noqa: PLC0415 - as above

    # What the processes need is loaded beside what this one loads now.
    begin_loading()
    from lab.testing.live.opened import opened  # noqa: PLC0415 - as above
    from lab.testing.playing import played  # noqa: PLC0415 - as above

    yield from played(request.node, opened(tmp_path))


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> "Tell":
    """Tell a scenario in virtual time, and fail the test when it does not keep its promise."""
    from lab.testing.telling import teller  # noqa: PLC0415 - as above

    return teller(request.node)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say of a failed test what its premises knows."""
    accounts = item.stash.get(ACCOUNTS, None)
    if accounts is not None and call.excinfo is not None:
        from lab.testing.playing import without_ours  # noqa: PLC0415 - as above

        call.excinfo = without_ours(call.excinfo)
    report = yield
    if report.failed:
        for account in accounts or ():
            report.sections.extend(account.sections())
    return report
