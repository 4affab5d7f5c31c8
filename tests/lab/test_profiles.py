"""A site that names radio profiles: numbers when it is read, what is beside them goes first, and what the CLI shows."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from lab.command_line.files import _profiles
from lab.site import load_site, site_of
from lab.story.scenario import load_scenario
from premises.wire.radio.profiles import PROFILES, numbers_of, unrated
from premises.wire.site import PROFILE_OF, LinkSpec
from premises.wire.site_text import run_text, site_of_run
from tests.lab.annotated import TEXT, WHOLE
from tests.lab.refusing import B1, B2, refusal

ROOT = Path(__file__).parents[2]
METER = {"kind": "PPMID", "eui": "90-B3-D5-1F-30-00-00-05", "behind": "b1"}
NORTH = LinkSpec(12_500.0, 7_500.0, rate_octets_per_s=50)


def premises(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "from lab.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", PROFILE_OF)
@pytest.mark.parametrize("who", PROFILES)
def test_a_link_of_any_kind_can_have_any_profile_by_name(kind: str, who: str) -> None:
    links = site_of({"links": {kind: {"profile": who}}}, "x").links

    assert getattr(links, kind) == LinkSpec(**numbers_of(PROFILES[who]))


def test_what_a_link_says_itself_goes_before_its_profile_and_nothing_comes_from_its_kind() -> None:
    links = site_of({"links": {"han": {"loss": 0.25, "profile": "lte"}, "wan": {"profile": "gprs"}}}, "x").links

    assert links.han == LinkSpec(35.0, 0.0, 0.25, rate_octets_per_s=1_500_000)
    assert links.wan == LinkSpec(500.0, 0.0, 0.02, rate_octets_per_s=6_250)
    assert links.althan == LinkSpec(120.0, 40.0, 0.01)


def test_links_of_their_own_have_profiles_too_and_take_the_rest_from_the_profile_of_their_kind() -> None:
    site = site_of(
        {
            "bridges": {
                "b1": {**B1, "link": {"profile": "han-subghz"}},
                "b2": {**B2, "behind": "b1", "link": {"loss": 0.5}},
            },
            "meters": {"ppmid": {**METER, "link": {"profile": "dsl", "jitter_ms": 5.0}}},
            "links": {"althan": {"profile": "althan-b3-b4"}},
        },
        "x",
    )

    b1 = LinkSpec(40.0, 15.0, 0.01, rate_octets_per_s=12_500, band="sub-ghz")
    assert site.bridges["b1"].link == b1
    assert site.bridges["b2"].link == LinkSpec(350.0, 150.0, 0.5, rate_octets_per_s=500)
    assert site.meters["ppmid"].link == LinkSpec(40.0, 5.0, 0.005, rate_octets_per_s=1_000_000)


def test_a_run_knows_numbers_and_no_name() -> None:
    site = site_of({"links": {"wan": {"profile": "wan-north"}}}, "x")
    numbers = {"latency_ms": 12_500.0, "jitter_ms": 7_500.0, "loss": 0.0, "rate_octets_per_s": 50}

    assert json.loads(run_text(site))["links"]["wan"] == numbers
    assert run_text(site) == run_text(site_of({"links": {"wan": numbers}}, "x"))
    assert site_of_run(run_text(site)).links.wan == NORTH


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"links": {"wan": {"profile": "wan-nort"}}}, "links.wan: profile 'wan-nort' is unknown: did you mean wan-nor"),
        ({"links": {"wan": {"profile": True}}}, "links.wan: profile True is unknown: expected one of duis, wan-no"),
        (
            {"bridges": {"b1": {**B1, "link": {"profile": "lta"}}}},
            "bridges.b1.link: profile 'lta' is unknown: did you mean lte?",
        ),
        (
            {"bridges": {"b1": B1}, "meters": {"ppmid": {**METER, "link": {"profile": "egde"}}}},
            "meters.ppmid.link: profile 'egde' is unknown: did you mean edge?",
        ),
        ({"links": {"wan": {"profil": "gprs"}}}, "links.wan.profil is unknown: did you mean profile?"),
        ({"links": {"wan": {"zz": "gprs"}}}, "links.wan.zz is unknown: expected one of latency_ms, jitter_ms, loss, d"),
        ({"hub": {"profile": "gprs"}}, "hub.profile is unknown: "),
        ({"links": {"hna": {"profile": "gprs"}}}, "links.hna is unknown: did you mean han?"),
        ({"links": {"han": 3}, "bridges": {"b1": {**B1, "link": {"profile": "gprs"}}}}, "links.han = 3: expected "),
        (
            {"links": {"wan": {"profile": "wan-north", "latency_ms": 5_000.0}}},
            "links.wan.jitter_ms = 7500.0: expected at most the latency 5000.0",
        ),
    ],
    ids=str,
)
def test_a_profile_that_cannot_be_is_refused_in_one_line(document: dict[str, object], said: str) -> None:
    assert refusal(document).startswith(f"site x.toml: {said}")


def test_the_annotated_site_names_the_profile_whose_numbers_but_the_rate_each_link_has() -> None:
    named = dict(re.findall(r"^#.*; profile ([\w-]+)\.\n\[links\.(\w+)\]", TEXT, flags=re.MULTILINE))
    shown = {kind: LinkSpec(**link) for kind, link in tomllib.loads(TEXT)["links"].items()}

    assert {kind: name for name, kind in named.items()} == PROFILE_OF
    assert shown == {kind: LinkSpec(**unrated(PROFILES[name])) for name, kind in named.items()}
    assert tomllib.loads(WHOLE)["links"]["duis"]["profile"] == "duis"


def test_the_scenario_over_gprs_has_its_numbers_from_the_profile() -> None:
    path = ROOT / "scenarios" / "over-gprs.toml"

    assert tomllib.loads(path.read_text(encoding="utf-8"))["site"]["links"]["wan"] == {
        "profile": "gprs",
        "jitter_ms": 60.0,
    }
    assert load_scenario(path).site.links.wan == LinkSpec(500.0, 60.0, 0.02, rate_octets_per_s=6_250)


def test_the_list_has_a_row_for_each_profile_and_says_which_links_are_held_to_a_rate() -> None:
    listed = premises("profile", "list")
    rows = {line.split()[0]: line.split()[1:5] for line in listed.stdout.splitlines() if line[:1].strip()}

    assert listed.returncode == 0
    assert list(rows)[1:-1] == list(PROFILES)
    assert rows["gprs"] == ["500", "0", "0.02", "6250"]
    assert rows["lte"] == ["35", "0", "0", "1500000"]
    assert "A link that names a profile is held to its rate; by default none is." in listed.stdout


def test_the_list_as_json_has_every_number_with_its_origin() -> None:
    document = json.loads(premises("profile", "list", "--json").stdout)["profiles"]
    figures = ("latency_ms", "jitter_ms", "loss", "rate_octets_per_s")

    assert [each["name"] for each in document] == list(PROFILES)
    assert all(
        each[key] == {"value": getattr(profile, key).value, "origin": getattr(profile, key).origin}
        for each, profile in zip(document, PROFILES.values(), strict=True)
        for key in figures
    )
    assert all(set(each) == {"name", "stands_for", *figures} for each in document)


def test_one_profile_is_shown_with_where_each_number_is_from_and_as_a_site_would_say_it() -> None:
    shown = premises("profile", "show", "wan-north").stdout.splitlines()

    assert shown[0].startswith("wan-north: North")
    assert [line.split()[:4] for line in shown[2:6]] == [
        ["latency_ms", "12500", "Assumption", "5:"],
        ["jitter_ms", "7500", "Assumption", "5:"],
        ["loss", "0", "Assumption", "48:"],
        ["rate_octets_per_s", "50", "Assumption", "5:"],
    ]
    assert shown[-1] == 'profile = "wan-north"'


def test_the_last_line_of_what_is_shown_can_be_pasted_into_a_site(tmp_path: Path) -> None:
    line = premises("profile", "show", "wan-north").stdout.splitlines()[-1]
    (tmp_path / "x.toml").write_text(f"[links.wan]\n{line}\n")

    assert load_site(tmp_path / "x.toml").links.wan == NORTH


def test_an_unknown_profile_is_one_line_and_usage() -> None:
    refused = premises("profile", "show", "gprz")

    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "premises: profile 'gprz' is unknown: did you mean gprs?\n"


def test_a_shell_is_offered_the_profiles_that_begin_so() -> None:
    assert _profiles("wan-") == ["wan-north", "wan-cellular", "wan-mesh-leaf"]
