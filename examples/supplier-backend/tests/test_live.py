"""The same back end over real processes and a real broker: what virtual time says is what happens."""

import pytest
from desk import Desk
from supplier_backend.fleet import State

from lab.testing.premises import Premises

ONLY_B1 = {
    "name": "only-b1",
    "bridges": {"b1": {"ppmid_variant": "B1", "eui": "90-B3-D5-1F-30-B1-00-01", "image_type": 0x0184}},
}


@pytest.mark.live
@pytest.mark.premises(site=ONLY_B1, seed=7)
def test_a_bridge_gets_the_new_firmware_live(live_premises: Premises, live_desk: Desk) -> None:
    live_desk.look()
    live_premises.wait_for(live_desk.is_over, within="1h")

    assert live_desk.states() == {State.UP_TO_DATE}
    assert live_premises.running("b1") == 0x0001_0001
