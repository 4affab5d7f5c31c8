"""What is no request, or nobody's: the right status or code, one log line, and the next request is answered."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from premises.identity import Name, eui64
from premises.wire.xml.request import write_request
from premises.wire.xml.tree import EXTENSION, SR
from tests.gateway.ground import B1, ME, Ground, signed, told, update
from tests.wire.xml.written import request

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACB = "90-B3-D5-1F-30-00-00-02"
OTHER = eui64("90-B3-D5-1F-30-09-09-09")
OCTETS_20_MB = 20_000_000

Make = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Bad:
    """One body, made with a counter that is new, and what it gets."""

    make: Make
    status: int
    code: str = ""
    service: str = "serviceD"


def good(counter: int) -> bytes:
    """A request that is as it should be."""
    return signed(write_request(update(counter), 8))


def body(counter: int, text: str, *, service: str = "8.2", variant: int | str = 8, name: str = "") -> bytes:
    """A signed request with any body."""
    xml = request(service, variant, text, request_id=name or f"{ME}:{ACB}:{counter}")
    return signed(xml.replace(f' xmlns:vp="{EXTENSION}"'.encode(), b""))


def read(counter: int, *, device: str = B1, name: str = "", variant: int | str = 8) -> bytes:
    """A signed 8.2."""
    text = f"<sr:ReadInventory><sr:DeviceID>{device}</sr:DeviceID></sr:ReadInventory>"
    return body(counter, text, name=name, variant=variant)


def with_image(counter: int, image: str, *, version: str = "00000002", devices: str = B1) -> bytes:
    """A signed 11.4 with any text as its image."""
    text = (
        f"<sr:UpdatePPMIDFirmware><sr:FirmwareImage>{image}</sr:FirmwareImage><sr:FirmwareVersion>{version}"
        f"</sr:FirmwareVersion><sr:DeviceIDList>{devices}</sr:DeviceIDList></sr:UpdatePPMIDFirmware>"
    )
    return body(counter, text, service="11.4")


def bomb(counter: int) -> bytes:
    """Ten entities, each ten times the one before."""
    lines = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10 if at else "ha"}">' for at in range(10))
    return good(counter).replace(b"<sr:Request", f"<!DOCTYPE r [{lines}]><sr:Request".encode(), 1)


def external(counter: int) -> bytes:
    """An entity that is a file."""
    text = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return good(counter).replace(b"<sr:Request", f"{text}<sr:Request".encode(), 1)


def over_something_else(counter: int) -> bytes:
    """A genuine signature of one request on another."""
    one, other = good(counter), good(counter + 1_000_000)
    return other[: other.index(b"<ds:Signature")] + one[one.index(b"<ds:Signature") :]


def altered(counter: int) -> bytes:
    """One digit of what was signed is another."""
    return read(counter).replace(B1.encode(), B1[:-1].encode() + b"2")


def wrapped(counter: int) -> bytes:
    """A genuine request inside another one."""
    inside = good(counter).split(b"?>", 1)[1]
    head = request("8.2", 8, "@", request_id=f"{ME}:{ACB}:{counter}")
    return head.replace(b"@", inside)


def twice_signed(counter: int) -> bytes:
    """The same signature twice."""
    xml = good(counter)
    signature = xml[xml.index(b"<ds:Signature") : xml.index(b"</sr:Request>")]
    return xml.replace(b"</sr:Request>", signature + b"</sr:Request>")


def not_signed(counter: int) -> bytes:
    """What should have been signed."""
    return write_request(update(counter), 8)


def by_another(counter: int) -> bytes:
    """Signed, with another's key, as this Supplier."""
    return signed(not_signed(counter), Name("somebody"), ME)


def by_nobody(counter: int) -> bytes:
    """Signed by whom no site knows."""
    return signed(write_request(update(counter, me=OTHER), 8), Name("somebody"), OTHER)


def too_long_a_list(counter: int) -> bytes:
    """One device more than the schema has."""
    return with_image(counter, "AAAA", devices=",".join([B1] * 50_001))


NESTED = b"<a>" * 200 + b"</a>" * 200

