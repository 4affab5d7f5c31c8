"""Acts go out as commands: the words, what came of them, and nothing left behind."""

import asyncio
import os
import shlex
import sys
from contextlib import suppress

import pytest

from tui.acting.act import Act, Deed, Whereto
from tui.acting.children import UNDER_WAY_MAX, ChildCommands
from tui.acting.commands import Commands, RecordedCommands
from tui.acting.deeds import inject
from tui.acting.journal import ENTRIES_MAX, Ending, Journal

THERE = Whereto("flat-14", "/keys of it", "mqtt://127.0.0.1:1883")


def says(program: str, within_s: float = 20.0) -> ChildCommands:
    """Give commands of which each is a small program that sees its words in ``sys.argv``."""
    return ChildCommands(THERE, (sys.executable, "-c", f"import sys, time\n{program}"), within_s)


def act(*words: str, reaches: bool = True, stays: bool = False) -> Act:
    return Act(Deed.INJECT, words, "It does.", reaches=reaches, stays=stays)


async def ending_of(commands: Commands, one: Act) -> Ending:
    ending = await commands.start(one).over()
    await commands.close()
    return ending


@pytest.mark.parametrize("commands", [RecordedCommands(THERE), says("pass")], ids=["recorded", "children"])
async def test_what_is_pasted_into_a_shell_is_what_was_run(commands: Commands) -> None:
    entry = commands.start(inject("40% loss on wan for 5m"))
    ending = await entry.over()
    await commands.close()

    assert ending.is_done
    assert shlex.split(entry.line) == [
        "premises", "fault", "add", "40% loss on wan for 5m",
        "--premises", "flat-14", "--keys", "/keys of it", "--broker", "mqtt://127.0.0.1:1883",
    ]  # fmt: skip
    assert tuple(shlex.split(entry.line)[1:]) == entry.words
    assert list(commands.journal.entries) == [entry]


async def test_the_child_is_given_exactly_those_words() -> None:
    commands = says("print('|'.join(sys.argv[1:]))")

    ending = await ending_of(commands, act("fault", "add", "$(x) [B3]"))

    assert ending.said == "fault|add|$(x) [B3]|--premises|flat-14|--keys|/keys of it|--broker|mqtt://127.0.0.1:1883"


async def test_what_needs_no_premises_gets_no_option_of_one() -> None:
    ending = await ending_of(says("print(sys.argv[1:])"), act("report", "run.vpr", reaches=False))

    assert ending.said == "['report', 'run.vpr']"


@pytest.mark.parametrize(
    ("code", "word"),
    [(0, "done"), (1, "failed"), (2, "refused"), (3, "stalled"), (4, "unexplained"), (9, "ended with code 9")],
)
async def test_an_exit_code_is_told_in_words_with_the_last_line_of_standard_error(code: int, word: str) -> None:
    program = "print('f1'); print('one\\npremises: 140%: too much\\n', file=sys.stderr)" + f"; sys.exit({code})"

    ending = await ending_of(says(program), act())

    assert (ending.code, ending.word) == (code, word)
    assert ending.said == ("f1" if code == 0 else "140%: too much")


async def test_a_silent_command_is_ended_and_nothing_is_assumed() -> None:
    commands = says("import os; print(os.getpid(), flush=True); time.sleep(60)", within_s=0.3)

    ending = await ending_of(commands, act())

    assert (ending.code, ending.word) == (None, "no answer")
    assert ending.said == "no answer within 0.3 s: whether it was done is not known"


async def test_one_that_stays_is_not_ended_by_that_limit_but_by_the_screen(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file = tmp_path_factory.mktemp("pid") / "pid"
    commands = says(f"import os; open({str(file)!r}, 'w').write(str(os.getpid())); time.sleep(60)", within_s=0.05)
    entry = commands.start(act(stays=True))
    async with asyncio.timeout(20):
        while not (file.exists() and file.read_text()):
            with suppress(TimeoutError):
                await asyncio.wait_for(entry.over(), 0.02)
    was = entry.ending
    await commands.close()

    assert was is None
    assert entry.ending == Ending(None, "the screen was closed")
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text()), 0)


async def test_a_program_that_is_not_there_is_told_in_one_line() -> None:
    ending = await ending_of(ChildCommands(THERE, ("/nowhere/premises",)), act())

    assert ending == Ending(None, "/nowhere/premises: no such file or directory")


async def test_only_so_many_are_under_way_at_a_time() -> None:
    commands = says("time.sleep(60)")
    entries = [commands.start(act()) for _ in range(UNDER_WAY_MAX + 1)]
    refused = entries[-1].ending
    under_way = commands.journal.under_way
    await commands.close()

    assert refused is not None
    assert refused.said.startswith(f"{UNDER_WAY_MAX} commands are under way")
    assert (under_way, commands.journal.under_way) == (UNDER_WAY_MAX, 0)


async def test_a_lot_that_is_said_is_not_kept() -> None:
    ending = await ending_of(says("print('x' * 1000000); print('bar 10%\\rbar 100%')"), act())

    assert ending.said == "bar 100%"


async def test_the_journal_keeps_the_newest_and_says_when_it_changed() -> None:
    changes: list[int] = []
    journal = Journal(lambda: changes.append(1))
    for number in range(ENTRIES_MAX + 1):
        journal.end(journal.begin(act(str(number)), (str(number),), 0.0), Ending(0, ""))

    assert len(journal.entries) == ENTRIES_MAX
    assert journal.entries[0].words == ("1",)
    assert len(changes) == 2 * ENTRIES_MAX + 2
