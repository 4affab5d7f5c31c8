"""Which commands a device takes: those with a good MAC, each once, of each originator the newest only.

::

    command --(not for it, MAC, counter)--> refused, and nothing changes
       |---(the last one of its originator, octet by octet)--> answered as before, done no second time
       +---(counter above the last)--> taken: nothing older is taken from then on

Held by meters, bridges and the hub. Whether an originator may ask that at all, and a signature, are theirs to check.
Source: GB44 (docs/sources.md), one counter an organisation; what is said to a repetition is assumption 96.
"""

from dataclasses import dataclass
from hashlib import sha256
from struct import Struct

from premises.errors import TrustError
from premises.identity import Eui64
from premises.machine.effects import Effects, Keep, Kept
from premises.trust.mac import MacKeys
from premises.wire.gbcs.message import GbcsCommand, GbcsMessage
from premises.wire.gbcs.octets import from_gbcs, to_gbcs

ORIGINATORS_MAX = 16
"""Originators whose last counter one device remembers; of one more it takes nothing. Ours."""

KEY_COMMANDS = "commands"

_DIGEST_SIZE = 32
_ROW = Struct(f"<Q{_DIGEST_SIZE}s")


@dataclass(frozen=True, slots=True)
class Last:
    """The last command that was taken of one originator."""

    originator: Eui64
    counter: int
    digest: bytes
    """Of its octets: the counter alone does not say that it is the same."""
    answer: GbcsMessage | None = None
    """None before it was answered."""


class Commands:
    """What one device took; ``state`` is a tuple of the last of each originator."""

    __slots__ = ("_acb", "_macs", "state")

    def __init__(self, macs: MacKeys, acb: Eui64, kept: Kept) -> None:
        self._macs = macs
        self._acb = acb
        self.state: tuple[Last, ...] = tuple(_last(key, row) for key, row in kept.below(KEY_COMMANDS))

    def why_not(self, command: GbcsCommand) -> str:
        """Give the reason, in words, why ``command`` is not taken; empty when it is, or was before."""
        if command.recipient != self._macs.own:
            return f"it is from {command.originator} to {command.recipient}"
        try:
            self._macs.check(command, self._acb)
        except TrustError as error:
            return str(error)
        last = self._of(command.originator)
        if last is None:
            full = len(self.state) >= ORIGINATORS_MAX
            return f"commands of {ORIGINATORS_MAX} others are remembered" if full else ""
        if command.counter < last.counter:
            return f"its counter {command.counter} is below {last.counter}"
        is_other = command.counter == last.counter and _digest(command) != last.digest
        return f"its counter {command.counter} was another command's" if is_other else ""

    def has_taken(self, command: GbcsCommand) -> bool:
        """Say whether ``command`` is the last of its originator, said again."""
        last = self._of(command.originator)
        return last is not None and last.counter == command.counter

    def answer_to(self, command: GbcsCommand) -> GbcsMessage | None:
        """Give what was answered to a command that was taken; None before it was."""
        last = self._of(command.originator)
        return None if last is None else last.answer

    def take(self, command: GbcsCommand) -> Effects:
        """Take a command: nothing older of its originator is taken any more."""
        return self._know(Last(command.originator, command.counter, _digest(command)))

    def answered(self, answer: GbcsMessage) -> Effects:
        """Remember what was answered, for as long as nothing newer was taken of that originator."""
        last = self._of(answer.recipient)
        if last is None or last.counter != answer.counter:
            return ()
        return self._know(Last(last.originator, last.counter, last.digest, answer))

    def _of(self, originator: Eui64) -> Last | None:
        return next((last for last in self.state if last.originator == originator), None)

    def _know(self, last: Last) -> Effects:
        others = (other for other in self.state if other.originator != last.originator)
        # By originator, as rows are kept: a restart finds the same.
        self.state = tuple(sorted((*others, last), key=lambda each: each.originator))
        answer = b"" if last.answer is None else to_gbcs(last.answer)
        return [Keep(f"{KEY_COMMANDS}/{last.originator}", _ROW.pack(last.counter, last.digest) + answer)]


def _digest(command: GbcsCommand) -> bytes:
    return sha256(to_gbcs(command)).digest()


def _last(key: str, row: bytes) -> Last:
    counter, digest = _ROW.unpack_from(row)
    answer = row[_ROW.size :]
    return Last(Eui64(key.rsplit("/", 1)[1]), counter, digest, from_gbcs(answer) if answer else None)
