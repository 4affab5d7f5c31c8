"""One request and the word that answers it, for whoever asks about one thing and stays for the answer."""

import asyncio
from typing import TypeVar

from lab.live.window import Window
from lab.sending.post import Post
from lab.sending.progress import next_wake
from lab.sending.updating import ANSWER_WITHIN_S, LOOK_EVERY_S, refusal_in_words, unanswered, until_clock
from premises.errors import RefusedError, StalledError
from premises.identity import Name
from premises.quantity import spoken
from premises.wire.duis.messages import ServiceRequest, ServiceResponse
from premises.wire.message import Message
from premises.wire.site import HUB

Word = TypeVar("Word", bound=Message)


async def word_on(
    window: Window, post: Post, request: ServiceRequest, kind: type[Word], timeout_s: float, who: Name | None = None
) -> Word:
    """Send a request and give the first message of this kind about it.

    RefusedError when the DCC adapter refuses it, LinkError when it says nothing, StalledError when the word does not
    come within ``timeout_s`` of wall; ``who`` is the device that is waited for, if it is one.
    """
    await until_clock(window)
    loop = asyncio.get_running_loop()
    answer_by, give_up_at = loop.time() + ANSWER_WITHIN_S, loop.time() + timeout_s
    post.send(request)
    while True:
        about = [answer for answer in post.answers if getattr(answer, "request_id", "") == request.request_id]
        for answer in about:
            if isinstance(answer, ServiceResponse) and is_refused(answer):
                raise RefusedError(refusal_in_words(answer))
            if isinstance(answer, kind):
                return answer
        if not about and loop.time() > answer_by:
            raise unanswered()
        post.check()
        if loop.time() > give_up_at:
            raise StalledError(
                f"no answer to {request.request_id} within {timeout_s:g} s: premises time "
                f"{spoken(window.clock.now())}{_asleep(window, who)}"
            )
        await window.next(LOOK_EVERY_S)


def is_refused(answer: ServiceResponse) -> bool:
    """Say whether a request was not taken at all."""
    return answer.response_code.startswith("E") or bool(answer.refused)


def _asleep(window: Window, who: Name | None) -> str:
    wake = None if who is None or who == HUB else next_wake(window, who)
    return "" if wake is None else f", {who} wakes at {spoken(wake)}"
