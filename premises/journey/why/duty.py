"""The hub's duty cycle below 1 GHz, where it holds a download back."""

from premises.journey.package import Stage
from premises.journey.why.case import Case
from premises.journey.why.cause import DUTY_CYCLE
from premises.journey.why.finding import Evidence, Finding, NextMove
from premises.journey.why.next_try import next_try
from premises.quantity import after, spoken
from premises.wire.notes.downloads import OtaWaiting
from premises.wire.notes.duty import DutyChanged, FrameWithheld
from premises.wire.notes.vocabulary import Entry
from premises.wire.site import HUB

_HOLDS = ("critical", "suspended")
"""The states in which the hub holds a download back; while it is limited, that goes on. Source: EZ-SG."""

_ASKING = (Stage.STORE, Stage.HAN, Stage.ALT)


def duty_cycle(case: Case) -> Finding | None:
    """Find that the hub minds its duty cycle towards the device, and puts it off or says nothing."""
    if case.fetch.stage not in _ASKING:
        return None
    every = case.journey.every(HUB, DutyChanged)
    held = [entry for entry in every if isinstance(entry.note, DutyChanged) and entry.note.state in _HOLDS]
    put_off = _put_off(case, held[-1], still=held[-1] is every[-1]) if held else ()
    if not put_off:
        return None
    changed = held[-1]
    assert isinstance(changed.note, DutyChanged), "looked at above"
    who, used = case.fetch.who, changed.note.used / 100
    words = f"{HUB} puts {who} off for its duty cycle, {changed.note.state} ({used:.2f} %) since {spoken(changed.at)}"
    move = next_try(case)
    waiting = put_off[-1].note
    if isinstance(waiting, OtaWaiting) and after(put_off[-1].at, waiting.span) >= case.now:
        move = NextMove(f"{who} asks again", after(put_off[-1].at, waiting.span))
    evidence = (Evidence("the state that it reached", tuple(held)), Evidence("what it put off or withheld", put_off))
    return Finding(DUTY_CYCLE, (HUB,), changed.at, words, evidence, move)


def _put_off(case: Case, changed: Entry, *, still: bool) -> tuple[Entry, ...]:
    """Give what the device was told and still keeps to, and what was withheld from it if the state still holds."""
    told = [entry for entry in case.every(case.fetch.who, OtaWaiting) if _lasts(case, entry)]
    withheld = [entry for entry in case.every(HUB, FrameWithheld) if entry.at >= changed.at and _is_its(case, entry)]
    return *(withheld if still else ()), *(entry for entry in told if entry.at >= changed.at)


def _lasts(case: Case, entry: Entry) -> bool:
    note = entry.note
    return isinstance(note, OtaWaiting) and not note.pace and after(entry.at, note.span) >= case.now


def _is_its(case: Case, entry: Entry) -> bool:
    return isinstance(entry.note, FrameWithheld) and entry.note.to in case.way
