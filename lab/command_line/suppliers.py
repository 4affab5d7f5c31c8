"""``premises supplier`` and ``premises inventory``: who asks and is told, and what the SMI holds.

What each does is in ``lab.commands.asking`` and is loaded when it runs.
"""

from typing import Annotated

import typer

from lab.command_line.options import At, By, Duis, Json, Keys, Premises, offered_devices, offered_suppliers

supplier_app = typer.Typer(help="The Suppliers of a premises: who they are, and what each was told.")
inventory_app = typer.Typer(help="What the Smart Metering Inventory holds, and changes to it, as a Supplier asks.")

_Who = Annotated[str, typer.Argument(help="Its name, like supplier.", autocompletion=offered_suppliers)]
_Device = Annotated[str, typer.Argument(help="A name, like b1, or an EUI-64.", autocompletion=offered_devices)]


@supplier_app.command("list", epilog="Example: premises supplier list --json")
def supplier_list(
    as_json: Json = False, premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Show each Supplier: identity, roles, whose customer the premises is now, where it is told."""
    from lab.commands.asking.accounts import show_accounts
    from lab.live.elsewhere import reach

    show_accounts(reach(premises, keys, broker, duis), as_json=as_json)


@supplier_app.command("change", epilog="Example: premises supplier change north --fuel gas")
def supplier_change(
    gaining: Annotated[str, typer.Argument(help="Who gains it, like north.", autocompletion=offered_suppliers)],
    fuel: Annotated[str, typer.Option("--fuel", help="electricity or gas.")],
    premises: Premises = None, keys: Keys = None, broker: At = None,
) -> None:  # fmt: skip
    """Order a Change of Supplier on a running premises, now: whose customer it is for one fuel from here on."""
    from lab.commands.asking.accounts import change_supplier
    from lab.live.elsewhere import reach

    change_supplier(reach(premises, keys, broker), gaining, fuel)


@supplier_app.command("inbox", epilog="Example: premises supplier inbox supplier --follow")
def supplier_inbox(
    who: _Who = "",
    follow: Annotated[bool, typer.Option("--follow", help="Go on with what comes, until Ctrl-C.")] = False,
    xml: Annotated[bool, typer.Option("--xml", help="As it came, signature and all, instead of a line each.")] = False,
    premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Show what a Supplier was told that it had not asked for in that moment, the newest last."""
    from lab.commands.asking.inbox import show_inbox
    from lab.live.elsewhere import reach

    show_inbox(reach(premises, keys, broker, duis), who, follow=follow, as_xml=xml)


@supplier_app.command("listen", epilog="Example: premises supplier listen north --port 9001")
def supplier_listen(
    who: _Who = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the DCC POSTs to; 0 takes a free one.")] = 0,
    xml: Annotated[bool, typer.Option("--xml", help="As it came, signature and all, instead of a line each.")] = False,
    premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Be the back end of a Supplier with a URL: check what is POSTed, show a line each, answer 204; until Ctrl-C."""
    from lab.commands.asking.listen import listen
    from lab.live.elsewhere import reach

    listen(reach(premises, keys, broker, duis), who, port, as_xml=xml)


@inventory_app.callback(invoke_without_command=True, epilog="Example: premises inventory --by north --json")
def inventory(
    context: typer.Context,
    of: Annotated[str, typer.Option("--of", help="A device, for it and its hub's others; else the hub.")] = "",
    as_json: Json = False, by: By = "",
    premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Show what the SMI holds of the devices of a hub, by request 8.2; or have it hold something else."""
    if context.invoked_subcommand is not None:
        return
    from lab.commands.asking.inventory import show_inventory
    from lab.live.elsewhere import reach

    show_inventory(reach(premises, keys, broker, duis), of, by, as_json=as_json)


@inventory_app.command("register", epilog="Example: premises inventory register --json")
def inventory_register(as_json: Json = False, premises: Premises = None, keys: Keys = None, broker: At = None) -> None:
    """Show AltHANCo's install register: which bridges it put here, with what, and when it was last there."""
    from lab.commands.asking.register import show_register
    from lab.live.elsewhere import reach

    show_register(reach(premises, keys, broker), as_json=as_json)


@inventory_app.command("uplift", epilog="Example: premises inventory uplift --by north")
def inventory_uplift(
    by: By = "", premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Give each PPMID that has no PPMIDVariant that of AltHANCo's register, a request each: an extension of ours."""
    from lab.commands.asking.register import uplift
    from lab.live.elsewhere import reach

    uplift(reach(premises, keys, broker, duis), by)


@inventory_app.command("notify", epilog="Example: premises inventory notify 90-B3-D5-1F-30-B2-00-09 --variant B2")
def inventory_notify(
    device: _Device,
    kind: Annotated[str, typer.Option("--type", help="ESME, GSME, HCALCS or PPMID; a bridge is a PPMID.")] = "PPMID",
    variant: Annotated[str, typer.Option("--variant", help="PPMIDVariant: STD, B1, B2, B3, B4, or none.")] = "",
    manufacturer: Annotated[int, typer.Option(min=0, max=0xFFFF, help="As the OTA header names it.")] = 0xA170,
    model: Annotated[int, typer.Option(min=0, max=0xFFFF, help="Its hardware version.")] = 1,
    version: Annotated[int, typer.Option(min=0, max=0xFFFF_FFFE, help="Firmware that it runs.")] = 0x0001_0000,
    by: By = "", premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Tell the SMI that a device is on its way, by request 12.2."""
    from lab.commands.asking.inventory import Notified, notify
    from lab.live.elsewhere import reach

    notify(
        reach(premises, keys, broker, duis), Notified(device, kind.upper(), variant, manufacturer, model, version), by
    )


@inventory_app.command("status", epilog="Example: premises inventory status b2 Decommissioned")
def inventory_status(
    device: _Device,
    status: Annotated[str, typer.Argument(help="Like Pending, Commissioned, Suspended or Decommissioned.")],
    by: By = "", premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Put a device into another status, by request 8.4."""
    from lab.commands.asking.inventory import put_status
    from lab.live.elsewhere import reach

    put_status(reach(premises, keys, broker, duis), device, status, by)


@inventory_app.command("delete", epilog="Example: premises inventory delete b2")
def inventory_delete(
    device: _Device,
    by: By = "", premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Have the SMI forget a device, by request 8.4."""
    from lab.commands.asking.inventory import put_status
    from lab.live.elsewhere import reach

    put_status(reach(premises, keys, broker, duis), device, "", by)


@inventory_app.command("variant", epilog="Example: premises inventory variant b2 B2")
def inventory_variant(
    device: _Device,
    variant: Annotated[str, typer.Argument(help="PPMIDVariant: STD, B1, B2, B3 or B4.")],
    by: By = "", premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Give a device another PPMIDVariant: an extension of ours, as MP125 wants it for ESMEVariant."""
    from lab.commands.asking.inventory import put_variant
    from lab.live.elsewhere import reach

    put_variant(reach(premises, keys, broker, duis), device, variant, by)


@inventory_app.command("add", epilog="Example: premises inventory add b2")
def inventory_add(
    device: _Device,
    by: By = "", premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Have the hub take a device into its device log, by request 8.11 (CCS01), and stay until it has answered."""
    from lab.commands.asking.inventory import change_log
    from lab.live.elsewhere import reach

    change_log(reach(premises, keys, broker, duis), device, "Add", by)


@inventory_app.command("remove", epilog="Example: premises inventory remove b2")
def inventory_remove(
    device: _Device,
    by: By = "", premises: Premises = None, keys: Keys = None, broker: At = None, duis: Duis = None,
) -> None:  # fmt: skip
    """Have the hub strike a device from its device log, by request 8.11 (CCS02), and stay until it has answered."""
    from lab.commands.asking.inventory import change_log
    from lab.live.elsewhere import reach

    change_log(reach(premises, keys, broker, duis), device, "Remove", by)
