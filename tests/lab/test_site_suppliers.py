"""A site's Suppliers: whose customer the premises is, and what is refused in one line."""

import pytest

from lab.site import site_of
from premises.errors import SiteError
from premises.quantity import Instant, seconds
from premises.wire.device.responsible import responsible

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
