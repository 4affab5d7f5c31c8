"""When a story is over, and whether it kept its promise: decided from pictures, live and virtual alike.

Pure; it asks nobody and changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from lab.story.heard import with_names
from premises.identity import Eui64, Name
from premises.quantity import Instant, in_seconds, seconds, spoken
from premises.wire.picture import Outcome, Picture
from premises.wire.scenario import Expect
from premises.wire.site import DCC, SUPPLIER

WAITING, SUCCESS, DISCARDED = "waiting", "success", "image_discarded"
HELD, DELIVERED, NO_RESPONSE = "held", "delivered", "no_response"
"""Of what CS06 activates: nobody asked for it yet; its hub has the image (N60); nobody answered in time."""

STORED = (WAITING, DELIVERED, SUCCESS, DISCARDED, "hardware_version_mismatch", "transfer_failure")
"""What an outcome's transfer can be when the hub took the image into its store."""

Pictures = Mapping[Name, Picture]

NOBODY: Mapping[Eui64, str] = MappingProxyType({})


def is_final(outcome: Outcome) -> bool:
    """Say whether nothing more is to come for this device's part of a request."""
    under_way = (WAITING, HELD) if outcome.transfer != SUCCESS else (WAITING,)
    return outcome.activation not in under_way or outcome.transfer not in (WAITING, DELIVERED, SUCCESS)


def is_held(outcome: Outcome) -> bool:
    """Say whether a device holds a genuine image, and nobody has asked that it run."""
    return (outcome.transfer, outcome.activation) == (SUCCESS, HELD)


def is_over(pictures: Pictures, suppliers: Sequence[Name] = (SUPPLIER,)) -> bool:
    """Say whether every request of these Suppliers' scripts was answered and has its last outcome."""
    dcc, asked = pictures.get(DCC), [pictures.get(who) for who in suppliers]
    if dcc is None or any(supplier is None or supplier.have < supplier.size for supplier in asked):
        return False
    return dcc.activity == "idle" and all(is_final(outcome) for outcome in dcc.outcomes)


def faults_of(
    expect: Expect, pictures: Pictures, over_at: Instant | None, names: Mapping[Eui64, str] = NOBODY
) -> list[str]:
    """Give what did not come out as promised, a line each; none when the story kept its promise.

    ``names`` are those of the site's devices.
    """
    faults = [*_time_faults(expect, over_at)]
    for who, version in expect.running.items():
        picture = pictures.get(Name(who))
        running = None if picture is None else picture.running
        if running != version:
            found = "nothing" if running is None else f"{running:#010x}"
            faults.append(f"{who} runs {found}, promised {version:#010x}")
    if expect.displaced is not None:
        faults += _displacement_faults(expect.displaced, pictures, names)
    alerts = [*_outage_faults(expect, pictures), *_alert_faults(expect, pictures)]
    faults += [*_told_faults(expect.told, pictures, names), *_heard_faults(expect.heard, pictures, names)]
    faults += _inventory_faults(expect.inventory, pictures, names)
    return [*faults, *alerts, *_service_faults(expect, pictures)]


def _told_faults(promised: Mapping[str, list[str]], pictures: Pictures, names: Mapping[Eui64, str]) -> Iterator[str]:
    dcc = pictures.get(DCC)
    for who, wanted in promised.items():
        about = [one for one in (dcc.outcomes if dcc is not None else ()) if names.get(one.device_id) == who]
        told = [f"{one.transfer} {one.activation}" for one in about]
        if told != wanted:
            yield f"of {who} the Supplier was told {', '.join(told) or 'nothing'}, promised {', '.join(wanted)}"


def _heard_faults(promised: Mapping[str, list[str]], pictures: Pictures, names: Mapping[Eui64, str]) -> Iterator[str]:
    for who, wanted in promised.items():
        picture = pictures.get(Name(who))
        heard = [with_names(line, names) for line in (() if picture is None else picture.heard)]
        if heard != wanted:
            yield f"{who} was told {', '.join(heard) or 'nothing'}, promised {', '.join(wanted) or 'nothing'}"


def _inventory_faults(promised: Mapping[str, str], pictures: Pictures, names: Mapping[Eui64, str]) -> Iterator[str]:
    dcc = pictures.get(DCC)
    held = {names.get(each.device_id): each for each in (() if dcc is None else dcc.inventory)}
    for who, wanted in promised.items():
        one = held.get(who)
        found = "nothing" if one is None else f"{one.status} {one.firmware_version:#010x}"
        if found != wanted:
            yield f"the inventory holds {found} of {who}, promised {wanted}"


