"""Two Suppliers at one premises, each with the commands of a person: over DUIS, under its own name and keys."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broker.port import free_port
from lab.cli import app
from premises.errors import TrustError, UsageError
from premises.identity import Name, eui64
from premises.trust.certificates import pem
from premises.trust.pem import private_pem
from premises.trust.users import dcc_identity, supplier_identity
from premises.trust.xml_signature import verify_xml
from tests.live.premises_under_test import DONE, FAILED, USAGE, line_of, premises, running_in, until, up

pytestmark = pytest.mark.live

OTHER_DCC = dcc_identity(4_711)
NORTH = eui64("90-B3-D5-1F-30-01-00-0A")
XML, SIGNING = (supplier_identity(seed, Name("north"), NORTH) for seed in (99, 98))

B1 = "90-B3-D5-1F-30-B1-00-01"

SITE = """
name = "two"

[suppliers.north]
eui = "90-B3-D5-1F-30-01-00-0A"
xml_certificate = "north.pem"
signing_certificate = "keys/signing.pem"
url = "http://127.0.0.1:{port}/alerts"

[suppliers.south]
eui = "90-B3-D5-1F-30-01-00-0B"

[registered]
electricity = "north"
gas = "north"

[dcc]
uplift_at_s = 31_000_000.0
mp125 = true

[[register.wrong]]
device = "b1"
ppmid_variant = "B3"
version = 0x00010009

[bridges.b1]
ppmid_variant = "B1"
eui = "90-B3-D5-1F-30-B1-00-01"
image_type = 0x0184
reboot_s = 1.0
query_every_s = 10.0
start_delay_max_s = 2.0

[meters.esme]
kind = "ESME"
eui = "90-B3-D5-1F-30-00-00-02"

[meters.esme.firmware]
query_every_s = 10.0

[links]
wan = {{ latency_ms = 300.0, jitter_ms = 0.0 }}
han = {{ loss = 0.0 }}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a directory with a premises of two Suppliers and a DCC with a key of its own; one has updated B1."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "sites" / "keys").mkdir(parents=True)
    port = free_port("127.0.0.1")
    # The certificates are where the site says, which is not where the command is called.
    (folder / "sites" / "two.toml").write_text(SITE.format(port=port), encoding="utf-8")
    (folder / "sites" / "north.pem").write_bytes(pem(XML.certificate))
    (folder / "sites" / "keys" / "signing.pem").write_bytes(pem(SIGNING.certificate))
    (folder / "dcc.pem").write_bytes(private_pem(OTHER_DCC.private) + pem(OTHER_DCC.certificate))
    duis = ("--duis-port", str(free_port("127.0.0.1")), "--duis-key", "dcc.pem", "--duis-transcript", "seen")
    with up(folder, "--site", "sites/two.toml", "--speed", "10", *duis, called="two") as running:
        (running.files.supplier("north") / "xml.key.pem").write_bytes(private_pem(XML.private))
        with back_end(folder, "north", port):
            updated = premises(folder, "update", "--to", "b1", "--wait", "--by", "north")
            assert updated.returncode == DONE, updated.stderr
            assert re.search(r"B1 +0x00010001 +runs 0x00010001", updated.stdout)
            # `update --wait` ends when the adapter knows; CS09 may still be on its way to who listens.
            until(lambda: len(said_to_north(folder)) >= 3, "I99, CCS08 and CS09")
            yield folder


@contextmanager
def back_end(folder: Path, who: str, port: int) -> Iterator[None]:
    """Listen as ``who`` for the block, what comes being written to the file ``heard``."""
    command = [sys.executable, "-m", "lab", "supplier", "listen", who, "--port", str(port)]
    with (folder / "heard").open("wb") as heard, subprocess.Popen(command, cwd=folder, stdout=heard) as listener:
        try:
            yield
        finally:
            listener.terminate()


def said_to_north(folder: Path) -> list[Path]:
    return sorted((folder / "seen").glob("*-out-north.xml"))


def test_every_word_for_a_supplier_is_signed_by_the_dcc_that_a_person_brought(home: Path) -> None:
    assert list((home / "seen").glob("*-in-*.xml"))
    for path in said_to_north(home):
        verify_xml(path.read_bytes(), [OTHER_DCC.certificate])
        with pytest.raises(TrustError):
            verify_xml(path.read_bytes(), [dcc_identity(0).certificate])


