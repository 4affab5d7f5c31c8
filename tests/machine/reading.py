"""Reading effects in tests: what was sent, kept and noted, each in its order."""

from typing import TypeVar

from premises.machine.effects import Effects, Keep, Listen, Send
from premises.wire.message import Message
from premises.wire.notes.note import Note

N = TypeVar("N", bound=Note)
M = TypeVar("M", bound=Message)


def sent(effects: Effects) -> list[Message]:
    """Give every message that was sent."""
    return [effect.frame.message for effect in effects if isinstance(effect, Send)]


def sent_of(effects: Effects, kind: type[M]) -> list[M]:
    """Give the messages of one kind that were sent."""
    return [message for message in sent(effects) if isinstance(message, kind)]


def sends(effects: Effects) -> list[Send]:
    """Give every sending, with its target and transaction."""
    return [effect for effect in effects if isinstance(effect, Send)]


def noted(effects: Effects, kind: type[N]) -> list[N]:
    """Give the notes of one kind."""
    return [effect for effect in effects if isinstance(effect, kind)]


def notes(effects: Effects) -> list[Note]:
    """Give every note."""
    return [effect for effect in effects if isinstance(effect, Note)]


def keeps(effects: Effects) -> list[tuple[str, bytes | None]]:
    """Give every row that was kept or forgotten."""
    return [(effect.key, effect.value) for effect in effects if isinstance(effect, Keep)]


def listens(effects: Effects) -> list[bool]:
    """Give every turn of the receiver, on or off."""
    return [effect.on for effect in effects if isinstance(effect, Listen)]
