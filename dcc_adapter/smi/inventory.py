"""The Smart Metering Inventory: which devices there are, in which status, with which firmware, and whose they are.

::

    12.2 -> Pending -- 8.11 Add --> Whitelisted -- first heard --> Commissioned -- 11.3 unanswered --> Suspended
                                                                        ^---- 11.2, or the response after all --'

A value; each change gives the next one and what is to be kept and noted. It knows only what it was told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dcc_adapter.accounts import Account, Accounts
from dcc_adapter.plan import DccPlan, Label, SmiDevice
from dcc_adapter.smi.rows import FIELDS, KEY_SMI, forget_row, kept_devices, row_of
from premises.identity import Eui64
from premises.machine.effects import Effect, Keep, Kept
from premises.quantity import ORIGIN, Instant, earliest, seconds
from premises.wire.duis.inventory import DeviceStatus
from premises.wire.notes.inventory import InventoryChanged, InventoryForgotten, SupplierChanged
from premises.wire.picture import Held

INVENTORY_MAX = 64
"""Devices on the SMI of one premises: those of its site, and more that 12.2 brings. Ours."""

VIEW = (KEY_SMI, FIELDS)
"""What the shelf shows as a table: the view's name, which is the rows' prefix, and its columns."""

STANDARD = "STD"
"""The PPMIDVariant of a PPMID that is no bridge. Assumption 9 (docs/sources.md)."""

JOINING = (DeviceStatus.WHITELISTED, DeviceStatus.INSTALLED_NOT_COMMISSIONED)
"""From which a device becomes Commissioned when it is first heard. Assumption 94 (docs/sources.md)."""


@dataclass(frozen=True, slots=True)
class Smi:
    """All devices; ``changes`` counts the entries of the registration data that were looked at."""

    accounts: Accounts
    devices: tuple[SmiDevice, ...]
    changes: int = 0
    is_kept: bool = True
    """Whether its rows are on the shelf; if not, ``start`` keeps them."""
    uplift_at: Instant | None = None
    """When the one-off data uplift is; None when there is none, or none any more."""
    labels: tuple[Label, ...] = ()
    """What it brings."""

    @staticmethod
    def of(plan: DccPlan, kept: Kept) -> Smi:
        """Give the inventory as it was kept, or as it begins."""
        is_kept = next(iter(kept.below(KEY_SMI)), None) is not None
        first = sum(customer.since == ORIGIN for customer in plan.accounts.customers)
        changes = int(kept.get(_KEY_CHANGES) or first)
        at_s = plan.dcc.uplift_at_s
        is_to_come = at_s is not None and kept.get(_KEY_UPLIFTED) is None
        uplift_at = Instant(seconds(at_s)) if at_s is not None and is_to_come else None
        devices = kept_devices(plan.devices, kept)
        return Smi(plan.accounts, devices, changes, is_kept, uplift_at, plan.labels)

    @property
    def changes_at(self) -> Instant | None:
        """When the premises changes hands next, or the data uplift is."""
        later = self.accounts.customers[self.changes :]
        return earliest(later[0].since if later else None, self.uplift_at)

    def device(self, device_id: Eui64) -> SmiDevice | None:
        """Give one device, if it is there."""
        return next((device for device in self.devices if device.device_id == device_id), None)

    @property
    def held(self) -> tuple[Held, ...]:
        """Give what it holds, for whoever looks on."""
        return tuple(Held(each.device_id, each.status.value, each.firmware_version) for each in self.devices)

    def responsible(self, device: SmiDevice) -> tuple[Account, ...]:
        """Give the Suppliers of a device by the registration data looked at last."""
        return self.accounts.known(device.device_type, self.changes)

    def started(self, now: Instant) -> tuple[Smi, list[Effect]]:
        """Give the inventory that stands on the shelf."""
        first = replace(self, is_kept=True)
        after, effects = first.due(now)
        return after, effects if self.is_kept else [*first.rows(), *effects]

    def due(self, now: Instant) -> tuple[Smi, list[Effect]]:
        """Give the inventory after whatever is to happen to it by ``now`` without anybody's asking."""
        after, effects = self._registered(now)
        if after.uplift_at is None or after.uplift_at > now:
            return after, effects
        after, labelled = replace(after, uplift_at=None).labelled()
        return after, [*effects, Keep(_KEY_UPLIFTED, b""), *labelled]

    def labelled(self) -> tuple[Smi, list[Effect]]:
        """Label every PPMID: as the register says, or STD what AltHANCo never installed. Source: SEED."""
        smi, effects = self, list[Effect]()
        labels = {label.device_id: label.ppmid_variant for label in self.labels}
        for device in self.devices:
            if device.device_type == "PPMID":
                labelled = replace(device, ppmid_variant=labels.get(device.device_id, STANDARD))
                smi, more = smi.with_device(labelled, "uplift")
                effects += more
        return smi, effects

    def _registered(self, now: Instant) -> tuple[Smi, list[Effect]]:
        """Give the inventory after whatever changes of Supplier are due, and what is to be kept and noted."""
        done = sum(customer.since <= now for customer in self.accounts.customers)
        if done == self.changes:
            return self, []
        after = replace(self, changes=done)
        gained = self.accounts.customers[self.changes : done]
        notes = [SupplierChanged(each.fuel, each.supplier) for each in gained]
        return after, [Keep(_KEY_CHANGES, b"%d" % done), *after.rows(), *notes]

    def rows(self) -> list[Keep]:
        """Give the rows of all devices."""
        return [self.row(device) for device in self.devices]

    def with_device(self, device: SmiDevice, why: str) -> tuple[Smi, list[Effect]]:
        """Give the inventory with a device as it is now, new or changed, because of ``why``; nothing if it is so."""
        before = self.device(device.device_id)
        if before == device:
            return self, []
        devices = tuple(device if each.device_id == device.device_id else each for each in self.devices)
        after = replace(self, devices=devices if before else (*devices, device))
        noted = InventoryChanged(
            device.device_id, device.status.value, device.firmware_version, device.ppmid_variant, why
        )
        return after, [after.row(device), noted]

    def without(self, device_id: Eui64, why: str) -> tuple[Smi, list[Effect]]:
        """Give the inventory without a device."""
        devices = tuple(device for device in self.devices if device.device_id != device_id)
        return replace(self, devices=devices), [forget_row(device_id), InventoryForgotten(device_id, why)]

    def runs(self, device_id: Eui64, version: int, why: str) -> tuple[Smi, list[Effect]]:
        """Give the inventory after a device said what it runs: one that was Suspended is Commissioned again."""
        device = self.device(device_id)
        if device is None:
            return self, []
        status = device.status
        if status in (*JOINING, DeviceStatus.SUSPENDED):
            status = DeviceStatus.COMMISSIONED
        return self.with_device(replace(device, firmware_version=version, status=status), why)

    def heard(self, device_id: Eui64, why: str) -> tuple[Smi, list[Effect]]:
        """Give the inventory after a device said anything at all."""
        device = self.device(device_id)
        if device is None or device.status not in JOINING:
            return self, []
        return self.with_device(replace(device, status=DeviceStatus.COMMISSIONED), why)

    def suspended(self, device_id: Eui64, why: str) -> tuple[Smi, list[Effect]]:
        """Give the inventory after nobody answered: what the device runs is not known. Source: MP105."""
        device = self.device(device_id)
        if device is None or device.status is not DeviceStatus.COMMISSIONED:
            return self, []
        return self.with_device(replace(device, status=DeviceStatus.SUSPENDED), why)

    def row(self, device: SmiDevice) -> Keep:
        """Give the row of one device."""
        return row_of(device, tuple(account.name for account in self.responsible(device)))


_KEY_CHANGES, _KEY_UPLIFTED = "registered", "uplifted"
