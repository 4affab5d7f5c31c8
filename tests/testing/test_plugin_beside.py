"""The plugin beside others and without them, and what it costs those who do not use it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.testing.project import FIRST, WRONG, run

LOAD_WITHIN_S = 0.02
"""The bar: what the plugin may add to the collection of a project that does not use it."""


def test_it_works_where_no_other_plugin_is(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(test_it=FIRST)

    pytester.runpytest_inprocess("-p", "lab.testing.plugin").assert_outcomes(passed=1)


@pytest.mark.slow
def test_it_works_on_several_workers_and_the_report_comes_through(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_first=FIRST, test_it=WRONG)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-n", "2")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["pytest test_it.py::test_b1 --premises-seed 41", "*PPMIDAlert*", "100% loss of the 2nd *"]
    )


def test_an_async_test_waits_while_its_loop_goes_on(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import asyncio
        import pytest

        async def test_it(premises):
            ticks = []

            async def tick():
                while True:
                    await asyncio.sleep(0)
                    ticks.append(1)

            ticking = asyncio.create_task(tick())
            update = premises.update("B1")
            assert await premises.reached(update) is update
            with pytest.raises(AssertionError, match="it has not come"):
                await premises.reached("CS09", within="1m", about="B2")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await premises.reached("CS09", within="300d", about="B2")
            ticking.cancel()
            assert len(ticks) > 5
            premises.let_pass("1s")
        """,
    )

    result.assert_outcomes(passed=1)


@pytest.mark.slow
def test_a_project_that_does_not_use_it_loads_one_small_module(tmp_path: Path) -> None:
    (tmp_path / "test_other.py").write_text("def test_it(): pass\n")
    script = (
        "import sys, pytest\n"
        "code = pytest.main(['-q', '-p', 'no:cacheprovider'])\n"
        "ours = [n for n in sys.modules if n.split('.')[0] in ('lab', 'premises', 'hub', 'bridges', 'msgspec')]\n"
        "print('LOADED', int(code), *sorted(ours))\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines()[-1].split() == ["LOADED", "0", "lab", "lab.testing", "lab.testing.plugin"]


@pytest.mark.slow
def test_the_plugin_loads_in_less_than_twenty_milliseconds() -> None:
    script = "import pytest; from time import perf_counter as now; began = now(); import lab.testing.plugin"
    script += "; print(now() - began)"

    def once() -> float:
        ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
        return float(ran.stdout)

    assert min(once() for _ in range(3)) < LOAD_WITHIN_S
