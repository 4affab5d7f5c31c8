"""Delta debugging: the few of many things that are enough for something to be so.

Zeller's and Hildebrandt's ddmin on any sequence. It knows nothing of faults, tells no story, and keeps no time:
``holds`` may say no to everything from some moment on, and what was found by then is given.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def ddmin(things: Sequence[Thing], holds: Callable[[tuple[Thing, ...]], bool]) -> tuple[Thing, ...]:
    """Give some of ``things``, in their order, for which ``holds`` is still true.

    ``holds`` is true of all of them, and need not be monotonic. Of the result no single thing can be left out
    (1-minimal), unless ``holds`` changes its mind meanwhile. It is never asked about all of what is left.
    """
    left = tuple(things)
    if left and holds(()):
        return ()
    parts = 2
    while len(left) >= 2:
        size = -(-len(left) // parts)
        chunks = [left[at : at + size] for at in range(0, len(left), size)]
        found = next((chunk for chunk in chunks if holds(chunk)), None) if len(chunks) > 1 else None
        if found is not None:
            left, parts = found, 2
            continue
        rests = [left[:at] + left[at + size :] for at in range(0, len(left), size)] if len(chunks) > 2 else []
        found = next((rest for rest in rests if holds(rest)), None)
        if found is not None:
            left, parts = found, max(parts - 1, 2)
        elif size == 1:
            break
        else:
            parts = min(2 * parts, len(left))
    return left
