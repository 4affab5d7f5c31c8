"""The hub's device log: whom it serves, and whose messages it passes on. 8.11 takes a device in (CCS01) or out (CCS02).

A device that stands round the hub and is not in its log has the network's key, and is told nothing. Which devices there
are is the plan's; the log itself is kept. What is held for a device that is taken out is the machine's affair.
"""

from hub.plan import HanDevice, HubPlan
from premises.identity import Eui64, Name
from premises.machine.effects import Effects, Keep, Kept
from premises.wire.gbcs.device_log import AddDeviceCommand, LogDeviceType

KEY_LOG = "log"

TYPE_1 = (LogDeviceType.HCALCS, LogDeviceType.PPMID)
"""Type 1 devices. Source: GB44; every bridge is a PPMID here."""

_OUT = b"out"

Entry = tuple[Eui64, LogDeviceType]
"""One device in the log."""


class DeviceLog:
    """One hub's; ``state`` is a tuple of its entries, by identity."""

    __slots__ = ("_plan", "state")

    def __init__(self, plan: HubPlan, kept: Kept) -> None:
        self._plan = plan
        log = {device.eui: LogDeviceType[device.device_type] for device in plan.devices if device.joined}
        for key, row in kept.below(KEY_LOG):
            eui = Eui64(key.rsplit("/", 1)[1])
            log.pop(eui, None)
            if row != _OUT:
                log[eui] = LogDeviceType(int(row))
        self.state: tuple[Entry, ...] = tuple(sorted(log.items()))

    def device(self, name: Name) -> HanDevice | None:
        """Give the device of that name, if it is in the log."""
        return self._in_log(self._plan.device(name))

    def device_by_eui(self, eui: Eui64) -> HanDevice | None:
        """Give the device with that identity, if it is in the log and stands round the hub."""
        return self._in_log(self._plan.device_by_eui(eui))

    def add(self, command: AddDeviceCommand) -> Effects | None:
        """Take a device in, which changes nothing for one that is in; None when there is no room for it."""
        others = tuple(entry for entry in self.state if entry[0] != command.device)
        type_1 = sum(device_type in TYPE_1 for _, device_type in (*others, (command.device, command.device_type)))
        if len(others) >= self._plan.log_max or type_1 > self._plan.type_1_max:
            return None
        self.state = tuple(sorted((*others, (command.device, command.device_type))))
        return [Keep(f"{KEY_LOG}/{command.device}", b"%d" % command.device_type)]

    def remove(self, device: Eui64) -> Effects | None:
        """Take a device out; None when it is not in."""
        others = tuple(entry for entry in self.state if entry[0] != device)
        if others == self.state:
            return None
        self.state = others
        return [Keep(f"{KEY_LOG}/{device}", _OUT)]

    def _in_log(self, device: HanDevice | None) -> HanDevice | None:
        return device if device is not None and any(device.eui == eui for eui, _ in self.state) else None
