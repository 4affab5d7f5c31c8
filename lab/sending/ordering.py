"""The 11.3 of a live campaign: sent to each device that holds what its 11.1 brought, and what came of them.

What holds an image is read from the DCC adapter's picture; how 11.3 is made is ``campaign.activation``'s to say.
"""

import asyncio

from lab.campaign.activation import activation_for
from lab.sending.post import Post
from lab.sending.updating import ANSWER_WITHIN_S, answer_to, refusal_in_words, unanswered
from lab.story.verdict import is_final, is_held
from premises.identity import Eui64
from premises.wire.picture import Outcome


class Orders:
    """What was ordered so far, by the 11.1 and the device."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._sent: dict[tuple[str, Eui64], tuple[str, float]] = {}

    def is_due(self, outcome: Outcome) -> bool:
        """Say whether a device holds its image, and was not ordered to run it."""
        return is_held(outcome) and (outcome.request_id, outcome.device_id) not in self._sent

    def post(self, outcome: Outcome, firmware_hash: bytes, activation_at: int) -> None:
        """Send the 11.3 that ``outcome`` is due for."""
        number, by = self._post.next_number(), self._post.eui
        request = activation_for(outcome.device_id, firmware_hash, activation_at, number, by, self._post.signer)
        self._post.send(request)
        answer_by = asyncio.get_running_loop().time() + ANSWER_WITHIN_S
        self._sent[outcome.request_id, outcome.device_id] = request.request_id, answer_by

    def awaits(self, outcome: Outcome) -> bool:
        """Say whether a device holds its image until its 11.3 is taken."""
        return is_held(outcome) and not self.refusal(outcome)

    def is_over(self, outcome: Outcome) -> bool:
        """Say whether nothing more is to come of a device's part."""
        return is_final(outcome) and not self.awaits(outcome)

    def refusal(self, outcome: Outcome) -> str:
        """Give why the DCC adapter did not take its 11.3; empty when it took it, or has not answered."""
        sent = self._sent.get((outcome.request_id, outcome.device_id))
        answer = None if sent is None else answer_to(self._post, sent[0])
        return "" if answer is None or not answer.refused else refusal_in_words(answer)

    def check_answers(self) -> None:
        """Return unless the DCC adapter owes an answer for too long; LinkError then."""
        now = asyncio.get_running_loop().time()
        for request_id, answer_by in self._sent.values():
            if now > answer_by and answer_to(self._post, request_id) is None:
                raise unanswered()
