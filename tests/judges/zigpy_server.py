"""zigpy as an OTA server without a radio: a program that only the environment of the outside judges can run.

Reads messages on stdin and writes messages on stdout, each a length of four octets, a letter and what it says:
``i`` an OTA file, for which an update of the one device here begins; ``z`` a ZCL frame of the OTA cluster, either way;
``r`` the status with which an update ended. It ends with its stdin. zigpy does all the rest.
"""

import asyncio
import sys

from zigpy.application import ControllerApplication
from zigpy.device import ZigbeeDevice
from zigpy.endpoint import Status as EndpointStatus
from zigpy.ota import OtaImageWithMetadata
from zigpy.ota.image import BaseOTAImage, OTAImageHeader
from zigpy.ota.manager import update_firmware
from zigpy.ota.providers import BaseOtaImageMetadata
from zigpy.state import NetworkInfo, NodeInfo
from zigpy.types import EUI64, NWK, AddrMode, AddrModeAddress, KeyData, SerializableBytes, ZigbeePacket
from zigpy.zdo.types import NodeDescriptor, SimpleDescriptor

OTA_CLUSTER = 0x0019
PROFILE = 0x0104
"""Home Automation: zigpy drops whatever comes with the Smart Energy profile 0x0109, so it is relabelled here."""

SHORT = NWK(0x0101)
ENDPOINT = 1
MAINS_POWERED_ROUTER = NodeDescriptor.deserialize(bytes.fromhex("0140 8e70a1 527f00 002c 7f00 00"))[0]


class RawImage(BaseOTAImage):  # type: ignore[misc]  # zigpy is installed elsewhere: no types
    """An OTA file whose body has no sub-elements, as those of GB have none: zigpy parses and writes its header."""

    def __init__(self, octets: bytes) -> None:
        self.header, self.body = OTAImageHeader.deserialize(octets)

    def serialize(self) -> bytes:
        return bytes(self.header.serialize()) + bytes(self.body)


class Radioless(ControllerApplication):  # type: ignore[misc]  # as above
    """A coordinator whose packets go to stdout."""

    async def send_packet(self, packet: ZigbeePacket) -> None:
        if packet.cluster_id == OTA_CLUSTER:
            say(b"z", packet.data.serialize())

    async def connect(self) -> None: ...
    async def disconnect(self) -> None: ...
    async def start_network(self) -> None: ...
    async def force_remove(self, dev: ZigbeeDevice) -> None: ...
    async def add_endpoint(self, descriptor: SimpleDescriptor) -> None: ...
    async def permit_ncp(self, time_s: int = 60) -> None: ...
    async def permit_with_link_key(self, node: EUI64, link_key: KeyData, time_s: int = 60) -> None: ...
    async def write_network_info(self, *, network_info: NetworkInfo, node_info: NodeInfo) -> None: ...
    async def load_network_info(self, *, load_devices: bool = False) -> None: ...
    async def reset_network_info(self) -> None: ...


def say(letter: bytes, said: bytes) -> None:
    """Write one message."""
    sys.stdout.buffer.write(len(said).to_bytes(4, "little") + letter + said)
    sys.stdout.buffer.flush()


def device_of(application: Radioless) -> ZigbeeDevice:
    """Give the one device of ``application``, as known as if zigpy had interviewed it."""
    device = application.add_device(ieee=EUI64.convert("90:b3:d5:1f:30:b1:00:01"), nwk=SHORT)
    device.node_desc = MAINS_POWERED_ROUTER
    endpoint = device.add_endpoint(ENDPOINT)
    endpoint.profile_id = PROFILE
    endpoint.status = EndpointStatus.ZDO_INIT
    endpoint.add_output_cluster(OTA_CLUSTER)
    assert device.is_initialized
    return device


async def update(device: ZigbeeDevice, octets: bytes) -> None:
    """Let zigpy update ``device``, beginning with its own Image Notify."""
    firmware = RawImage(octets)
    header = firmware.header
    metadata = BaseOtaImageMetadata(
        file_version=header.file_version, manufacturer_id=header.manufacturer_id, image_type=header.image_type
    )
    # Device.update_firmware sets this too, and afterwards interviews the device, which here is only a client.
    device.ota_in_progress = True
    try:
        status = await update_firmware(device, OtaImageWithMetadata(metadata, firmware))
    finally:
        device.ota_in_progress = False
    say(b"r", bytes((status,)))


def packet_of(octets: bytes) -> ZigbeePacket:
    """Give ``octets`` as a packet from the device to the coordinator."""
    here, there = (AddrModeAddress(addr_mode=AddrMode.NWK, address=address) for address in (NWK(0), SHORT))
    return ZigbeePacket(
        src=there, src_ep=ENDPOINT, dst=here, dst_ep=ENDPOINT, profile_id=PROFILE, cluster_id=OTA_CLUSTER,
        data=SerializableBytes(octets),
    )  # fmt: skip


async def serve() -> None:
    """Take messages until stdin ends."""
    application = Radioless({"ota": {"enabled": False}, "database_path": None, "device": {"path": "/dev/null"}})
    device = device_of(application)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    updates: list[asyncio.Task[None]] = []
    while head := await reader.read(1):
        size = int.from_bytes(head + await reader.readexactly(3), "little")
        letter, said = await reader.readexactly(1), await reader.readexactly(size)
        if letter == b"i":
            updates.append(asyncio.create_task(update(device, said)))
        else:
            application.packet_received(packet_of(said))
    for begun in updates:
        begun.cancel()


if __name__ == "__main__":
    asyncio.run(serve())
