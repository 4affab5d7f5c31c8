"""A test that is skipped is seen, and fails where every judge is expected."""

import pytest

from tests.house import skips
from tests.house.tree import ROOT

SKIPPING = "import pytest\n\ndef test_of_a_judge():\n    pytest.skip('tshark is not installed')\n"
LISTED = '[[skip]]\ntest = "test_judge.py::*"\nreason = "tshark is not"\nwhy = "shown as listed"\n'


def test_the_list_can_be_read_and_each_entry_says_why() -> None:
    entries = skips.known(skips.LIST.read_text(encoding="utf-8"))

    assert all(entry.why for entry in entries)


def test_a_skip_is_covered_by_its_test_and_its_reason() -> None:
    entries = skips.known(LISTED)
    same = skips.Skip("test_judge.py::test_of_a_judge", "tshark is not installed")
    other = skips.Skip("test_judge.py::test_of_a_judge", "a new reason")

    assert skips.unlisted([same, other], entries) == (other,)


def test_skips_are_judged_in_ci_and_when_asked() -> None:
    answers = [skips.strict(given) for given in ({}, {"CI": "false"}, {"CI": "true"}, {"PREMISES_STRICT_SKIPS": "1"})]

    assert answers == [False, False, True, True]


@pytest.mark.parametrize(("strict", "outcome"), [("0", pytest.ExitCode.OK), ("1", pytest.ExitCode.TESTS_FAILED)])
def test_an_unlisted_skip_is_shown_and_fails_a_strict_session(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, strict: str, outcome: pytest.ExitCode
) -> None:
    monkeypatch.setenv("PREMISES_STRICT_SKIPS", strict)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest((ROOT / "tests/conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(test_judge=SKIPPING)

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")

    assert result.ret == outcome
    result.stdout.fnmatch_lines(
        ["*= SKIPPED =*", "not listed  test_judge.py::test_of_a_judge  tshark is not installed"]
    )
