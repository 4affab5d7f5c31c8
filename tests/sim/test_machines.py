"""Every participant keeps the contract of a machine."""

import pytest

from lab.cast import makers_of
from lab.images import make_image
from lab.story.supplier import Planned, Supplier
from premises.faults.wiring import link_plans
from premises.identity import Name
from premises.machine.contract import check_machine
from premises.machine.effects import Kept, Machine
from premises.quantity import Instant, seconds
from premises.sim.world import World
from premises.wire.message import Frame
from premises.wire.site import DCC, HUB, SUPPLIER, Site
from tests.sim.listening import Listening
from tests.sim.stories import update_request

SITE = Site()


def good_day(who: Name) -> list[Frame]:
    """Give the frames that ``who`` receives while one image goes all the way."""
    heard: list[Frame] = []
    makers = dict(makers_of(SITE, 1))
    request = update_request(SITE, Name("b1"), make_image(0x0184, 0x0001_0001, 600, manufacturer=0xA170))
    inner = makers[who]

    def supplier(kept: Kept) -> Machine:
        return Supplier((Planned(Instant(seconds(1)), request),), kept)

    def listening(kept: Kept) -> Machine:
        return Listening(inner(kept), heard)

    makers[SUPPLIER], makers[who] = supplier, listening
    world = World(makers, link_plans(SITE), seed=1)
    world.start()
    world.run(Instant(seconds(400)))
    return heard


@pytest.mark.parametrize("who", [DCC, HUB, Name("b1")])
def test_every_participant_keeps_the_contract_of_a_machine(who: Name) -> None:
    likely = good_day(who)

    assert len(likely) >= 5, "the story goes deep"
    check_machine(makers_of(SITE, 1)[who], likely)
