"""What is noted of a word that its Supplier has, and the answer to a request, which is noted when it is said.

What is told later counts from when its Supplier took it (``mail``); an answer is acknowledged by nobody, so it counts
from when it is said.
"""

from premises.identity import Name
from premises.machine.effects import Effect, Send
from premises.wire.duis.words import said_by
from premises.wire.message import Frame, Message
from premises.wire.notes.inventory import SupplierTold

UNNUMBERED = 0
"""The number of an answer in its note: nothing waits for it. Ours."""


def told_notes(supplier: Name, number: int, message: Message, request: Message | None = None) -> list[Effect]:
    """Give what is noted of a message that ``supplier`` has: a note for each device that it is about."""
    kind = type(message).__name__
    return [
        SupplierTold(
            supplier, number, kind, said.request_id, said.device, said.version, said.what, said.code, said.detail
        )
        for said in said_by(message, request)
    ]


def answer_to(asked: Frame, who: Name, response: Message) -> list[Effect]:
    """Give the answer of ``who`` to a request, under the request's own number, for which its Supplier waits."""
    supplier = asked.source
    said = Send(supplier, Frame(who, supplier, asked.transaction & 0xFF, response))
    return [said, *told_notes(supplier, UNNUMBERED, response, asked.message)]
