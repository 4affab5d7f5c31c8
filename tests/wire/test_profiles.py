"""Radio profiles: numbers a link can have, each with a source or an assumption that can be looked up."""

import re

import pytest

from premises.errors import UsageError
from premises.identity import name
from premises.wire.radio.profiles import PROFILES, Figure, numbers_of, profile_named, unrated
from premises.wire.site import PROFILE_OF, LinkSpec, LinksSpec
from tests.house.test_sources import PAGE, assumptions, is_known, keys
from tests.house.tree import rows, text

FIGURES = {
    (who, key): getattr(profile, key)
    for who, profile in PROFILES.items()
    for key in ("latency_ms", "jitter_ms", "loss", "rate_octets_per_s")
}

every_figure = pytest.mark.parametrize("figure", FIGURES.values(), ids=[" ".join(where) for where in FIGURES])
every_profile = pytest.mark.parametrize("who", PROFILES)


def test_the_radios_of_the_field_and_the_usual_figures_have_a_profile() -> None:
    radios = ["duis", "wan-north", "wan-cellular", "wan-mesh-leaf", "han-2400", "han-subghz"]

    assert list(PROFILES) == [*radios, "althan-b1-b2", "althan-b3-b4", "gprs", "edge", "3g", "lte", "dsl"]


@every_figure
def test_every_number_has_an_origin_that_stands_in_the_list(figure: Figure) -> None:
    kind, _, origin = figure.origin.partition(" ")
    number = re.match(r"\d+", origin)

    assert kind in ("Source:", "Assumption")
    assert is_known(origin) if kind == "Source:" else number is not None and int(number[0]) in assumptions()


@every_profile
def test_a_profile_has_numbers_that_a_link_may_have_and_a_name_that_fits_where_names_are(who: str) -> None:
    profile = PROFILES[who]

    assert name(who) == who
    assert 0 < profile.latency_ms.value <= 3_600_000
    assert 0 <= profile.jitter_ms.value <= profile.latency_ms.value
    assert 0 <= profile.loss.value < 1
    assert profile.rate_octets_per_s.value > 0
    assert profile.stands_for


@every_profile
def test_a_link_takes_over_the_numbers_that_it_has_keys_for(who: str) -> None:
    link, profile = LinkSpec(**numbers_of(PROFILES[who])), PROFILES[who]

    assert (link.latency_ms, link.jitter_ms, link.loss, link.rate_octets_per_s) == (
        profile.latency_ms.value,
        profile.jitter_ms.value,
        profile.loss.value,
        profile.rate_octets_per_s.value,
    )


@pytest.mark.parametrize(
    ("kind", "profile", "numbers"),
    [
        ("duis", "duis", (200.0, 0.0, 0.0)),
        ("wan", "wan-cellular", (1500.0, 500.0, 0.0)),
        ("han", "han-2400", (25.0, 10.0, 0.005)),
        ("althan", "althan-b1-b2", (120.0, 40.0, 0.01)),
    ],
)
def test_a_link_of_a_site_is_by_default_what_its_profile_is_but_for_the_rate(
    kind: str, profile: str, numbers: tuple[float, float, float]
) -> None:
    usual = getattr(LinksSpec(), kind)

    assert PROFILE_OF[kind] == profile
    assert usual == LinkSpec(**unrated(PROFILES[profile]))
    assert usual.rate_octets_per_s == 0
    assert (usual.latency_ms, usual.jitter_ms, usual.loss) == numbers


@pytest.mark.parametrize(
    ("who", "theirs", "figures"),
    [
        ("gprs", "GPRS", (500, 50, 2)),
        ("edge", "EDGE", (300, 250, 1.5)),
        ("3g", "3G/HSDPA", (250, 750, 1.5)),
        ("dsl", "DSL", (40, 8000, 0.5)),
    ],
)
def test_the_figures_of_comcast_are_those_on_the_page_of_sources(
    who: str, theirs: str, figures: tuple[float, float, float]
) -> None:
    milliseconds, kilobits, per_cent = figures
    ours = PROFILES[who]

    assert f"{theirs} ({', '.join(map(str, figures))})" in text(PAGE)
    assert ours.latency_ms.value == milliseconds
    assert ours.jitter_ms.value == 0
    assert ours.rate_octets_per_s.value * 8 == kilobits * 1000
    assert ours.loss.value * 100 == pytest.approx(per_cent)


def test_lte_is_half_of_the_round_trip_of_webpagetest_each_way() -> None:
    lte = PROFILES["lte"]

    assert (lte.latency_ms.value * 2, lte.jitter_ms.value, lte.loss.value) == (70, 0, 0)
    assert lte.rate_octets_per_s.value * 8 == 12_000_000


@pytest.mark.parametrize(
    ("who", "least_ms", "most_ms", "least_rate", "most_rate"),
    [
        ("wan-north", 5_000, 20_000, 50, 50),
        ("wan-cellular", 1_000, 3_000, 8_000, 8_000),
        ("wan-mesh-leaf", 5_000, 10_000, 800, 800),
        ("althan-b1-b2", 50, 500, 1_000, 5_000),
        ("althan-b3-b4", 50, 500, 200, 1_000),
    ],
)
def test_a_profile_stays_within_what_is_assumed_of_its_radio(
    who: str, least_ms: float, most_ms: float, least_rate: float, most_rate: float
) -> None:
    profile = PROFILES[who]

    assert least_ms <= profile.latency_ms.value - profile.jitter_ms.value
    assert profile.latency_ms.value + profile.jitter_ms.value <= most_ms
    assert least_rate <= profile.rate_octets_per_s.value <= most_rate


def test_the_tools_whose_figures_are_used_were_read() -> None:
    said = {row[0].strip("`"): row[2] for row in rows(PAGE, "## Sources")}

    assert {"Comcast", "WebPageTest"} <= set(keys())
    assert (said["Comcast"], said["WebPageTest"]) == ("verified", "verified")


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("wan-nort", "did you mean wan-north?"),
        ("GPRS", "did you mean gprs?"),
        ("???", "expected one of duis, wan-north, "),
        ("", "expected one of duis, wan-north, "),
        (3, "expected one of duis, wan-north, "),
        (["gprs"], "expected one of duis, wan-north, "),
    ],
    ids=str,
)
def test_a_profile_that_there_is_not_is_answered_with_the_nearest_name(asked: object, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        profile_named(asked)

    assert str(refused.value).startswith(f"profile {asked!r} is unknown: {hint}")
