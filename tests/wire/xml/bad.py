"""Octets that are no request that can be served, what each is answered with, and a word of the sentence."""

from collections.abc import Callable
from dataclasses import dataclass

from premises.identity import Eui64
from premises.wire.duis.messages import FIRMWARE_IMAGE_MAX
from premises.wire.gbcs.activation import ActivateFirmwareCommand, ActivateFirmwareResponse, ActivationCode
from premises.wire.gbcs.octets import to_gbcs
from premises.wire.xml.tree import DEPTH_MAX, MARKS_MAX, SIZE_MAX, SR
from premises.wire.xml.values import base64_of
from tests.wire.xml.written import ORIGINATOR, REQUEST_ID, TARGET, request

HASH = "AA758690730934FF0685AA758690730934FF0685657788990011223344556677"
SIGNATURE = bytes(64)


@dataclass(frozen=True, slots=True)
class Bad:
    """Octets, made when they are wanted, and their answer."""

    make: Callable[[], bytes]
    word: str
    """Of the sentence that says what is wrong."""
    code: str = ""
    status: int = 400


def update(image: str = "AA==", version: str = "00000002", devices: str = TARGET, service: str = "11.4") -> bytes:
    """Give a request of 11.4, or of 11.1."""
    name = "UpdateFirmware" if service == "11.1" else "UpdatePPMIDFirmware"
    return request(
        service,
        8,
        f"<sr:{name}><sr:FirmwareImage>{image}</sr:FirmwareImage><sr:FirmwareVersion>{version}</sr:FirmwareVersion>"
        f"<sr:DeviceIDList>{devices}</sr:DeviceIDList></sr:{name}>",
    )


def activate(hash_: str = HASH, at: str = "", command_variant: int = 4) -> bytes:
    """Give a request of 11.3 in command variant 4."""
    when = f"<sr:ExecutionDateTime>{at}</sr:ExecutionDateTime>" if at else ""
    body = f"<sr:ActivateFirmware>{when}<sr:FirmwareHash>{hash_}</sr:FirmwareHash></sr:ActivateFirmware>"
    return request("11.3", command_variant, body)


def signed(payload: bytes | str, at: str = "") -> bytes:
    """Give a request of 11.3 in command variant 5."""
    text = payload if isinstance(payload, str) else base64_of(payload)
    when = f"<sr:ExecutionDateTime>{at}</sr:ExecutionDateTime>" if at else ""
    body = f"<sr:SignedPreCommand>{when}<sr:GBCSPayload>{text}</sr:GBCSPayload></sr:SignedPreCommand>"
    return request("11.3", 5, body)


def cs06(counter: int = 1000, target: Eui64 = TARGET, signature: bytes = SIGNATURE) -> bytes:
    """Give the command of such a request."""
    return to_gbcs(ActivateFirmwareCommand(ORIGINATOR, target, counter, bytes(32), 60, signature=signature))


def read(text: str = TARGET, command_variant: int | str = 8) -> bytes:
    """Give a request of 8.2."""
    body = f"<sr:ReadInventory><sr:DeviceID>{text}</sr:DeviceID></sr:ReadInventory>"
    return request("8.2", command_variant, body)


def changed(old: str, new: str, *, of: bytes | None = None) -> Callable[[], bytes]:
    """Give octets of a good request with one thing changed."""

    def make() -> bytes:
        good = read() if of is None else of
        assert old.encode() in good, f"{old} is not there to be changed"
        return good.replace(old.encode(), new.encode())

    return make