def _time_faults(expect: Expect, over_at: Instant | None) -> Iterator[str]:
    if over_at is None:
        yield f"not every request had its outcome within {expect.within_s:g} s"
    elif over_at > seconds(expect.within_s):
        yield f"over after {in_seconds(over_at):.1f} s, promised within {expect.within_s:g} s"
    elif over_at < seconds(expect.not_before_s):
        yield f"over after {in_seconds(over_at):.1f} s, promised not before {expect.not_before_s:g} s"


def displacer_of(outcome: Outcome, outcomes: Sequence[Outcome]) -> Outcome | None:
    """Give whose image took the place of a discarded one, of all that the DCC adapter knows, oldest first.

    No alert says it; images reach the hub in the order in which their requests were taken, so it was the next one
    that the hub stored. None when there is none.
    """
    if outcome.transfer != DISCARDED:
        return None
    later = outcomes[outcomes.index(outcome) + 1 :]
    return next((one for one in later if one.request_id != outcome.request_id and one.transfer in STORED), None)


def _alert_faults(expect: Expect, pictures: Pictures) -> Iterator[str]:
    # Only a Supplier's picture has any; which of several is told is the DCC adapter's to say.
    told = [code for picture in pictures.values() for code in picture.alerts]
    if expect.hub_alerts is not None and told != expect.hub_alerts:
        yield f"the hub's alerts are {_codes(told)}, promised {_codes(expect.hub_alerts)}"


def _codes(codes: Sequence[int]) -> str:
    return ", ".join(f"0x{code:04X}" for code in codes) or "none"


def _outage_faults(expect: Expect, pictures: Pictures) -> Iterator[str]:
    dcc = pictures.get(DCC)
    alerts = 0 if dcc is None else dcc.outage_alerts
    if expect.outage_alerts not in (None, alerts):
        yield f"AD1 went to the network operator {alerts} times, promised {expect.outage_alerts}"


def _service_faults(expect: Expect, pictures: Pictures) -> Iterator[str]:
    for who, lost_max_s in expect.service_lost_max_s.items():
        picture = pictures.get(Name(who))
        if picture is None:
            yield f"{who} says nothing of its service, promised {lost_max_s:g} s lost at most"
        elif picture.service.is_cut:
            yield f"{who} is cut off, promised {lost_max_s:g} s lost at most"
        elif picture.service.lost > seconds(lost_max_s):
            yield f"{who} lost {in_seconds(picture.service.lost):.1f} s of service, promised {lost_max_s:g} s at most"


_NOT_ACTIVATED = {
    "failure": "activation failure (CS09)",
    "replaced": "was held until a newer image took its place (FDRA)",
    NO_RESPONSE: "no answer to 11.3 in time: nobody knows what it runs",
}


def outcome_in_words(outcome: Outcome) -> str:
    """Give one outcome as a person reads it."""
    if outcome.activation == SUCCESS:
        return f"runs the new version ({outcome.detail or 'CS09'})"
    if outcome.activation in _NOT_ACTIVATED:
        return _NOT_ACTIVATED[outcome.activation]
    if outcome.activation not in (WAITING, HELD):
        return f"not activated: {outcome.activation.replace('_', ' ')} (CS06)"
    if outcome.transfer == SUCCESS:
        return _waiting_in_words(outcome)
    if outcome.transfer == DELIVERED:
        return "at its hub (N60), no word of the device yet"
    if outcome.transfer == WAITING:
        return "no word yet"
    use_case = "FDRA" if outcome.transfer == "verification_failed" else "CCS08"
    return outcome.detail or f"transfer ended: {outcome.transfer.replace('_', ' ')} ({use_case})"


def _waiting_in_words(outcome: Outcome) -> str:
    if outcome.activation == HELD:
        return "held and verified, until 11.3 has it run (CS06)"
    return "transferred (CCS08), no word of its activation yet"


def took(over_at: Instant | None) -> str:
    """Give how long the story took, in words."""
    return "not over" if over_at is None else f"over after {spoken(over_at)}"


def _displacement_faults(promised: Sequence[str], pictures: Pictures, names: Mapping[Eui64, str]) -> list[str]:
    dcc = pictures.get(DCC)
    outcomes = () if dcc is None else dcc.outcomes
    discarded = {names.get(outcome.device_id): outcome for outcome in outcomes if outcome.transfer == DISCARDED}
    kept = [f"{who}'s image was not displaced, promised it was" for who in promised if who not in discarded]
    return kept + [f"{who}'s image was displaced, not promised" for who in discarded if who not in promised]
