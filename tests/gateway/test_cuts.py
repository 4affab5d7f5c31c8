"""kill -9 between acceptance and outbox, at every commit and every POST: nothing lost, nothing said in two ways.

The points have names: at least one cut must be at each of them, for a message that is on its way.
"""

from struct import unpack

from dcc_adapter.mail import KEY_MAIL
from dcc_adapter.sending.transfers import KEY_TRANSFERS
from premises.identity import Eui64, Name
from premises.sim.shelf import VirtualShelf
from premises.trust.users import dcc_identity
from premises.trust.xml_signature import verify_xml
from premises.wire.duis.messages import CommsHubAlert, PPMIDAlert
from premises.wire.xml.response import read_response
from tests.gateway.cuts import GAS, POWER, UPDATES, Cut, Sink, Telling, stored_and_taken
from tests.gateway.ground import SEED

NAMED = {
    "given to the machine, not taken by it",
    "taken by the machine, its answer not kept",
    "answered, the answer not received",
    "kept by the machine, not stored",
    "stored, not acknowledged",
    "acknowledged, not POSTed",
    "POSTed and answered, not marked as taken",
}
"""Where a kill could lose a word or say it in two ways."""


def points(cut: Cut) -> set[str]:
    """Give the named points at which this cut finds some message."""
    found: set[str] = set()
    asked, answered = (sum(1 for _ in cut.gateway.below(f"asked/{what}")) for what in ("request", "answer"))
    jobs = jobs_of(cut.machine)
    found |= {"given to the machine, not taken by it"} if asked > jobs else set()
    found |= {"taken by the machine, its answer not kept"} if jobs > answered else set()
    found |= {"answered, the answer not received"} if answered > len(cut.answers) else set()
    letters = [row.split(b" ", 1)[0].decode() for _, row in cut.machine.below(KEY_MAIL)]
    said = [int(key.rsplit("/", 1)[1], 16) for key, _ in cut.machine.below(KEY_MAIL)]
    for who, _ in UPDATES:
        numbers = [unpack("<Q", value)[0] for _, value in cut.gateway.below(f"mail/number/{who}")]
        mine = {number for number, to in zip(said, letters, strict=True) if to == who}
        stored, taken = stored_and_taken(cut.gateway, who)
        posted = len(dict.fromkeys(cut.posts[who]))
        found |= {"kept by the machine, not stored"} if mine - set(numbers) else set()
        found |= {"stored, not acknowledged"} if mine & set(numbers) else set()
        found |= {"acknowledged, not POSTed"} if set(numbers[posted:]) - mine else set()
        found |= {"POSTed and answered, not marked as taken"} if taken < posted <= stored else set()
    return found


def jobs_of(machine: VirtualShelf) -> int:
    """Give how many requests the machine has taken, as often as it has taken them."""
    return int(machine.get(KEY_TRANSFERS) or b"0")


def told(posts: list[bytes]) -> list[tuple[str, Eui64]]:
    """Give which alert about which bridge each message is, believing only what the DCC signed."""
    found = []
    for post in posts:
        message = read_response(verify_xml(post, [dcc_identity(SEED).certificate])).message
        assert isinstance(message, CommsHubAlert | PPMIDAlert), message
        found.append((type(message).__name__, message.device_id))
    return found


def numbers_of(telling: Telling, who: Name) -> list[int]:
    """Give the machine's numbers of what is stored for a Supplier, in the order in which it is told."""
    return [unpack("<Q", value)[0] for _, value in telling.gateway.below(f"mail/number/{who}")]


async def test_a_kill_at_any_point_loses_no_word_and_says_none_in_two_ways() -> None:
    async with Sink().listening() as sink:
        whole = Telling(sink)
        await whole.told()
        wanted = {who: told(whole.posts[who]) for who, _ in UPDATES}
        after = [(cut, Telling(sink, cut)) for cut in whole.cuts]
        for _, telling in after:
            await telling.told()

    assert {who: len(messages) for who, messages in wanted.items()} == {POWER: 3, GAS: 3}
    assert set().union(*map(points, whole.cuts)) >= NAMED
    assert [jobs_of(telling.machine.twin()) for _, telling in after] == [len(UPDATES)] * len(after)
    for at, (cut, telling) in enumerate(after):
        for who, _ in UPDATES:
            firsts = list(dict.fromkeys(telling.posts[who]))
            place = f"killed at step {at}, after {cut.where}: {who}"
            assert told(firsts) == wanted[who], place
            assert len(telling.posts[who]) <= len(firsts) + 1, f"{place}: one message at most is POSTed again"
            assert numbers_of(telling, who) == sorted(set(numbers_of(telling, who))), place
            assert cut.posts[who] == telling.posts[who][: len(cut.posts[who])], place
