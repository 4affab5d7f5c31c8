"""What is noted of a frame when it leaves: its octets too, where frames are kept."""

import pytest

from premises.faults.air import Lane, LinkPlan
from premises.faults.impairments.impairment import Loss
from premises.faults.launched import launch_notes
from premises.faults.station import Station
from premises.identity import Name
from premises.machine.effects import Send
from premises.quantity import ORIGIN
from premises.sim.shelf import VirtualShelf
from premises.wire.field.air_bytes import Hop, to_octets
from premises.wire.field.zcl import ImageBlockAbort
from premises.wire.message import Frame, Medium
from premises.wire.notes.flights import FlightLost, FlightSent
from premises.wire.site import DCC, HUB
from tests.faults.conservation import frame
from tests.wire.messages import B1, BOOK, SECURED

WAN = Name("wan")


@pytest.mark.parametrize("lost", [0.0, 1.0])
def test_a_frame_is_kept_as_it_left_whether_or_not_it_is_lost(lost: float) -> None:
    plan = LinkPlan(Name("han"), Medium.RADIO, (HUB, B1), (Loss(lost),), ())
    station = Station(HUB, (plan,), 1)
    station.start(VirtualShelf(), ORIGIN)
    asked = Frame(HUB, B1, 1, ImageBlockAbort())
    before = station.perform([Send(B1, asked)], ORIGIN).notes
    station.keeps_frames = SECURED
    after = station.perform([Send(B1, asked)], ORIGIN).notes
    kept = [note.frame for note in (*before, *after) if isinstance(note, FlightSent)]

    assert kept == [b"", to_octets(asked, Medium.RADIO, Hop(HUB, B1), 2, SECURED)]
    assert sum(isinstance(note, FlightLost) for note in after) == lost


@pytest.mark.parametrize("medium", [Medium.DUIS, Medium.MAINS])
def test_nothing_is_kept_of_what_no_capture_shows(medium: Medium) -> None:
    lane = Lane(LinkPlan(WAN, medium, (HUB, DCC), (), ()), HUB, 1)
    sent, _ = launch_notes(lane, 0, 1, frame(0), (), "loss", book=BOOK)

    assert isinstance(sent, FlightSent)
    assert sent.frame == b""
