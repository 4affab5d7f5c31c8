"""How far one device's update is, as a person is shown it: from the pictures that a window has seen.

Pictures are summaries; nothing here is evidence, and nothing decides by it.
"""

from dataclasses import dataclass

from lab.live.window import Window
from lab.story.verdict import SUCCESS, is_final, outcome_in_words
from premises.identity import Name
from premises.quantity import Instant, seconds, spoken
from premises.wire.device.target import wanted_of
from premises.wire.picture import Outcome, Picture
from premises.wire.site import DCC, HUB, devices


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one device's update is, for a person."""

    who: Name
    stage: str
    """``TURN`` (not sent yet), ``DCC``, ``WAN``, ``STORE``, ``HAN``, ``VERIFY``, ``ACTIVE`` or ``REPORTED``."""
    have: int
    size: int
    detail: str
    """Why it is no further; changes only with the stage or its cause, never with each octet."""


def outcomes_of(window: Window, request_id: str) -> tuple[Outcome, ...]:
    """Give what the DCC adapter knows of a request."""
    dcc = window.pictures.get(DCC)
    return () if dcc is None else tuple(outcome for outcome in dcc.outcomes if outcome.request_id == request_id)


def progress_of(window: Window, who: Name, outcome: Outcome) -> Progress:
    """Give how far the update of ``who`` is, of which the DCC adapter knows ``outcome``."""
    device, hub, dcc = (window.pictures.get(name) for name in (who, HUB, DCC))
    if is_final(outcome):
        return Progress(who, "REPORTED", 1, 1, outcome_in_words(outcome))
    is_commanded = wanted_of(window.site, who).is_commanded
    if device is not None and device.running == outcome.version:
        return Progress(who, "ACTIVE", 1, 1, f"{'the answer to CS06' if is_commanded else 'CS09'} is on its way")
    if is_commanded and outcome.transfer == SUCCESS:
        return Progress(who, "VERIFY", 1, 1, _asleep(window, who, device) or "CS06 is on its way")
    if device is not None and device.version == outcome.version:
        return _on_the_device(window, who, device)
    if dcc is not None and dcc.activity == "sending" and dcc.detail == request_in_words(outcome.request_id):
        have, size = (hub.have, hub.size) if hub is not None and hub.activity == "fetching" else (0, 0)
        return Progress(who, "WAN", have, size, "the hub fetches it")
    if hub is not None and who in hub.detail.removeprefix("for ").split(", "):
        return Progress(who, "STORE", 0, hub.size, _asleep(window, who, device) or "the hub holds it")
    if dcc is not None and dcc.activity == "idle":
        return Progress(who, "STORE", 0, 0, "the hub does not hold it; no word of why yet")
    return Progress(who, "DCC", 0, 0, "taken by the DCC adapter")


def request_in_words(request_id: str) -> str:
    """Give a request as the DCC adapter's picture names it."""
    return f"request {request_id.rsplit(':', 1)[-1]}"


def next_wake(window: Window, who: Name) -> Instant | None:
    """Give when a sleepy device wakes next, by its period in the site; None for one that always listens."""
    period = seconds(devices(window.site)[who].wake_every_s)
    return Instant((window.clock.now() // period + 1) * period) if period else None


def _on_the_device(window: Window, who: Name, device: Picture) -> Progress:
    stage = {"downloading": "HAN", "verified": "VERIFY", "rebooting": "ACTIVE"}.get(device.activity, "HAN")
    whole = stage != "HAN"
    detail = _asleep(window, who, device) or device.activity
    return Progress(who, stage, 1 if whole else device.have, 1 if whole else device.size, detail)


def _asleep(window: Window, who: Name, device: Picture | None) -> str:
    if device is None or device.activity != "asleep":
        return ""
    wake = next_wake(window, who)
    return "asleep" if wake is None else f"asleep, next wake at {spoken(wake)}"
