"""openssl, which nobody here wrote, accepts every chain of a premises' PKI, and refuses another premises'."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lab.live.pki import publish_pki
from lab.live.run_directory import RunDirectory
from lab.site import load_site
from premises.trust.alerts import signed
from premises.trust.keys import signing_key
from premises.wire.gbcs.alerts import ActivateImageResultCode, FirmwareActivationAlert
from premises.wire.gbcs.der import EPOCH
from premises.wire.gbcs.octets import signed_octets
from premises.wire.site import ACB_EUI

OPENSSL = shutil.which("openssl")

pytestmark = [pytest.mark.judge, pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")]

SITE = load_site(Path(__file__).parents[2] / "sites" / "four-bridges.toml")
PARTIES = ("hub", *SITE.bridges)
LATER = str(round(EPOCH.timestamp()) + 86_400)


def openssl(*words: str | Path) -> subprocess.CompletedProcess[str]:
    assert OPENSSL is not None
    return subprocess.run([OPENSSL, *map(str, words)], capture_output=True, text=True, check=False)


def pki_in(folder: Path, seed: int) -> Path:
    """Write the PKI of a premises of ``seed``, as a live run does, and give where it is."""
    files = RunDirectory(folder / str(seed))
    publish_pki(SITE, seed, files)
    return files.pki


def verified(certificate: Path, authorities: Path) -> subprocess.CompletedProcess[str]:
    trusted, between = authorities / "root.ca.pem", authorities / "issuing.ca.pem"
    strict = ("-x509_strict", "-attime", LATER)
    return openssl("verify", *strict, "-CAfile", trusted, "-untrusted", between, certificate)


@pytest.mark.parametrize("who", PARTIES)
def test_the_chain_of_every_party_is_accepted(who: str, tmp_path: Path) -> None:
    pki = pki_in(tmp_path, 1)
    done = verified(pki / f"{who}.pem", pki)

    assert (done.returncode, done.stdout.strip()) == (0, f"{pki / who}.pem: OK"), done.stderr


@pytest.mark.parametrize("who", PARTIES)
def test_the_chain_of_another_premises_is_refused(who: str, tmp_path: Path) -> None:
    done = verified(pki_in(tmp_path, 1) / f"{who}.pem", pki_in(tmp_path, 2))

    assert done.returncode != 0
    assert "verification failed" in done.stderr


def test_a_party_cannot_issue_certificates(tmp_path: Path) -> None:
    pki = pki_in(tmp_path, 1)
    done = openssl("verify", "-attime", LATER, "-CAfile", pki / "hub.pem", pki / "b1.pem")

    assert done.returncode != 0


def test_openssl_accepts_the_signature_of_an_alert_and_refuses_it_for_another(tmp_path: Path) -> None:
    pki = pki_in(tmp_path, 1)
    alert = signed(
        FirmwareActivationAlert(ACB_EUI, ACB_EUI, 5, 60, 2, ActivateImageResultCode.SUCCESS), signing_key(1, "b1")
    )
    (tmp_path / "octets").write_bytes(signed_octets(alert))
    (tmp_path / "others").write_bytes(signed_octets(alert)[:-1] + b"\x01")
    (tmp_path / "signature").write_bytes(der(alert.signature))
    (tmp_path / "key").write_text(openssl("x509", "-in", pki / "b1.pem", "-pubkey", "-noout").stdout)
    check = ("dgst", "-sha256", "-verify", tmp_path / "key", "-signature", tmp_path / "signature")

    assert openssl(*check, tmp_path / "octets").stdout.strip() == "Verified OK"
    assert openssl(*check, tmp_path / "others").returncode != 0


def der(signature: bytes) -> bytes:
    """Give r and s as openssl takes them: a sequence of two integers."""
    numbers = b""
    for half in (signature[:32], signature[32:]):
        number = int.from_bytes(half, "big")
        octets = number.to_bytes(number.bit_length() // 8 + 1, "big")
        numbers += bytes((2, len(octets))) + octets
    return bytes((0x30, len(numbers))) + numbers
