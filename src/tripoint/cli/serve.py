"""`tripoint serve`: runs the node."""

from __future__ import annotations

from pathlib import Path

import click

from tripoint.cli.opening import node_option, plainly, set_up, settings_of


@click.command()
@node_option
@click.option("--web-only", is_flag=True, help="Serve the pages and take bundles; the courier runs elsewhere.")
@click.option("--courier-only", is_flag=True, help="Carry to the peers; the pages are served elsewhere.")
@click.option("--screening", is_flag=True, help="Compare names too, in a process of its own (300 MB more).")
@click.option("--behind-proxy", is_flag=True, help="Speak plain http on loopback to a proxy that speaks https outside.")
@click.option("--threads", default=16, show_default=True, type=click.IntRange(4, 128), help="Requests served at once.")
@plainly
def serve(folder: Path, web_only: bool, courier_only: bool, screening: bool, behind_proxy: bool, threads: int) -> None:
    """Run the node until SIGTERM: pages, the door for peers, the courier."""
    if web_only and courier_only:
        raise click.UsageError("--web-only and --courier-only exclude each other; leave both out to run everything.")
    if courier_only and screening:
        raise click.UsageError("Beside --courier-only run `tripoint screen` as a service of its own.")
    config = settings_of(folder)
    if behind_proxy and not config.is_loopback:
        raise click.UsageError("--behind-proxy needs a loopback address in `listen`.")
    if not config.is_https and not config.is_loopback:
        raise click.ClickException("Plain http is for loopback only. Set an https url in node.toml.")
    from tripoint.node import passphrase, tables

    if tables.owed(config):
        raise click.ClickException("The program is newer than the node's tables. Make a backup, then: tripoint update")
    passphrase.hand_down()
    if courier_only:
        set_up(folder)
        from tripoint.cli.courier_process import carry

        carry()
        return
    from tripoint.cli.web_process import run

    run(
        config,
        with_courier=not web_only,
        with_screening=screening,
        tls=config.is_https and not behind_proxy,
        threads=threads,
    )
