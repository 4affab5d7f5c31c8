"""A feed through a pipe: the words of ``premises.wire.feed.pipe`` written and read, synchronously and in order.

Who writes waits for who reads, for a pipe holds little: that is all the back-pressure there is.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from premises.errors import LinkError, WireError
from premises.identity import Name
from premises.journey.notebook import BATCH_NOTES_MAX
from premises.journey.played.replaying import Step
from premises.quantity import Duration, Instant
from premises.wire.codec import decode, encode
from premises.wire.envelope import ENVELOPE_VERSION, PAYLOAD_MAX, NoteBatch
from premises.wire.feed.pipe import FRAMES, PipeAnswer, PipeClock, PipeEnded, PipeOpened, PipeWord
from premises.wire.notes.vocabulary import Entry

LETTER, LENGTH = 1, 4
"""Octets of the head of a frame: what it is, and how long. Ours."""

NOTES_A_STEP_MAX = 20_000_000
"""Notes between two words of the clock; more are not taken. Ours: a run file has no more, and all may be past."""

_LETTERS = {kind: letter for letter, kind in FRAMES.items()}


def frame_of(word: PipeWord) -> bytes:
    """Give a word as it is written."""
    octets = encode(word)
    return _LETTERS[type(word)] + len(octets).to_bytes(LENGTH, "big") + octets


def frames_of(opened: PipeOpened, steps: Iterable[Step], speed: float) -> Iterator[bytes]:
    """Give the frames of a feed: of each step all at once, so that who writes them waits between steps."""
    yield frame_of(opened)
    numbers: dict[tuple[Name, int], int] = {}
    until = Instant(0)
    for step in steps:
        until = step.until
        words = [frame_of(batch) for batch in batches_of(step.entries, numbers)]
        yield b"".join((*words, frame_of(PipeClock(ENVELOPE_VERSION, until, speed, step.is_past))))
    yield frame_of(PipeEnded(ENVELOPE_VERSION, until))


def opening_of(stream: BinaryIO) -> PipeOpened:
    """Read the first word; WireError when what comes is no feed."""
    word = _word(stream)
    if not isinstance(word, PipeOpened):
        raise WireError("the first word of a feed says what is run, and this does not")
    return word


def steps_from(stream: BinaryIO) -> Iterator[Step]:
    """Read the rest, step by step; LinkError when it ends in the middle, WireError when it is damaged."""
    entries: list[Entry] = []
    while True:
        match _word(stream):
            case NoteBatch(entries=more):
                entries += more
                if len(entries) > NOTES_A_STEP_MAX:
                    raise WireError(f"more than {NOTES_A_STEP_MAX} notes without a word of the clock")
            case PipeClock(premises_at=at, is_past=is_past):
                yield Step(Duration(0), ordered(entries), at, is_past)
                entries = []
            case PipeAnswer():
                raise WireError("an answer where nobody ordered anything")
            case PipeEnded():
                return
            case PipeOpened():
                raise WireError("a feed begins twice")


def ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Give notes as a run file has them."""
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.who, entry.boot, entry.number)))


def headed(head: bytes) -> tuple[type[PipeWord], int]:
    """Give what the head of a frame announces, and how long that is; WireError when it is none."""
    kind, length = FRAMES.get(head[:LETTER]), int.from_bytes(head[LETTER:], "big")
    if kind is None or length > PAYLOAD_MAX:
        raise WireError("this is no feed of notes: expected what `premises replay --pipe` writes")
    return kind, length


def batches_of(entries: Iterable[Entry], numbers: dict[tuple[Name, int], int]) -> Iterator[NoteBatch]:
    """Give the notes of a step, participant by participant, in batches that go on from the ``numbers`` of the last."""
    mine = sorted(entries, key=lambda entry: (entry.who, entry.boot, entry.number))
    for (who, boot), notes in groupby(mine, key=lambda entry: (entry.who, entry.boot)):
        own = tuple(notes)
        for first in range(0, len(own), BATCH_NOTES_MAX):
            number = numbers.get((who, boot), 0)
            numbers[who, boot] = number + 1
            yield NoteBatch(ENVELOPE_VERSION, who, boot, number, own[first : first + BATCH_NOTES_MAX])


def _word(stream: BinaryIO) -> PipeWord:
    kind, length = headed(_exactly(stream, LETTER + LENGTH))
    return decode(kind, _exactly(stream, length))


def _exactly(stream: BinaryIO, count: int) -> bytes:
    octets = stream.read(count)
    if len(octets) < count:
        raise LinkError("the feed ended in the middle: whoever wrote it was stopped")
    return octets
