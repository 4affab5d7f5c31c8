"""Who in the real world may look at a premises, and the emulator, which alone sees the truth."""

from dataclasses import dataclass
from enum import Enum

from premises.identity import Name


class PartyKind(Enum):
    """A kind of party, by the word that a person types."""

    TRUTH = "truth"
    """This emulator; nobody in the field."""
    SUPPLIER = "supplier"
    """Who updates firmware: DUIS answers and alerts, and what it sent itself."""
    DCC = "dcc"
    """Who carries: the inventory, transfers to the hub, every alert that passes."""
    ALTHANCO = "althanco"
    """Who installed the bridges: a register of the last visits, nothing live."""
    DNO = "dno"
    """The network operator: AD1."""


@dataclass(frozen=True, slots=True)
class Party:
    """One of them; ``name`` says which Supplier, and is empty for all others."""

    kind: PartyKind
    name: Name = Name("")
