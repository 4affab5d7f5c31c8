"""Attacks on an update, told in each design: what each bridge did, and that nothing ran which its maker did not make.

The attacker has what its place gives it: the Supplier's word (any octets in an 11.4, with an inventory that is wrong),
or the server's (the hub, or the bridge through which a child gets its blocks). It has no maker's key, but for a bundle
of older parts, which the maker itself made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product

from msgspec.structs import replace as altered

from lab.cast import makers_of
from lab.images import make_bundle
from lab.story.requests import image_for, request_for
from lab.story.supplier import Planned, Supplier
from premises.faults.wiring import link_plans
from premises.identity import Name, eui64
from premises.machine.effects import Kept, Machine, Maker
from premises.quantity import Instant, seconds
from premises.sim.world import World
from premises.trust.seal import SEAL_SIZE, label_of, sealed
from premises.wire.design import DesignName
from premises.wire.field.ota_file import OtaFile, read_ota_file, write_ota_file
from premises.wire.field.zcl import ImageBlockResponse, QueryNextImageRefusal, QueryNextImageResponse, Status
from premises.wire.message import Message
from premises.wire.notes.downloads import ActivationFailed, FirmwareActivated, ImageRejected, OtaGivenUp, OtaRefused
from premises.wire.notes.requests import ImageNotOffered, RequestRefused
from premises.wire.notes.vocabulary import Entry
from premises.wire.picture import Outcome
from premises.wire.route import fed_by, feeder_of
from premises.wire.site import DCC, HUB, SUPPLIER, Site
from tests.designs.twisted import Twist, Twisted, Watched
from tests.rooms.feeder_stage import B1, B3, NEW, OLD, TYPES, part, site_of

SIZE = 600
"""Octets of each part."""

GAP_S = 600.0
"""Between two requests."""

LASTS_S = 3_600.0

DESIGNS_IN_ORDER: tuple[DesignName, ...] = ("proposed", "option-a", "option-b")
OTHER_MAKER = 0x1234

HEAD = ("attack", "design", "B1", "B2", "B3", "B4", "the Supplier was told")

Made = Callable[[Site, Name], bytes]
"""What the Supplier sends for a bridge."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One way to have a bridge run what it should not, or never run what it should."""

    name: str
    made: Made | None = None
    """Without it, what a Supplier should send."""
    at_hub: Twist | None = None
    at_bridges: Twist | None = None
    """What B1 and B3 make of what they say or pass on."""
    inventory_is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One attack in one design."""

    site: Site
    entries: tuple[Entry, ...] = field(repr=False)
    outcomes: tuple[Outcome, ...]
    ran: tuple[tuple[Name, bytes], ...]
    """Each file that came to run, and where."""

    def runs(self, who: Name) -> bool:
        """Say whether a bridge came to run what was sent."""
        return any(ran == who for ran, _ in self.ran)


def honest(site: Site, who: Name) -> bytes:
    """Give what its maker made for ``who``."""
    return image_for(site, (who,), NEW, SIZE)


def _turned(octets: bytes, at: int) -> bytes:
    return octets[:at] + bytes((octets[at] ^ 1,)) + octets[at + 1 :]


def _tampered(site: Site, who: Name) -> bytes:
    octets = honest(site, who)
    return _turned(octets, len(octets) - SEAL_SIZE - 50)


def _sealed_by_another(site: Site, who: Name) -> bytes:
    file = read_ota_file(honest(site, who))
    return write_ota_file(OtaFile(file.header, sealed(file.body[:-SEAL_SIZE], OTHER_MAKER, label_of(file.header))))


def _older(site: Site, who: Name) -> bytes:
    return image_for(site, (who,), OLD - 1, SIZE)


def _older_under_a_newer_header(site: Site, who: Name) -> bytes:
    """Give an old image under a new header; for who feeds others, a new bundle of old parts, which the maker made."""
    fed = fed_by(site, who)
    if fed:
        return make_bundle((part(who, OLD - 1, size=SIZE), *(_older_inside(site, child) for child in fed)), NEW)
    file = read_ota_file(_older(site, who))
    return write_ota_file(OtaFile(replace(file.header, version=NEW), file.body))


def _older_inside(site: Site, who: Name) -> bytes:
    return _older_under_a_newer_header(site, who) if fed_by(site, who) else part(who, OLD - 1, size=SIZE)


def _mixed(site: Site, who: Name) -> bytes:
    """Give the first half of one genuine file and the second of another; both have parts of the same sizes."""
    first, second = honest(site, who), image_for(site, (who,), NEW + 1, SIZE)
    at = len(first) // 2
    return first[:at] + second[at:]


def _endless(message: Message) -> Message:
    if isinstance(message, QueryNextImageResponse):
        return QueryNextImageResponse(message.manufacturer, message.image_type, message.version, 0xFFFF_FFFF)
    return message


def _drip(message: Message) -> Message:
    if isinstance(message, ImageBlockResponse):
        about = message.manufacturer, message.image_type, message.version, message.offset
        return ImageBlockResponse(*about, message.data[:1])
    return message


def _frozen(message: Message) -> Message:
    return QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE) if isinstance(message, QueryNextImageResponse) else message


def _withheld(message: Message) -> Message | None:
    return None if isinstance(message, ImageBlockResponse) and message.offset >= SIZE // 2 else message


def _turned_on_the_way(message: Message) -> Message:
    if isinstance(message, ImageBlockResponse) and 0 < message.offset < SIZE // 2:
        about = message.manufacturer, message.image_type, message.version, message.offset
        return ImageBlockResponse(*about, _turned(message.data, 0))
    return message


ATTACKS = (
    Attack("tampered image", made=_tampered),
    Attack("tampered by who hands it on", at_bridges=_turned_on_the_way),
    Attack("wrong signer", made=_sealed_by_another),
    Attack("rollback to an older version", made=_older, inventory_is_wrong=True),
    Attack("older image under a newer header", made=_older_under_a_newer_header),
    Attack("mix of parts of two packages", made=_mixed),
    Attack("endless data", at_hub=_endless),
    Attack("slow drip", at_hub=_drip),
    Attack("frozen version", at_hub=_frozen),
    Attack("part of a package withheld", at_hub=_withheld),
)


@cache
def told(attack: Attack, design: DesignName) -> Told:
    """Tell one attack on all bridges of one design; each package on the SMI is attacked."""
    site = site_of(design, wake_every_s=80.0, awake_s=40.0)
    if attack.inventory_is_wrong:
        bridges = {who: altered(spec, inventory_version=OLD - 2) for who, spec in site.bridges.items()}
        site = altered(site, bridges=bridges)
    entries: list[Entry] = []
    ran: list[tuple[Name, bytes]] = []
    makers = {**makers_of(site, 1), SUPPLIER: _supplier(site, attack.made or honest)}
    for who in TYPES:
        twist = attack.at_bridges if who in (B1, B3) else None
        makers[who] = _bridge(makers[who], who, twist, ran)
    if attack.at_hub is not None:
        makers[HUB] = _twisted(makers[HUB], attack.at_hub)
    world = World(makers, link_plans(site), 1, entries.append)
    world.start()
    world.run(Instant(seconds(LASTS_S)))
    return Told(site, tuple(entries), world.pictures[DCC].outcomes, tuple(ran))


@cache
def rows() -> tuple[Sequence[str], ...]:
    """Give the table, one row an attack and design."""
    return tuple(_row(attack, design) for attack, design in product(ATTACKS, DESIGNS_IN_ORDER))


def did(one: Told, who: Name) -> str:
    """Give what a bridge did, by the last thing that it noted of it."""
    if one.runs(who):
        took = next(entry.at for entry in one.entries if entry.who == who and isinstance(entry.note, FirmwareActivated))
        return f"runs what its maker made, at {took / 60_000_000:.1f} min"
    said = [word for entry in one.entries if (word := _word(entry, who))]
    return said[-1] if said else "nothing reached it"


def _row(attack: Attack, design: DesignName) -> Sequence[str]:
    one = told(attack, design)
    return attack.name, design, *(did(one, who) for who in TYPES), _said(one)


def _word(entry: Entry, who: Name) -> str:
    match entry.note:
        case ImageNotOffered(device=device, why=why) if device == who and "is not newer" in why:
            return f"was not offered it: {why}"
        case _ if entry.who != who:
            return ""
        case ImageRejected(why=why):
            return f"rejected it: {why}"
        case OtaRefused(why=why):
            return f"would not take it: {why}"
        case OtaGivenUp(have=have, version=version) if version:
            return f"waits with {have} octets of it"
        case ActivationFailed():
            return "verified it, and ran nothing of it: a part failed"
    return ""


def _said(one: Told) -> str:
    names = {eui64(spec.eui): who.upper() for who, spec in one.site.bridges.items()}
    refused = [entry.note.detail for entry in one.entries if isinstance(entry.note, RequestRefused)]
    words: dict[str, list[str]] = {}
    for outcome in one.outcomes:
        said = f"{outcome.transfer}, {outcome.activation}".replace("_", " ")
        words.setdefault(said, []).append(names[outcome.device_id])
    return "; ".join([f"{', '.join(who)}: {said}" for said, who in words.items()] + refused)


def _supplier(site: Site, made: Made) -> Maker:
    tops = [who for who in TYPES if feeder_of(site, who) is None]
    script = tuple(
        Planned(Instant(seconds(1 + GAP_S * at)), request_for(site, made(site, who), [str(who)], at + 1))
        for at, who in enumerate(tops)
    )

    def make(kept: Kept) -> Machine:
        return Supplier(script, kept)

    return make


def _bridge(inner: Maker, who: Name, twist: Twist | None, ran: list[tuple[Name, bytes]]) -> Maker:
    def make(kept: Kept) -> Machine:
        watched = Watched(inner(kept), who, ran)
        return watched if twist is None else Twisted(watched, twist)

    return make


def _twisted(inner: Maker, twist: Twist) -> Maker:
    def make(kept: Kept) -> Machine:
        return Twisted(inner(kept), twist)

    return make
