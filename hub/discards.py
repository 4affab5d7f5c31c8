"""What the hub tells the carrier of a meter's image that it no longer holds, said until it is acknowledged.

A meter's image is told of by N60 and N61, which are the DCC's to say, and by no CCS08 (assumption 64, docs/sources.md);
so what the hub does to it after it was stored reaches the DCC by a message of the carrier's own (assumption 75).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from struct import Struct

from premises.identity import Eui64, eui64_from_octets, eui64_octets
from premises.machine.effects import NOTHING, Effect, Effects, Keep, Kept, Send
from premises.quantity import Duration, Instant, after, earliest
from premises.talk.wan_fetch import RETRY_AFTER, RETRY_AFTER_MAX
from premises.wire.field.wan import ImageDiscarded
from premises.wire.gbcs.alerts import TransferResponseCode
from premises.wire.message import Message
from premises.wire.notes.requests import AlertLost, AlertSent

DISCARDS_MAX = 64
"""Discards waiting at once; one more displaces the oldest, and that is noted. Ours."""

KEY_DISCARDS = "discards"

_ROW = Struct("<QIB8s")


@dataclass(frozen=True, slots=True)
class Untaken:
    """One discard that the carrier did not acknowledge yet."""

    discard: ImageDiscarded
    tries: int
    retry_at: Instant


class Discards:
    """The discards of one hub on their way; ``state`` is the tuple of those waiting, oldest first."""

    __slots__ = ("_send", "state")

    def __init__(self, send: Callable[[Message, int], Send], kept: Kept) -> None:
        self._send = send
        self.state = tuple(Untaken(_read(row), 0, Instant(0)) for _, row in kept.below(KEY_DISCARDS))

    @property
    def deadline(self) -> Instant | None:
        """When the next one is to be said again."""
        return earliest(*(untaken.retry_at for untaken in self.state))

    def post(self, discard: ImageDiscarded, now: Instant) -> Effects:
        """Keep a discard and say it for the first time."""
        effects: list[Effect] = []
        if len(self.state) >= DISCARDS_MAX:
            oldest = self.state[0].discard
            effects += [Keep(_key(oldest), None), AlertLost(_USE_CASE, oldest.device, oldest.version)]
            self.state = self.state[1:]
        untaken, said = self._said(Untaken(discard, 0, now), now)
        self.state = (*self.state, untaken)
        return [*effects, Keep(_key(discard), _row(discard)), *said]

    def taken(self, transfer: int, device: Eui64) -> Effects:
        """Forget the discard that the carrier acknowledged; nothing happens when it is not waiting."""
        for untaken in self.state:
            if (untaken.discard.transfer, untaken.discard.device) == (transfer, device):
                self.state = tuple(other for other in self.state if other is not untaken)
                return [Keep(_key(untaken.discard), None)]
        return NOTHING

    def wake(self, now: Instant) -> Effects:
        """Say again what is due; it is never given up, for a WAN can be away for days."""
        effects: list[Effect] = []
        still: list[Untaken] = []
        for untaken in self.state:
            again, said = (untaken, ()) if untaken.retry_at > now else self._said(untaken, now)
            still.append(again)
            effects += said
        self.state = tuple(still)
        return effects

    def _said(self, untaken: Untaken, now: Instant) -> tuple[Untaken, Effects]:
        discard, tries = untaken.discard, untaken.tries + 1
        retry_at = after(now, Duration(min(RETRY_AFTER << min(untaken.tries, 16), RETRY_AFTER_MAX)))
        code = discard.code.name.lower()
        sent = AlertSent(_USE_CASE, discard.device, discard.version, code, discard.transfer, tries, retry_at)
        return replace(untaken, tries=tries, retry_at=retry_at), [sent, self._send(discard, tries)]


_USE_CASE = ImageDiscarded.__name__


def _key(discard: ImageDiscarded) -> str:
    return f"{KEY_DISCARDS}/{discard.transfer:016x}-{discard.device}"


def _row(discard: ImageDiscarded) -> bytes:
    return _ROW.pack(discard.transfer, discard.version, discard.code, eui64_octets(discard.device))


def _read(row: bytes) -> ImageDiscarded:
    transfer, version, code, device = _ROW.unpack(row)
    return ImageDiscarded(transfer, eui64_from_octets(device), version, TransferResponseCode(code))
