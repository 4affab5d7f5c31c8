"""When a story is over, and whether it kept its promise: decided from pictures, live and virtual alike.

Pure; it asks nobody and changes nothing.
"""

from collections.abc import Iterator, Mapping

from premises.identity import Name
from premises.quantity import Instant, in_seconds, seconds, spoken
from premises.wire.picture import Outcome, Picture
from premises.wire.scenario import Expect
from premises.wire.site import DCC, SUPPLIER

WAITING, SUCCESS = "waiting", "success"

Pictures = Mapping[Name, Picture]


def is_final(outcome: Outcome) -> bool:
    """Say whether nothing more is to come for this device's part of a request."""
    return outcome.activation != WAITING or outcome.transfer not in (WAITING, SUCCESS)


def is_over(pictures: Pictures) -> bool:
    """Say whether every request of the script was answered and has its last outcome."""
    supplier, dcc = pictures.get(SUPPLIER), pictures.get(DCC)
    if supplier is None or dcc is None or supplier.have < supplier.size:
        return False
    return dcc.activity == "idle" and all(is_final(outcome) for outcome in dcc.outcomes)


def faults_of(expect: Expect, pictures: Pictures, over_at: Instant | None) -> list[str]:
    """Give what did not come out as promised, a line each; none when the story kept its promise."""
    faults: list[str] = []
    if over_at is None:
        faults.append(f"not every request had its outcome within {expect.within_s:g} s")
    elif over_at > seconds(expect.within_s):
        faults.append(f"over after {in_seconds(over_at):.1f} s, promised within {expect.within_s:g} s")
    for who, version in expect.running.items():
        picture = pictures.get(Name(who))
        running = None if picture is None else picture.running
        if running != version:
            found = "nothing" if running is None else f"{running:#010x}"
            faults.append(f"{who} runs {found}, promised {version:#010x}")
    return [*faults, *_service_faults(expect, pictures)]


def _service_faults(expect: Expect, pictures: Pictures) -> Iterator[str]:
    for who, lost_max_s in expect.service_lost_max_s.items():
        picture = pictures.get(Name(who))
        if picture is None:
            yield f"{who} says nothing of its service, promised {lost_max_s:g} s lost at most"
        elif picture.service.is_cut:
            yield f"{who} is cut off, promised {lost_max_s:g} s lost at most"
        elif picture.service.lost > seconds(lost_max_s):
            yield f"{who} lost {in_seconds(picture.service.lost):.1f} s of service, promised {lost_max_s:g} s at most"


def outcome_in_words(outcome: Outcome) -> str:
    """Give one outcome as a person reads it."""
    if outcome.activation == SUCCESS:
        return "runs the new version (CS09)"
    if outcome.activation != WAITING:
        return f"activation {outcome.activation} (CS09)"
    if outcome.transfer == SUCCESS:
        return "transferred (CCS08), no word of its activation yet"
    if outcome.transfer == WAITING:
        return "no word yet"
    return outcome.detail or f"transfer ended: {outcome.transfer.replace('_', ' ')} (CCS08)"


def took(over_at: Instant | None) -> str:
    """Give how long the story took, in words."""
    return "not over" if over_at is None else f"over after {spoken(over_at)}"
