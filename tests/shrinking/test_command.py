"""``premises shrink``: a scenario that fails becomes a file, and nothing else is touched."""

from pathlib import Path

import pytest

from lab.cli import EXIT_USAGE, exit_code_of
from lab.commands.shrink import write_shrunk
from premises.errors import SiteError, UsageError

SCENARIO = """
purpose = "B1 runs its new image within five seconds, which it does unless much is lost."
seed = 1
[site]
name = "hurried"
[site.bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 0.5
query_every_s = 5.0
start_delay_max_s = 2.0
retry_after_s = 2.0
[site.links.duis]
latency_ms = 10.0
[site.links.wan]
latency_ms = 10.0
jitter_ms = 5.0
[site.links.han]
latency_ms = 10.0
jitter_ms = 0.0
loss = {loss}
[[fault]]
say = "20ms latency on wan"
[[update]]
at_s = 0.5
to = ["b1"]
size = 1024
[expect]
within_s = 5
running = {{ b1 = 0x00010001 }}
"""


def scenario(folder: Path, loss: float) -> Path:
    path = folder / "hurried.toml"
    path.write_text(SCENARIO.format(loss=loss), encoding="utf-8")
    return path


def test_the_first_seed_that_fails_is_written_as_a_test_that_fails(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    out = pytester.path / "test_hurried.py"

    write_shrunk(scenario(pytester.path, 0.1), None, "0..50", out, force=False)

    said = capsys.readouterr()
    assert said.out.startswith(f"{out}: ")
    assert all(line.startswith("shrink: ") for line in said.err.splitlines())
    assert "loss" in out.read_text(encoding="utf-8")
    result = pytester.runpytest_subprocess(out)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*did not keep its promise*"])


@pytest.mark.parametrize(
    ("seed", "seeds", "why"),
    [
        (None, None, "nothing to shrink: hurried keeps its promise with seed 1"),
        (9, None, "nothing to shrink: hurried keeps its promise with seed 9"),
        (None, "3..5", "nothing to shrink: hurried keeps its promise with any of 3 seeds"),
        (1, "3..5", "--seed and --seeds: expected one of them"),
        (None, "5..3", "--seeds 5..3: expected FIRST..LAST, like 0..99, at most 1,000,000 of them"),
        (None, "0..1000000", "--seeds 0..1000000: expected FIRST..LAST, like 0..99, at most 1,000,000 of them"),
        (None, "all", "--seeds all: expected FIRST..LAST, like 0..99, at most 1,000,000 of them"),
    ],
)
def test_what_cannot_be_shrunk_is_a_usage_error_and_writes_nothing(
    tmp_path: Path, seed: int | None, seeds: str | None, why: str
) -> None:
    out = tmp_path / "out.py"

    with pytest.raises(UsageError) as caught:
        write_shrunk(scenario(tmp_path, 0.0), seed, seeds, out, force=False)

    assert str(caught.value) == why
    assert exit_code_of(caught.value) == EXIT_USAGE
    assert not out.exists()


def test_a_file_that_is_there_is_not_written_over_unless_that_is_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "mine.py"
    out.write_text("mine")

    with pytest.raises(UsageError, match="there is a file already: expected another name, or --force"):
        write_shrunk(scenario(tmp_path, 1.0), None, None, out, force=False)
    assert out.read_text() == "mine"

    write_shrunk(scenario(tmp_path, 1.0), None, None, out, force=True)
    assert "def test_" in out.read_text()


def test_a_scenario_that_is_none_and_a_directory_that_is_none_are_said(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="no such file"):
        write_shrunk(tmp_path / "none.toml", None, None, tmp_path / "out.py", force=False)
    with pytest.raises(UsageError, match="there is no directory"):
        write_shrunk(scenario(tmp_path, 1.0), None, None, tmp_path / "none" / "out.py", force=False)
