"""`tripoint demo`: three nodes on this machine, a start page, and exercise requests to begin with."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tripoint.demo.plan import Plan


@click.command()
@click.option(
    "--port", default=8400, show_default=True, type=click.IntRange(1024, 65_000), help="Start page; nodes follow."
)
@click.option(
    "--data", "data", type=click.Path(file_okay=False, path_type=Path), help="Keep the nodes in this empty folder."
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON when ready, nothing else.")
def demo(port: int, data: Path | None, as_json: bool) -> None:
    """Show the main job on three exercise nodes, in a browser, on this machine alone."""
    from tripoint.demo.launch import DemoFailed, Demonstration, end_on_signal

    if data is not None and data.exists() and any(data.iterdir()):
        raise click.ClickException(f"{data} is not empty. Choose another folder, or leave --data out.")
    folder = data.absolute() if data is not None else Path(tempfile.mkdtemp(prefix="tripoint-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    demonstration = Demonstration(folder, port, kept=data is not None)
    began = time.monotonic()
    end_on_signal()
    if not as_json:
        click.echo("Making three exercise nodes: Viet Nam, Cambodia, Laos …")
    try:
        plan = demonstration.make()
        demonstration.serve(plan)
        if as_json:
            click.echo(json.dumps(_ready(plan, time.monotonic() - began)))
        else:
            _tell(plan.url, time.monotonic() - began, kept=data is not None)
        demonstration.wait()
    except DemoFailed as failed:
        raise click.ClickException(str(failed)) from failed
    finally:
        demonstration.stop()
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


def _ready(plan: Plan, seconds: float) -> dict[str, object]:

    return {
        "ready": True,
        "url": plan.url,
        "seconds": round(seconds, 1),
        "nodes": [
            {
                "party": station.party,
                "url": station.url,
                "users": [
                    {
                        "username": user.username,
                        "password": user.password,
                        "totp_secret": user.totp_secret,
                        "role": user.role,
                        "office": user.office,
                    }
                    for user in station.users
                ],
            }
            for station in plan.stations
        ],
    }


def _tell(url: str, seconds: float, *, kept: bool) -> None:
    click.echo(f"Ready after {seconds:.0f} seconds. Open this page in a browser on this machine:\n")
    click.echo(f"    {url}\n")
    ends = "The nodes stay in the folder you named." if kept else "Nothing is kept after you stop it."
    click.echo(f"Every person in it is invented. Stop it with Ctrl-C. {ends}")
