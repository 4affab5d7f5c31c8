"""Service requests sent to a live premises by a post, and the DCC adapter's answers to them.

Sends what ``story.requests.request_for`` makes, the one definition of the command; the transport is a post's.
"""

import asyncio
from collections.abc import Sequence

from lab.live.window import Window
from lab.sending.post import Post, WindowPost
from lab.story.requests import request_for
from premises.errors import LinkError, RefusedError, UsageError
from premises.wire.duis.messages import Refusal, ServiceResponse
from premises.wire.site import Site

ANSWER_WITHIN_S = 20.0
"""Seconds of wall in which the DCC adapter must answer a request. Ours."""

LOOK_EVERY_S = 0.5
"""Seconds of wall between two looks when nothing comes. Ours."""


async def send_update(window: Window, image: bytes, to: Sequence[str]) -> str:
    """Send one 11.4 for ``to`` over the air and give its id; RefusedError when not taken, LinkError when unanswered."""
    await until_clock(window)
    post = WindowPost(window)
    request_id = post_update(window.site, post, image, to)
    deadline = asyncio.get_running_loop().time() + ANSWER_WITHIN_S
    while (answer := answer_to(post, request_id)) is None:
        if asyncio.get_running_loop().time() > deadline:
            raise unanswered()
        await window.next(LOOK_EVERY_S)
    if answer.refusal is not Refusal.NONE:
        raise RefusedError(refusal_in_words(answer))
    return request_id


def post_update(site: Site, post: Post, image: bytes, to: Sequence[str]) -> str:
    """Send one 11.1 or 11.4 and wait for nothing; give its request id."""
    request = request_for(site, image, list(to), post.next_number(), post.eui)
    post.send(request)
    return request.request_id


def answer_to(post: Post, request_id: str) -> ServiceResponse | None:
    """Give the DCC adapter's answer to a request, when it has come."""
    for answer in post.answers:
        if isinstance(answer, ServiceResponse) and answer.request_id == request_id:
            return answer
    return None


def refusal_in_words(answer: ServiceResponse) -> str:
    """Give why a request, or some device of it, was refused, with its response code if there is one."""
    code = f"{answer.response_code}, " if answer.response_code else ""
    return f"refused by the DCC adapter ({code}{answer.refusal.value}): {answer.detail}"


def unanswered() -> LinkError:
    """Give the error of a DCC adapter that says nothing."""
    return LinkError(f"the DCC adapter did not answer within {ANSWER_WITHIN_S:g} s")


async def until_clock(window: Window) -> None:
    """Wait until the premises runs; LinkError when it does not, UsageError when its clock is paused."""
    deadline = asyncio.get_running_loop().time() + ANSWER_WITHIN_S
    while not window.is_running:
        if asyncio.get_running_loop().time() > deadline:
            raise LinkError(f"no shared clock, or no word of every participant, within {ANSWER_WITHIN_S:g} s")
        await window.next(LOOK_EVERY_S)
    if window.clock.followed is not None and not window.clock.followed.speed:
        raise UsageError("the clock of this premises is paused: nothing would move")