def test_where_duis_is_stands_in_the_status_and_in_the_file_of_its_run(home: Path) -> None:
    running = running_in(home, "two")
    shown = premises(home, "status")
    document = json.loads(premises(home, "status", "--json").stdout)

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", running.duis)
    assert shown.stdout.splitlines()[0].endswith(f"  duis {running.duis}")
    assert document["duis"] == running.files.duis_url() == running.duis


def test_who_asked_is_told_and_nobody_else(home: Path) -> None:
    north = premises(home, "supplier", "inbox", "north")
    usual = premises(home, "supplier", "inbox")
    south = premises(home, "supplier", "inbox", "south")
    xml = premises(home, "supplier", "inbox", "north", "--xml")

    assert re.fullmatch(r" +1  CCS08 b1 success \(.*\)\n +2  CS09 b1 success \(.*\)\n", north.stdout)
    assert usual.stdout == north.stdout, "the Import Supplier is the usual one"
    assert (south.returncode, south.stdout) == (DONE, "")
    assert xml.stdout.count("<sr:Response ") == xml.stdout.count("</ds:Signature>") == 2


def test_a_back_end_of_a_suppliers_own_is_told_the_same_as_its_mailbox(home: Path) -> None:
    heard = (home / "heard").read_text(encoding="utf-8").splitlines()
    inbox = premises(home, "supplier", "inbox", "north").stdout.splitlines()

    assert [line.split(None, 1)[1] for line in inbox[:2]] == heard[:2]
    assert heard[0].startswith("CCS08 b1 success (I0, request ")


def test_a_key_of_its_own_is_asked_for_and_then_signs_trailer_and_command(home: Path) -> None:
    key = running_in(home, "two").files.supplier("north") / "signing.key.pem"
    words = ("update", "--to", "esme", "--wait", "--by", "north")
    missing = premises(home, *words)
    key.write_bytes(private_pem(SIGNING.private))
    updated = premises(home, *words)

    assert (missing.returncode, missing.stdout) == (USAGE, "")
    assert line_of(missing) == (
        f"premises: north signs commands and images with a key that is not here: {key}: no such file or directory: "
        "expected that of suppliers.north.signing_certificate"
    )
    assert updated.returncode == DONE, updated.stderr
    assert re.search(r"ESME +0x00010001 +runs 0x00010001", updated.stdout)


