"""One participant of a small world: its states by number, and what each event makes of each of them, worked out once.

A machine is a function of its state and of what happens to it. So whatever the rest of the world does, a state is
computed once, and a search over worlds is a search over numbers.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from premises.identity import Name
from premises.machine.ailing import Ailing, DeviceFaults
from premises.machine.effects import KEY_BOOT, Effect, Effects, Keep, Listen, Machine, Maker, Nothing, Send, of_rows
from premises.quantity import Duration
from premises.wire.duis.messages import MAIL_FIRST, DuisAck
from premises.wire.message import Frame
from premises.wire.notes.note import Note
from premises.wire.site import DCC, SUPPLIER
from tests.proof.relative import NOW, Rows, committed, form, passed, rows_passed

NEVER = -1
"""How long a participant waits that waits for nothing."""

_FIRST_BOOT: Rows = ((KEY_BOOT, b"1"),)
"""Every boot is the first: no chance of these worlds is keyed by it."""


@dataclass(frozen=True, slots=True)
class Node:
    """One participant at one moment, in the canonical form."""

    state: Hashable
    rows: Rows
    """What it kept."""
    listens: bool
    wait: int
    """How long until it wants to be woken; 0 when that is overdue, NEVER when it waits for nothing."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one event made of a participant."""

    before: Node | None
    """None when it starts for the first time."""
    restarted: bool
    """Whether it starts, for the first time or after a crash."""
    after: Node
    machine: Machine
    """In the state after; to be looked at, and at once."""
    notes: tuple[Note, ...]
    sends: tuple[Send, ...]


Step = tuple[int, int, int]
"""The number of the state after, of what is sent, and of what was seen."""

Told = Callable[["Desk", Done], Step]
"""Gives the numbers of what was done."""


class Desk:
    """One participant; its states are numbered in the order in which they are met."""

    def __init__(self, who: Name, make: Maker, ailments: DeviceFaults, told: Told) -> None:
        self.who = who
        self.nodes: list[Node] = []
        self.waits: list[int] = []
        """``wait`` of each node."""
        self.listens: list[bool] = []
        """``listens`` of each node."""
        self._make, self._ailments, self._told = make, ailments, told
        self._machine = make(Nothing())
        self._numbers: dict[Hashable, int] = {}
        self._heard: dict[tuple[int, int], Step] = {}
        self._woken: dict[int, Step] = {}
        self._crashed: dict[int, Step] = {}
        self._later: dict[tuple[int, int], int] = {}

    def begin(self) -> Step:
        """Start for the first time."""
        return self._start(None, _FIRST_BOOT)

    def hears(self, local: int, number: int, frame: Frame) -> Step:
        """Take frame ``number`` in state ``local``."""
        step = self._heard.get((local, number))
        if step is None:
            machine = self.machine(local)
            effects = _taken(machine, machine.receive(frame, NOW))
            step = self._heard[local, number] = self._after(self.nodes[local], machine, effects)
        return step

    def wakes(self, local: int) -> Step:
        """Do what is due in state ``local``."""
        step = self._woken.get(local)
        if step is None:
            machine = self.machine(local)
            effects = _taken(machine, machine.wake(NOW))
            step = self._woken[local] = self._after(self.nodes[local], machine, effects)
        return step

    def crashes(self, local: int) -> Step:
        """Lose everything that was not kept in state ``local``, and start."""
        step = self._crashed.get(local)
        if step is None:
            step = self._crashed[local] = self._start(self.nodes[local], self.nodes[local].rows)
        return step

    def later(self, local: int, span: int) -> int:
        """Give the state in which ``span`` has passed."""
        if not span:
            return local
        number = self._later.get((local, span))
        if number is None:
            node, gone = self.nodes[local], Duration(span)
            wait = node.wait if node.wait == NEVER else max(0, node.wait - span)
            after = Node(passed(node.state, gone), rows_passed(node.rows, gone), node.listens, wait)
            number = self._later[local, span] = self.number(after)
        return number

    def machine(self, local: int) -> Machine:
        """Give its machine in state ``local``, to be looked at, and at once: there is only one."""
        self._machine.state = self.nodes[local].state
        return self._machine

    def _start(self, before: Node | None, rows: Rows) -> Step:
        machine = self._machine = self._make(of_rows(dict(rows)))
        effects: list[Effect] = []
        if self._ailments and isinstance(machine, Ailing):
            effects += machine.suffer(self._ailments, NOW)
        effects += _taken(machine, machine.start(NOW))
        return self._after(before, machine, effects, rows)

    def _after(self, before: Node | None, machine: Machine, effects: Effects, found: Rows | None = None) -> Step:
        """Give the step to what a machine became; ``found`` is what it found kept when it started."""
        listens, rows = True, found
        if rows is None:
            assert before is not None, "who never started can do nothing but start"
            listens, rows = before.listens, before.rows
        for effect in effects:
            if isinstance(effect, Listen):
                listens = effect.on
        keeps = [effect for effect in effects if isinstance(effect, Keep)]
        kept = rows_passed(committed(rows, keeps), Duration(0))
        deadline = machine.deadline
        wait = NEVER if deadline is None else max(0, deadline - NOW)
        after = Node(passed(machine.state, Duration(0)), kept, listens, wait)
        notes = tuple(effect for effect in effects if isinstance(effect, Note))
        sends = tuple(effect for effect in effects if isinstance(effect, Send))
        return self._told(self, Done(before, found is not None, after, machine, notes, sends))

    def number(self, node: Node) -> int:
        """Give the number of a state."""
        key = form(node.state), node.rows, node.listens
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.nodes)
            self.nodes.append(node)
            self.waits.append(node.wait)
            self.listens.append(node.listens)
        return number


def _taken(machine: Machine, effects: Effects) -> Effects:
    """Give the effects of an event with those of the Supplier's taking at once whatever it is told in it.

    That a word is said until it is taken shows in no rule here, and power cuts there are the campaign's affair
    (``tests.survive``): what would wait for an acknowledgement here would only be in more states.
    """
    numbers = [send.frame.transaction for send in effects if isinstance(send, Send) and send.to == SUPPLIER]
    acks = [Frame(SUPPLIER, DCC, 0, DuisAck(number)) for number in numbers if number >= MAIL_FIRST]
    return [*effects, *(effect for ack in acks for effect in machine.receive(ack, NOW))] if acks else effects
