"""A case is the scenario that it was made of: told alike, and the same when it was written and read."""

import tomllib
from dataclasses import replace as replaced
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lab.shrinking.blemishes import blemishes, cured
from lab.shrinking.case import Case
from lab.shrinking.toml_text import toml_text
from lab.story.scenario import load_scenario, scenario_of
from tests.house.tree import ROOT

SCENARIOS = sorted(ROOT.glob("scenarios/**/*.toml"))

words = st.text(max_size=8).filter(lambda word: "\r" not in word)
values = st.recursive(
    st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(words, values, max_size=4))
def test_what_is_written_as_toml_is_read_as_the_same(document: dict[str, object]) -> None:
    assert tomllib.loads(toml_text(document)) == document


def test_versions_are_written_as_people_write_them() -> None:
    text = toml_text({"running": {"b1": 0x0001_0001}, "image_type": 0x0184, "size": 480})

    assert text == "running = { b1 = 0x00010001 }\nimage_type = 0x0184\nsize = 480\n"


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_is_the_same_story_once_it_was_a_case_and_a_file(path: Path) -> None:
    scenario = load_scenario(path)
    case = Case.of(scenario, 7, path.parent)

    again = scenario_of(tomllib.loads(case.text()), "a case", path.parent, path.stem)

    assert case.checked() == case
    for one in (case.scenario(), again):
        assert replace(one.site, seed=0) == replace(scenario.site, seed=0)
        assert (one.script, one.campaign, one.spec.expect) == (scenario.script, scenario.campaign, scenario.spec.expect)
    assert again.spec.seed == 7


@pytest.mark.parametrize("path", SCENARIOS[:6], ids=lambda path: path.stem)
def test_a_link_without_a_blemish_is_written_so(path: Path) -> None:
    case = Case.of(load_scenario(path), 1, path.parent)
    site = case.site
    for blemish in blemishes(site):
        better = cured(site, blemish)
        assert better != site
        site = better

    scenario = scenario_of(tomllib.loads(replaced(case, site=site).text()), "a case", path.parent, path.stem)

    assert blemishes(site) == blemishes(scenario.site) == ()
