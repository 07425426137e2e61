"""`tripoint bench`: measures this machine."""

from __future__ import annotations

import json

import click


@click.group()
def bench() -> None:
    """Measure what nodes on this machine can do."""


@bench.command(short_help="Carry notes between two nodes, count them a second")
@click.option("--entries", default=10_000, show_default=True, type=click.IntRange(256, 10_000_000))
@click.option(
    "--database",
    default="sqlite",
    show_default=True,
    metavar="sqlite|URL",
    help="A PostgreSQL server's URL makes two databases there and drops them at the end.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def exchange(entries: int, database: str, as_json: bool) -> None:  # fmt: skip
    """Carry notes of 1 KiB between two nodes over https, and say how many a second."""
    from tripoint.bench.exchange import measure

    figures = measure(entries, database, lambda text: click.echo(text, err=True))
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        shown = ", ".join(f"{key} {part}" for key, part in value.items()) if isinstance(value, dict) else value
        click.echo(f"{name.replace('_', ' '):<32} {shown}")