def _bomb() -> bytes:
    lines = ['<!DOCTYPE sr:Request [<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10)]
    return read("&a9;").replace(b"<sr:Request", "".join([*lines, "]><sr:Request"]).encode(), 1)


def _many_attributes() -> bytes:
    attributes = " ".join(f"a{at}=''" for at in range(MARKS_MAX))
    return request("3.2", 1, f"<a {attributes}/>")


def _deep() -> bytes:
    return request("3.2", 1, "<sr:A>" * DEPTH_MAX + "</sr:A>" * DEPTH_MAX)


ANSWERS_OF_A_DEVICE = to_gbcs(ActivateFirmwareResponse(TARGET, ORIGINATOR, 1000, ActivationCode.SUCCESS, 2))
INVENTORY = f"<sr:ReadInventory><sr:DeviceID>{TARGET}</sr:DeviceID></sr:ReadInventory>"

NOT_XML: dict[str, Bad] = {
    "nothing": Bad(lambda: b"", "empty"),
    "no XML": Bad(lambda: b"{}", "well formed"),
    "cut short": Bad(lambda: read()[:-20], "well formed"),
    "two documents": Bad(lambda: read() + read(), "well formed"),
    "an entity bomb": Bad(_bomb, "DTD"),
    "an outside entity": Bad(
        changed("<sr:Request", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><sr:Request'), "DTD"
    ),
    "an outside DTD": Bad(changed("<sr:Request", '<!DOCTYPE r SYSTEM "duis.dtd"><sr:Request'), "DTD"),
    "an entity of nobody's": Bad(lambda: read("&who;"), "well formed"),
    "UTF-16": Bad(lambda: read().decode().replace("UTF-8", "UTF-16").encode("utf-16"), "UTF-16"),
    "another encoding": Bad(changed('encoding="UTF-8"', 'encoding="ISO-8859-1"'), "UTF-8 was expected"),
    "UTF-7": Bad(changed('encoding="UTF-8"', 'encoding="UTF-7"'), "UTF-8 was expected"),
    "octets that are no UTF-8": Bad(lambda: read().replace(b"<sr:Body>", b"<sr:Body>\xff"), "well formed"),
    "20 MB": Bad(lambda: update("A" * 20_000_000), str(SIZE_MAX), status=413),
    "too many elements": Bad(lambda: request("3.2", 1, "<a/>" * MARKS_MAX), str(MARKS_MAX), status=413),
    "too many attributes": Bad(_many_attributes, "attributes", status=413),
    "too deep": Bad(_deep, str(DEPTH_MAX)),
    "a prefix of nobody's": Bad(changed("<sr:ReadInventory>", "<x:ReadInventory>"), "well formed"),
    "an attribute twice": Bad(changed("schemaVersion", 'schemaVersion="5.1" schemaVersion'), "well formed"),
}
"""What is refused before a word of it is understood."""

NO_REQUEST: dict[str, Bad] = {
    "another namespace": Bad(changed(SR, "http://www.dccinterface.co.uk/ServiceUserGateway/"), "namespace"),
    "no namespace": Bad(lambda: b"<Request schemaVersion='5.1'/>", "root"),
    "a response": Bad(
        changed("sr:Request ", "sr:Response ", of=read().replace(b"/sr:Request>", b"/sr:Response>")), "root"
    ),
    "no schemaVersion": Bad(changed(' schemaVersion="5.4"', ""), "schemaVersion"),
    "a schemaVersion in words": Bad(changed('"5.4"', '"five"'), "schemaVersion"),
    "another attribute": Bad(changed("<sr:Body>", '<sr:Body Id="x">'), "attribute"),
    "words between": Bad(changed("<sr:Body>", "then<sr:Body>"), "text between"),
    "no header": Bad(lambda: read().replace(b"sr:Header>", b"sr:Head>"), "sr:Header was expected"),
    "two headers": Bad(lambda: _twice("Header"), "sr:Body was expected"),
    "two bodies": Bad(lambda: _twice("Body"), "nothing more"),
    "no RequestID": Bad(changed(f"<sr:RequestID>{REQUEST_ID}</sr:RequestID>", ""), "RequestID was expected"),
    "two RequestIDs": Bad(
        changed("</sr:RequestID>", f"</sr:RequestID><sr:RequestID>{REQUEST_ID}</sr:RequestID>"), "CommandVariant"
    ),
    "the header in another order": Bad(
        changed(
            "<sr:ServiceReference>8.2</sr:ServiceReference><sr:ServiceReferenceVariant>8.2</sr:ServiceReferenceVariant>",
            "<sr:ServiceReferenceVariant>8.2</sr:ServiceReferenceVariant><sr:ServiceReference>8.2</sr:ServiceReference>",
        ),
        "sr:ServiceReference was expected",
    ),
    "a counter of 0": Bad(changed(":1000<", ":0<"), "RequestID"),
    "a counter of 2**64": Bad(changed(":1000<", f":{2**64}<"), "RequestID"),
    "a counter with a nought before": Bad(changed(":1000<", ":01000<"), "RequestID"),
    "an EUI-64 of seven pairs": Bad(changed(f"{ORIGINATOR}:", f"{ORIGINATOR[3:]}:"), "RequestID"),
    "a command variant of 9": Bad(lambda: read(command_variant=9), "CommandVariant"),
    "a command variant in words": Bad(lambda: read(command_variant="eight"), "CommandVariant"),
    "a service of nobody's": Bad(lambda: request("10.1", 8, INVENTORY), "ServiceReference"),
    "a variant of another service": Bad(lambda: request("8.2", 8, INVENTORY, variant="8.4"), "ServiceReference"),
    "a sequence": Bad(
        changed("<sr:CommandVariant>", "<sr:FirstInSequence>true</sr:FirstInSequence><sr:CommandVariant>"), "sequence"
    ),
    "an empty body": Bad(changed(INVENTORY, ""), "one operation"),
    "two operations": Bad(changed(INVENTORY, INVENTORY * 2), "nothing more"),
    "an operation of another namespace": Bad(changed(INVENTORY, '<ReadInventory xmlns="urn:x"/>'), "namespace"),
    "the operation of another service": Bad(lambda: request("11.4", 8, INVENTORY), "not this one"),
}
"""XML that is no request of DUIS."""

WRONG: dict[str, Bad] = {
    "11.4 in command variant 1": Bad(changed(">8</sr:C", ">1</sr:C", of=update()), "command variant 1", "E12", 200),
    "11.3 in command variant 1": Bad(lambda: activate(command_variant=1), "command variant 1", "E12", 200),
    "11.3 for local delivery": Bad(lambda: activate(command_variant=6), "local", "E17", 200),
    "11.3 as if it were not critical": Bad(lambda: activate(command_variant=2), "command variant 2", "E12", 200),
    "11.2 for local delivery": Bad(lambda: request("11.2", 2, "<sr:ReadFirmwareVersion/>"), "local", "E17", 200),
    "a device twice": Bad(lambda: update(devices=f"{TARGET},{TARGET.lower()}"), "twice", "E110401", 200),
    "a meter twice": Bad(lambda: update(devices=f"{TARGET},{TARGET}", service="11.1"), "twice", "E110101", 200),
    "base64 with a stranger in it": Bad(lambda: update("A*=="), "base64"),
    "base64 without its end": Bad(lambda: update("AAA"), "base64"),
    "base64 with bits left over": Bad(lambda: update("AB=="), "no whole octet"),
    "an image that is too large": Bad(
        lambda: update(base64_of(bytes(FIRMWARE_IMAGE_MAX + 1))), str(FIRMWARE_IMAGE_MAX)
    ),
    "an element in an image": Bad(lambda: update("AA<sr:X/>=="), "elements where text"),
    "a version of nine digits": Bad(lambda: update(version="000000002"), "FirmwareVersion"),
    "a version that is no hex": Bad(lambda: update(version="2.0"), "FirmwareVersion"),
    "no device": Bad(lambda: update(devices=""), "DeviceIDList"),
    "a list that ends in a comma": Bad(lambda: update(devices=f"{TARGET},"), "DeviceIDList"),
    "a list with blanks": Bad(lambda: update(devices=f"{TARGET}, {TARGET}"), "DeviceIDList"),
    "a list that is too long": Bad(lambda: update(devices=",".join([TARGET] * 50_001)), "DeviceIDList"),
    "elements in another order": Bad(
        changed("<sr:FirmwareVersion>00000002</sr:FirmwareVersion>", "", of=update()), "sr:FirmwareVersion was expected"
    ),
    "a DeviceID that is none": Bad(lambda: read("00DB1234567890A4"), "DeviceID"),
    "a hash of 31 octets": Bad(lambda: activate(HASH[2:]), "31 octets"),
    "a hash that is no hex": Bad(lambda: activate(f"xx{HASH[2:]}"), "hex"),
    "a date that is none": Bad(lambda: activate(at="2030-02-30T00:00:00Z"), "moment"),
    "a date of no zone": Bad(lambda: activate(at="2030-02-03T00:00:00"), "moment"),
    "a date before the premises": Bad(lambda: activate(at="2020-02-03T00:00:00Z"), "whole second"),
    "a date in the year 2999": Bad(lambda: activate(at="2999-12-31T00:00:00Z"), "whole second"),
    "half a second": Bad(lambda: activate(at="2030-02-03T00:00:00.5Z"), "whole second"),
    "a pre-command that was not signed": Bad(lambda: signed(cs06(signature=b"")), "not signed"),
    "a pre-command of another counter": Bad(lambda: signed(cs06(1001)), "not of the RequestID"),
    "a pre-command for another device": Bad(lambda: signed(cs06(target=ORIGINATOR)), "not of the RequestID"),
    "a pre-command for another moment": Bad(lambda: signed(cs06(), at="2030-01-01T00:00:00Z"), "stands in CS06"),
    "a payload that is no message": Bad(lambda: signed(b"\xdf\x09"), "cannot be read"),
    "a payload of another kind": Bad(lambda: signed(ANSWERS_OF_A_DEVICE), "CS06 was expected"),
    "an unsigned request as a signed one": Bad(lambda: activate(command_variant=5), "not this one"),
    "a device type of nobody's": Bad(lambda: _prenotified("SAPC"), "DeviceType"),
    "a variant of nobody's": Bad(
        lambda: _prenotified("PPMID", "<vp:PPMIDVariant>B5</vp:PPMIDVariant>"), "PPMIDVariant"
    ),
    "a variant in the wrong place": Bad(
        lambda: _prenotified("PPMID", "<vp:PPMIDVariant>B1</vp:PPMIDVariant><sr:ESMEVariant/>"), "nothing more"
    ),
    "a maker's name of 31 characters": Bad(lambda: _prenotified("PPMID", maker="A" * 31), "30"),
    "a status that 8.4 cannot give": Bad(
        lambda: _updated("<sr:UpdateDeviceStatusCH>Suspended</sr:UpdateDeviceStatusCH>"), "UpdateDeviceStatusCH"
    ),
    "a deletion of something": Bad(lambda: _updated("<sr:DeleteDevice><sr:Now/></sr:DeleteDevice>"), "nothing more"),
    "neither Add nor Remove": Bad(lambda: _logged("Replace"), "RequestType"),
    "a join of two hours": Bad(lambda: _logged("Add", "7200"), "JoinTimePeriod"),
    "a join of no time": Bad(lambda: _logged("Add", "0"), "JoinTimePeriod"),
    "an install code of 5 octets": Bad(lambda: _logged("Add", "90", "3031323334"), "InstallCode"),
}
"""Requests of DUIS that cannot be meant."""

BAD = {**NOT_XML, **NO_REQUEST, **WRONG}
"""All of them, by name."""


def _twice(name: str) -> bytes:
    good = read()
    start, end = good.index(f"<sr:{name}>".encode()), good.index(f"</sr:{name}>".encode()) + len(f"</sr:{name}>")
    return good[:end] + good[start:end] + good[end:]


def _prenotified(kind: str, more: str = "", maker: str = "AB01") -> bytes:
    return request(
        "12.2",
        8,
        f"<sr:DevicePrenotification><sr:DeviceID>{TARGET}</sr:DeviceID><sr:DeviceManufacturer>{maker}"
        f"</sr:DeviceManufacturer><sr:DeviceModel>1</sr:DeviceModel><sr:DeviceType>{kind}</sr:DeviceType>{more}"
        "</sr:DevicePrenotification>",
    )


def _updated(change: str) -> bytes:
    body = f"<sr:UpdateInventory><sr:DeviceID>{TARGET}</sr:DeviceID>{change}</sr:UpdateInventory>"
    return request("8.4", 8, body)


def _logged(what: str, span: str = "90", code: str = "303132333435") -> bytes:
    return request(
        "8.11",
        1,
        f"<sr:UpdateHANDeviceLog><sr:DeviceID>{TARGET}</sr:DeviceID><sr:RequestType>{what}</sr:RequestType>"
        f"<sr:AddDeviceToCHFWhitelist><sr:JoinTimePeriod>{span}</sr:JoinTimePeriod><sr:InstallCode>{code}</sr:InstallCode>"
        "</sr:AddDeviceToCHFWhitelist></sr:UpdateHANDeviceLog>",
    )
