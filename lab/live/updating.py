"""One service request sent to a live premises, and what is known of it until its last word.

Sends what ``story.scenario.request_for`` makes, the one definition of the command; the transport is the window's.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from lab.live.window import Window
from lab.story.scenario import request_for
from lab.story.verdict import is_final, outcome_in_words
from premises.errors import LinkError, RefusedError, StalledError, UsageError
from premises.identity import Name
from premises.quantity import MICROSECONDS_PER_SECOND
from premises.wire.field.duis import Refusal, ServiceResponse
from premises.wire.picture import Outcome
from premises.wire.site import DCC, HUB

ANSWER_WITHIN_S = 20.0
"""Seconds of wall in which the DCC adapter must answer a request. Ours."""

LOOK_EVERY_S = 0.5
"""Seconds of wall between two looks when nothing comes. Ours."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one device's update is, for a person."""

    who: Name
    stage: str
    """``DCC``, ``WAN``, ``STORE``, ``HAN``, ``VERIFY``, ``ACTIVE`` or ``REPORTED``, as far as it is known here."""
    have: int
    size: int
    detail: str


Show = Callable[[Progress], None]


async def send_update(window: Window, image: bytes, to: list[str]) -> str:
    """Send one 11.4 for ``to`` and give its request id; RefusedError when not taken, LinkError when unanswered."""
    await _until_clock(window)
    number = window.clock.now() + 1
    request = request_for(window.site, image, to, number)
    window.send(request, number)
    deadline = asyncio.get_running_loop().time() + ANSWER_WITHIN_S
    while True:
        for answer in window.answers:
            if isinstance(answer, ServiceResponse) and answer.request_id == request.request_id:
                if answer.refusal is not Refusal.NONE:
                    raise RefusedError(f"refused by the DCC adapter ({answer.refusal.value}): {answer.detail}")
                return request.request_id
        if asyncio.get_running_loop().time() > deadline:
            raise LinkError(f"the DCC adapter did not answer within {ANSWER_WITHIN_S:g} s")
        await window.next(LOOK_EVERY_S)


async def until_final(window: Window, request_id: str, within_s: float, show: Show) -> tuple[Outcome, ...]:
    """Watch until every device of a request has its last outcome; StalledError after ``within_s`` of wall."""
    deadline = asyncio.get_running_loop().time() + within_s
    while True:
        outcomes = outcomes_of(window, request_id)
        for outcome in outcomes:
            show(progress_of(window, outcome))
        if outcomes and all(is_final(outcome) for outcome in outcomes):
            return outcomes
        if asyncio.get_running_loop().time() > deadline:
            raise StalledError(f"no last word on {request_id} within {within_s:g} s: {_whereabouts(window, outcomes)}")
        await window.next(LOOK_EVERY_S)


def outcomes_of(window: Window, request_id: str) -> tuple[Outcome, ...]:
    """Give what the DCC adapter knows of a request."""
    dcc = window.pictures.get(DCC)
    return () if dcc is None else tuple(outcome for outcome in dcc.outcomes if outcome.request_id == request_id)


def progress_of(window: Window, outcome: Outcome) -> Progress:
    """Give how far one device's update is, by the pictures there are."""
    who = next(Name(who) for who, spec in window.site.bridges.items() if spec.eui.upper() == outcome.device_id)
    device, hub = window.pictures.get(who), window.pictures.get(HUB)
    if is_final(outcome):
        return Progress(who, "REPORTED", 1, 1, outcome_in_words(outcome))
    if device is not None and device.running == outcome.version:
        return Progress(who, "ACTIVE", 1, 1, "CS09 is on its way")
    if device is not None and device.version == outcome.version:
        stage = {"downloading": "HAN", "verified": "VERIFY", "rebooting": "ACTIVE"}.get(device.activity, "HAN")
        whole = stage != "HAN"
        return Progress(who, stage, 1 if whole else device.have, 1 if whole else device.size, device.activity)
    if hub is not None and hub.activity == "fetching":
        return Progress(who, "WAN", hub.have, hub.size, "the hub is fetching it")
    if hub is not None and hub.version == outcome.version:
        return Progress(who, "STORE", 0, hub.size, "the hub holds it")
    return Progress(who, "DCC", 0, 0, "accepted")


async def _until_clock(window: Window) -> None:
    deadline = asyncio.get_running_loop().time() + ANSWER_WITHIN_S
    while not window.is_running:
        if asyncio.get_running_loop().time() > deadline:
            raise LinkError(f"no shared clock, or no word of every participant, within {ANSWER_WITHIN_S:g} s")
        await window.next(LOOK_EVERY_S)
    if window.clock.followed is not None and not window.clock.followed.speed:
        raise UsageError("the clock of this premises is paused: nothing would move")


def _whereabouts(window: Window, outcomes: tuple[Outcome, ...]) -> str:
    still = [progress_of(window, outcome) for outcome in outcomes if not is_final(outcome)]
    words = [f"{progress.who} at {progress.stage} ({progress.detail})" for progress in still]
    at = window.clock.now() / MICROSECONDS_PER_SECOND
    return f"{'; '.join(words) or 'nothing is known of it'}, premises time {at:.0f} s"
