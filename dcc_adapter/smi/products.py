"""The Central Products List: whether an image is on it, and whether a device may go to it from what it runs.

Pure. A list without entries lists whatever the premises can make.
"""

from dcc_adapter.plan import SmiDevice
from premises.trust.trailer import firmware_hash
from premises.wire.field.ota_file import OtaHeader
from premises.wire.tables.dcc import DccSpec, ProductSpec


def why_not_listed(dcc: DccSpec, header: OtaHeader, image: bytes) -> str:
    """Give why no entry of the CPL allows an image, in words; empty when one does."""
    if not dcc.cpl:
        return ""
    what = f"maker {header.manufacturer:#06x} type {header.image_type:#06x} version {header.version:#010x}"
    entries = _entries(dcc, header)
    if not entries:
        return f"the CPL has no entry of {what}"
    hashed = firmware_hash(image).hex()
    if all(entry.hash.lower() not in ("", hashed) for entry in entries):
        return f"the CPL has another hash of {what}: the image's is {hashed}"
    return ""


def why_no_way(dcc: DccSpec, header: OtaHeader, image: bytes, device: SmiDevice) -> str:
    """Give why a device may not go to an image that is listed, in words; empty when it may. Source: MP231."""
    if not dcc.cpl:
        return ""
    hashed = firmware_hash(image).hex()
    mine = [entry for entry in _entries(dcc, header) if entry.hash.lower() in ("", hashed)]
    mine = [entry for entry in mine if entry.model in (None, device.model)]
    if not mine:
        return f"the CPL has no entry of {header.version:#010x} for model {device.model:#06x}, which {device.name} is"
    if any(not entry.after or device.firmware_version in entry.after for entry in mine):
        return ""
    before = ", ".join(f"{version:#010x}" for entry in mine for version in entry.after)
    runs, wanted = f"{device.firmware_version:#010x}", f"{header.version:#010x}"
    return f"{device.name} runs {runs}, and the CPL has {wanted} after {before} only"


def _entries(dcc: DccSpec, header: OtaHeader) -> list[ProductSpec]:
    return [
        entry
        for entry in dcc.cpl
        if (entry.manufacturer, entry.version) == (header.manufacturer, header.version)
        and entry.image_type in (None, header.image_type)
    ]
