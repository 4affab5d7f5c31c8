"""What a party cannot know, in a line each: the silences of its packages, and what no word ever reaches it of."""

from collections.abc import Iterator

from premises.identity import Name
from premises.journey.parties.folds.tracks import ACCEPTED, AT_THE_HUB, DELIVERED, ORDERED
from premises.journey.parties.party import PartyKind
from premises.journey.parties.view import PackageView, PartyView
from premises.quantity import spoken
from premises.wire.route import feeder_of
from premises.wire.site import Site

OF_ALL = {
    PartyKind.TRUTH: (),
    PartyKind.SUPPLIER: (
        "between words, whether a device is up, asleep or out of reach: what it runs is what it said last",
        "what was given to a bridge by hand on a visit, and what another Supplier sent",
    ),
    PartyKind.DCC: (
        "between an image's coming to the hub and the device's word, how far the device is",
        "what was given to a bridge by hand on a visit",
    ),
    PartyKind.ALTHANCO: ("what came over the air, and anything live: its register has the installation and visits",),
    PartyKind.DNO: ("anything but a hub's loss of supply (AD1), and when that was over",),
}
"""What each kind of party is told by no word at all."""

SINCE = {ACCEPTED: "acceptance", AT_THE_HUB: "N60", ORDERED: "its 11.3"}
"""By the stage of a package, the word after which it is silent; of what is delivered it is CCS08 or FDRA."""


def unknowable(view: PartyView, site: Site) -> Iterator[str]:
    """Give what a party cannot know now, its packages first; nothing for the truth."""
    if view.party.kind is PartyKind.TRUTH:
        return
    for package in view.packages:
        if not package.is_ended and package.waits_for:
            yield f"{package.device}@{package.version:#010x}: {_silence(view, package, site)}"
    if view.party.kind in (PartyKind.SUPPLIER, PartyKind.DCC):
        for who in site.bridges:
            feeder = feeder_of(site, Name(who))
            if feeder is not None:
                yield f"{who}, which {feeder} feeds: on no inventory and in no word; {feeder} speaks for it"
    yield from OF_ALL[view.party.kind]


def _silence(view: PartyView, package: PackageView, site: Site) -> str:
    lasts = f"silent for {spoken(view.now - package.since)}, since {spoken(package.since)}"
    if package.stage == DELIVERED and package.device in site.meters and package.waits_for != "CS09":
        return f"it runs when an 11.3 says so; {lasts}"
    after = SINCE.get(package.stage, "FDRA" if package.waits_for == "CS06" else "CCS08")
    return f"nothing between {after} and {package.waits_for}; {lasts}"
