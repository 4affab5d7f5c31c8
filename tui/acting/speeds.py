"""The speeds that keys go through."""

SPEEDS = (1.0, 2.0, 5.0, 10.0, 60.0, 600.0)
"""Premises seconds a wall second. Ours."""


def next_speed(speed: float, step: int) -> float | None:
    """Give the speed one ``step`` up or down from ``speed``; None at the end."""
    if step > 0:
        return next((each for each in SPEEDS if each > speed), None)
    return next((each for each in reversed(SPEEDS) if each < speed), None)
