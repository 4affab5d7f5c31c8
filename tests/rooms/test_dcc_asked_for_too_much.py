"""The DCC adapter asked for what it cannot give, or keep, as it was asked: more than a chunk, a name of many octets."""

from dcc_adapter.accounts import COUNTER_MAX
from premises.wire.duis.messages import REQUEST_ID_MAX, UpdatePPMIDFirmware
from premises.wire.field.wan import WAN_CHUNK_MAX, ChunkRequest, ChunkResponse
from premises.wire.site import ACB_EUI, HUB, SUPPLIER_EUI
from tests.machine.reading import sent_of
from tests.rooms.dcc_stage import adapter, ask, image, request
from tests.rooms.hub_stage import NEW


def test_a_chunk_is_never_larger_than_the_wan_carries_whatever_is_asked_for() -> None:
    stage = adapter()
    ask(stage, request(octets=image(size=3 * WAN_CHUNK_MAX)))
    (chunk,) = sent_of(stage.hear(HUB, ChunkRequest(1, 0, 2**40)), ChunkResponse)

    assert len(chunk.data) == WAN_CHUNK_MAX


def test_the_longest_request_id_is_kept_and_found_again() -> None:
    stage = adapter()
    said, request_id = request(), f"{SUPPLIER_EUI}:{ACB_EUI}:{COUNTER_MAX}"
    long = UpdatePPMIDFirmware(request_id, said.firmware_image, NEW, said.device_ids)
    ask(stage, long)
    stage.restart()

    assert len(request_id) == REQUEST_ID_MAX
    assert ask(stage, long).detail == "already taken"


def test_a_request_id_in_letters_of_many_octets_is_none_and_nothing_is_kept() -> None:
    stage = adapter()
    said, request_id = request(), f"{SUPPLIER_EUI}:".ljust(REQUEST_ID_MAX, "\N{BUG}")
    before = stage.machine.state
    answer = ask(stage, UpdatePPMIDFirmware(request_id, said.firmware_image, NEW, said.device_ids))

    assert (answer.response_code, stage.machine.state) == ("E11", before)
