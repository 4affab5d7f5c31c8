"""What the gateway is told: the port, in words or in digits, and where it says that it listens."""

from pathlib import Path

import pytest

from dcc_adapter.gateway.accounts import accounts_of
from dcc_adapter.gateway.gateway import identity_in_file
from dcc_adapter.gateway.settings import PORT_MAX, GatewaySettings, gateway_settings
from premises.errors import UsageError
from premises.identity import Name, eui64
from premises.trust.users import dcc_identity, supplier_identity
from premises.wire.site import Site
from premises.wire.site_text import changed
from premises.wire.tables.suppliers import SupplierSpec, Uplift

NONE = {"duis-host": "127.0.0.1", "duis-at": "", "duis-key": "", "duis-transcript": "", "secrets": "", "shelf": "/s"}


def settings(port: str, **others: str) -> GatewaySettings | None:
    return gateway_settings(
        NONE | {"duis-port": port} | {name.replace("_", "-"): text for name, text in others.items()}
    )


def listening(at: Path | None, port: int = 0) -> GatewaySettings:
    return GatewaySettings("127.0.0.1", port, at, None, None, None, Path("/s"))


def test_no_port_is_no_gateway() -> None:
    assert settings("0") is None


@pytest.mark.parametrize(("text", "port"), [("free", 0), ("1", 1), ("8079", 8079), (str(PORT_MAX), PORT_MAX)])
def test_a_port_is_a_number_or_the_word_free(text: str, port: int) -> None:
    found = settings(text)

    assert found is not None
    assert found.port == port


@pytest.mark.parametrize("text", ["", "-1", "65536", "8079 ", "eighty", "00", "²", "8_079", "0x1f"])
def test_what_is_no_port_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        settings(text)

    assert str(refused.value) == f"--duis-port {text!r}: expected 0, 1 to 65535, or free"


def test_what_is_not_said_is_nowhere() -> None:
    found = settings("free")

    assert found is not None
    assert (found.at, found.key, found.secrets, found.transcript) == (None, None, None, None)


def test_each_path_is_its_own() -> None:
    found = settings("free", duis_at="a", duis_key="k", duis_transcript="t", secrets="p", shelf="s", duis_host="::1")

    assert found == GatewaySettings("::1", 0, Path("a"), Path("k"), Path("p"), Path("t"), Path("s"))


def test_after_a_kill_it_listens_where_it_listened_before(tmp_path: Path) -> None:
    before = listening(tmp_path / "url")
    before.publish("http://127.0.0.1:43210")

    assert (tmp_path / "url").read_text() == "http://127.0.0.1:43210\n"
    assert [path.name for path in tmp_path.iterdir()] == ["url"]
    assert listening(tmp_path / "url").port_again() == 43210
    assert listening(tmp_path / "url", 8079).port_again() == 8079


@pytest.mark.parametrize(
    "text", ["", "nonsense", "http://127.0.0.1:none", "http://127.0.0.1:99999", "http://127.0.0.1"]
)
def test_a_url_that_is_none_is_any_port(tmp_path: Path, text: str) -> None:
    (tmp_path / "url").write_text(text)

    assert listening(tmp_path / "url").port_again() == 0
    assert listening(tmp_path / "nothing").port_again() == 0


def test_nowhere_to_say_it_is_no_error() -> None:
    listening(None).publish("http://127.0.0.1:1")

    assert listening(None).port_again() == 0


def test_a_url_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"--duis-at {tmp_path}/no/url: No such file or directory"):
        listening(tmp_path / "no" / "url").publish("http://127.0.0.1:1")


@pytest.mark.parametrize("text", ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "nonsense"])
def test_a_key_file_without_a_key_is_an_error_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "dcc.pem").write_text(text)

    with pytest.raises(UsageError, match="expected an EC key of P-256 and its certificate as PEM"):
        identity_in_file(tmp_path / "dcc.pem")
    with pytest.raises(UsageError, match=f"--duis-key {tmp_path}/nothing: .*No such file"):
        identity_in_file(tmp_path / "nothing")


def test_a_supplier_has_the_certificate_of_the_premises_or_its_own(tmp_path: Path) -> None:
    own = dcc_identity(1).certificate
    (tmp_path / "own.pem").write_bytes(own)
    eui = "90-B3-D5-1F-30-02-00-00"
    named = SupplierSpec(eui=eui, xml_certificate=str(tmp_path / "own.pem"))
    suppliers = {"supplier": SupplierSpec(), "other": named}
    usual, other = accounts_of(changed(Site(), suppliers=suppliers), 7, None)

    assert usual.certificates == (supplier_identity(7, Name("supplier"), usual.eui).certificate,)
    assert (other.certificates, other.eui) == ((own,), eui64(eui))


def test_a_certificate_that_is_not_there_is_an_error_in_words(tmp_path: Path) -> None:
    spec = SupplierSpec(xml_certificate=str(tmp_path / "nothing.pem"))
    site = changed(Site(), suppliers={"supplier": spec})

    with pytest.raises(UsageError, match=r"suppliers\.supplier\.xml_certificate .*nothing\.pem: No such file"):
        accounts_of(site, 7, None)


@pytest.mark.parametrize(("text", "password"), [("open\n", "open"), ("open", "open"), (None, "")])
def test_a_password_is_that_of_its_file_or_none(tmp_path: Path, text: str | None, password: str) -> None:
    if text is not None:
        (tmp_path / "supplier").write_text(text)
    (account,) = accounts_of(Site(), 7, tmp_path)

    assert account.password == password
    assert accounts_of(Site(), 7, None)[0].password == ""


def test_only_who_uplifted_to_mp170_can_read_a_variant() -> None:
    levels: tuple[Uplift, ...] = ("before-secmp0007", "before-mp170", "mp170")
    suppliers = {f"s{at}": SupplierSpec(uplift=level) for at, level in enumerate(levels)}

    assert [account.extended for account in accounts_of(changed(Site(), suppliers=suppliers), 7, None)] == [
        False, False, True,
    ]  # fmt: skip
