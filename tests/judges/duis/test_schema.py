"""Whatever is written here is valid under the published XSD, and whatever XSD and reader disagree on is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premises.quantity import Instant
from premises.trust.users import dcc_identity
from premises.trust.xml_signature import sign_xml
from premises.wire.xml.codes import DELIVERY, GENERAL, IN_ACTIVATION, IN_TRANSFER, LISTS, OWN
from premises.wire.xml.refusal import DuisError
from premises.wire.xml.request import read_request, write_request
from premises.wire.xml.response import write_refusal, write_response
from premises.wire.xml.services import is_service
from tests.judges.duis.published import ARE_THERE, JAR
from tests.judges.duis.schema import problems
from tests.wire.xml import bad, written
from tests.wire.xml.said import ANY_CODE, EXTENDED, EXTENDED_TOLD, HUB, STRICT, TOLD, Asking, Telling

pytestmark = [pytest.mark.judge, pytest.mark.skipif(not ARE_THERE, reason="no published XSD: run make oracles")]

AT = Instant(3_600_000_000)
DCC = dcc_identity(1)


@pytest.mark.parametrize("name", STRICT)
def test_a_request_is_valid(name: str) -> None:
    @given(STRICT[name])
    def holds(asking: Asking) -> None:
        assert problems(write_request(asking.message, asking.command_variant)) == []

    holds()


@pytest.mark.parametrize("name", TOLD)
def test_a_response_is_valid_and_still_so_when_it_is_signed(name: str) -> None:
    @given(TOLD[name])
    def holds(told: Telling) -> None:
        octets = write_response(told.message, AT, extended=False, hub=HUB, service=told.service)

        assert problems(octets) == []
        assert problems(sign_xml(octets, DCC)) == []

    holds()


@given(ANY_CODE, TOLD["a refusal"])
def test_every_code_that_is_said_is_one_of_the_list(code: str, told: Telling) -> None:
    from msgspec.structs import replace

    said = replace(told.message, response_code=code)

    assert problems(write_response(said, AT, extended=False, hub=HUB, service=told.service)) == []


def test_the_extension_is_ours_and_no_published_schema_knows_it() -> None:
    @given(st.one_of(*EXTENDED.values()))
    def holds(asking: Asking) -> None:
        (problem, *_) = problems(write_request(asking.message, asking.command_variant))

        assert "urn:virtual-premises:duis-extension:1" in problem

    holds()


@given(EXTENDED_TOLD)
def test_a_supplier_that_has_not_uplifted_gets_what_the_schema_has(told: Telling) -> None:
    assert problems(write_response(told.message, AT, extended=False, hub=HUB)) == []


def _refused(name: str) -> list[str]:
    with pytest.raises(DuisError) as error:
        read_request(bad.BAD[name].make())
    return problems(write_refusal(error.value, AT)) if error.value.code else []


@pytest.mark.parametrize("name", [name for name, case in bad.BAD.items() if case.code])
def test_a_refusal_is_valid(name: str) -> None:
    assert _refused(name) == []


STRICTER = {
    "a device twice", "a meter twice", "a counter of 0", "a sequence", "two operations",
    "the operation of another service", "a variant of another service", "a command variant of 9",
    "11.4 in command variant 1", "11.3 in command variant 1", "11.3 for local delivery",
    "11.3 as if it were not critical", "11.2 for local delivery", "a version that is no hex", "a date of no zone",
    "a date before the premises", "a date in the year 2999", "half a second", "a pre-command that was not signed",
    "a pre-command of another counter", "a pre-command for another device", "a pre-command for another moment",
    "a payload that is no message", "a payload of another kind", "an unsigned request as a signed one",
}  # fmt: skip
"""What the XSD allows and cannot be meant, or is not read here."""


@pytest.mark.parametrize("name", [*bad.NO_REQUEST, *bad.WRONG])
def test_what_the_reader_refuses_the_schema_refuses_or_it_is_known_why_not(name: str) -> None:
    octets = bad.BAD[name].make()

    assert (problems(octets) == []) == (name in STRICTER - {"two operations", "an image that is too large"})


def test_the_services_and_the_codes_are_those_of_the_schema() -> None:
    import zipfile

    from lxml import etree

    with zipfile.ZipFile(JAR) as jar:
        root = etree.fromstring(jar.read("DUIS Schema V5.1.xsd"))
    xs = "{http://www.w3.org/2001/XMLSchema}"
    lists = {
        each.get("name"): [value.get("value") for value in each.iter(f"{xs}enumeration")]
        for each in root.iter(f"{xs}simpleType")
        if each.get("name")
    }
    words = {value.get("value") for value in root.iter(f"{xs}enumeration")}
    names = {each.get("name") for each in root.iter(f"{xs}element")}

    references, variants = lists["ServiceReference"], lists["ServiceReferenceVariant"]
    pairs = [(one, two) for one in references for two in variants if is_service(str(one), str(two))]
    assert len(pairs) == len(variants)
    assert {one for one, _ in pairs} == set(references)
    assert {*GENERAL, *OWN["11.1"], *OWN["11.4"]} <= set(lists["ResponseCode"])
    assert {*IN_TRANSFER.values(), *IN_ACTIVATION.values(), *DELIVERY.values()} <= words
    assert {each.value for each in LISTS} <= names
    assert problems(bad.read()) == []
    assert problems(written.request("8.2", 8, "<sr:ReadInventory/>")) != []