BAD = {
    "empty": Bad(lambda _: b"", 400),
    "no XML": Bad(lambda _: b"GET / HTTP/1.1", 400),
    "cut off": Bad(lambda n: good(n)[:-40], 400),
    "zeros": Bad(lambda _: bytes(1_000), 400),
    "UTF-16": Bad(lambda n: good(n).decode().replace("UTF-8", "UTF-16").encode("utf-16"), 400),
    "no UTF-8": Bad(lambda n: good(n).replace(b"<sr:Header>", b"<sr:Header>\xff\xfe", 1), 400),
    "entity bomb": Bad(bomb, 400),
    "external entity": Bad(external, 400),
    "nested deep": Bad(lambda _: NESTED, 400),
    "a million tags": Bad(lambda _: b"<a>" + b"<b/>" * 1_000_000 + b"</a>", 413),
    "wrong namespace": Bad(lambda n: good(n).replace(SR.encode(), b"urn:another"), 400),
    "no namespace": Bad(lambda n: not_signed(n).replace(b"sr:", b"").replace(b"xmlns:sr", b"about"), 400),
    "a Response": Bad(
        lambda n: good(n).replace(b"sr:Request>", b"sr:Response>").replace(b"<sr:Request ", b"<sr:Response "), 400
    ),
    "no header": Bad(
        lambda _: f'<sr:Request xmlns:sr="{SR}" schemaVersion="5.1"><sr:Body/></sr:Request>'.encode(), 400
    ),
    "two operations": Bad(lambda n: body(n, "<sr:ReadInventory/><sr:ReadInventory/>"), 400),
    "an unknown attribute": Bad(lambda n: good(n).replace(b"<sr:Header>", b'<sr:Header x="1">'), 400),
    "RequestID of two parts": Bad(lambda n: read(n, name=f"{ME}:{n}"), 400),
    "RequestID with counter 0": Bad(lambda n: read(n, name=f"{ME}:{ACB}:0"), 400),
    "RequestID with counter 2^64": Bad(lambda n: read(n, name=f"{ME}:{ACB}:{1 << 64}"), 400),
    "duplicate ids: RequestID": Bad(
        lambda n: read(n).replace(b"</sr:RequestID>", b"</sr:RequestID><sr:RequestID>x</sr:RequestID>"), 400
    ),
    "duplicate ids: two elements": Bad(
        lambda n: good(n).replace(b"<sr:Header>", b'<sr:Header Id="a">').replace(b"<sr:Body>", b'<sr:Body Id="a">'), 400
    ),
    "CommandVariant 9": Bad(lambda n: read(n, variant=9), 400),
    "CommandVariant no number": Bad(lambda n: read(n, variant="eight"), 400),
    "unknown service": Bad(lambda n: body(n, "<sr:ReadInventory/>", service="99.9"), 400),
    "invalid base64": Bad(lambda n: with_image(n, "!!!!"), 400),
    "base64 cut short": Bad(lambda n: with_image(n, "AAAAA"), 400),
    "version that is no hex": Bad(lambda n: with_image(n, "AAAA", version="0000000G"), 400),
    "device that is no EUI-64": Bad(lambda n: read(n, device="B1"), 400),
    "50,001 devices": Bad(too_long_a_list, 400),
    "20 MB": Bad(lambda _: b" " * OCTETS_20_MB, 413),
    "unsigned": Bad(not_signed, 200, "E1"),
    "signed by another": Bad(by_another, 200, "E1"),
    "signed by nobody": Bad(by_nobody, 200, "E1"),
    "signature over something else": Bad(over_something_else, 200, "E1"),
    "altered after signing": Bad(altered, 200, "E1"),
    "signature without octets": Bad(
        lambda n: good(n).replace(b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA"), 200, "E1"
    ),
    "a request in a request": Bad(wrapped, 400),
    "signed twice": Bad(twice_signed, 400),
    "wrong URL": Bad(good, 200, "E13", "serviceS"),
    "transform at the wrong URL": Bad(good, 200, "E13", "serviceT"),
    "wrong CV": Bad(lambda n: read(n, variant=1), 200, "E12"),
    "wrong CV, unsigned": Bad(
        lambda n: request("8.2", 1, "<sr:ReadInventory/>", request_id=f"{ME}:{ACB}:{n}"), 200, "E1"
    ),
    "local delivery": Bad(lambda n: body(n, "<sr:ReadFirmwareVersion/>", service="11.2", variant=2), 200, "E17"),
}


@pytest.mark.parametrize("name", BAD)
async def test_what_is_no_request_is_refused_in_a_line_and_the_next_is_answered(
    ground: Ground, counter: int, name: str
) -> None:
    bad, before = BAD[name], len(ground.said())
    status, answer = await ground.post(bad.make(counter), bad.service)
    lines = ground.said()[before:]
    _, after = await ground.post(good(counter + 500_000), "serviceD")

    assert (status, told(answer).response_code if bad.code else "") == (bad.status, bad.code)
    assert bad.code or answer.count(b"\n") == 1
    assert [(line["event"], line["status"], line.get("code", "")) for line in lines] == [
        ("duis.answered", bad.status, bad.code)
    ]
    assert lines[0]["why"]
    assert told(after).request_id == f"{ME}:{ACB}:{counter + 500_000}"


async def test_a_replayed_counter_is_refused_in_a_line_and_the_next_is_answered(ground: Ground, counter: int) -> None:
    await ground.post(good(counter), "serviceD")
    before = len(ground.said())
    status, answer = await ground.post(read(counter), "serviceD")
    lines = ground.said()[before:]
    _, after = await ground.post(good(counter + 500_000), "serviceD")

    assert (status, answer.count(b"\n")) == (409, 1)
    assert [(line["event"], line["status"]) for line in lines] == [("duis.answered", 409)]
    assert told(after).request_id == f"{ME}:{ACB}:{counter + 500_000}"


NAMED = (
    "entity bomb", "wrong namespace", "unsigned", "signature over something else", "20 MB", "wrong CV", "duplicate ids",
    "invalid base64",
)  # fmt: skip


@pytest.mark.parametrize("bar", NAMED)
async def test_each_case_that_was_asked_for_is_there_by_name(bar: str) -> None:
    assert any(name.startswith(bar) for name in BAD)
