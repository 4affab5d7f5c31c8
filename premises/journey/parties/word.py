"""One word that a Supplier was told by the DCC: what both a view and a blame set are folded from."""

from dataclasses import dataclass

from premises.identity import Name
from premises.quantity import Instant


@dataclass(frozen=True, slots=True)
class Word:
    """One answer or alert, as its Supplier took it."""

    at: Instant
    """When the Supplier had it."""
    supplier: Name
    what: str
    """``I0``, ``I99`` or another response code; ``CCS08``, ``CS09``, ``N60``, ``N61``, ``FDRA``, ``CS06``, ``11.2``."""
    request_id: str
    """Of the request that it answers; empty for what a device says of itself."""
    device: Name
    """Whom it is about; empty for a whole request."""
    version: int = 0
    """The version that it names; 0 for none."""
    code: str = ""
    """Its result in small letters, like ``success``, ``failure``, ``image_discarded``; empty where it has none."""
    detail: str = ""
    """Of 8.2 what the device is: ``ESME``, ``PPMID B1``; of a response which service request it answers: ``11.4``."""

    @property
    def is_good(self) -> bool:
        """Whether it says that something went well."""
        return self.code == "success"
