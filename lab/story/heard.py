"""What a Supplier was told, in a line each: response codes, and alerts and answers by their use case.

Devices stand there as their EUI-64s; who has the site puts names in their place. The words are ``duis.words``'s.
"""

from collections.abc import Mapping

from premises.identity import Eui64
from premises.wire.duis.messages import ServiceResponse
from premises.wire.duis.words import Said, said_by
from premises.wire.message import Message

WITH_RESULT = ("CCS08", "CS09", "CS06")
"""Words that stand beside their result; N60 and N61 are one themselves."""

LOGGED = {"success": "done", "failure": "refused"}
"""What a hub answered to 8.11."""


def heard_in_words(message: Message) -> str:
    """Give what one message told a Supplier; empty for what is no answer of its own, like a device's alert."""
    if isinstance(message, ServiceResponse):
        return message.response_code
    return next(map(_in_words, said_by(message)), "")


def with_names(line: str, names: Mapping[Eui64, str]) -> str:
    """Give a line with the names of the site's devices in the place of their identities."""
    return " ".join(names.get(Eui64(word), word) for word in line.split(" "))


def _in_words(said: Said) -> str:
    match said.what:
        case what if what in WITH_RESULT:
            return f"{what} {said.device} {said.code}"
        case "N60" | "N61" as what:
            return f"{what} {said.device}"
        case "11.2":
            return f"11.2 {said.device} {f'{said.version:#010x}' if said.code == 'success' else 'unread'}"
        case "8.11":
            return f"8.11 {said.device} {LOGGED[said.code]}"
        case "N24":
            return "N24"
    return ""
