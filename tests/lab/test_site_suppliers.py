"""A site's Suppliers: whose customer the premises is, and what is refused in one line."""

from pathlib import Path

import pytest

from lab.checked.suppliers import with_change
from lab.site import site_of
from premises.errors import SiteError, UsageError
from premises.identity import Eui64, Name
from premises.quantity import Instant, seconds
from premises.trust.certificates import pem
from premises.trust.users import supplier_identity
from premises.wire.device.responsible import registered, responsible
from premises.wire.site_text import run_text, site_of_run
from premises.wire.tables.bounds import SECONDS_MAX

TWO = {
    "suppliers": {
        "electric": {"eui": "90-B3-D5-1F-30-01-00-00", "roles": ["IS"]},
        "gas-co": {"eui": "90-B3-D5-1F-30-02-00-00", "roles": ["GS"]},
        "gainer": {"eui": "90-B3-D5-1F-30-03-00-00"},
    },
    "registered": {"electricity": "electric", "gas": "gas-co"},
    "change_of_supplier": [{"at_s": 60.0, "fuel": "electricity", "to": "gainer"}],
}


@pytest.mark.parametrize(
    ("kind", "at_s", "who"),
    [
        ("ESME", 59.999999, ("electric",)),
        ("ESME", 60, ("gainer",)),
        ("HCALCS", 60, ("gainer",)),
        ("GSME", 60, ("gas-co",)),
        ("PPMID", 0, ("electric", "gas-co")),
        ("PPMID", 60, ("gainer", "gas-co")),
    ],
)
def test_a_device_is_the_supplier_of_its_fuels_at_that_moment(kind: str, at_s: float, who: tuple[str, ...]) -> None:
    assert responsible(site_of(TWO, "site"), kind, Instant(seconds(at_s))) == who


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"suppliers": {"hub": {}}}, "suppliers.hub: something else has that name"),
        ({"suppliers": {"b1": {}}}, "suppliers.b1: something else has that name"),
        ({"suppliers": {"A B": {}}}, "suppliers.A B: "),
        ({"suppliers": {"one": {}, "two": {}}}, "suppliers.two.eui = '90-B3-D5-1F-30-01-00-00': one has the same one"),
        ({"suppliers": {"supplier": {"url": "ftp://x"}}}, "suppliers.supplier.url = 'ftp://x': expected http://"),
        ({"registered": {"gas": "supplyer"}}, "registered.gas = 'supplyer': did you mean supplier"),
        ({"suppliers": {"supplier": {"roles": ["IS"]}}}, "expected a Supplier with the role"),
        (
            {"change_of_supplier": [{"at_s": 1.0, "fuel": "gas", "to": "gone"}]},
            "change_of_supplier.0.to = 'gone': ",
        ),
        ({"change_of_supplier": [{"at_s": -1.0, "fuel": "gas", "to": "supplier"}]}, "change_of_supplier"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line(changed: dict[str, object], said: str) -> None:
    with pytest.raises(SiteError) as refused:
        site_of(changed, "site x.toml")

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


PEM = pem(supplier_identity(1, Name("supplier"), Eui64("90-B3-D5-1F-30-01-00-00")).certificate).decode()


@pytest.mark.parametrize("key", ["xml_certificate", "signing_certificate"])
def test_a_suppliers_own_certificate_is_a_pem_or_the_path_of_one_beside_the_site(key: str, tmp_path: Path) -> None:
    (tmp_path / "own.pem").write_text(PEM)

    sites = [site_of({"suppliers": {"supplier": {key: given}}}, "site", tmp_path) for given in (PEM, "own.pem")]

    assert [getattr(site.suppliers["supplier"], key) for site in sites] == [PEM, PEM]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "gone.pem",
            "xml_certificate = 'gone.pem': no such file or directory; expected PEM, or the path of a PEM file",
        ),
        (".", "xml_certificate = '.': is a directory; expected PEM"),
        ("latin.pem", "xml_certificate = 'latin.pem': no such pem file; expected PEM"),
        ("wrong.pem", "xml_certificate: a certificate of 4 octets cannot be read"),
        ("-----BEGIN CERTIFICATE-----", "xml_certificate: a certificate of 27 octets cannot be read"),
        (7, "xml_certificate"),
    ],
)
def test_a_certificate_that_is_none_is_refused_in_one_line(given: object, said: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.pem").write_text("what")
    (tmp_path / "latin.pem").write_bytes(b"\xe4")

    with pytest.raises(SiteError) as refused:
        site_of({"suppliers": {"supplier": {"xml_certificate": given}}}, "site x.toml", tmp_path)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("since", [1, 59_999_999, 60_000_000, 60_000_001, 3_333_333_333_333, SECONDS_MAX * 1_000_000])
def test_a_change_more_counts_from_its_very_moment_wherever_the_site_travels(since: int) -> None:
    site = site_of_run(run_text(with_change(site_of(TWO, "site"), "gas", "gainer", Instant(since))))

    assert registered(site, "gas", Instant(since - 1)) == "gas-co"
    assert registered(site, "gas", Instant(since)) == "gainer"
    assert registered(site, "electricity", Instant(60_000_000)) == "gainer"


@pytest.mark.parametrize("at_s", [30.0, 60.0])
def test_what_a_site_has_to_come_still_comes_after_a_change_that_was_ordered(at_s: float) -> None:
    both = {"electric": {"eui": "90-B3-D5-1F-30-01-00-00"}, "other": {"eui": "90-B3-D5-1F-30-04-00-00"}}
    suppliers = {**TWO["suppliers"], **both}  # type: ignore[dict-item]  # both are tables of tables
    site = with_change(site_of({**TWO, "suppliers": suppliers}, "site"), "electricity", "other", Instant(seconds(at_s)))

    now, then = (registered(site, "electricity", Instant(seconds(each))) for each in (at_s, 61))
    assert now == "other", "of two at one moment the newer"
    assert then == ("gainer" if at_s < 60 else "other")


def test_no_change_is_later_than_a_site_can_say() -> None:
    with pytest.raises(UsageError, match=r"premises time 365 d 0 h: expected a Change of Supplier within 31,536,000 s"):
        with_change(site_of(TWO, "site"), "gas", "gainer", Instant(SECONDS_MAX * 1_000_000 + 1))
