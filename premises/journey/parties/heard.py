"""What a party receives: which of all notes stand for something that came to it, or that it did itself.

This is the rule of the views: a party's fold is given what passes here, and nothing else.
"""

from collections.abc import Callable, Mapping

from premises.identity import Eui64, Name, eui64
from premises.journey.fold.keys import COUNTED
from premises.journey.parties.party import Party, PartyKind
from premises.wire.notes.inventory import InventoryChanged, InventoryForgotten, SupplierChanged, SupplierTold
from premises.wire.notes.note import Note
from premises.wire.notes.requests import (
    AlertReceived,
    AlertRefused,
    MailLost,
    OutageAlerted,
    RequestAccepted,
    RequestRefused,
    RequestUnanswered,
    TransferEnded,
    TransferOffered,
)
from premises.wire.notes.vocabulary import NOTES, Entry
from premises.wire.site import DCC, Site

KINDS: Mapping[PartyKind, frozenset[type[Note]]] = {
    PartyKind.TRUTH: frozenset(NOTES) - COUNTED,
    PartyKind.SUPPLIER: frozenset((SupplierTold, RequestAccepted)),
    PartyKind.DCC: frozenset(
        (
            AlertReceived, AlertRefused, InventoryChanged, InventoryForgotten, MailLost, OutageAlerted, RequestAccepted,
            RequestRefused, RequestUnanswered, SupplierChanged, SupplierTold, TransferEnded, TransferOffered,
        )
    ),
    PartyKind.ALTHANCO: frozenset(),
    PartyKind.DNO: frozenset((OutageAlerted,)),
}  # fmt: skip
"""Which kinds of notes a kind of party can receive; all but the truth's are the DCC adapter's own.

An accepted 11.1 or 11.4 stands for the request of the Supplier who sent it: the note has what that knows of itself.
"""


def heard_by(party: Party, site: Site) -> Callable[[Entry], bool]:
    """Give what says of a note whether it stands for something that ``party`` received, or did itself."""
    kinds = KINDS[party.kind]
    if party.kind is PartyKind.TRUTH:
        return lambda entry: type(entry.note) in kinds
    if party.kind is PartyKind.SUPPLIER:
        who, eui = party.name, eui64(site.suppliers[party.name].eui)
        return lambda entry: entry.who == DCC and _is_of(entry.note, who, eui)
    return lambda entry: entry.who == DCC and type(entry.note) in kinds


def originator_of(request_id: str) -> str:
    """Give whose RequestID it is, by its EUI-64 in upper case."""
    return request_id.partition(":")[0].upper()


def target_of(request_id: str) -> str:
    """Give whom a RequestID is for, by its EUI-64 in upper case; empty for what is none."""
    return request_id.upper().partition(":")[2].partition(":")[0]


def _is_of(note: Note, who: Name, eui: Eui64) -> bool:
    match note:
        case SupplierTold(supplier=told):
            return told == who
        case RequestAccepted(request_id=request_id):
            return originator_of(request_id) == eui
    return False
