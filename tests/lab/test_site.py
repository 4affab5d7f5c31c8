"""A site from what a person wrote: what is left out has its default, what is wrong is said in that person's words."""

import re
from pathlib import Path

import pytest

from lab.site import device_of, devices_of, load_site, site_of
from premises.errors import SiteError, UsageError
from premises.faults.impairments.impairment import Loss
from premises.faults.impairments.latency import Latency
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.quantity import Duration
from premises.wire.site import DCC, HUB, LinkSpec, Site
from premises.wire.topics import CONDUCTOR
from tests.lab.refusing import B1, B2, refusal


def test_no_file_is_the_default_premises() -> None:
    assert load_site(None) == Site()


def test_an_empty_file_is_the_default_premises_too(tmp_path: Path) -> None:
    (tmp_path / "empty.toml").write_text("")

    assert load_site(tmp_path / "empty.toml") == Site()


def test_a_link_named_in_part_keeps_its_other_defaults() -> None:
    links = site_of({"links": {"han": {"loss": 0.25}}}, "x").links

    assert (links.han.latency_ms, links.han.jitter_ms, links.han.loss) == (25.0, 10.0, 0.25)
    assert links.wan == Site().links.wan


def test_a_link_can_be_made_slower_without_naming_its_jitter() -> None:
    assert site_of({"links": {"wan": {"latency_ms": 9_000.0}}}, "x").links.wan.jitter_ms == 500.0


def test_a_bridge_can_have_a_link_of_its_own_and_names_only_what_differs() -> None:
    own = {"latency_ms": 300.0}
    pair = {"b1": {**B1, "link": {"loss": 0.2}}, "b2": {**B2, "behind": "b1", "link": own}}
    site = site_of({"bridges": pair, "links": {"han": {"latency_ms": 40.0}}}, "x")
    plans = {plan.name: plan.there for plan in link_plans(site)}

    assert site.bridges["b1"].link == LinkSpec(40.0, 10.0, 0.2)
    assert site.bridges["b2"].link == LinkSpec(300.0, 40.0, 0.01)
    assert plans[Name("han")] == (Latency(Duration(40_000), Duration(10_000)), Loss(0.2))
    assert plans[Name("althan-b1-b2")] == (Latency(Duration(300_000), Duration(40_000)), Loss(0.01))


def test_two_devices_never_have_one_identity_whatever_the_case() -> None:
    twin = {**B2, "eui": str(B1["eui"]).lower()}

    assert refusal({"bridges": {"b1": B1, "b2": twin}}).endswith(
        "bridges.b2.eui = '90-b3-d5-1f-30-b1-00-01': b1 has the same one"
    )


def test_no_device_has_the_hubs_identity() -> None:
    assert refusal({"bridges": {"b1": {**B1, "eui": Site().hub.eui}}}).endswith("hub has the same one")


@pytest.mark.parametrize("who", [DCC, HUB, CONDUCTOR, "broker"])
def test_no_device_has_the_name_of_what_every_premises_has(who: str) -> None:
    assert refusal({"bridges": {who: B1}}).startswith(f"site x.toml: bridges.{who}: expected a name other than dcc, ")


@pytest.mark.parametrize("who", ["B1", "b 1", "b/1", "b" * 33])
def test_a_device_has_a_name_that_fits_in_a_topic(who: str) -> None:
    assert f"bridges: name {who!r}: expected 1 to 32 of a-z" in refusal({"bridges": {who: B1}})


def test_two_neighbours_have_names_that_fit_in_their_links_together() -> None:
    upper, lower = "in-the-meter-room", "in-the-bedroom"
    fits = {"b1": B1, "in-the-bedroom": {**B2, "behind": "b1"}}
    too_long = {upper: B1, lower: {**B2, "behind": upper}}

    assert [str(plan.name) for plan in link_plans(site_of({"bridges": fits}, "x"))][-1] == "althan-b1-in-the-bedroom"
    assert refusal({"bridges": too_long}) == (
        "site x.toml: the link althan-in-the-meter-room-in-the-bedroom has a name of 39 characters: "
        "expected at most 32, so in-the-meter-room or in-the-bedroom needs a shorter one"
    )


def test_text_that_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text('name = "flat"\nlinks = [\n')
    with pytest.raises(SiteError, match=r"x\.toml is no TOML: .*(line|end of document)"):
        load_site(tmp_path / "x.toml")


def test_octets_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SiteError, match=r"x\.toml is no TOML"):
        load_site(tmp_path / "x.toml")


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"nowhere\.toml: no such file or directory"):
        load_site(tmp_path / "nowhere.toml")


def test_a_device_is_found_by_name() -> None:
    assert device_of(Site(), "b1") == ("b1", "90-B3-D5-1F-30-B1-00-01")


def test_an_unknown_device_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="unknown device 'b7': this premises has b1, b2"):
        device_of(site_of({"bridges": {"b1": B1, "b2": B2}}, "x"), "b7")


def test_a_device_named_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="device 'b1' is named twice: expected each once"):
        devices_of(Site(), ["b1", "b1"])


def test_the_site_with_all_four_bridges_is_a_site() -> None:
    site = load_site(Path(__file__).parents[2] / "sites" / "four-bridges.toml")

    assert list(site.bridges) == ["b1", "b2", "b3", "b4"]
    assert [spec.behind for spec in site.bridges.values()] == ["hub", "b1", "hub", "b3"]
    assert [(who, spec.kind, spec.behind) for who, spec in site.meters.items()] == [
        ("ppmid", "PPMID", "b2"),
        ("gsme", "GSME", "b4"),
    ]


@pytest.mark.parametrize(
    ("b1", "b2", "words"),
    [
        ({"behind": "b9"}, {}, "bridges.b1.behind = 'b9': expected hub or one of b1, b2"),
        ({"behind": "b2"}, {"behind": "b1"}, "bridges.b2.behind = 'b1': expected a way to the hub, and it goes round"),
        ({"behind": "b2"}, {"wake_every_s": 600}, "bridges.b1.behind = 'b2': expected a device that listens"),
        ({"wake_every_s": 60}, {}, "bridges.b1.wake_every_s = 60: expected 0 (never asleep), or more than awake_s"),
    ],
)
def test_a_way_that_does_not_lead_to_the_hub_is_named(b1: dict[str, object], b2: dict[str, object], words: str) -> None:
    def bridge(number: int, more: dict[str, object]) -> dict[str, object]:
        eui = f"90-B3-D5-1F-30-B{number}-00-01"
        return {"ppmid_variant": f"B{number}", "eui": eui, "image_type": 0x84 + 0x100 * number, **more}

    with pytest.raises(SiteError, match=re.escape(words)):
        site_of({"bridges": {"b1": bridge(1, b1), "b2": bridge(2, b2)}}, "site x.toml")
