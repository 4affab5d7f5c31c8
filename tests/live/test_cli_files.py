"""Files that are not what they should be, given to the real commands: refused by name, and nothing runs them."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.images import make_image
from premises.journey.run_file import FORMAT, FORMAT_VERSION, read_run
from premises.wire.notes.downloads import DeviceRebooted, FirmwareActivated, ImageRejected
from premises.wire.notes.requests import RequestAccepted
from tests.live.premises_under_test import B1, DONE, FAILED, USAGE, line_of, premises, row_of, running_in, up

pytestmark = pytest.mark.live

OLD, NEW = 0x0001_0000, 0x0001_0001
SLOT = 8192
SITE = f"""
name = "spoilt"

[hub]
slot_size_max = {SLOT}

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 1.0
start_delay_max_s = 2.0

[links]
wan = {{ latency_ms = 300.0, jitter_ms = 50.0 }}
han = {{ loss = 0.0 }}
"""
SPEED = "20"
SCENARIOS = Path(__file__).parents[2] / "scenarios"

Spoil = Callable[[bytearray], bytes | bytearray]


def image(version: int = NEW, size: int = 1024, image_type: int = 0x0184, hardware: int = 1) -> bytes:
    return make_image(image_type, version, size, manufacturer=0xA170, hardware=(hardware, hardware))


def written(folder: Path, octets: bytes | bytearray) -> Path:
    (folder / "b1.ota").write_bytes(octets)
    return folder / "b1.ota"


def another_version(octets: bytearray) -> bytearray:
    at = octets.index(FORMAT.encode()) + len(FORMAT)
    assert octets[at] == FORMAT_VERSION
    octets[at] += 1
    return octets


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a directory in which one fast premises with a small hub runs, for all who leave it as it is."""
    home = tmp_path_factory.mktemp("spoilt")
    (home / "site.toml").write_text(SITE, encoding="utf-8")
    with up(home, "--site", "site.toml", "--speed", SPEED, called="spoilt"):
        yield home


def accepted(home: Path) -> int:
    """Give how many requests its DCC adapter took, by its own run file."""
    run = read_run(running_in(home, "spoilt").files.record)
    return sum(isinstance(entry.note, RequestAccepted) for entry in run.entries)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda octets: octets[:700], "header says 1024 octets, file has 700: it is cut short", id="cut"),
        pytest.param(lambda octets: octets[:30], "file has 30 octets, a header alone has 56 or more", id="stump"),
        pytest.param(lambda octets: b"", "begins with nothing, a Zigbee OTA file begins with 1e f1 ee 0b", id="empty"),
        pytest.param(lambda octets: b"MZ" + octets[2:], "begins with 4d 5a ee 0b, a Zigbee OTA file", id="wrong-magic"),
        pytest.param(lambda octets: octets + b"!", "header says 1024 octets, file has 1025: it goes on", id="too-long"),
        pytest.param(
            lambda octets: octets[:6] + b"\x38" + octets[7:], "header length is 56, field control 0x0004", id="header"
        ),
        pytest.param(
            lambda octets: octets[:52] + (10_240_001).to_bytes(4, "little") + octets[56:],
            "header says 10240001 octets, possible are 60 to 10240000",
            id="over-duis",
        ),
    ],
)
def test_a_file_that_is_no_image_is_never_sent(spoil: Spoil, words: str, spoilt: Path, tmp_path: Path) -> None:
    file = written(tmp_path, spoil(bytearray(image())))
    before = accepted(spoilt)
    looked, sent = premises(spoilt, "image", "inspect", file), premises(spoilt, "update", "--to", "b1", "--file", file)

    assert (looked.returncode, sent.returncode) == (FAILED, FAILED)
    assert line_of(looked) == line_of(sent)
    assert line_of(sent).startswith(f"premises: {file}: ")
    assert words in line_of(sent)
    assert accepted(spoilt) == before


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        pytest.param(image(OLD), "refused by the DCC adapter .*b1 runs 0x00010000 .* not newer", id="older"),
        pytest.param(
            image(image_type=0x0284), "is for maker 0xa170 type 0x0284, b1 is .*: nothing was sent", id="wrong-type"
        ),
        pytest.param(image(hardware=7), "b1 does not run 0x00010001: .*hardware version mismatch", id="wrong-hardware"),
        pytest.param(
            image(size=SLOT + 1), "b1 does not run 0x00010001: the hub did not store it: too large", id="slot"
        ),
    ],
)
def test_an_image_that_cannot_run_changes_nothing(octets: bytes, words: str, spoilt: Path, tmp_path: Path) -> None:
    sent = premises(spoilt, "update", "--to", "b1", "--wait", "--file", written(tmp_path, octets))
    shown = premises(spoilt, "status")

    assert sent.returncode == FAILED
    assert re.search(words, line_of(sent))
    assert "0x00010000" in row_of(shown, B1)


