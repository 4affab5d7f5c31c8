"""Every topic of a premises, and who may say or hear what there: tables, not code.

A topic is ``vp/<premises>/<family>/...`` of segments ``[a-z0-9-]+``. Retained topics are subscribed by exact name
only, wildcards serve only the unretained ones: RabbitMQ gives no retained message to a wildcard.
"""

from dataclasses import dataclass

from premises.identity import Name

ROOT = "vp"

SUPPLIER = Name("supplier")
CONDUCTOR = Name("conductor")
VIEWER = Name("viewer")
"""The user of anyone who only looks: ``status``, the TUI, a test."""


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one premises."""

    premises: Name

    def air(self, link: Name, source: Name, target: Name) -> str:
        """Frames from ``source`` to ``target`` on one directed link; never retained."""
        return f"{ROOT}/{self.premises}/air/{link}/{source}/{target}"

    def air_all(self) -> str:
        """Every frame of the premises, for who may listen to everything."""
        return f"{ROOT}/{self.premises}/air/#"

    def clock(self) -> str:
        """The shared clock; retained, the conductor's own."""
        return f"{ROOT}/{self.premises}/clock/shared"

    def run(self) -> str:
        """What every participant must agree on; retained, the conductor's own, and said again when it changes."""
        return f"{ROOT}/{self.premises}/ctl/run"

    def faults(self) -> str:
        """The faults that are imposed while it runs; retained, the conductor's own."""
        return f"{ROOT}/{self.premises}/ctl/faults"

    def orders(self) -> str:
        """Orders of people to the conductor about its clock; never retained."""
        return f"{ROOT}/{self.premises}/ctl/orders"

    def fault_orders(self) -> str:
        """Orders of people to the conductor about faults; never retained."""
        return f"{ROOT}/{self.premises}/ctl/orders/faults"

    def change_orders(self) -> str:
        """Orders of people to the conductor that a Supplier gain the premises; never retained."""
        return f"{ROOT}/{self.premises}/ctl/orders/suppliers"

    def frames(self) -> str:
        """Whether frames are kept in notes; retained, the conductor's own."""
        return f"{ROOT}/{self.premises}/ctl/frames"

    def frame_orders(self) -> str:
        """Orders of people to the conductor that frames be kept while they follow; never retained."""
        return f"{ROOT}/{self.premises}/ctl/orders/frames"

    def replies(self, client: Name) -> str:
        """Answers to one client's orders; never retained."""
        return f"{ROOT}/{self.premises}/ctl/replies/{client}"

    def wanted(self, who: Name) -> str:
        """Batches of notes that the recorder asks for again; never retained."""
        return f"{ROOT}/{self.premises}/ctl/wanted/{who}"

    def picture(self, who: Name) -> str:
        """The participant's retained picture, its own."""
        return f"{ROOT}/{self.premises}/state/{who}"

    def presence(self, who: Name) -> str:
        """Whether the participant is connected; retained, its own, and its will; the conductor says it each second."""
        return f"{ROOT}/{self.premises}/state/{who}/presence"

    def notes(self, who: Name) -> str:
        """The participant's batches of notes; never retained."""
        return f"{ROOT}/{self.premises}/notes/{who}"

    def notes_all(self) -> str:
        """Everybody's batches of notes."""
        return f"{ROOT}/{self.premises}/notes/+"
