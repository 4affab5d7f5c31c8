"""A story of a small world as a person reads it: who, what, and what became of it."""

from collections.abc import Iterator

from premises.quantity import spoken
from premises.wire.duis.messages import UpdatePPMIDFirmware
from premises.wire.field.zcl import ImageBlockRequest, ImageBlockResponse
from premises.wire.message import Message
from tests.proof.trail import Broken
from tests.proof.world import Event, SmallWorld


def told(world: SmallWorld, broken: Broken) -> Iterator[str]:
    """Give the events of a story, a line each, and how it ends."""
    for number, each in enumerate(broken.story, start=1):
        yield f"{number:3}  {_line(world, each.before, each.event)}"
    yield f"     {broken.violation.rule}: {broken.violation.why}"


def _line(world: SmallWorld, before: int, event: Event) -> str:
    what, subject = event.what, event.subject
    if what == "asks":
        request = world.plan.requests[subject].message
        assert isinstance(request, UpdatePPMIDFirmware), "a Supplier asks for firmware"
        devices = ", ".join(world.plan.truth.names[device] for device in request.device_ids)
        return f"the Supplier asks for {request.firmware_version:#010x} for {devices}"
    if what.startswith(("wakes", "crashes")):
        return _of_one(world, before, what, subject)
    flight = world.pools.flights[subject]
    frame = f"{_words(flight.frame.message)} from {flight.by} to {flight.to}"
    match what:
        case "arrives and strays":
            return f"{frame} arrives, and a copy of it stays in the air"
        case "strays":
            return f"{frame} is late"
        case "arrives and fells":
            return f"{frame} arrives; {flight.to} keeps what that asks for, and crashes before it says a word"
        case "comes at last and fells":
            return f"the late {frame} arrives; {flight.to} keeps what that asks for, and crashes before it says a word"
        case "comes at last":
            return f"the late {frame} arrives"
    return f"{frame} {what}"


def _of_one(world: SmallWorld, before: int, what: str, place: int) -> str:
    desk = world.desks[place]
    if what == "crashes":
        return f"{desk.who} crashes, and starts from what it kept"
    span = min(wait for each, local in world.locals_of(before) if (wait := each.waits[local]) >= 0)
    passes = f"{spoken(span)} pass; " if span else ""
    falls = ", keeps what that asks for, and crashes before it says a word" if what != "wakes" else ""
    return f"{passes}{desk.who} does what is due{falls}"


def _words(message: Message) -> str:
    name = type(message).__name__
    if isinstance(message, ImageBlockRequest | ImageBlockResponse):
        return f"{name} at {message.offset}"
    return name
