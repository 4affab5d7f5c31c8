"""Smart DCC's own templates, signer and parser drive updates to completion against a running premises.

Every answer and every POST is checked by them, XSD and signature; the premises is a live one, brought up by the real
command, with the Supplier's own (published) certificates in its site and the published key as the DCC's.
"""

import base64
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import aiohttp
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from lab.images import make_image
from lab.live.run_directory import Running
from premises.identity import Eui64
from premises.trust.alerts import signed
from premises.trust.trailer import firmware_hash
from premises.trust.xml_signature import sign_xml
from premises.wire.gbcs.activation import ActivateFirmwareCommand, ActivateFirmwareResponse, ActivationCode
from premises.wire.gbcs.octets import from_gbcs, to_gbcs
from premises.wire.site import SUPPLIER_EUI
from premises.wire.xml.request import read_request
from premises.wire.xml.services import ENDPOINTS
from tests.judges.duis.foreign import Foreign, Told, foreign
from tests.judges.duis.judged import (
    B1,
    ESME,
    GSME,
    HUB,
    LATE,
    NEW,
    PPMID,
    SPEED,
    in_jar,
    published_signing_key,
    site_text,
)
from tests.judges.duis.programs import CAN_RUN, signer
from tests.judges.duis.published import DSP, SUPPLIER, TEMPLATES, identity
from tests.judges.duis.schema import problems
from tests.judges.duis.test_templates import SERVED
from tests.live.premises_under_test import up

pytestmark = [pytest.mark.judge, pytest.mark.skipif(not CAN_RUN, reason="no signer or parser: run make oracles")]


@pytest.fixture(scope="module")
def client() -> Iterator[Foreign]:
    with foreign() as found:
        yield found


@pytest.fixture(scope="module")
def running(client: Foreign, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("judged")
    (folder / "site.toml").write_text(site_text(client.listen()))
    dcc = identity(DSP)
    key = dcc.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "dcc.pem").write_bytes(key + in_jar(f"{DSP}.pem"))
    words = ("--site", "site.toml", "--speed", str(SPEED), "--duis-key", folder / "dcc.pem")
    with up(folder, *map(str, words), called="judged") as found:
        yield found


def code_of(told: Told) -> str:
    """Give the response code of a synchronous answer that is good in every other way."""
    assert told.get("valid"), told
    assert told["type"].startswith("application/xml")
    code: str = told["response"]["header"]["responseCode"]
    return code


def of(counter: int, *keys: str) -> Callable[[Told], bool]:
    """Tell a response about this request that has these keys, one in the other."""

    def is_it(response: Told) -> bool:
        about = response["header"].get("requestId", {}).get("counter")
        found: object = response["body"]
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return about == str(counter) and found is not None

    return is_it


def update(image: bytes, *devices: Eui64) -> Told:
    fields = {"FirmwareImage": base64.b64encode(image).decode(), "FirmwareVersion": f"{NEW:08X}"}
    return fields | {"DeviceIDList": ",".join(devices)}


def test_the_inventory_is_read(client: Foreign, running: Running) -> None:
    told = client.ask("8.2_READ_INVENTORY", running.duis, 1, 8, body={"ReadInventory": {"DeviceID": B1}})

    assert code_of(told) == "I0"
    devices = told["response"]["body"]["ResponseMessage"]["DSPInventory"]["Device"]
    assert {each["DeviceID"]: each["DeviceType"] for each in devices} == {
        HUB: "CHF", B1: "PPMID", ESME: "ESME", GSME: "GSME", PPMID: "PPMID",
    }  # fmt: skip
    assert {each["DeviceStatus"] for each in devices} == {"Commissioned"}


@pytest.mark.parametrize(
    ("device", "image_type", "maker", "counter"), [(B1, 0x0184, 0xA170, 11), (PPMID, 0x0084, 0xA171, 12)]
)
def test_an_11_4_is_driven_to_completion(
    client: Foreign, running: Running, device: Eui64, image_type: int, maker: int, counter: int
) -> None:
    image = make_image(image_type, NEW, 2048, manufacturer=maker)
    body = {"UpdatePPMIDFirmware": update(image, device)}

    told = client.ask("11.4_UPDATE_PPMID_FIRMWARE", running.duis, counter, 8, body=body)
    assert code_of(told) == "I99"

    alert = ("DCCAlertMessage", "DCCAlert")
    ccs08 = client.posted(of(counter, *alert, "CommsHubAlert"))["body"]["DCCAlertMessage"]["DCCAlert"]["CommsHubAlert"]
    assert ccs08["CommsHubDeviceID"] == HUB
    assert ccs08["FirmwareTransferAlert"]["OtherDeviceID"] == device
    assert ccs08["FirmwareTransferAlert"]["TransferResponseCode"] == "FileTransferSuccess"
    cs09 = client.posted(of(counter, *alert, "PPMIDAlert"))["body"]["DCCAlertMessage"]["DCCAlert"]["PPMIDAlert"]
    assert cs09["DeviceID"] == device
    assert cs09["PPMIDFirmwareUpgradeAlert"] == {
        "FirmwareVersion": f"{NEW:08X}",
        "ActivateImageResultCode": "ActivationSuccess",
    }


