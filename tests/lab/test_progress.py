"""How far an update is, in the words that a person is shown, from what each participant shows of itself."""

from lab.live.window import Window
from lab.sending.progress import Progress, progress_of
from premises.identity import Name, eui64
from premises.runtime.clock import SharedClock
from premises.runtime.memory import MemoryBroker
from premises.wire.picture import Outcome, Picture
from premises.wire.site import DCC, HUB, Site
from premises.wire.topics import VIEWER, Topics
from tests.runtime.manual_wall import ManualWall

B1 = Name("b1")
VERSION = 0x0001_0001
OUTCOME = Outcome("A:B:7", eui64(Site().bridges["b1"].eui), VERSION, "waiting", "waiting", "")


async def progress(*pictures: Picture) -> Progress:
    """Give what is said of B1's update when participants show ``pictures``."""
    async with MemoryBroker().link(VIEWER)([]) as link:
        window = Window(Site(), Topics(Name("flat-14")), link, SharedClock(ManualWall(), "boot"))
        window.pictures = {picture.who: picture for picture in pictures}
        return progress_of(window, B1, OUTCOME)


def said(found: Progress) -> tuple[str, str]:
    return found.stage, found.detail


async def test_an_image_goes_from_the_adapter_over_the_wan_into_the_hubs_store() -> None:
    queued = await progress(Picture(DCC, None, "sending", detail="request 6"))
    fetched = await progress(
        Picture(DCC, None, "sending", detail="request 7"), Picture(HUB, 1, "fetching", have=100, size=300)
    )
    held = await progress(
        Picture(DCC, None, "idle"), Picture(HUB, 1, "holding", VERSION, 300, 300, "for b1"), Picture(B1, 1, "idle")
    )

    assert said(queued) == ("DCC", "taken by the DCC adapter")
    assert (fetched.stage, fetched.have, fetched.size) == ("WAN", 100, 300)
    assert said(held) == ("STORE", "the hub holds it")


async def test_an_image_that_the_hub_lost_is_not_with_the_adapter_again() -> None:
    lost = await progress(
        Picture(DCC, None, "idle"), Picture(HUB, 1, "holding", 9, 3, 3, "for b2"), Picture(B1, 1, "idle")
    )

    assert said(lost) == ("STORE", "the hub does not hold it; no word of why yet")


async def test_a_device_says_how_far_it_is_and_is_active_before_its_cs09_is_heard() -> None:
    downloading = await progress(Picture(DCC, None, "idle"), Picture(B1, 1, "downloading", VERSION, 48, 300))
    running = await progress(Picture(DCC, None, "idle"), Picture(B1, VERSION, "idle"))

    assert (downloading.stage, downloading.have) == ("HAN", 48)
    assert said(running) == ("ACTIVE", "CS09 is on its way")
