"""A schedule of requests for one premises in which none of its own images is displaced, and no relay cuts a transfer.

Pure: it follows from the site alone, that is from the hub's store, from who stands behind whom, and from the design.
Requests keep the order in which their devices were named, but where no word could ever tell that it is safe. Each
gate says what it waits for and why. An 11.3 follows each 11.1, and belongs to its step. It knows nothing of what other
Suppliers send.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from hub.store import DeviceType, StoreRules, store_rules
from lab.campaign.activation import Activation
from lab.campaign.allowed import AS_THE_SITE_IMPLIES, Terms
from lab.campaign.wanted import Gate, Word
from lab.planning.protocols import Crossing, crossings_of
from lab.planning.target import RequestName, Target, targets_of
from premises.errors import UsageError
from premises.identity import Name
from premises.quantity import ORIGIN, Duration, Instant, seconds
from premises.wire.route import behind, package_of
from premises.wire.site import HUB, Site
from premises.wire.tables.hub import GBCS_OF_PPMID_CLASS


@dataclass(frozen=True, slots=True)
class Want:
    """One device that is to have a new image."""

    who: Name
    size: int
    """Octets of the OTA file; devices of one type share one."""
    version: int | None = None
    """What it is then to run; None when nobody knows, so that no change of protocol is looked for."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One gate in a person's words."""

    gate: Gate
    word: str
    """What is waited for, with whose it is."""
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """One request."""

    request: RequestName
    devices: tuple[Name, ...]
    kind: DeviceType
    slot: str
    """Of the hub's store."""
    size: int
    reasons: tuple[Reason, ...]
    allowed: Duration
    """From its sending to its deadline, but for what its 11.3 is allowed."""
    activation: Activation | None
    """When an 11.3 follows; None when none does."""
    at_latest: Duration
    """From the beginning to its sending, when every request before it is silent until its deadline."""
    done_at_latest: Duration
    """From the beginning to its deadline, that of its 11.3 if one follows, when it is sent as late as that."""

    @property
    def gates(self) -> tuple[Gate, ...]:
        """What it waits for."""
        return tuple(reason.gate for reason in self.reasons)

    @property
    def name(self) -> str:
        """Whose image it brings, in words."""
        return " and ".join(who.upper() for who in self.devices)


@dataclass(frozen=True, slots=True)
class Plan:
    """Requests in the order in which they are to go."""

    steps: tuple[Step, ...]

    @property
    def done_at_latest(self) -> Duration:
        """Give when the last deadline passes, from the beginning."""
        return max((step.done_at_latest for step in self.steps), default=Duration(0))


NOTHING_KNOWN: Mapping[Name, int] = MappingProxyType({})
"""Every bridge runs what the site says."""


def plan_for(
    site: Site,
    wants: Sequence[Want],
    at: Instant = ORIGIN,
    terms: Terms = AS_THE_SITE_IMPLIES,
    running: Mapping[Name, int] = NOTHING_KNOWN,
) -> Plan:
    """Give the schedule for ``wants``, to begin ``at``; ``terms`` say what each request is allowed.

    ``running`` are the versions of bridges that no longer run what the site says.

    UsageError, one line, for what no schedule can do: a device that is not there or is fed by another, an image that
    fits in no slot or no flash, a hub that cannot update such devices.
    """
    rules = store_rules(site.hub)
    steps: list[Step] = []
    in_order = _in_order(site, _requests(site, rules, wants, at))
    versions = {want.who: want.version for want in wants if want.version is not None}
    crossings = tuple(crossings_of(site, versions, running))
    for asked in _children_first(in_order, crossings):
        reasons = tuple(_reasons(site, rules, steps, asked, crossings))
        latest = [steps[one.gate.after].done_at_latest for one in reasons]
        at_latest = max(latest, default=Duration(0))
        steps.append(_step(site, asked, reasons, terms, at, at_latest))
    return Plan(tuple(steps))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request to be planned: devices of one type, none of which carries another's blocks."""

    target: Target
    devices: tuple[Name, ...]
    slot: str
    """Of the hub's store."""


def _requests(site: Site, rules: StoreRules, wants: Sequence[Want], at: Instant) -> list[_Asked]:
    found: list[_Asked] = []
    for target in targets_of(site, [(want.who, want.size) for want in wants]):
        _check(site, rules, target, at)
        for index, asked in enumerate(found):
            if asked.target.shares_an_image_with(target) and not _entangled(site, asked.devices, target.who):
                found[index] = _Asked(asked.target, (*asked.devices, target.who), asked.slot)
                break
        else:
            found.append(_Asked(target, (target.who,), rules.slot_of(target.device.image_type).name))
    return found


def _check(site: Site, rules: StoreRules, target: Target, at: Instant) -> None:
    slot = rules.slot_of(target.device.image_type)
    if target.size > slot.size_max:
        raise UsageError(
            f"{target.who}: an image of {target.size} octets: slot {slot.name} of the hub holds {slot.size_max} at most"
        )
    flash = target.device.size_max
    if target.size > flash:
        raise UsageError(f"{target.who}: an image of {target.size} octets: its flash holds {flash} at most")
    able = [spec.gbcs for spec in site.hub.upgrade if seconds(spec.at_s) <= at]
    gbcs = able[-1] if able else site.hub.gbcs
    if not target.kind.is_meter and gbcs < GBCS_OF_PPMID_CLASS:
        raise UsageError(
            f"{target.who}: the hub is of GBCS {gbcs} then: expected {GBCS_OF_PPMID_CLASS} or later, and no Supplier "
            "can upgrade it"
        )