def test_an_11_1_and_an_11_3_are_driven_to_completion(client: Foreign, running: Running) -> None:
    image = make_image(0x0000, NEW, 2048, manufacturer=0xA171, supplier=published_signing_key())
    told = client.ask("11.1_UPDATE_FIRMWARE", running.duis, 21, 8, body={"UpdateFirmware": update(image, ESME)})
    assert code_of(told) == "I99"
    client.posted(of(21, "DCCAlertMessage", "DCCAlert", "CSPFirmwareDeliveryStatus"))
    receipt = client.posted(lambda said: "DeviceAlertMessage" in said["body"])["body"]["DeviceAlertMessage"]
    assert receipt["AlertCode"] == "8F72"

    answer = activate(client, running, ESME, image, 22)

    assert (answer.result, answer.version) == (ActivationCode.SUCCESS, NEW)


def test_an_11_3_is_future_dated_called_off_and_done_at_its_moment(client: Foreign, running: Running) -> None:
    image = make_image(0x0001, NEW, 2048, manufacturer=0xA171, supplier=published_signing_key())
    told = client.ask("11.1_UPDATE_FIRMWARE", running.duis, 31, 8, body={"UpdateFirmware": update(image, GSME)})
    assert code_of(told) == "I99"
    receipt = client.posted(lambda said: "DeviceAlertMessage" in said["body"] and of_gsme(said))
    assert receipt["body"]["DeviceAlertMessage"]["AlertCode"] == "8F72"

    later = activate(client, running, GSME, image, 32, "2026-12-31T00:00:00.00Z")
    called_off = activate(client, running, GSME, image, 33, "3000-12-31T00:00:00.00Z")
    # Two of its wakes and the signer's seconds later it has the command; two more, and the moment has come.
    soon = moment_in(client.told[-1]["response"], 320)
    accepted = activate(client, running, GSME, image, 34, soon)
    assert [each.result for each in (later, called_off, accepted)] == [ActivationCode.ACCEPTED] * 3

    done = client.posted(of(34, "ResponseMessage", "FutureDatedDeviceAlertMessage"))
    assert done["body"]["ResponseMessage"]["FutureDatedDeviceAlertMessage"]["FutureDatedAlertCode"] == "8F66"


@pytest.mark.parametrize(
    ("template", "device", "counter", "expected"),
    [
        ("ECS52_11.2", ESME, 41, NEW),
        ("GCS38_11.2", GSME, 42, NEW),
        ("CS08_11.2", PPMID, 43, NEW),
        ("CS08_11.2", B1, 44, NEW),
        ("ECS52_11.2", HUB, 45, 0x0004_0100),
    ],
)
def test_an_11_2_reads_what_each_device_runs(
    client: Foreign, running: Running, template: str, device: Eui64, counter: int, expected: int
) -> None:
    told = client.ask(template, running.duis, counter, 1, originator=SUPPLIER_EUI, target=device)
    assert code_of(told) == "I99"

    answer = client.posted(of(counter, "ResponseMessage", "GBCSPayload"))

    assert answer["header"]["responseCode"] == "I0"
    said = from_gbcs(payload_of(answer))
    assert (said.originator, getattr(said, "version", None)) == (device, expected)


def test_a_device_is_announced_logged_taken_out_and_forgotten(client: Foreign, running: Running) -> None:
    announced = {
        "DeviceID": LATE, "DeviceManufacturer": "A171", "DeviceModel": "00000001", "DeviceType": "HCALCS",
        "SMETSCHTSVersion": "SMETS V1.58", "FirmwareVersion": "00010000",
    }  # fmt: skip
    body = {"DevicePrenotification": announced}
    assert code_of(client.ask("12.2_DEVICE_PRE_NOTIFICATION", running.duis, 51, 8, body=body)) == "I0"
    assert status_of(client, running, 52) == "Pending"

    keys = {"JoinTimePeriod": "90", "InstallCode": "30313233343536373839414243444546", "ImportMPxN": "1312345678111"}
    logged = {"DeviceID": LATE, "RequestType": "Add", "AddDeviceToCHFWhitelist": keys}
    ask_the_hub(client, running, "CCS01_8.11", 53, logged)
    n24 = client.posted(lambda said: said["body"].get("DCCAlertMessage", {}).get("DCCAlertCode") == "N24")
    result = n24["body"]["DCCAlertMessage"]["DCCAlert"]["UpdateHANDeviceLogResult"]
    assert result["UpdateHANDeviceLogServiceRequestID"].endswith(":53")
    assert status_of(client, running, 54) in ("Whitelisted", "Commissioned")

    ask_the_hub(client, running, "CCS02_8.11", 55, {"DeviceID": LATE, "RequestType": "Remove"})
    assert status_of(client, running, 56) == "Pending"
    gone = {"UpdateInventory": {"DeviceID": LATE, "DeleteDevice": ""}}
    assert code_of(client.ask("8.4_UPDATE_INVENTORY", running.duis, 57, 8, body=gone)) == "I0"
    told = client.ask("8.2_READ_INVENTORY", running.duis, 58, 8, body={"ReadInventory": {"DeviceID": LATE}})
    assert code_of(told) == "E19"


