"""Scenarios told by a test: a promise that is kept, and one that is not."""

import pytest

from tests.house.tree import ROOT
from tests.testing.project import run

KEPT = '''
def test_it(tell):
    told = tell("""
        purpose = "an update of B1 alone"
        seed = 5
        update = [{ at_s = 1.0, to = ["b1"], size = 500 }]
        expect = { running = { b1 = 0x00010001 }, within_s = 600.0 }
        fault = [{ say = "drop the 2nd ImageBlockResponse" }]
    """)
    assert told.over_at
'''


def test_a_scenario_can_stand_in_a_test(pytester: pytest.Pytester) -> None:
    run(pytester, KEPT).assert_outcomes(passed=1)


def test_a_promise_that_is_not_kept_fails_with_all_that_is_known(pytester: pytest.Pytester) -> None:
    result = run(pytester, KEPT.replace("0x00010001", "0x00010009"))

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E *the scenario did not keep its promise:",
            "E * b1 runs 0x00010001, promised 0x00010009",
            "pytest test_it.py::test_it --premises-seed 5",
            "b1@0x00010001 of request 1: done",
            "*PPMIDAlert*",
            "100% loss of the 2nd ImageBlockResponse",
        ]
    )
    assert "lab/" not in result.stdout.str()


def test_the_seed_of_the_command_line_goes_before_all_others(pytester: pytest.Pytester) -> None:
    text = KEPT.replace("0x00010001", "0x00010009").replace('""")', '""", seed=6)')

    run(pytester, text).stdout.fnmatch_lines(["*--premises-seed 6"])
    run(pytester, text, "--premises-seed", "7").stdout.fnmatch_lines(["*--premises-seed 7"])


def test_a_scenario_file_lies_beside_its_test_or_anywhere(pytester: pytest.Pytester) -> None:
    shipped = ROOT / "scenarios/quiet-flat.toml"
    (pytester.path / "here.toml").write_text(shipped.read_text(encoding="utf-8"))
    text = "from pathlib import Path\ndef test_it(tell):\n    assert tell(Path({!r})).faults == ()\n"

    run(pytester, text.format("here.toml")).assert_outcomes(passed=1)
    run(pytester, text.format(str(shipped))).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("scenario", "line"),
    [
        ("'x ='", "the scenario is no TOML: *"),
        ("'seed = 1'", "the scenario: purpose is missing"),
        ("__import__('pathlib').Path('no.toml')", "*no.toml: no such file or directory"),
    ],
)
def test_what_is_no_scenario_is_one_line(pytester: pytest.Pytester, scenario: str, line: str) -> None:
    result = run(pytester, f"def test_it(tell):\n    tell({scenario})\n")

    result.stdout.fnmatch_lines([f"E *SiteError: {line}"])
    assert "lab/" not in result.stdout.str()
