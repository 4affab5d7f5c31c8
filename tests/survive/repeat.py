"""One cut again, with every note from the event on that is cut short."""

from collections.abc import Iterator

from lab.watching.sentences import entry_in_words
from premises.errors import UsageError
from premises.wire.notes.vocabulary import Entry
from tests.survive.campaign import scene_of
from tests.survive.positions import DROPPED, KEPT, RESERVED, SENT, TORN
from tests.survive.stories import STORIES
from tests.survive.telling import Cut, tell
from tests.survive.watched import Stage

SHAPE = "STORY:SEED:EVENT:POSITION:AWAY"


def lines_of(said: str) -> Iterator[str]:
    """Give the notes and the verdict of the cut that ``said`` names; UsageError when it names none."""
    name, seed, event, cut = _read(said)
    scene = scene_of(STORIES[name], seed, event)
    entries: list[Entry] = []
    stage = Stage(scene.before.world.fork(entries.append), scene.before.makers, scene.before.witness.twin())
    told = tell(scene, stage, cut)
    yield f"{name} with seed {seed}: power of {scene.who} is cut at event {event}, {cut.word}, for {cut.away_s:g} s"
    yield from map(entry_in_words, entries)
    yield from (f"explained: {line}" for line in told.explained)
    yield from (f"FAILED {line}" for line in told.wrong)
    if not told.wrong:
        yield "every promise was kept"


def _read(said: str) -> tuple[str, int, int, Cut]:
    parts = said.split(":")
    if len(parts) != len(SHAPE.split(":")):
        raise UsageError(f"--repeat {said}: expected {SHAPE}")
    name, seed, event, word, away = parts
    if name not in STORIES:
        raise UsageError(f"--repeat {said}: there is no story {name}, expected one of {', '.join(STORIES)}")
    position, _, again = word.partition("/")
    for each in filter(None, (position, again)):
        if each not in (DROPPED, TORN, KEPT, RESERVED) and not each.removeprefix(SENT).isdigit():
            raise UsageError(f"--repeat {said}: {each} is no position, expected nothing, torn, kept, reserved, sent-N")
    try:
        return name, int(seed), int(event), Cut(position, float(away), again)
    except ValueError:
        raise UsageError(f"--repeat {said}: expected whole numbers for SEED and EVENT, seconds for AWAY") from None
