"""What a Supplier was told, as a person reads it: a line for each message."""

from collections.abc import Mapping

from lab.site import names_of
from lab.story.heard import heard_in_words, with_names
from premises.identity import Eui64, eui64
from premises.wire.duis.messages import DeviceAlertMessage
from premises.wire.message import Message
from premises.wire.site import HUB, Site
from premises.wire.xml.response import Told


def names_in(site: Site) -> dict[Eui64, str]:
    """Give the name of every device of a site, the hub too, by its identity."""
    return {**names_of(site), eui64(site.hub.eui): str(HUB)}


def line_of(told: Told, names: Mapping[Eui64, str]) -> str:
    """Give one line: what it says, the code under which it came, and the request that it is about, if any."""
    about = f", request {told.request_id.rsplit(':', 1)[1]}" if told.request_id else ""
    if told.message is None:
        return f"something that nothing here can read ({told.response_code}{about})"
    return f"{with_names(_words(told.message), names)} ({told.response_code}{about})"


def _words(message: Message) -> str:
    if isinstance(message, DeviceAlertMessage):
        return f"0x{message.alert_code:04X} {message.device_id}"
    return heard_in_words(message) or type(message).__name__
