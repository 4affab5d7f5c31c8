"""The small worlds: whose design, which images, and what is true of them. A device has chance in nothing here."""

from collections.abc import Callable, Mapping

from lab.cast import makers_of
from lab.images import IMAGE_SIZE_MIN, make_bundle, make_image
from lab.site import site_of
from premises.identity import Eui64, Name, eui64
from premises.machine.ailing import DeviceFault
from premises.quantity import MICROSECONDS_PER_SECOND, ORIGIN, Duration
from premises.talk.ota_ailing import FAIL_ACTIVATE
from premises.wire.design import ReportPolicy
from premises.wire.duis.messages import UpdatePPMIDFirmware
from premises.wire.message import Frame
from premises.wire.site import ACB_EUI, DCC, HUB, SUPPLIER, SUPPLIER_EUI, Site
from premises.wire.site import BRIDGE_MANUFACTURER as MAKER
from tests.proof.budget import Budget
from tests.proof.facts import Truth
from tests.proof.relative import RHYTHM
from tests.proof.world import Plan

Make = Callable[[], Plan]
"""Makes the plan of a world anew."""

SEED = 1
B1, B2, B3, B4 = Name("b1"), Name("b2"), Name("b3"), Name("b4")
V2, V3 = 0x0001_0001, 0x0001_0002
TYPES = {"b1": 0x0184, "b2": 0x0185, "b3": 0x0186, "b4": 0x0187}

SIZE = 189
"""Octets of an image: three blocks of 63. Ours."""

FEED_WITHIN_S = 3000.0
"""For how long a feeding bridge waits for those that it feeds: ten of their questions for news. Ours."""

_RHYTHM = {"wake_every_s": RHYTHM / MICROSECONDS_PER_SECOND, "awake_s": 12.0, "poll_every_s": 2.0}
"""A sleeper's: few polls in a burst, and one burst longer than a parent holds a frame. Ours."""

_FAILS = DeviceFault(FAIL_ACTIVATE, ORIGIN, None, Duration(0))


def one() -> Plan:
    """B1 and one good image."""
    site = _site("b1")
    good = _image("b1", V2)
    truth = Truth(_names(site), {(B1, V2): good}, {})
    requests = (_request(site, 1, "b1", V2, good),)
    about = "Proposed Solution: DCC adapter, hub, B1; one image"
    return Plan("proposed-one", about, site, makers_of(site, SEED), requests, truth, leaves=(DCC, B1))


def forgery() -> Plan:
    """B1, a good image, and a forged one that displaces it."""
    site = _site("b1")
    good, bad = _image("b1", V2), forged(_image("b1", V3))
    truth = Truth(_names(site), {(B1, V2): good}, {})
    requests = (_request(site, 1, "b1", V2, good), _request(site, 2, "b1", V3, bad))
    about = "Proposed Solution: a good image for B1, and a forged newer one at any moment after it, which displaces it"
    return Plan("proposed-forged", about, site, makers_of(site, SEED), requests, truth, leaves=(DCC, B1))


def ranks() -> Plan:
    """An image for B1, one of a GSME's type that displaces it, and another for B1 that is then refused."""
    site = _site("b1", "b2", types={"b2": 0x0001})
    first, meter, second = _image("b1", V2), make_image(0x0001, V2, SIZE, manufacturer=MAKER), _image("b1", V3)
    truth = Truth(_names(site), {(B1, V2): first, (B1, V3): second}, {})
    requests = (
        _request(site, 1, "b1", V2, first),
        _request(site, 2, "b2", V2, meter),
        _request(site, 3, "b1", V3, second),
    )
    makers = {who: make for who, make in makers_of(site, SEED).items() if who != "b2"}
    about = "Proposed Solution: an image of a GSME's type, which nobody fetches, comes between two for B1"
    return Plan("proposed-ranks", about, site, makers, requests, truth, leaves=(DCC, B1))


def two() -> Plan:
    """B1 and B2 with an image each, of equal rank: whichever comes second displaces the other."""
    site = _site("b1", "b2")
    first, second = _image("b1", V2), _image("b2", V2)
    truth = Truth(_names(site), {(B1, V2): first, (B2, V2): second}, {})
    requests = (_request(site, 1, "b1", V2, first), _request(site, 2, "b2", V2, second))
    about = "Proposed Solution: DCC adapter, hub, B1 and B2; an image each, of which the second displaces the first"
    return Plan("proposed-two", about, site, makers_of(site, SEED), requests, truth, leaves=(DCC, B1, B2))


def sleeper() -> Plan:
    """B4 asleep behind B3, and an image for it."""
    site = _site("b3", "b4", behind={"b4": "b3"}, asleep="b4")
    good = _image("b4", V2)
    truth = Truth(_names(site), {(B4, V2): good}, {})
    requests = (_request(site, 1, "b4", V2, good),)
    about = "Proposed Solution: DCC adapter, hub, B3, which holds what is for B4, and B4, which sleeps; an image for B4"
    return Plan("proposed-asleep", about, site, makers_of(site, SEED), requests, truth, leaves=(DCC, B4))


