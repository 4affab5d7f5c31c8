"""Radio profiles: the numbers of one kind of link under one name, and where each number comes from.

Data and nothing else: a site takes the numbers over when it is read, and what runs knows no profile. A link that names
a profile is held to its rate too; one that names none is not (docs/decisions/0015). Each number is the same in both
directions; latency is one way.
"""

from dataclasses import dataclass
from typing import Any

from premises.errors import UsageError
from premises.nearest import hint

PROFILE = "profile"
"""The key of a link by which a person names a profile."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and where it comes from."""

    value: float
    origin: str
    """A key or an assumption's number of docs/sources.md, as code cites them, and how the value follows from it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of link."""

    stands_for: str
    """What it is like, in the field's words."""
    latency_ms: Figure
    """Milliseconds one way, more than 0."""
    jitter_ms: Figure
    """Give or take, uniformly; at most the latency."""
    loss: Figure
    """The part of all frames that is lost, 0 to 1."""
    rate_octets_per_s: Figure
    """Octets a second, more than 0."""
    band: str = ""
    """The band of a radio that is not at 2.4 GHz, as a link says it."""


PROFILES = {
    "duis": Profile(
        "a Supplier's line to the DCC",
        Figure(200.0, "Assumption 47"),
        Figure(0.0, "Assumption 47"),
        Figure(0.0, "Assumption 47"),
        Figure(1_250_000.0, "Assumption 47: 10 Mbit/s"),
    ),
    "wan-north": Profile(
        "North: long-range radio, channels shared by many hubs",
        Figure(12_500.0, "Assumption 5: 5 to 20 s a message"),
        Figure(7_500.0, "Assumption 5: 5 to 20 s a message"),
        Figure(0.0, "Assumption 48: the carrier says again what it loses"),
        Figure(50.0, "Assumption 5: about 3,000 octets a minute for one hub"),
    ),
    "wan-cellular": Profile(
        "South and Central: cellular",
        Figure(1_500.0, "Assumption 48: 1 to 2 s, the quick half of assumption 5"),
        Figure(500.0, "Assumption 48: 1 to 2 s, the quick half of assumption 5"),
        Figure(0.0, "Assumption 48: the carrier says again what it loses"),
        Figure(8_000.0, "Assumption 5"),
    ),
    "wan-mesh-leaf": Profile(
        "South and Central: a hub at the end of a mesh",
        Figure(7_500.0, "Assumption 48: 5 to 10 s a message"),
        Figure(2_500.0, "Assumption 48: 5 to 10 s a message"),
        Figure(0.0, "Assumption 48: the carrier says again what it loses"),
        Figure(800.0, "Assumption 48: a tenth of wan-cellular"),
    ),
    "han-2400": Profile(
        "HAN at 2.4 GHz",
        Figure(25.0, "Assumption 49: about half of the round trip in assumption 4"),
        Figure(10.0, "Assumption 49"),
        Figure(0.005, "Assumption 49: what is left after the MAC's own retries"),
        Figure(31_250.0, "Source: IEEE 802.15.4, 250 kbit/s"),
    ),
    "han-subghz": Profile(
        "HAN at 868 MHz; towards the hub it has a duty cycle",
        Figure(40.0, "Assumption 50: han-2400 and the longer frames"),
        Figure(15.0, "Assumption 50"),
        Figure(0.01, "Assumption 50"),
        Figure(12_500.0, "Assumption 50: 100 kbit/s"),
        "sub-ghz",
    ),
    "althan-b1-b2": Profile(
        "private link of B1 and B2",
        Figure(120.0, "Assumption 51: within the 50 to 500 ms of assumption 14"),
        Figure(40.0, "Assumption 51"),
        Figure(0.01, "Assumption 51"),
        Figure(2_000.0, "Assumption 51: within the 1,000 to 5,000 of assumption 14"),
    ),
    "althan-b3-b4": Profile(
        "private link of B3 and B4, without its duty cycle",
        Figure(350.0, "Assumption 51: within the 50 to 500 ms of assumption 14"),
        Figure(150.0, "Assumption 51"),
        Figure(0.02, "Assumption 51"),
        Figure(500.0, "Assumption 51: within the 200 to 1,000 of assumption 14"),
    ),
    "gprs": Profile(
        "GPRS, by the figures of Comcast",
        Figure(500.0, "Source: Comcast, GPRS (good)"),
        Figure(0.0, "Assumption 52: the tool gives none"),
        Figure(0.02, "Source: Comcast, GPRS (good)"),
        Figure(6_250.0, "Source: Comcast, GPRS (good): 50 kbit/s"),
    ),
    "edge": Profile(
        "EDGE, by the figures of Comcast",
        Figure(300.0, "Source: Comcast, EDGE (good)"),
        Figure(0.0, "Assumption 52: the tool gives none"),
        Figure(0.015, "Source: Comcast, EDGE (good)"),
        Figure(31_250.0, "Source: Comcast, EDGE (good): 250 kbit/s"),
    ),
    "3g": Profile(
        "3G, by the figures of Comcast",
        Figure(250.0, "Source: Comcast, 3G/HSDPA (good)"),
        Figure(0.0, "Assumption 52: the tool gives none"),
        Figure(0.015, "Source: Comcast, 3G/HSDPA (good)"),
        Figure(93_750.0, "Source: Comcast, 3G/HSDPA (good): 750 kbit/s"),
    ),
    "lte": Profile(
        "LTE, by the figures of WebPageTest",
        Figure(35.0, "Source: WebPageTest, LTE: half of a round trip of 70 ms (assumption 52)"),
        Figure(0.0, "Assumption 52: the tool gives none"),
        Figure(0.0, "Source: WebPageTest, LTE"),
        Figure(1_500_000.0, "Source: WebPageTest, LTE: 12 Mbit/s"),
    ),
    "dsl": Profile(
        "DSL, by the figures of Comcast",
        Figure(40.0, "Source: Comcast, DSL (good)"),
        Figure(0.0, "Assumption 52: the tool gives none"),
        Figure(0.005, "Source: Comcast, DSL (good)"),
        Figure(1_000_000.0, "Source: Comcast, DSL (good): 8,000 kbit/s"),
    ),
}  # fmt: skip
"""Every profile there is, by its name, in the order in which they are shown."""


def profile_named(name: object) -> Profile:
    """Give the profile of that name; UsageError, with the nearest name, when there is none."""
    said = name if isinstance(name, str) else ""
    if said in PROFILES:
        return PROFILES[said]
    raise UsageError(f"{PROFILE} {name!r} is unknown: {hint(said, PROFILES)}")


def numbers_of(profile: Profile) -> dict[str, Any]:
    """Give what a link that names it takes over from a profile, by the keys that a link has."""
    return {**unrated(profile), "rate_octets_per_s": int(profile.rate_octets_per_s.value)}


def unrated(profile: Profile) -> dict[str, Any]:
    """Give what a link that names none takes over from the profile of its kind: all but the rate."""
    return {
        "latency_ms": profile.latency_ms.value,
        "jitter_ms": profile.jitter_ms.value,
        "loss": profile.loss.value,
        **({"band": profile.band} if profile.band else {}),
    }
