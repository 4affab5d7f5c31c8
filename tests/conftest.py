"""What every session of tests shares: equal examples each time, and no test that is skipped unseen."""

import asyncio
import os

import hypothesis
import pytest

from tests.gateway import transcripts
from tests.house import deep, skips

# Equal seeds give equal examples on every machine; a search for new ones is a campaign of its own.
# Those of "house" are few; `make deep` plays each property with the hundred that are usual.
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=True, database=None, print_blob=True, max_examples=20
)
hypothesis.settings.register_profile("deep", hypothesis.settings.get_profile("house"), max_examples=100)
hypothesis.settings.load_profile("house")


_loops: list[asyncio.AbstractEventLoop] = []


def pytest_sessionstart() -> None:
    """Give the session one event loop of its own.

    Without one, pytest-asyncio makes one that nobody closes; its warning then comes at some later collection of
    garbage, in whatever test happens to run.
    """
    _loops.append(asyncio.new_event_loop())
    asyncio.set_event_loop(_loops[0])


def pytest_unconfigure() -> None:
    """Close that loop."""
    while _loops:
        _loops.pop().close()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have every gateway of this test leave its XML below DUIS_TRANSCRIPTS, where that is set."""
    transcripts.begin(item.nodeid, os.environ)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the deep ones and the screen's, before a session chooses by marks."""
    deep.mark(items)
    deep.mark_screen(items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the session when a test was skipped that is not on the list, where that matters."""
    entries = skips.known(skips.LIST.read_text(encoding="utf-8"))
    foreign = skips.unlisted(_skipped(session.config), entries)
    if foreign and skips.strict(os.environ) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the SKIPPED table."""
    skipped = _skipped(config)
    if not skipped:
        return
    entries = skips.known(skips.LIST.read_text(encoding="utf-8"))
    terminalreporter.section("SKIPPED", sep="=")
    for line in skips.table(skipped, entries):
        terminalreporter.line(line)
    if skips.strict(os.environ) and skips.unlisted(skipped, entries):
        terminalreporter.line("A skip that is not listed in tests/house/skips.toml fails this session.", red=True)


def _skipped(config: pytest.Config) -> tuple[skips.Skip, ...]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not isinstance(reporter, pytest.TerminalReporter):
        return ()
    return tuple(
        skips.Skip(report.nodeid, _reason(report))
        for report in reporter.stats.get("skipped", [])
        if isinstance(report, pytest.TestReport | pytest.CollectReport)
    )


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    match report.longrepr:
        case (_, _, str(reason)):
            return reason.removeprefix("Skipped: ")
        case other:
            return str(other)