def _step(
    site: Site, asked: _Asked, reasons: tuple[Reason, ...], terms: Terms, at: Instant, at_latest: Duration
) -> Step:
    target = asked.target
    allowed = terms.allowed_for(site, asked.devices, target.size)
    activation = terms.activation_of(site, asked.devices)
    done = Instant(at + at_latest + allowed)
    if activation is not None:
        done = activation.until(done)
    return Step(
        target.request,
        asked.devices,
        target.kind,
        asked.slot,
        target.size,
        reasons,
        allowed,
        activation,
        at_latest,
        Duration(done - at),
    )


def _entangled(site: Site, group: Sequence[Name], who: Name) -> bool:
    """Say whether one of a group carries what goes to ``who``, or the other way round."""
    return any(_relay(site, one, who) or _relay(site, who, one) for one in group)


def _in_order(site: Site, asked: list[_Asked]) -> list[_Asked]:
    """Give the requests as they were asked for, but what nothing could tell when to send later goes first.

    Of a bridge that says early that it is done, no word tells when those that it feeds reboot; so whoever stands behind
    one of these goes before.
    """
    ordered: list[_Asked] = []
    for one in asked:
        behind = [index for index, before in enumerate(ordered) if _reboots_untold(site, before, one)]
        ordered.insert(min(behind, default=len(ordered)), one)
    return ordered


def _children_first(asked: list[_Asked], crossings: Sequence[Crossing]) -> list[_Asked]:
    """Give the requests with each bridge that crosses a change of protocol directly after those behind it."""
    ordered = list(asked)
    for one in asked:
        children = [each for each in ordered if _crosses(each.devices, one.devices, crossings)]
        if children:
            first = min(ordered.index(each) for each in (one, *children))
            ordered = [each for each in ordered if each is not one and each not in children]
            ordered[first:first] = [*children, one]
    return ordered


def _crosses(children: Sequence[Name], above: Sequence[Name], crossings: Sequence[Crossing]) -> bool:
    return any(each.child in children and each.above in above for each in crossings)


def _reboots_untold(site: Site, before: _Asked, after: _Asked) -> bool:
    if site.report != "early":
        return False
    fed = (inner for who in before.devices for inner in package_of(site, who)[1:])
    return any(_passes(site, one, who) for one in fed for who in after.devices)


def _reasons(
    site: Site, rules: StoreRules, steps: Sequence[Step], asked: _Asked, crossings: Sequence[Crossing]
) -> Iterator[Reason]:
    slot = rules.slot_of(asked.target.device.image_type)
    rank = dict(slot.ranks)
    same = max((index for index, step in enumerate(steps) if step.slot == slot.name), default=-1)
    for index, step in enumerate(steps):
        why = [*_ways(site, step, asked)]
        word = Word.LAST if why else Word.TRANSFERRED
        if _crosses(step.devices, asked.devices, crossings):
            word = Word.HELD
            why = [f"{step.name}'s CS09 passes only when this one too runs the version with the new protocol"]
        if index == same:
            higher = rank[step.kind] > rank[asked.target.kind]
            fate = "would be refused by rank before that" if higher else f"would displace that of {step.name}"
            why.append(f"slot {slot.name} of the hub holds one image, and this one {fate}")
        if why:
            yield Reason(Gate(index, word), f"{_word(step, word)} of {step.name}", "; ".join(why))


def _ways(site: Site, step: Step, asked: _Asked) -> Iterator[str]:
    """Give why a reboot in one request would cut a transfer of the other."""
    for before in step.devices:
        for after in asked.devices:
            relay = _relay(site, before, after)
            if relay:
                yield f"{relay.upper()} carries {after.upper()}'s blocks, and reboots before this word"
            relay = _relay(site, after, before)
            if relay:
                ways = "blocks, CS06 and the answer to it" if step.activation else "blocks and its last word"
                yield f"{before.upper()}'s {ways} pass {relay.upper()}, which reboots with this one"


def _relay(site: Site, updated: Name, who: Name) -> Name | None:
    """Give who, of those that reboot when ``updated`` runs its image, passes on what goes to ``who``, if anybody."""
    return next((one for one in _reboots_with(site, updated) if _passes(site, one, who)), None)


def _reboots_with(site: Site, updated: Name) -> tuple[Name, ...]:
    """Give who is away because ``updated`` runs its image: itself, whoever it feeds, the hub, or nobody."""
    if updated in site.bridges:
        return package_of(site, updated)
    firmware = site.meters[updated].firmware
    return (HUB,) if firmware is not None and firmware.cuts_the_hub_for_s else ()


def _passes(site: Site, relay: Name, who: Name) -> bool:
    """Say whether ``relay`` stands between the hub and ``who``."""
    up = behind(site)
    above = up[who]
    while above not in (HUB, relay):
        above = up[above]
    return above == relay


def _word(step: Step, word: Word) -> str:
    if step.activation is None:
        return {Word.LAST: "CS09", Word.HELD: "CCS08 success"}.get(word, "CCS08")
    if word is Word.LAST:
        return "the answer to CS06" if step.activation.runs_at is None else "0x8F66 or 0x8F67"
    return "CCS08" if step.kind is DeviceType.HCALCS else "FDRA"