def test_every_posted_word_was_good_for_their_validator(client: Foreign, running: Running) -> None:
    posted = [line for line in client.told if "posted" in line]

    assert running.duis
    assert len(posted) >= 14
    assert [line["why"] for line in posted if not line["valid"]] == []


async def test_every_other_template_gets_one_refusal_over_http(running: Running) -> None:
    """Their signer takes 1.6 s a request, so here our own signs with their key, and their validator looks at each."""
    mine = identity(SUPPLIER)
    others = [
        path for path in sorted(TEMPLATES.glob("*.XML")) if path.name.removesuffix("_REQUEST_DUIS.XML") not in SERVED
    ]
    found = []
    async with aiohttp.ClientSession() as session:
        for number, path in enumerate(others, 1000):
            asked = read_request(path.read_bytes())
            octets = unsigned(path.read_bytes(), asked.request_id, number)
            url = f"{running.duis}/api/v1/{ENDPOINTS[asked.command_variant]}"
            headers = {"Content-Type": "application/xml"}
            async with session.post(url, data=sign_xml(octets, mine), headers=headers) as response:
                found.append((path.name, response.status, await response.read()))

    assert len(found) == 284
    assert [name for name, status, _ in found if status != 200] == []
    assert [name for name, _, octets in found if b">E2<" not in octets] == []
    assert {name: wrong for name, _, octets in found if (wrong := problems(octets))} == {}
    with signer() as judge:
        assert [name for name, _, octets in found if not judge.is_valid(octets)] == []


def activate(
    client: Foreign, running: Running, device: Eui64, image: bytes, counter: int, moment: str = ""
) -> ActivateFirmwareResponse:
    """Ask for the Pre-Command, sign it, send it, and give the device's own answer."""
    when = {"ExecutionDateTime": moment} if moment else {}
    asked = {"ActivateFirmware": when | {"FirmwareHash": firmware_hash(image).hex().upper()}}
    told = client.ask("CS06_11.3_IMMEDIATE", running.duis, counter, 4, target=device, body=asked)
    assert code_of(told) == "I0"
    pre = from_gbcs(base64.b64decode(told["response"]["body"]["ResponseMessage"]["PreCommand"]["GBCSPayload"]))
    assert isinstance(pre, ActivateFirmwareCommand)
    assert (pre.originator, pre.recipient, pre.counter) == (SUPPLIER_EUI, device, counter)
    assert pre.firmware_hash == firmware_hash(image)
    command = to_gbcs(signed(pre, published_signing_key()))
    body = {"SignedPreCommand": {"GBCSPayload": base64.b64encode(command).decode()}}
    told = client.ask("CS06_11.3_IMMEDIATE", running.duis, counter, 5, target=device, body=body)
    assert code_of(told) == "I99"
    answer = from_gbcs(payload_of(client.posted(of(counter, "ResponseMessage", "GBCSPayload"))))
    assert isinstance(answer, ActivateFirmwareResponse)
    return answer


def ask_the_hub(client: Foreign, running: Running, template: str, counter: int, body: Told) -> None:
    """Send an 8.11 and wait until its hub has done it."""
    told = client.ask(template, running.duis, counter, 1, target=HUB, body={"UpdateHANDeviceLog": body})
    assert code_of(told) == "I99"
    assert client.posted(of(counter, "ResponseMessage", "GBCSPayload"))["header"]["responseCode"] == "I0"


def status_of(client: Foreign, running: Running, counter: int) -> str:
    """Give the status of the late HCALCS on the SMI."""
    told = client.ask("8.2_READ_INVENTORY", running.duis, counter, 8, body={"ReadInventory": {"DeviceID": LATE}})
    assert code_of(told) == "I0"
    devices = told["response"]["body"]["ResponseMessage"]["DSPInventory"]["Device"]
    return next(str(each["DeviceStatus"]) for each in devices if each["DeviceID"] == LATE)


def payload_of(response: Told) -> bytes:
    return base64.b64decode(response["body"]["ResponseMessage"]["GBCSPayload"])


def of_gsme(response: Told) -> bool:
    return from_gbcs(base64.b64decode(response["body"]["DeviceAlertMessage"]["GBCSPayload"])).originator == GSME


def moment_in(response: Told, seconds: int) -> str:
    """Give a moment so long after a response was said."""
    said = datetime.fromisoformat(response["header"]["responseDateTime"])
    return (said + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.00Z")


def unsigned(octets: bytes, request_id: str, counter: int) -> bytes:
    """Give a template as the published Supplier's, without its placeholder of a signature, and with this counter."""
    root = etree.fromstring(octets)
    for placeholder in root.findall("{http://www.w3.org/2000/09/xmldsig#}Signature"):
        root.remove(placeholder)
    mine = f"{SUPPLIER_EUI}:{request_id.split(':')[1]}:{counter}"
    return etree.tostring(root).replace(request_id.encode(), mine.encode(), 1)
