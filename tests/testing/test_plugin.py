"""What pytest does with the plugin: what a failure says, and the catcher of faults left behind."""

import pytest

from lab.testing.report import EVIDENCE_MAX
from tests.testing.project import FIRST, WRONG, again, run


def test_a_first_test_is_four_lines(pytester: pytest.Pytester) -> None:
    run(pytester, FIRST).assert_outcomes(passed=1)


def test_a_plain_assert_that_fails_says_all_that_is_known(pytester: pytest.Pytester) -> None:
    result = run(pytester, WRONG)

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


def test_the_command_that_is_printed_repeats_the_failure(pytester: pytest.Pytester) -> None:
    first = run(pytester, WRONG)
    (command,) = [line for line in first.outlines if line.startswith("pytest test_it.py::")]
    repeated = again(pytester, *command.split()[1:])
    other = again(pytester, "--premises-seed", "42")

    assert ladder(first) == ladder(repeated)
    assert ladder(first) != ladder(other)
    other.stdout.fnmatch_lines(["pytest test_it.py::test_b1 --premises-seed 42"])


def test_the_command_can_be_pasted_into_a_shell(pytester: pytest.Pytester) -> None:
    text = "import pytest\n@pytest.mark.parametrize('x', ['a b'])\ndef test_it(premises, x): assert not x\n"

    run(pytester, text).stdout.fnmatch_lines(["pytest 'test_it.py::test_it[[]a b]' --premises-seed 0"])


def ladder(result: pytest.RunResult) -> list[str]:
    """Give the rows of the ladder in what was printed."""
    rows = [line for line in result.outlines if line.startswith("00:")]
    assert len(rows) > 10
    return rows


def test_a_wait_in_vain_says_why_each_package_waits_and_nothing_of_our_insides(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
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
    # Of each of the two packages' evidence the first two notes and the last.
    result.stdout.fnmatch_lines([" *... * more"])
    assert result.stdout.str().count("flight.lost") == 2 * EVIDENCE_MAX


def test_what_a_test_cannot_have_fails_it_at_its_own_line(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_it(premises):\n    premises.update('b9')\n")

    result.stdout.fnmatch_lines(
        [">   *premises.update('b9')", "E   *UsageError: unknown device 'b9': this premises has b1, b2, b3, b4"]
    )
    assert "lab/" not in result.stdout.str()


def test_a_bug_of_ours_keeps_its_traceback(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_it(premises):\n    premises.update(9)\n")

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
def test_a_fault_left_behind_fails_a_test_that_passed(pytester: pytest.Pytester, body: str) -> None:
    result = run(pytester, f"def test_it(premises):\n    {body}\n")

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
def test_a_fault_that_was_cleared_or_is_over_is_not_left_behind(pytester: pytest.Pytester, body: str) -> None:
    run(pytester, f"def test_it(premises):\n    {body}\n").assert_outcomes(passed=1)


def test_a_fault_left_behind_by_a_test_that_failed_is_told_too(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_it(premises):\n    premises.on('wan').outage()\n    assert False\n")

    result.assert_outcomes(failed=1, errors=1)
    assert result.stdout.str().count("premises: how to repeat it") == 1
