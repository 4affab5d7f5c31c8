"""The shelf on disk does what the virtual one does, and a crash loses nothing that was kept."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from premises.errors import ShelfError
from premises.machine.effects import Keep
from premises.runtime.shelf import KEY_LENGTH_MAX, KeptLive, Shelf, View
from premises.sim.shelf import VirtualShelf


def check_shelf(shelf: KeptLive) -> None:
    """Hold an empty ``shelf`` to what machines rely on."""
    _it_gives_what_was_kept(shelf)
    _it_gives_rows_below_a_key_in_order(shelf)
    _it_forgets_a_key_and_what_is_below_it(shelf)
    _keeps_of_one_batch_apply_in_order(shelf)


def _it_gives_what_was_kept(shelf: KeptLive) -> None:
    assert shelf.get("a") is None
    shelf.commit([])
    shelf.commit([Keep("a", b"1"), Keep("b", bytes(range(256)) * 40)])
    shelf.commit([Keep("a", b"2")])
    assert (shelf.get("a"), shelf.get("b")) == (b"2", bytes(range(256)) * 40)
    shelf.commit([Keep("empty", b"")])
    assert shelf.get("empty") == b""


def _it_gives_rows_below_a_key_in_order(shelf: KeptLive) -> None:
    shelf.commit([Keep(f"image/{number:04}", b"%d" % number) for number in (10, 2, 1000)])
    shelf.commit([Keep("image", b"head"), Keep("image-2/0001", b"other"), Keep("image0", b"other"), Keep("%", b"")])
    shelf.commit([Keep("image/é/x", b"deep")])
    rows = shelf.below("image")
    shelf.commit([Keep("image/0005", b"later")])
    assert list(rows) == [
        ("image/0002", b"2"),
        ("image/0010", b"10"),
        ("image/1000", b"1000"),
        ("image/é/x", b"deep"),
    ], "as they were when asked, ordered by key"
    assert list(shelf.below("imag")) == list(shelf.below("_mage")) == []


def _it_forgets_a_key_and_what_is_below_it(shelf: KeptLive) -> None:
    shelf.commit([Keep("image", None)])
    assert shelf.get("image") is None
    assert list(shelf.below("image")) == []
    assert shelf.get("image-2/0001") == shelf.get("image0") == b"other"
    shelf.commit([Keep("never", None)])


def _keeps_of_one_batch_apply_in_order(shelf: KeptLive) -> None:
    shelf.commit([Keep("c/1", b"old"), Keep("c", None), Keep("c/2", b"new")])
    assert list(shelf.below("c")) == [("c/2", b"new")]


@pytest.fixture
def open_shelf(tmp_path: Path) -> Iterator[Callable[[], Shelf]]:
    opened: list[Shelf] = []

    def again() -> Shelf:
        for shelf in opened:
            shelf.close()
        opened.append(Shelf(tmp_path / "b1.sqlite"))
        return opened[-1]

    yield again
    for shelf in opened:
        shelf.close()


def test_the_shelf_on_disk_obeys_the_contract(open_shelf: Callable[[], Shelf]) -> None:
    check_shelf(open_shelf())


def test_the_virtual_shelf_obeys_the_contract() -> None:
    check_shelf(VirtualShelf())


def test_a_forked_virtual_shelf_obeys_the_contract() -> None:
    before = VirtualShelf()
    before.commit([Keep("x", b"1"), Keep("x", None)])

    check_shelf(before.twin())


def test_a_shelf_that_is_opened_again_has_everything(open_shelf: Callable[[], Shelf]) -> None:
    open_shelf().commit([Keep("a", b"1"), Keep("image/1", b"2")])

    again = open_shelf()

    assert again.get("a") == b"1"
    assert list(again.below("image")) == [("image/1", b"2")]


def test_a_batch_that_fails_keeps_nothing_of_itself(open_shelf: Callable[[], Shelf]) -> None:
    shelf = open_shelf()
    shelf.commit([Keep("a", b"1")])

    with pytest.raises(ShelfError, match="CHECK constraint failed"):
        shelf.commit([Keep("a", b"2"), Keep("k" * (KEY_LENGTH_MAX + 1), b"")])

    assert open_shelf().get("a") == b"1"


def test_a_file_that_is_no_shelf_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "b1.sqlite"
    path.write_bytes(b"not a database, but long enough to look at" * 100)

    with pytest.raises(ShelfError, match=r"shelf .*b1\.sqlite: file is not a database") as refusal:
        Shelf(path)

    assert "\n" not in str(refusal.value)


def test_a_directory_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ShelfError, match="unable to open database file"):
        Shelf(tmp_path / "nowhere" / "b1.sqlite")


def test_a_second_process_with_the_same_shelf_is_refused(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "b1.sqlite")

    with pytest.raises(ShelfError, match="database is locked"):
        Shelf(tmp_path / "b1.sqlite", locked_for_max_s=0.0)

    shelf.close()


def test_what_was_kept_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "b1.sqlite"
    program = (
        "import os, pathlib, signal, sys\n"
        "from premises.machine.effects import Keep\n"
        "from premises.runtime.shelf import Shelf\n"
        "shelf = Shelf(pathlib.Path(sys.argv[1]))\n"
        "for number in range(500):\n"
        "    shelf.commit([Keep('number', b'%d' % number), Keep(f'row/{number:03}', bytes(100))])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False, capture_output=True)
    shelf = Shelf(path)

    assert ended.returncode == -9, ended.stderr
    assert shelf.get("number") == b"499"
    assert len(list(shelf.below("row"))) == 500
    shelf.close()


def test_rows_of_json_below_a_prefix_are_a_table_to_whoever_reads_the_file(tmp_path: Path) -> None:
    path = tmp_path / "dcc.sqlite"
    for columns in (("name",), ("name", "status")):
        shelf = Shelf(path, (View("smi", columns),))
        shelf.commit([Keep("smi/2", b'{"name": "b2", "status": "Pending"}'), Keep("smi/1", b'{"name": "b1"}')])
        shelf.commit([Keep("smith", b"no json"), Keep("smi0", b"none either")])
        shelf.close()
    reading = sqlite3.connect(path)
    rows = reading.execute("SELECT * FROM smi").fetchall()
    reading.close()

    assert rows == [("b1", None), ("b2", "Pending")]
