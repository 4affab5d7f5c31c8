"""What every note is: at once the log line, the trace entry, the row on a screen and the evidence in a test.

A note says what happened; who noted it and when stands in ``vocabulary.Entry``. No note carries a key or an image.
"""

from msgspec import Struct


class Note(Struct, frozen=True, array_like=True, gc=False):
    """Something happened."""
