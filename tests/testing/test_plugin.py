"""What pytest does with the plugin: fixtures, markers, what a failure says, and the catcher of faults left behind."""

import subprocess
import sys
from pathlib import Path

import pytest

from lab.testing import playing, telling, virtual_ground
from tests.house.tree import ROOT

LOADED = (playing, telling, virtual_ground)
"""An inner run in this process forgets what it was the first to import, and cryptography cannot be imported twice."""

INI = "[pytest]\nfilterwarnings = error\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n"

LOAD_WITHIN_S = 0.02
"""The bar: what the plugin may add to the collection of a project that does not use it."""

FIRST = """
def test_b1_says_that_it_runs_the_new_image(premises):
    premises.wait_for(premises.update("B1"))
    assert premises.supplier.received("CS09", about="B1")
"""

WRONG = """
import pytest

@pytest.mark.premises(seed=41)
def test_b1(premises):
    with premises.on("hub->b1").drop(nth=2, kind="ImageBlockResponse"):
        premises.wait_for(premises.update("B1", size=500))
        assert premises.supplier.received("CCS08", about="B1", transfer_response_code="image_discarded")
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """Give a project in which warnings are errors."""
    pytester.makefile(".ini", pytest=INI)
    return pytester


def lines_of(project: pytest.Pytester, text: str, *arguments: str) -> pytest.RunResult:
    """Run one file of tests."""
    project.makepyfile(test_it=text)
    return project.runpytest_inprocess("-p", "no:cacheprovider", *arguments)


def test_a_first_test_is_four_lines(project: pytest.Pytester) -> None:
    lines_of(project, FIRST).assert_outcomes(passed=1)


def test_a_plain_assert_that_fails_says_all_that_is_known(project: pytest.Pytester) -> None:
    result = lines_of(project, WRONG)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*assert the Supplier received no CCS08 about b1*",
            "*premises: how to repeat it*",
            "pytest test_it.py::test_b1 --premises-seed 41",
            "*premises: why*",
            "b1@0x00010001 of request 1: done",
            "*premises: the last messages*",
            "*runs 0x00010001, before 0x00010000",
            "*PPMIDAlert*",
            "*premises: the nearest miss*",
            "*: the nearest came at *, CCS08 about b1: transfer_response_code is SUCCESS, expected 'image_discarded'",
            "*premises: faults in force*",
            "100% loss of the 2nd ImageBlockResponse toward b1 leaving hub",
        ]
    )


def test_the_command_that_is_printed_repeats_the_failure(project: pytest.Pytester) -> None:
    first = lines_of(project, WRONG)
    (command,) = [line for line in first.outlines if line.startswith("pytest test_it.py::")]
    again = project.runpytest_inprocess("-p", "no:cacheprovider", *command.split()[1:])
    other = project.runpytest_inprocess("-p", "no:cacheprovider", "--premises-seed", "42")

    assert ladder(first) == ladder(again)
    assert ladder(first) != ladder(other)
    other.stdout.fnmatch_lines(["pytest test_it.py::test_b1 --premises-seed 42"])


def ladder(result: pytest.RunResult) -> list[str]:
    """Give the rows of the ladder in what was printed."""
    rows = [line for line in result.outlines if line.startswith("00:")]
    assert len(rows) > 10
    return rows


def test_a_wait_in_vain_says_why_each_package_waits_and_nothing_of_our_insides(project: pytest.Pytester) -> None:
    result = lines_of(
        project,
        """
        def test_it(premises):
            with premises.on("wan").outage():
                premises.wait_for(premises.update("b1", "b3"), within="20m")
        """,
    )

    result.stdout.fnmatch_lines(
        [
            "E *waited 20 min 0 s for the last word of b1, b3 on 0x00010001: it has not come (premises time 20 min *)",
            "E * b1@0x00010001 of request 1: at DCC since *, LINK_DOWN: no frame gets through from dcc to hub*",
            "E * b3@0x00010001 of request 2: at DCC since *, LINK_DOWN: *",
            "test_it.py:3: AssertionError",
            "outage on wan",
        ]
    )
    assert "def wait_for" not in result.stdout.str()


def test_what_a_test_cannot_have_fails_it_at_its_own_line(project: pytest.Pytester) -> None:
    result = lines_of(project, "def test_it(premises):\n    premises.update('b9')\n")

    result.stdout.fnmatch_lines(
        [">   *premises.update('b9')", "E   *UsageError: unknown device 'b9': this premises has b1, b2, b3, b4"]
    )
    assert "lab/" not in result.stdout.str()


def test_a_bug_of_ours_keeps_its_traceback(project: pytest.Pytester) -> None:
    result = lines_of(project, "def test_it(premises):\n    premises.update(9)\n")

    result.stdout.fnmatch_lines(["*lab/testing/update.py:*AttributeError"])


@pytest.mark.parametrize(
    "body",
    [
        "premises.on('wan').outage()",
        "premises.on('b1').crash()",
        "premises.on('wan').loss(0.4, lasting='10m'); premises.let_pass('9m')",
        "premises.fault('power cut at b3')",
    ],
)
def test_a_fault_left_behind_fails_a_test_that_passed(project: pytest.Pytester, body: str) -> None:
    result = lines_of(project, f"def test_it(premises):\n    {body}\n")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*ERROR at teardown of test_it*", "a fault was left behind, in force at *", "pytest test_it.py::test_it --*"]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    "body",
    [
        "with premises.on('wan').outage(): premises.let_pass('1m')",
        "premises.on('wan').outage().clear()",
        "premises.on('b1').crash(); premises.let_pass('41s')",
        "premises.on('wan').loss(0.4, lasting='10m'); premises.let_pass('10m')",
    ],
)
def test_a_fault_that_was_cleared_or_is_over_is_not_left_behind(project: pytest.Pytester, body: str) -> None:
    lines_of(project, f"def test_it(premises):\n    {body}\n").assert_outcomes(passed=1)


def test_a_fault_left_behind_by_a_test_that_failed_is_told_too(project: pytest.Pytester) -> None:
    result = lines_of(project, "def test_it(premises):\n    premises.on('wan').outage()\n    assert False\n")

    result.assert_outcomes(failed=1, errors=1)
    assert result.stdout.str().count("premises: how to repeat it") == 1


def test_the_closest_marker_wins_key_by_key(project: pytest.Pytester) -> None:
    result = lines_of(
        project,
        """
        import pytest

        SITE = {"name": "near", "bridges": {"b1": {"ppmid_variant": "B1", "eui": "90-B3-D5-1F-30-B1-00-01",
                "image_type": 0x0184}}}
        pytestmark = pytest.mark.premises(seed=1, site=SITE)

        @pytest.mark.premises(seed=2)
        class TestSome:
            def test_class(self, premises):
                assert (premises.seed, premises.site.name) == (2, "near")

            @pytest.mark.premises(seed=3, site="here.toml", design="proposed", speed=4)
            def test_function(self, premises):
                assert (premises.seed, premises.site.name) == (3, "flat-14")

        def test_module(premises):
            assert (premises.seed, premises.site.name) == (1, "near")
        """,
    )
    result.assert_outcomes(passed=2, errors=1)

    (project.path / "here.toml").write_text("")
    project.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=3)


@pytest.mark.parametrize(
    ("marker", "line"),
    [
        ("sede=7", "marker premises: sede = 7 is unknown: did you mean seed?"),
        ("7", "marker premises: 7 has no key: expected site, seed, design, speed"),
        ("seed='x'", "marker premises: seed = 'x': expected a whole number from 0 to 9223372036854775807"),
        ("seed=-1", "marker premises: seed = -1: expected a whole number from 0 to 9223372036854775807"),
        ("design='prposed'", "marker premises: design = 'prposed': did you mean proposed?"),
        ("speed=0", "marker premises: speed = 0: expected more than 0, and 1000 at most"),
        ("site=7", "marker premises: site = 7: expected a file, or a table as TOML gives it"),
        ("site='no.toml'", "marker premises: site = 'no.toml': no such file in *"),
        ("site={'nme': 'x'}", "marker premises: site: nme is unknown: did you mean name?"),
    ],
)
def test_a_marker_that_makes_no_sense_is_one_line(project: pytest.Pytester, marker: str, line: str) -> None:
    text = f"import pytest\n@pytest.mark.premises({marker})\ndef test_it(premises): pass\n"
    result = lines_of(project, text)

    result.assert_outcomes(errors=1)
    escaped = line.replace("[", "[[]")
    result.stdout.fnmatch_lines([escaped])
    assert "Traceback" not in result.stdout.str()
    assert "lab/" not in result.stdout.str()


def test_a_seed_that_is_no_number_is_a_usage_error(project: pytest.Pytester) -> None:
    result = lines_of(project, FIRST, "--premises-seed", "x")

    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_the_marker_and_the_seed_are_in_the_help(project: pytest.Pytester) -> None:
    project.runpytest_inprocess("--markers").stdout.fnmatch_lines(["@pytest.mark.premises(site=PATH or table, seed=7*"])
    project.runpytest_inprocess("--help").stdout.fnmatch_lines(["*--premises-seed*"])


def test_it_works_where_no_other_plugin_is(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(test_it=FIRST)

    pytester.runpytest_inprocess("-W", "error", "-p", "lab.testing.plugin").assert_outcomes(passed=1)


@pytest.mark.slow
def test_it_works_on_several_workers_and_the_report_comes_through(project: pytest.Pytester) -> None:
    project.makepyfile(test_first=FIRST, test_it=WRONG)
    result = project.runpytest_subprocess("-p", "no:cacheprovider", "-n", "2")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["pytest test_it.py::test_b1 --premises-seed 41", "*PPMIDAlert*", "100% loss of the 2nd *"]
    )


def test_an_async_test_waits_while_its_loop_goes_on(project: pytest.Pytester) -> None:
    result = lines_of(
        project,
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
