"""One 11.3 to a live premises, and its way to its last word.

Which image is meant follows from the DCC adapter's picture: the newest that the meter holds and does not run.
"""

import asyncio
from collections.abc import Mapping

from lab.campaign.activation import Activation, activation_for
from lab.live.window import Window
from lab.sending.post import Post
from lab.sending.progress import next_wake
from lab.sending.updating import ANSWER_WITHIN_S, LOOK_EVERY_S, answer_to, refusal_in_words, unanswered, until_clock
from lab.site import device_of
from lab.story.verdict import HELD, SUCCESS, outcome_in_words
from premises.errors import PremisesError, RefusedError, StalledError, UsageError
from premises.identity import Name
from premises.quantity import Instant, spoken
from premises.wire.duis.messages import (
    ActivateFirmwareResult,
    FutureDatedDeviceAlert,
    Refusal,
    ServiceResponse,
)
from premises.wire.gbcs.activation import ActivationCode
from premises.wire.picture import Outcome, Picture
from premises.wire.site import DCC, Site


async def activate_through(window: Window, post: Post, who: Name, runs_at: Instant | None, timeout_s: float) -> str:
    """Have ``who`` run what it holds, at once or at a moment, and give in a line what came of it.

    UsageError when it holds nothing or the moment is over, RefusedError or PremisesError when it does not run it,
    StalledError when no last word comes within ``timeout_s`` of wall, or of the time that the DCC allows.
    """
    await until_clock(window)
    now = window.clock.now()
    if runs_at is not None and runs_at <= now:
        raise UsageError(f"--runs-at: {spoken(runs_at)} is over: it is {spoken(now)} now, leave it out for at once")
    held = held_by(window, who)
    moment, number = Activation(runs_at).moment(now), post.next_number()
    request = activation_for(held.device_id, held.firmware_hash, moment, number, post.eui, post.signer)
    post.send(request)
    told = await _last_word(window, post, who, request.request_id, timeout_s)
    if isinstance(told, ServiceResponse):
        if told.refusal in (Refusal.NO_RESPONSE, Refusal.NOT_DELIVERED):
            raise StalledError(f"{who}: nobody knows what it runs: {told.detail} ({told.response_code})")
        raise RefusedError(f"{who} was not ordered to run {held.version:#010x}: {refusal_in_words(told)}")
    if told.result is not ActivationCode.SUCCESS:
        why, runs = told.result.name.lower().replace("_", " "), told.firmware_version
        raise PremisesError(f"{who} does not run {held.version:#010x}: {why} (CS06), it runs {runs:#010x}")
    return f"{who} runs {told.firmware_version:#010x} (CS06), request {request.request_id}"


def held_by(window: Window, who: Name) -> Outcome:
    """Give the outcome of what ``who`` holds and does not run, by the DCC adapter; UsageError when there is none."""
    return held_in(window.site, window.pictures, who)


def held_in(site: Site, pictures: Mapping[Name, Picture], who: Name) -> Outcome:
    """Give the same of a premises whose participants show ``pictures``."""
    eui = device_of(site, who)[1]
    dcc = pictures[DCC]
    mine = [outcome for outcome in dcc.outcomes if outcome.device_id == eui]
    if not mine:
        raise UsageError(f"{who} holds no image that anybody was told of: expected `premises update --to {who}` before")
    newest = mine[-1]
    if newest.transfer != SUCCESS or newest.activation == SUCCESS:
        raise UsageError(f"{who} holds no image to run: {newest.version:#010x}: {outcome_in_words(newest)}")
    if newest.activation != HELD and not _may_be_ordered_again(newest):
        raise UsageError(f"{who} was ordered to run {newest.version:#010x} before: {outcome_in_words(newest)}")
    if not newest.firmware_hash:
        raise UsageError(f"{who}: nobody knows the hash of {newest.version:#010x}: expected `premises update` again")
    return newest


def _may_be_ordered_again(outcome: Outcome) -> bool:
    """Say whether an order came to nothing that can be tried once more."""
    return outcome.activation in ("activation_failure", "hash_mismatch", "no_response")


async def _last_word(
    window: Window, post: Post, who: Name, request_id: str, timeout_s: float
) -> ServiceResponse | ActivateFirmwareResult | FutureDatedDeviceAlert:
    loop = asyncio.get_running_loop()
    answer_by, give_up_at = loop.time() + ANSWER_WITHIN_S, loop.time() + timeout_s
    while (told := _told(post, request_id)) is None:
        if answer_to(post, request_id) is None and loop.time() > answer_by:
            raise unanswered()
        post.check()
        if loop.time() > give_up_at:
            wake = next_wake(window, who)
            asleep = "" if wake is None else f", {who} wakes at {spoken(wake)}"
            now = spoken(window.clock.now())
            raise StalledError(f"no last word on {request_id} within {timeout_s:g} s: premises time {now}{asleep}")
        await window.next(LOOK_EVERY_S)
    return told


def _told(post: Post, request_id: str) -> ServiceResponse | ActivateFirmwareResult | FutureDatedDeviceAlert | None:
    """Give the last word on a request, when it has come."""
    for answer in post.answers:
        match answer:
            case ServiceResponse() if answer.request_id == request_id and answer.refused:
                return answer
            case ActivateFirmwareResult() | FutureDatedDeviceAlert() if answer.request_id == request_id:
                if answer.result is not ActivationCode.ACCEPTED:
                    return answer
    return None