def test_each_supplier_says_where_its_keys_are_and_whose_customer_the_premises_is(home: Path) -> None:
    listed = json.loads(premises(home, "supplier", "list", "--json").stdout)
    rows = premises(home, "supplier", "list")
    found = {each["supplier"]: each for each in listed["suppliers"]}

    assert found["north"]["responsible_for"] == ["electricity", "gas"]
    assert found["south"]["responsible_for"] == []
    assert found["south"]["duis"] == running_in(home, "two").duis
    assert (Path(found["south"]["keys"]) / "xml.key.pem").stat().st_mode & 0o077 == 0
    assert re.search(
        r"^north +90-B3-D5-1F-30-01-00-0A +IS GS +electricity gas +mp170 +http://127.0.0.1:\d+/alerts$",
        rows.stdout,
        re.MULTILINE,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["update", "--to", "b1", "--by", "nroth"], "unknown Supplier 'nroth'"),
        (["read-version", "b1", "--by", "dcc"], "unknown Supplier 'dcc'"),
        (["read-version", "b9"], "unknown device 'b9'"),
        (["inventory", "--by", "x"], "unknown Supplier 'x'"),
        (["inventory", "--of", "b9"], "unknown device 'b9'"),
        (["inventory", "notify", "b1", "--type", "METER"], "--type 'METER'"),
        (["inventory", "notify", "b1", "--variant", "B5"], "--variant 'B5'"),
        (["inventory", "status", "b1", "Broken"], "status 'Broken'"),
        (["supplier", "inbox", "nobody"], "unknown Supplier 'nobody'"),
        (["supplier", "listen", "nobody"], "unknown Supplier 'nobody'"),
        (["update", "--to", "b1", "--duis", "http://127.0.0.1:9"], "beside --keys and --broker"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_sent(
    words: list[str], said: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    with pytest.raises(UsageError) as refused:
        app(words, standalone_mode=False)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_wrong_word_ends_a_command_with_the_code_of_usage(home: Path) -> None:
    refused = premises(home, "update", "--to", "b1", "--by", "nroth")

    assert (refused.returncode, line_of(refused)) == (USAGE, "premises: unknown Supplier 'nroth': did you mean north?")


def test_without_a_gateway_the_commands_speak_on_the_air(home: Path, tmp_path: Path) -> None:
    running = running_in(home, "two")
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "site.json").symlink_to(running.files.site)
    (keys / "secrets").symlink_to(running.files.secrets)
    read = premises(tmp_path, "read-version", "hub", "--keys", keys, "--broker", running.broker)
    inbox = premises(tmp_path, "supplier", "inbox", "--keys", keys, "--broker", running.broker)

    assert re.fullmatch(r"hub runs 0x00040100 \(11\.2\), request .*\n", read.stdout), read.stderr
    assert (inbox.returncode, inbox.stdout) == (USAGE, "")


def test_what_is_refused_is_told_in_one_line_and_nothing_else_is_promised(home: Path) -> None:
    refused = premises(home, "update", "--to", "esme", "--by", "south")

    assert refused.returncode == FAILED
    assert "refused by the DCC adapter (E4, NotResponsible): south is not responsible for esme" in line_of(refused)


def test_a_supplier_that_is_not_responsible_is_refused_with_e4(home: Path) -> None:
    refused = premises(home, "update", "--to", "b1", "--by", "south", "--wait")

    assert refused.returncode == FAILED
    assert "E4" in refused.stderr
    assert "NotResponsible" in refused.stderr


def test_the_register_says_what_althanco_believes_and_the_smi_can_be_labelled_from_it(home: Path) -> None:
    rows = premises(home, "inventory", "register")
    (bridge,) = json.loads(premises(home, "inventory", "register", "--json").stdout)["bridges"]
    stranger = premises(home, "inventory", "uplift", "--by", "south")
    labelled = premises(home, "inventory", "uplift")
    again = premises(home, "inventory", "uplift")

    assert rows.stdout.splitlines()[1].split() == ["b1", B1, "B3", "0x00010009", "installation"]
    assert bridge == {
        "device": "b1", "eui": B1, "variant": "B3", "firmware_version": 0x0001_0009, "visited_at_s": 0.0,
    }  # fmt: skip
    assert stranger.stdout.startswith("b1 B3 refused by the DCC adapter (E4, NotResponsible")
    assert (stranger.returncode, line_of(stranger)) == (
        FAILED, "premises: no PPMIDVariant for b1: the DCC adapter refused it",
    )  # fmt: skip
    assert (labelled.returncode, labelled.stdout, labelled.stderr) == (DONE, "b1 B3 I0\n", "")
    assert (again.returncode, again.stdout) == (DONE, "")
    assert line_of(again) == "every PPMID on the SMI has a PPMIDVariant"


def test_a_person_listens_for_a_supplier_and_is_told_where_the_dcc_tells_it(home: Path) -> None:
    command = [sys.executable, "-m", "lab", "supplier", "listen", "south"]
    with subprocess.Popen(command, cwd=home, stderr=subprocess.PIPE, text=True) as listener:
        assert listener.stderr is not None, "it was asked for"
        lines = [listener.stderr.readline(), listener.stderr.readline()]
        listener.terminate()

    assert re.fullmatch(r"south listens at http://127\.0\.0\.1:\d+\n", lines[0])
    assert "the DCC adapter tells south at nowhere: it has a mailbox; expected suppliers.south.url = 'http" in lines[1]
    assert listener.returncode == DONE


def test_a_device_says_what_it_runs_and_the_smi_what_it_holds(home: Path) -> None:
    read = premises(home, "read-version", "b1")
    shown = premises(home, "inventory")
    document = json.loads(premises(home, "inventory", "--json").stdout)

    assert re.fullmatch(r"b1 runs 0x00010001 \(11\.2\), request 90-B3-D5-1F-30-01-00-0A:.*\n", read.stdout)
    assert re.search(
        r"^b1 +90-B3-D5-1F-30-B1-00-01 +PPMID +Commissioned +B3 +A170 +0001 +0x00010001$", shown.stdout, re.MULTILINE
    )
    assert {each["device"] for each in document["devices"]} >= {"b1", "hub"}


def test_a_bridge_is_struck_from_the_hubs_log_and_taken_in_again(home: Path) -> None:
    removed = premises(home, "inventory", "remove", "b1")
    refused = premises(home, "inventory", "remove", "b1")
    added = premises(home, "inventory", "add", "b1")
    inbox = premises(home, "supplier", "inbox").stdout

    assert removed.stdout.startswith("b1 is out of the hub's device log, request ")
    assert "(E5, DeviceStatus): b1 is Pending" in line_of(refused)
    assert added.stdout.startswith("b1 is in the hub's device log, request ")
    assert len(re.findall(r"8\.11 hub done \(I0, request ", inbox)) == 2
