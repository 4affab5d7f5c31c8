"""How the hub keeps its store and its alert counter through a loss of power.

Rows and their bytes only; what they mean is in ``store`` and ``machine``.
"""

from struct import Struct

from hub.store import Held, Slot, Store
from premises.identity import Eui64, eui64_from_octets, eui64_octets
from premises.machine.effects import Keep, Kept
from premises.machine.growing import Growing
from premises.quantity import Instant
from premises.talk.ota_server import Offer
from premises.trust.seal import image_hash
from premises.wire.field.ota_file import read_ota_header

KEY_COUNTER = "alerts/counter"
_SINCE = Struct("<Q")
_EUI_SIZE = 8


def keep_held(slot: str, held: Held) -> tuple[Keep, ...]:
    """Give the keeps of a slot's whole content."""
    transfer = Keep(f"store/{slot}/transfer", b"%d" % held.transfer)
    return Keep(f"store/{slot}/image", held.offer.image.whole()), transfer, keep_waiting(slot, held)


def keep_waiting(slot: str, held: Held) -> Keep:
    """Give the keep of who still waits for a slot's image."""
    devices = b"".join(eui64_octets(device) for device in held.devices)
    return Keep(f"store/{slot}/waiting", _SINCE.pack(held.held_since) + devices)


def forget_held(slot: str) -> Keep:
    """Give the keep that empties a slot."""
    return Keep(f"store/{slot}", None)


def kept_store(kept: Kept, slots: tuple[Slot, ...]) -> Store:
    """Give the store as it was kept."""
    store = Store()
    for slot in slots:
        at = f"store/{slot.name}"
        image, waiting = kept.get(f"{at}/image"), kept.get(f"{at}/waiting")
        if image is not None and waiting is not None:
            (since,) = _SINCE.unpack(waiting[: _SINCE.size])
            # A hub that kept the image before transfers were kept knows none.
            transfer = int(kept.get(f"{at}/transfer") or b"0")
            held = Held(offer_of(image), _euis(waiting[_SINCE.size :]), Instant(since), transfer)
            store = store.with_slot(slot.name, held)
    return store


def offer_of(image: bytes) -> Offer:
    """Give what can be offered of a whole OTA file; ImageFileError when it is none."""
    header = read_ota_header(image)
    return Offer(
        header.manufacturer,
        header.image_type,
        header.version,
        header.hardware.lowest if header.hardware else 0,
        header.hardware.highest if header.hardware else 0xFFFF,
        Growing(image_hash(image)).grown(image),
    )


def _euis(octets: bytes) -> tuple[Eui64, ...]:
    return tuple(eui64_from_octets(octets[at : at + _EUI_SIZE]) for at in range(0, len(octets), _EUI_SIZE))
