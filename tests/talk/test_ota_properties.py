"""Whatever is said to an OTA client, and whenever it crashes: it runs the server's octets, verified, or nothing.

Half of each story is what a good server says next; the other half is late, wrong, doubled, or a loss of power.
"""

from hypothesis import given
from hypothesis import strategies as st

from premises.machine.effects import Effects, Keep
from premises.machine.growing import Growing
from premises.talk.ota_kept import KEY_OTA
from premises.talk.ota_phase import Installing
from premises.talk.ota_server import Offer, answer_block, answer_end, answer_query, invitation
from premises.trust.seal import check_seal, sealed
from premises.wire.field.zcl import (
    OTA_CLUSTER,
    DefaultResponse,
    ImageBlockAbort,
    ImageBlockRequest,
    ImageBlockResponse,
    QueryNextImageRefusal,
    QueryNextImageRequest,
    Status,
    UpgradeEndRequest,
)
from premises.wire.message import Message
from tests.machine.reading import sent
from tests.talk.client_stage import MAKER, NEW, NEWER, TYPE, ClientStage, invite, offer, run_it, wait

GOOD = {version: sealed(bytes([version & 0xFF]) * 90, MAKER) for version in (NEW, NEWER)}
OFFERS = {
    version: Offer(MAKER, TYPE, version, 0, 0xFFFF, Growing(octets).grown(octets)) for version, octets in GOOD.items()
}
WRONG = st.one_of(
    st.sampled_from(
        (
            invite(),
            invite(1),
            offer(NEW, len(GOOD[NEW])),
            offer(NEWER, 1 << 30),
            offer(0x0000_FFFF, 10),
            QueryNextImageRefusal(Status.NO_IMAGE_AVAILABLE),
            wait(3),
            wait(0, 200),
            ImageBlockAbort(),
            run_it(),
            run_it(30, NEWER),
            DefaultResponse(OTA_CLUSTER, 6, Status.SUCCESS),
        )
    ),
    st.builds(
        ImageBlockResponse,
        st.just(MAKER),
        st.just(TYPE),
        st.sampled_from((NEW, NEWER)),
        st.integers(0, 130),
        st.binary(max_size=64),
    ),
)
"""What nobody should say now: out of order, about another image, or with other octets."""

Step = tuple[str, Message | int | None]
GOOD_DAY: st.SearchStrategy[Step] = st.tuples(st.just("answer"), st.none())
BAD_DAY: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("hear"), WRONG),
    st.tuples(st.just("damage"), st.integers(0, 47)),
    st.tuples(st.sampled_from(("restart", "wake", "displace", "again")), st.none()),
)


class Tale:
    """A client and an honest server with one image at a time; checks after each step what must always hold."""

    def __init__(self) -> None:
        self.stage = ClientStage(verify=lambda octets, _version, _now: check_seal(octets, MAKER))
        self.version = NEW
        self.asked: Message | None = None
        self.last: Message = invitation(OFFERS[NEW])

    def tell(self, step: Step) -> None:
        match step:
            case "answer", _:
                self._answer()
            case "hear", Message() as message:
                self._heard(message)
            case "damage", int(at):
                self._damaged(at)
            case "restart", _:
                self._did(self.stage.restart())
            case "wake", _ if self.stage.client.deadline is not None:
                self._did(self.stage.wake())
            case "displace", _:
                self.version = NEWER if self.version == NEW else NEW
            case "again", _:
                self._heard(self.last)

    def _answer(self) -> None:
        offered = OFFERS[self.version]
        match self.asked:
            case QueryNextImageRequest() as request:
                self._heard(answer_query(offered, request))
            case ImageBlockRequest() as request:
                self._heard(answer_block(offered, request))
            case UpgradeEndRequest(status=Status.SUCCESS) as request:
                self._heard(answer_end(request, 1000))
            case UpgradeEndRequest():
                self._heard(DefaultResponse(OTA_CLUSTER, 6, Status.SUCCESS))
            case _ if self.stage.client.deadline is not None:
                self._did(self.stage.wake())

    def _damaged(self, at: int) -> None:
        if not isinstance(self.asked, ImageBlockRequest):
            return
        answer = answer_block(OFFERS[self.version], self.asked)
        if isinstance(answer, ImageBlockResponse):
            octets = bytearray(answer.data)
            octets[at % len(octets)] ^= 0x40
            self._heard(ImageBlockResponse(MAKER, TYPE, answer.version, answer.offset, bytes(octets)))

    def _heard(self, message: Message) -> None:
        self.asked, self.last = None, message
        self._did(self.stage.hear(message))

    def _did(self, effects: Effects) -> None:
        for message in sent(effects):
            self.asked = message
            if isinstance(message, ImageBlockRequest):
                assert 0 <= message.offset < len(GOOD[message.version]), "it asks for octets of the image alone"
        phase = self.stage.client.state
        if isinstance(phase, Installing):
            octets = phase.image.whole()
            check_seal(octets, MAKER)
            assert octets == GOOD[phase.version], "what runs is what the server holds"
            assert phase.version > self.stage.running, "it never goes back"
            self.stage.running = phase.version
            self.stage.shelf.commit([Keep(KEY_OTA, None)])
            self.stage.client.rest(self.stage.now)


@given(st.lists(st.one_of(GOOD_DAY, BAD_DAY), max_size=60))
def test_only_the_servers_own_octets_are_ever_installed(steps: list[Step]) -> None:
    tale = Tale()
    for step in steps:
        tale.tell(step)


@given(st.lists(st.one_of(GOOD_DAY, BAD_DAY), max_size=40))
def test_after_any_story_an_honest_server_is_enough(steps: list[Step]) -> None:
    tale = Tale()
    for step in steps:
        tale.tell(step)
    tale.version = NEWER
    for _ in range(60):
        tale.tell(("answer", None))

    assert tale.stage.running == NEWER


def test_on_a_good_day_a_dozen_answers_are_enough() -> None:
    tale = Tale()
    for _ in range(12):
        tale.tell(("answer", None))

    assert tale.stage.running == NEW, "so half of each story above goes deep"
