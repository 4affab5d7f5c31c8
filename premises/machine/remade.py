"""One machine after another in the same place, with the same state: a twin, or the same under another configuration."""

from premises.machine.effects import KEY_BOOT, Machine, Maker, of_rows


def remade(make: Maker, machine: Machine, boot: int) -> Machine:
    """Give a machine by ``make`` that goes on from the state of ``machine``, which lives its ``boot``.

    What a state does not hold is configuration, and the boot is part of that: a device's luck is keyed by it.
    """
    other = make(of_rows({KEY_BOOT: b"%d" % boot}))
    other.state = machine.state
    return other
