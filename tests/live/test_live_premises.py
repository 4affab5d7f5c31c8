"""The fixture ``live_premises`` in sessions of pytest as others have them: by any command, in workers, killed."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.live.premises_under_test import DOWN_WITHIN_S, WITHIN_S, census

pytestmark = pytest.mark.live

SITE = """
SITE = {
    "name": "tested",
    "bridges": {
        "b1": {
            "ppmid_variant": "B1", "eui": "90-B3-D5-1F-30-B1-00-01", "image_type": 0x0184,
            "reboot_s": 2.0, "query_every_s": 30.0, "start_delay_max_s": 3.0,
        }
    },
}
"""

UPDATED = """
import pytest

SITE_HERE
@pytest.mark.premises(site=SITE)
def test_b1_is_updated(live_premises):
    update = live_premises.update("b1", size=512)
    live_premises.wait_for(update, within="1h")
    assert live_premises.running("b1") == update.version
""".replace("SITE_HERE", SITE)

STAYS = """
import json
import os
import time
from pathlib import Path

import pytest

SITE_HERE
@pytest.mark.premises(site=SITE, speed=4)
def test_it_stays(live_premises, tmp_path):
    found = json.loads((tmp_path / "premises" / "tested.json").read_text())
    told = [found["speed"], [*found["processes"].values()], os.getpid()]
    Path(WHERE, "told.new").write_text(json.dumps(told))
    Path(WHERE, "told.new").rename(Path(WHERE, "told.json"))
    time.sleep(600)
""".replace("SITE_HERE", SITE)


@pytest.mark.parametrize(
    "command",
    [
        [str(Path(sys.executable).with_name("pytest"))],
        [sys.executable, "-m", "pytest"],
        [sys.executable, "-m", "pytest", "-n", "2"],
    ],
    ids=["pytest", "python -m pytest", "two workers"],
)
def test_tests_with_a_premises_each_pass_and_leave_nothing_in_their_folder(
    command: Sequence[str], tmp_path: Path
) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    for number in range(2):
        (tests / f"test_{number}.py").write_text(UPDATED, encoding="utf-8")
    words = [*command, "-q", "-W", "error", "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "temp")]
    done = subprocess.run(words, cwd=tests, capture_output=True, text=True, timeout=4 * WITHIN_S, check=False)

    assert (done.returncode, "2 passed" in done.stdout) == (0, True), done.stdout + done.stderr
    assert sorted(path.name for path in tests.iterdir() if path.is_file()) == ["test_0.py", "test_1.py"]


def test_nothing_outlives_a_session_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(STAYS.replace("WHERE", repr(str(tmp_path))), encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "temp")]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL) as session, census() as processes:
        try:
            speed, pids, mine = told_in(tmp_path / "told.json", session)
            servers = Path(f"/proc/{mine}/task/{mine}/children").read_text(encoding="ascii").split()
            processes.add([*pids, *map(int, servers)])
            before = processes.left()
        finally:
            session.kill()
        left = processes.left(within_s=DOWN_WITHIN_S)

    assert speed == 4.0
    assert len(before) == len(pids) + len(servers) >= 6
    assert left == []


def told_in(file: Path, session: "subprocess.Popen[bytes]") -> tuple[float, list[int], int]:
    """Wait until the test has said what it runs."""
    for _ in range(round(WITHIN_S / 0.1)):
        if file.exists():
            speed, pids, mine = json.loads(file.read_text(encoding="utf-8"))
            return speed, pids, mine
        assert session.poll() is None, "the session ended"
        # A file can only be looked at; nobody says when it is there.
        time.sleep(0.1)
    raise AssertionError("the test has said nothing")
