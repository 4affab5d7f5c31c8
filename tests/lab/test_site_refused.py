"""A key that there is not, a value that it may not have, a set of bridges that is not met: each is refused by name."""

import pytest

from lab.site import site_of
from tests.lab.refusing import B1, refusal


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"nmae": "flat"}, "nmae is unknown: did you mean name?"),
        ({"hub": {"slot_size_mx": 4096}}, "hub.slot_size_mx is unknown: did you mean slot_size_max?"),
        ({"links": {"hna": {"loss": 0.1}}}, "links.hna is unknown: did you mean han?"),
        ({"links": {"han": {"los": 0.1}}}, "links.han.los is unknown: did you mean loss?"),
        ({"bridges": {"b1": {**B1, "rebot_s": 3}}}, "bridges.b1.rebot_s is unknown: did you mean reboot_s?"),
        ({"bridges": {"b1": {**B1, "link": {"los": 1}}}}, "bridges.b1.link.los is unknown: did you mean loss?"),
        ({"before": {"until": 3}}, "before.until is unknown: did you mean until_s?"),
        (
            {"before": {"until_s": 3, "update": [{"at_s": 1, "too": ["b1"]}]}},
            "before.update.0.too is unknown: did you mean to?",
        ),
        (
            {"zzz": 1},
            (
                "zzz is unknown: expected one of "
                "name, design, report, reports, feed_within_s, nwk_security, shape, seed, hub, bridges, meters, "
                "links, new_protocol, visit, before, suppliers, registered, change_of_supplier, dcc, "
                "register, fault"
            ),
        ),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest_word(document: dict[str, object], said: str) -> None:
    assert refusal(document) == f"site x.toml: {said}"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"name": "Flat 14"}, "name = 'Flat 14': expected "),
        ({"design": "option-c"}, "design = 'option-c': expected one of proposed, option-a, option-b"),
        ({"nwk_security": "off"}, "nwk_security = 'off': expected true or false, got a text"),
        ({"shape": "round"}, "shape = 'round': expected one of legal, any"),
        ({"seed": -1}, "seed = -1: expected a whole number >= 0"),
        ({"seed": 1.5}, "seed = 1.5: expected "),
        ({"bridges": {"b1": {**B1, "link": {"loss": 2}}}}, "bridges.b1.link.loss = 2: expected "),
        ({"bridges": {"b1": {**B1, "link": 3}}}, "bridges.b1.link = 3: expected "),
        (
            {"bridges": {"b1": {**B1, "link": {"jitter_ms": 26}}}},
            "bridges.b1.link.jitter_ms = 26.0: expected at most the latency 25.0",
        ),
        ({"before": 3}, "before = 3: expected "),
        ({"before": {}}, "before.until_s is missing"),
        ({"before": {"until_s": 0}}, "before.until_s = 0: expected "),
        ({"before": {"until_s": 31_536_001}}, "before.until_s = 31536001: expected "),
        ({"before": {"until_s": 9, "seed": -1}}, "before.seed = -1: expected a whole number >= 0"),
        ({"before": {"until_s": 9, "update": {}}}, "before.update = {}: expected "),
        ({"before": {"until_s": 9, "update": [{"at_s": 1}]}}, "before.update.0.to is missing"),
        (
            {"before": {"until_s": 9, "update": [{"at_s": 1, "to": ["b7"]}]}},
            "before.update.0.to: unknown device 'b7': this premises has b1",
        ),
        (
            {"before": {"until_s": 9, "update": [{"at_s": 9, "to": ["b1"]}]}},
            "before.update.0.at_s = 9: expected less than before.until_s, which is 9",
        ),
        ({"hub": {"slot_size_max": 3}}, "hub.slot_size_max = 3: expected "),
        ({"hub": 3}, "hub = 3: expected "),
        ({"links": {"han": {"loss": 1.5}}}, "links.han.loss = 1.5: expected "),
        ({"links": {"han": 3}}, "links.han = 3: expected "),
        ({"links": {"wan": {"latency_ms": "slow"}}}, "links.wan.latency_ms = 'slow': expected "),
        ({"links": {"han": {"jitter_ms": 26.0}}}, "links.han.jitter_ms = 26.0: expected at most the latency 25.0"),
        (
            {"links": {"han": {"distribution": "lognorml"}}},
            "links.han.distribution = 'lognorml': expected one of uniform, normal, lognormal, pareto",
        ),
        ({"links": {"han": {"correlation": 1.0}}}, "links.han.correlation = 1.0: expected a number <= 0.999"),
        (
            {"links": {"duis": {"correlation": 0.5}}},
            "links.duis.correlation = 0.5: expected a jitter_ms beside it, which it is about",
        ),
        (
            {"links": {"wan": {"burst_into": 0.1, "burst_out_of": 0.0}}},
            "links.wan.burst_out_of = 0: expected more than 0, or bursts would never end",
        ),
        ({"links": {"wan": {"burst_into": 1.1}}}, "links.wan.burst_into = 1.1: expected a number <= 1.0"),
        (
            {"links": {"wan": {"rate_octets_per_s": -1}}},
            "links.wan.rate_octets_per_s = -1: expected a whole number >= 0",
        ),
        ({"bridges": {}}, "bridges = {}: expected "),
        ({"bridges": {"b1": {**B1, "ppmid_variant": "B9"}}}, "bridges.b1.ppmid_variant = 'B9': expected one of B1, "),
        ({"bridges": {"b1": {**B1, "eui": "zz"}}}, "bridges.b1.eui = 'zz': expected "),
        ({"bridges": {"b1": {**B1, "block_size": 64}}}, "bridges.b1.block_size = 64: expected "),
        ({"bridges": {"b1": {"ppmid_variant": "B1", "image_type": 1}}}, "bridges.b1.eui is missing"),
    ],
)
def test_a_wrong_value_is_named_with_its_key_and_what_was_expected(document: dict[str, object], said: str) -> None:
    assert refusal(document).startswith(f"site x.toml: {said}")


def bridges(*variants: str) -> dict[str, object]:
    """Give a site with these kinds of bridges, all of them on the hub's HAN."""
    return {
        f"x{number}": {"ppmid_variant": variant, "eui": f"90-B3-D5-1F-30-00-00-{number:02}", "image_type": number}
        for number, variant in enumerate(variants)
    }


@pytest.mark.parametrize("variants", [["B1"], ["B2", "B1"], ["B1", "B3", "B4"], ["B1", "B2", "B3", "B4"]], ids=str)
def test_the_sets_of_bridges_of_the_field_are_sites(variants: list[str]) -> None:
    assert len(site_of({"bridges": bridges(*variants)}, "x").bridges) == len(variants)


@pytest.mark.parametrize("variants", [["B2"], ["B1", "B1"], ["B1", "B3"], ["B1", "B4"], ["B3", "B4"]], ids=str)
def test_any_other_set_of_bridges_is_refused_unless_it_is_meant(variants: list[str]) -> None:
    shapes = "B1, B1 + B2, B1 + B3 + B4, B1 + B2 + B3 + B4"
    found = " + ".join(variants)

    assert refusal({"bridges": bridges(*variants)}) == (
        f'site x.toml: bridges = {found}: expected one of {shapes} by ppmid_variant, or shape = "any"'
    )
    assert site_of({"bridges": bridges(*variants), "shape": "any"}, "x").shape == "any"
