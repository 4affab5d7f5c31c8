"""``premises capture`` and a person: a file, its key, and one line for whatever cannot be."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.commands.looking.capture import Limits, capture_live, capture_run
from lab.commands.run import Recording, run_virtual
from lab.live.run_directory import Reachable
from premises.errors import UsageError
from premises.runtime.looking.here import NotRunningError
from tests.capture.stories import THIN, recorded

ALL = Limits()


def nobody() -> Reachable:
    raise NotRunningError("no premises is running here: start one with `premises up`")


def test_a_capture_has_its_key_beside_it_for_its_owner_alone_and_says_how_to_open_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x y.pcapng"
    capture_run(recorded("thin-walls", tmp_path), str(file), ALL)
    keys = tmp_path / "x y.keys"
    said = capsys.readouterr()

    assert file.read_bytes()[:4] == bytes.fromhex("0a0d0d0a")
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert keys.read_text().endswith('","Normal","home"\n') or keys.read_text().count(",") == 2
    assert said.out == ""
    assert said.err.splitlines()[-1] == (
        f"premises: open it with: wireshark -o \"uat:zigbee_pc_keys:$(cat '{keys}')\" '{file}'"
    )


def test_to_standard_output_no_key_is_written_and_it_is_said_where_there_is_one(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    capture_run(recorded("thin-walls", tmp_path), "-", ALL)
    said = capfdbinary.readouterr()

    assert said.out[:4] == bytes.fromhex("0a0d0d0a")
    (line,) = said.err.decode().splitlines()
    assert line == (
        'premises: open it with: wireshark -k -i - -o "uat:zigbee_pc_keys:$(cat x.keys)": -o x.pcapng writes that key, '
        "of seed 1"
    )


def test_equal_runs_give_equal_captures(tmp_path: Path) -> None:
    run = recorded("thin-walls", tmp_path)
    for name in ("one", "two"):
        capture_run(run, str(tmp_path / f"{name}.pcapng"), ALL)

    assert (tmp_path / "one.pcapng").read_bytes() == (tmp_path / "two.pcapng").read_bytes()


def test_a_premises_that_is_not_secured_has_no_key(tmp_path: Path) -> None:
    text = THIN.read_text(encoding="utf-8").replace("[site]\n", "[site]\nnwk_security = false\n", 1)
    plain = tmp_path / "plain.toml"
    plain.write_text(text, encoding="utf-8")
    run_virtual(plain, None, Recording(tmp_path / "run.vpr", frames=True))
    capture_run(tmp_path / "run.vpr", str(tmp_path / "x.pcapng"), ALL)

    assert not (tmp_path / "x.keys").exists()


def taken(folder: Path) -> Path:
    """Give a file that is there."""
    (folder / "taken.pcapng").write_bytes(b"mine")
    return folder / "taken.pcapng"


WRONG: list[tuple[Callable[[Path], object], str]] = [
    (lambda at: capture_run(at / "none.vpr", "-", ALL), "none.vpr: no such file or directory"),
    (lambda at: capture_run(THIN, "-", ALL), "not a run file"),
    (
        lambda at: capture_run(recorded("thin-walls", at, frames=False), str(at / "x.pcapng"), ALL),
        "their octets not kept: expected a run recorded with --frames (`premises run`, `premises up`), or",
    ),
    (
        lambda at: capture_run(recorded("thin-walls", at), str(at / "x.pcapng"), Limits(since="10h")),
        "no frame was sent that is meant: expected another --device, --from or --to",
    ),
    (lambda at: capture_run(recorded("thin-walls", at), "-", Limits(device="b9")), "--device 'b9': did you mean b1?"),
    (lambda at: capture_run(recorded("thin-walls", at), "-", Limits(since="x")), "--from 'x': expected premises time"),
    (
        lambda at: capture_run(recorded("thin-walls", at), "-", Limits(since="2s", until="1s")),
        "--to '1s': expected a moment after --from '2s'",
    ),
    (lambda at: capture_run(recorded("thin-walls", at), str(taken(at)), ALL), "taken.pcapng: there is a file already"),
    (lambda at: capture_run(recorded("thin-walls", at), str(at / "no" / "x"), ALL), "x: no such file or directory"),
    (lambda at: capture_run(recorded("thin-walls", at), str(at), ALL), "there is a file already"),
    (lambda _: capture_live(nobody, "-", ALL), "no premises is running here"),
    (
        lambda _: run_virtual(THIN, None, Recording(None, frames=True)),
        "--frames without --record: expected --record FILE beside it, where they are kept",
    ),
]


@pytest.mark.parametrize(("act", "words"), WRONG, ids=[words[:30] for _, words in WRONG])
def test_what_cannot_be_is_one_line_and_leaves_nothing(
    act: Callable[[Path], object], words: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as refused:
        act(tmp_path)

    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "x.pcapng").exists()


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    file = taken(tmp_path)
    with pytest.raises(UsageError):
        capture_run(recorded("thin-walls", tmp_path), str(file), ALL)

    assert file.read_bytes() == b"mine"
