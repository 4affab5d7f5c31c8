"""The way to a single RabbitMQ node of this machine with its MQTT plugin, on loopback, as an ordinary user.

Writes nothing outside its folder and starts no service. Source of the environment: docs/sources.md, RabbitMQ.
"""

import base64
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from broker.access import Access
from broker.program import Program
from broker.rules import Grant, grants
from premises.errors import LinkError

ACCOUNT = "rabbitmq"
"""The user that Debian's package makes; the node runs as it when we are root, for Erlang's sake not as root."""

_SERVERS = Path("/usr/lib/rabbitmq/lib")
"""The wrappers in /usr/sbin insist on root; the scripts under here do not."""

_EXCHANGE = "amq.topic"
_QUEUES = "^mqtt-subscription-.*$"
_QUEUES_AND_EXCHANGE = r"^(mqtt-subscription-.*|amq\.topic)$"


@dataclass(frozen=True, slots=True)
class Ports:
    """The three ports of a node; all on loopback but the first, which is the listener's."""

    mqtt: int
    names: int
    """Of epmd, Erlang's name server: our own one, never the machine's."""
    nodes: int
    """Where another Erlang node would connect."""


def rabbitmq_programs(
    access: Access, host: str, ports: Ports, folder: Path, octets: Callable[[int], bytes] = secrets.token_bytes
) -> tuple[Program, Program]:
    """Write the node's files into ``folder`` and give epmd and the node, in the order to start them.

    ``octets`` is the chance for salts and cookie. LinkError when RabbitMQ is not installed.
    """
    server, epmd = _find_server(), shutil.which("epmd")
    if server is None or epmd is None:
        raise LinkError("rabbitmq-server is not installed (on Debian: apt-get install rabbitmq-server)")
    account = ACCOUNT if os.geteuid() == 0 else None
    files = {
        "rabbitmq.conf": _config(host, ports.mqtt, folder / "definitions.json"),
        "enabled_plugins": "[rabbitmq_mqtt].\n",
        "definitions.json": json.dumps(definitions(access, octets), indent=1),
        ".erlang.cookie": octets(16).hex(),
    }
    for file_name, text in files.items():
        (folder / file_name).write_text(text)
        (folder / file_name).chmod(0o400)
    if account is not None:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, account, account)
    environment = _environment(folder, ports)
    names = (epmd, "-address", "127.0.0.1", "-port", str(ports.names), "-d")
    return (
        Program("epmd", names, "epmd running", environment=environment, account=account, worth_hearing=False),
        Program("rabbitmq", (str(server),), "completed with", environment=environment, account=account),
    )


def definitions(access: Access, octets: Callable[[int], bytes]) -> dict[str, object]:
    """Give users, permissions and topic permissions as RabbitMQ imports them."""
    table = grants(access)
    users = [_user(grant, octets(4)) for grant in table]
    may_queue = {"vhost": "/", "configure": _QUEUES, "write": _QUEUES_AND_EXCHANGE, "read": _QUEUES_AND_EXCHANGE}
    in_exchange = {"vhost": "/", "exchange": _EXCHANGE}
    return {
        "users": users,
        "vhosts": [{"name": "/"}],
        "permissions": [{"user": grant.user, **may_queue} for grant in table],
        "topic_permissions": [
            {
                "user": grant.user,
                **in_exchange,
                # In what is published a wildcard's place is a name; in what is subscribed it may be the wildcard.
                "write": topic_regex(grant.publish, level="[^.*#]+"),
                "read": topic_regex(grant.subscribe, level="[^.#]+"),
            }
            for grant in table
        ],
    }


def topic_regex(filters: tuple[str, ...], *, level: str) -> str:
    """Give the pattern of the routing keys that ``filters`` cover; ``/`` is ``.`` there, so no name may hold a dot."""
    return "^(" + "|".join("".join(_parts(topic, level)) for topic in filters) + ")$"


def _parts(topic: str, level: str) -> Iterator[str]:
    for index, text in enumerate(topic.split("/")):
        dot = r"\." if index else ""
        if text == "#":
            yield f"({dot}.*)?"
        else:
            yield dot + (level if text == "+" else re.escape(text))


def _user(grant: Grant, salt: bytes) -> dict[str, object]:
    digest = hashlib.sha256(salt + grant.password.encode()).digest()
    return {
        "name": grant.user,
        "password_hash": base64.b64encode(salt + digest).decode(),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": [],
    }


def _config(host: str, port: int, definitions_file: Path) -> str:
    return f"""\
listeners.tcp = none
mqtt.listeners.tcp.1 = {host}:{port}
mqtt.allow_anonymous = false
mqtt.vhost = /
mqtt.exchange = {_EXCHANGE}
mqtt.tcp_listen_options.nodelay = true
mqtt.retained_message_store = rabbit_mqtt_retained_msg_store_ets
load_definitions = {definitions_file}
log.console = false
log.file.level = warning
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 50MB
collect_statistics = none
"""


def _environment(folder: Path, ports: Ports) -> dict[str, str]:
    loopback = "-kernel inet_dist_use_interface {127,0,0,1}"
    return {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"premises-{ports.mqtt}@localhost",
        "RABBITMQ_BASE": str(folder),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "config"),
        "RABBITMQ_FEATURE_FLAGS_FILE": str(folder / "feature_flags"),
        "RABBITMQ_DIST_PORT": str(ports.nodes),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(ports.names),
        # An epmd that the node started by itself would outlive it.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{loopback} -start_epmd false +sbwt none +sbwtdcpu none +sbwtdio none",
        "RABBITMQ_CTL_ERL_ARGS": loopback,
    }


def _find_server() -> Path | None:
    found = sorted(_SERVERS.glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    return found[-1] if found else None