def option_b(policy: ReportPolicy, *fed: str, ailing: bool = False) -> Plan:
    """B1, which feeds B2 or B3 or both; the ailing last of them verifies its part and comes up with what it ran."""
    site = _site(
        "b1", *fed, behind=dict.fromkeys(fed, "b1"), design="option-b", report=policy, feed_within_s=FEED_WITHIN_S
    )
    own, parts = _image("b1", V2, IMAGE_SIZE_MIN), {Name(who): _image(who, V2) for who in fed}
    bundle = make_bundle((own, *parts.values()), V2)
    genuine = {(B1, V2): bundle} | {(who, V2): part for who, part in parts.items()}
    truth = Truth(_names(site), genuine, {(B1, V2): tuple((who, V2) for who in parts)})
    requests = (_request(site, 1, "b1", V2, bundle),)
    whom = " and ".join(who.upper() for who in fed)
    about = f"Option B, {policy}: DCC adapter, hub, B1 with a bundle, {whom} with a part of three blocks"
    about += f"; {fed[-1].upper()} verifies its part and never runs it" if ailing else ""
    ailments = {Name(fed[-1]): (_FAILS,)} if ailing else {}
    name = f"option-b-{policy}-{len(fed) + 1}{'-ailing' if ailing else ''}"
    return Plan(name, about, site, makers_of(site, SEED), requests, truth, policy, (DCC, *parts), ailments)


def option_a(policy: ReportPolicy, *, ailing: bool = False, asleep: str = "") -> Plan:
    """B3, which feeds B4; an ailing B4 verifies its part and comes up with what it ran before."""
    behind = {"b4": "b3"}
    site = _site(
        "b3", "b4", behind=behind, asleep=asleep, design="option-a", report=policy, feed_within_s=FEED_WITHIN_S
    )
    own, part = _image("b3", V2, IMAGE_SIZE_MIN), _image("b4", V2)
    bundle = make_bundle((own, part), V2)
    genuine = {(B3, V2): bundle, (B4, V2): part}
    truth = Truth(_names(site), genuine, {(B3, V2): ((B4, V2),)})
    requests = (_request(site, 1, "b3", V2, bundle),)
    about = f"Option A, {policy}: DCC adapter, hub, B3 with a bundle, B4 with its part of three blocks"
    ailments = {B4: (_FAILS,)} if ailing else {}
    name = f"option-a-{policy}{'-ailing' if ailing else ''}{'-asleep' if asleep else ''}"
    about += ", asleep most of the time" if asleep else ""
    about += "; B4 verifies its part and never runs it" if ailing else ""
    return Plan(name, about, site, makers_of(site, SEED), requests, truth, policy, (DCC, B4), ailments)


def forged(octets: bytes) -> bytes:
    """Give an image whose seal is not of what it holds."""
    return octets[:-1] + bytes([octets[-1] ^ 1])


def _site(
    *bridges: str,
    behind: Mapping[str, str] | None = None,
    types: Mapping[str, int] | None = None,
    asleep: str = "",
    **keys: str | float,
) -> Site:
    tables = {
        who: {
            "ppmid_variant": who.upper(),
            "eui": f"90-B3-D5-1F-30-B{who[1]}-00-01",
            "image_type": (TYPES | dict(types or {}))[who],
            "behind": (behind or {}).get(who, HUB),
            "block_size": 63,
            "start_delay_max_s": 0.0,
        }
        | (_RHYTHM if who == asleep else {})
        for who in bridges
    }
    return site_of({"shape": "any", "bridges": tables, **keys}, "a small world")


def _image(who: str, version: int, size: int = SIZE) -> bytes:
    return make_image(TYPES[who], version, size, manufacturer=MAKER)


def _request(site: Site, number: int, who: str, version: int, octets: bytes) -> Frame:
    eui = eui64(site.bridges[who].eui)
    message = UpdatePPMIDFirmware(f"{SUPPLIER_EUI}:{ACB_EUI}:{number}", octets, version, (eui,))
    return Frame(SUPPLIER, DCC, number, message)


def _names(site: Site) -> dict[Eui64, Name]:
    return {eui64(spec.eui): Name(who) for who, spec in site.bridges.items()}


def _a(policy: ReportPolicy, *, ailing: bool = False, asleep: str = "") -> Make:
    return lambda: option_a(policy, ailing=ailing, asleep=asleep)


def _b(policy: ReportPolicy, *, ailing: bool = False) -> Make:
    return lambda: option_b(policy, "b2", "b3", ailing=ailing)


AGENDA: tuple[tuple[Make, Budget], ...] = (
    (one, Budget(2, 2, 2)),
    (_a("early"), Budget(1, 1, 1)),
    (_b("early"), Budget(1, 0, 1)),
    (ranks, Budget(1, 1, 1)),
    (sleeper, Budget(1, 0, 1)),
    (_a("late"), Budget(1, 1, 1)),
    (_a("staged"), Budget(1, 1, 1)),
    (two, Budget(2, 0, 1)),
    (_a("staged", asleep="b4"), Budget(1, 0, 1)),
    (forgery, Budget(1, 1, 1)),
    (two, Budget(1, 1, 0)),
    (_a("staged"), Budget(2, 0, 2)),
    (_b("late"), Budget(1, 0, 1)),
    (_b("staged"), Budget(1, 0, 1)),
    (_b("early", ailing=True), Budget(1, 0, 0)),
    (_b("staged", ailing=True), Budget(1, 0, 1)),
    (_a("staged", ailing=True), Budget(2, 0, 1)),
    (_a("late", ailing=True), Budget(2, 0, 1)),
    (_a("early", ailing=True), Budget(2, 0, 1)),
)
"""What is proven, the longest first. Ours."""
