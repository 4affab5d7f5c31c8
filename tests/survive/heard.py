"""Which words about a request a Supplier should have heard: its answer once, and the rest whatever the power did."""

from collections.abc import Iterator

from lab.story.verdict import WAITING
from premises.wire.picture import Outcome
from tests.survive.witness import Witness

ANSWER = "ServiceResponse"


def unheard(outcome: Outcome, witness: Witness, *, was_down: bool) -> Iterator[tuple[str, bool]]:
    """Give each word of a request that never came, and whether a rule explains it.

    ``was_down`` says whether the DCC adapter or the Supplier lost its power: that may cost an answer, and nothing else.
    """
    words = [ANSWER, "CommsHubAlert", *(["PPMIDAlert"] if outcome.activation != WAITING else [])]
    for word in (word for word in words if (outcome.request_id, word) not in witness.heard):
        if word == ANSWER:
            yield f"the Supplier never heard a {word}: a request is answered once", was_down
        else:
            yield f"lost: the Supplier never heard a {word}, which is said until it is taken", False
