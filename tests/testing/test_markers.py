"""Which premises a test gets: the marker, the closest first, and the seed of the command line."""

import pytest

from tests.testing.project import FIRST, again, run


def test_the_closest_marker_wins_key_by_key(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
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

    (pytester.path / "here.toml").write_text("")
    again(pytester).assert_outcomes(passed=3)


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
def test_a_marker_that_makes_no_sense_is_one_line(pytester: pytest.Pytester, marker: str, line: str) -> None:
    text = f"import pytest\n@pytest.mark.premises({marker})\ndef test_it(premises): pass\n"
    result = run(pytester, text)

    result.assert_outcomes(errors=1)
    escaped = line.replace("[", "[[]")
    result.stdout.fnmatch_lines([escaped])
    assert "Traceback" not in result.stdout.str()
    assert "lab/" not in result.stdout.str()


def test_a_seed_that_is_no_number_is_a_usage_error(pytester: pytest.Pytester) -> None:
    result = run(pytester, FIRST, "--premises-seed", "x")

    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_the_marker_and_the_seed_are_in_the_help(pytester: pytest.Pytester) -> None:
    run(pytester, FIRST, "--markers").stdout.fnmatch_lines(["@pytest.mark.premises(site=PATH or table, seed=7*"])
    again(pytester, "--help").stdout.fnmatch_lines(["*--premises-seed*"])
