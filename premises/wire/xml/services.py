"""The service requests there are, those that are served here, and where each command variant is sent to.

Source: DUIS XSD V5.1 for the references and the command variants, TPL for the operations (docs/sources.md).
"""

from dataclasses import dataclass

from premises.wire.xml.refusal import NOT_LOCAL, WRONG_COMMAND_VARIANT, DuisError

NON_DEVICE, SEND, TRANSFORM = "serviceD", "serviceS", "serviceT"
"""The three services of the DCC's interface. Source: BOXED (docs/sources.md)."""

ENDPOINTS = {1: SEND, 2: NON_DEVICE, 3: SEND, 4: TRANSFORM, 5: SEND, 6: NON_DEVICE, 7: SEND, 8: NON_DEVICE}
"""By CommandVariant. Source: DP cv.ts."""

LOCAL = (2, 3, 6, 7)
"""Command variants that give a command back for local delivery. Source: DP cv.ts."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service request that is served here."""

    reference: str
    operation: str
    """The element in the body, but for a SignedPreCommand."""
    command_variants: tuple[int, ...]
    critical: bool = False
    """Whether it goes by command variants 4 to 7."""


UPDATE_FIRMWARE = Service("11.1", "UpdateFirmware", (8,))
READ_FIRMWARE_VERSION = Service("11.2", "ReadFirmwareVersion", (1,))
ACTIVATE_FIRMWARE = Service("11.3", "ActivateFirmware", (4, 5), critical=True)
UPDATE_PPMID_FIRMWARE = Service("11.4", "UpdatePPMIDFirmware", (8,))
DEVICE_PRENOTIFICATION = Service("12.2", "DevicePrenotification", (8,))
READ_INVENTORY = Service("8.2", "ReadInventory", (8,))
UPDATE_INVENTORY = Service("8.4", "UpdateInventory", (8,))
UPDATE_HAN_DEVICE_LOG = Service("8.11", "UpdateHANDeviceLog", (1,))

SERVED = {
    each.reference: each
    for each in (
        UPDATE_FIRMWARE,
        READ_FIRMWARE_VERSION,
        ACTIVATE_FIRMWARE,
        UPDATE_PPMID_FIRMWARE,
        DEVICE_PRENOTIFICATION,
        READ_INVENTORY,
        UPDATE_INVENTORY,
        UPDATE_HAN_DEVICE_LOG,
    )
}
"""By ServiceReference."""


def is_service(reference: str, variant: str) -> bool:
    """Say whether the schema has this ServiceReference with this ServiceReferenceVariant."""
    return variant in _VARIANTS.get(reference, ())


def check_command_variant(service: Service, number: int) -> None:
    """Return when ``service`` is served in this command variant; DuisError with a code otherwise."""
    if number in service.command_variants:
        return
    device = 8 not in service.command_variants
    if device and number in LOCAL and (number > 4) == service.critical:
        raise DuisError(f"command variant {number} asks for local delivery, of which there is none", code=NOT_LOCAL)
    usual = " or ".join(str(each) for each in service.command_variants)
    words = f"command variant {number} does not go with service request {service.reference}, which has {usual}"
    raise DuisError(words, code=WRONG_COMMAND_VARIANT)


_WITHOUT_VARIANTS = (
    "1.5 1.6 1.7 2.1 2.2 2.3 2.5 3.1 3.2 3.3 3.4 3.5 4.2 4.3 4.10 4.13 4.14 4.15 4.16 4.17 4.18 5.1 5.2 5.3 "
    "6.5 6.6 6.7 6.8 6.11 6.12 6.13 6.17 6.21 6.22 6.23 6.25 6.26 6.27 6.28 6.29 6.30 6.31 6.32 7.1 7.2 7.3 "
    "7.4 7.5 7.6 7.7 7.8 7.9 7.10 7.11 7.12 7.13 7.14 7.15 7.16 8.2 8.3 8.4 8.5 8.6 8.9 8.11 8.13 9.1 11.1 "
    "11.2 11.3 11.4 12.1 12.2 14.1"
)

_WITH_VARIANTS = {
    "1.1": (1, 2),
    "1.2": (1, 2),
    "4.1": (1, 2, 3, 4),
    "4.4": (2, 3, 4, 5),
    "4.6": (1, 2),
    "4.8": (1, 2, 3),
    "4.11": (1, 2),
    "4.12": (1, 2),
    "6.2": (1, 2, 3, 4, 5, 7, 8, 9, 10),
    "6.4": (1, 2),
    "6.14": (1, 2, 3),
    "6.15": (1, 2),
    "6.18": (1, 2),
    "6.20": (1, 2),
    "6.24": (1, 2),
    "8.1": (1,),
    "8.7": (1, 2),
    "8.8": (1, 2),
    "8.12": (1, 2),
    "8.14": (1, 2, 3, 4),
}

_VARIANTS = {reference: (reference,) for reference in _WITHOUT_VARIANTS.split()} | {
    reference: tuple(f"{reference}.{each}" for each in numbers) for reference, numbers in _WITH_VARIANTS.items()
}
