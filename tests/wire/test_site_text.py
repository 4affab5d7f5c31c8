"""A site as it travels with a run, and what is said of one that a person wrote wrongly."""

from typing import Any

import pytest

from premises.errors import SiteError
from premises.wire.site import BridgeSpec, Site
from premises.wire.site_text import SITE_TEXT_MAX, read_schema, run_text, site_of_run
from tests.sim.test_four_bridges import four

B1 = {"ppmid_variant": "B1", "eui": "90-B3-D5-1F-30-B1-00-01", "image_type": 0x0184}


@pytest.mark.parametrize("site", [Site(), four()], ids=["b1", "four"])
def test_a_site_travels_as_text_and_is_the_same(site: Site) -> None:
    assert site_of_run(run_text(site)) == site


def test_equal_sites_are_equal_texts() -> None:
    one, two = BridgeSpec("B1", "90-B3-D5-1F-30-B1-00-01", 1), BridgeSpec("B2", "90-B3-D5-1F-30-B2-00-01", 2)

    assert run_text(Site(bridges={"b1": one, "b2": two})) == run_text(Site(bridges={"b2": two, "b1": one}))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"name": 7}', '{"nmae": "x"}', "[" * 100_000], ids=len)
def test_what_is_no_site_is_refused(text: str) -> None:
    with pytest.raises(SiteError, match="the site of this run cannot be read"):
        site_of_run(text)


def test_a_site_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(SiteError, match=f"has {SITE_TEXT_MAX + 1} characters, at most {SITE_TEXT_MAX} are allowed"):
        site_of_run(" " * (SITE_TEXT_MAX + 1))


def test_what_a_person_wrote_is_read() -> None:
    assert read_schema(Site, {"name": "flat-9", "bridges": {"b1": B1}}, "here").name == "flat-9"


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ({"nmae": "flat"}, "here: nmae is unknown: did you mean name?"),
        ({"hub": {"qqq": 1}}, "here: hub.qqq is unknown: expected one of"),
        ({"bridges": {"b1": {"eui": B1["eui"], "image_type": 1}}}, "here: bridges.b1.ppmid_variant is missing"),
        ({"bridges": {"b1": B1, "b2": {**B1, "hardware": "one"}}}, "b2.hardware = 'one': expected a whole number"),
        ({"bridges": {"b1": {**B1, "ppmid_variant": "B7"}}}, "= 'B7': expected one of B1, B2, B3, B4"),
        ({"bridges": {"b1": {**B1, "eui": "b1"}}}, "= 'b1': expected eight hex pairs joined by hyphens"),
        ({"bridges": {}}, "bridges = {}: expected a table of 1 entry or more"),
        ({"hub": []}, "here: hub = []: expected a table, got a list"),
        ({"links": {"han": {"latency_ms": 0}}}, "here: links.han.latency_ms = 0: expected a number > 0.0"),
    ],
)
def test_what_is_wrong_is_said_with_its_key_its_value_and_what_was_expected(
    document: dict[str, Any], line: str
) -> None:
    with pytest.raises(SiteError) as refused:
        read_schema(Site, document, "here")

    assert line in str(refused.value)
    assert "\n" not in str(refused.value)
