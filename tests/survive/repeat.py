"""One cut again, with every note from the event on that is cut short."""

from collections.abc import Iterator

from premises.errors import UsageError
from premises.journey.telling.sentences import entry_in_words
from premises.wire.notes.vocabulary import Entry
from tests.survive.campaign import scene_of
from tests.survive.positions import DROPPED, KEPT, RESERVED, SENT, TORN
from tests.survive.stories import STORIES
from tests.survive.storms import storm_over, words_of
from tests.survive.telling import Cut, tell
from tests.survive.watched import Stage

SHAPE = "STORY:SEED:EVENT:POSITION:AWAY"
STORM = "storm"


def lines_of(said: str) -> Iterator[str]:
    """Give the notes and the verdict of the cut, or the storm, that ``said`` names; UsageError when it names none."""
    if said.startswith(f"{STORM}:"):
        yield from _storm(said)
        return
    name, seed, event, cut = _read(said)
    scene = scene_of(STORIES[name], seed, event)
    entries: list[Entry] = []
    stage = Stage(scene.before.world.fork(entries.append), scene.before.makers, scene.before.witness.twin())
    told = tell(scene, stage, cut)
    yield f"{name} with seed {seed}: power of {scene.who} is cut at event {event}, {cut.word}, for {cut.away_s:g} s"
    yield from map(entry_in_words, entries)
    yield from _verdict(told.wrong, told.explained)


def _storm(said: str) -> Iterator[str]:
    number = said.removeprefix(f"{STORM}:")
    if not number.isdigit():
        raise UsageError(f"--repeat {said}: expected {STORM}:SEED")
    entries: list[Entry] = []
    weather = storm_over(int(number), record=entries.append)
    yield f"a storm over {weather.story}"
    yield from words_of(weather.faults)
    yield from map(entry_in_words, entries)
    yield from _verdict(weather.wrong, weather.explained)


def _verdict(wrong: tuple[str, ...], explained: tuple[str, ...]) -> Iterator[str]:
    yield from (f"explained: {line}" for line in explained)
    yield from (f"FAILED {line}" for line in wrong)
    if not wrong:
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