def test_a_turned_bit_is_found_by_b1_after_the_download_and_nothing_runs_it(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    octets = bytearray(image())
    octets[700] ^= 1
    with up(tmp_path, "--site", "site.toml", "--speed", SPEED, called="spoilt") as running:
        sent = premises(tmp_path, "update", "--to", "b1", "--wait", "--file", written(tmp_path, octets))
        shown = premises(tmp_path, "status")
    noted = [type(entry.note) for entry in read_run(running.files.record).entries if entry.who == B1]

    assert (sent.returncode, shown.returncode) == (FAILED, DONE)
    assert line_of(sent) == "premises: b1 does not run 0x00010001: transfer ended: transfer failure (CCS08)"
    assert "0x00010000" in row_of(shown, B1)
    assert ImageRejected in noted
    assert not {DeviceRebooted, FirmwareActivated} & set(noted)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give a whole run file."""
    folder = tmp_path_factory.mktemp("record")
    scenario = Path(__file__).parents[2] / "scenarios" / "quiet-flat.toml"
    assert premises(folder, "run", scenario, "--record", "run.vpr").returncode == DONE
    return (folder / "run.vpr").read_bytes()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda octets: b"hello\n", "not a run file", id="foreign"),
        pytest.param(lambda octets: b"", "not a run file: its header is not whole", id="empty"),
        pytest.param(lambda octets: octets[:40], "not a run file: its header is not whole", id="header-cut"),
        pytest.param(another_version, "a run file of version 2; this program reads 1", id="version"),
        pytest.param(lambda octets: octets[:2000] + b"\xc1" * 50 + octets[2050:], "damaged after octet", id="damaged"),
    ],
)
def test_what_is_no_run_file_is_refused_by_name(spoil: Spoil, words: str, record: bytes, tmp_path: Path) -> None:
    (tmp_path / "spoilt.vpr").write_bytes(spoil(bytearray(record)))
    done = premises(tmp_path, "trace", "hash", "spoilt.vpr")

    assert (done.returncode, done.stdout) == (FAILED, "")
    assert line_of(done).startswith(f"premises: spoilt.vpr: {words}")


def test_a_run_file_that_was_cut_is_read_as_far_as_it_goes_and_says_so(record: bytes, tmp_path: Path) -> None:
    (tmp_path / "cut.vpr").write_bytes(record[:-1000])
    done = premises(tmp_path, "trace", "hash", "cut.vpr")

    assert done.returncode == DONE
    assert line_of(done) == "cut.vpr: cut off, its tail is lost"


def test_a_run_file_is_never_written_over(record: bytes, tmp_path: Path) -> None:
    (tmp_path / "kept.vpr").write_bytes(record)
    scenario = Path(__file__).parents[2] / "scenarios" / "quiet-flat.toml"
    done = premises(tmp_path, "run", scenario, "--record", "kept.vpr")

    assert (done.returncode, line_of(done)) == (USAGE, "premises: --record kept.vpr: there is a file already")
    assert (tmp_path / "kept.vpr").read_bytes() == record


def test_a_fault_on_the_command_line_breaks_the_promise_of_a_scenario_that_kept_it(tmp_path: Path) -> None:
    quiet = str(SCENARIOS / "quiet-flat.toml")
    kept = premises(tmp_path, "run", quiet, "--fault", "drop the 2nd ImageBlockResponse to b1")
    broken = premises(tmp_path, "run", quiet, "--fault", "20ms latency", "--fault", "outage on wan")

    assert kept.returncode == DONE
    assert broken.returncode == FAILED
    assert "FAILED quiet-flat: " in broken.stdout


@pytest.mark.parametrize("command", [("run", str(SCENARIOS / "quiet-flat.toml")), ("up",)], ids=["run", "up"])
def test_a_fault_that_cannot_be_is_one_line_and_nothing_runs(command: tuple[str, ...], tmp_path: Path) -> None:
    done = premises(tmp_path, *command, "--fault", "140% loss on wan")

    assert done.returncode == USAGE
    assert line_of(done) == "premises: fault \"140% loss on wan\": at '140%': expected 0% to 100%"
