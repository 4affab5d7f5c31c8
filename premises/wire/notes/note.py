"""What every note is: at once the log line, the trace entry, the row on a screen and the evidence in a test.

A note says what happened; who noted it and when stands in ``vocabulary.Entry``. No note carries a key; of an image only
the frames that cross the air, and only where somebody asked that frames be kept (docs/capture.md).
"""

from msgspec import Struct


class Note(Struct, frozen=True, array_like=True, gc=False):
    """Something happened."""
