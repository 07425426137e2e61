"""The `tripoint` command. Each command's module is imported only when that command is called.

So `tripoint names` never imports the web framework and `tripoint serve` never imports the compiler that screening uses.
To add a command, write its module and add one row to COMMANDS.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from typing import Any, NamedTuple

import click

from tripoint import __version__


class Row(NamedTuple):
    """Where a command lives and how the help lists it."""

    target: str  # "module:attribute" of a click command or group
    help: str  # at most 60 characters, no full stop
    section: str  # heading it stands under


RUN = "Run a node"
KEEP = "Keep its record"
SCREEN = "Screen names"
MEASURE = "Try it out"

COMMANDS: dict[str, Row] = {
    "init": Row("tripoint.cli.init:init", "Make a node: folder, keys, certificate", RUN),
    "serve": Row("tripoint.cli.serve:serve", "Run the node: pages, the door for peers, the courier", RUN),
    "screen": Row("tripoint.cli.screen:screen", "Compare names of what arrives with earlier dossiers", RUN),
    "administrator": Row("tripoint.cli.administrator:administrator", "Make an administrator's account", RUN),
    "card": Row("tripoint.cli.card:card", "Show this node's card, give it away, make the next", RUN),
    "peer": Row("tripoint.cli.peer:peer", "Introduce another party's node and read its fingerprint", RUN),
    "carry": Row("tripoint.cli.carry:carry", "Take bundles to a peer as files, and bring theirs in", RUN),
    "verify": Row("tripoint.cli.verify:verify", "Check an exported dossier; needs no node", KEEP),
    "update": Row("tripoint.cli.update:update", "Bring the node to the program that is installed now", KEEP),
    "rebuild": Row("tripoint.cli.rebuild:rebuild", "Compute every table again from the ledger", KEEP),
    "backup": Row("tripoint.cli.backup:backup", "Save the ledger and the keys, apart", KEEP),
    "restore": Row("tripoint.cli.restore:restore", "Bring a node back from a backup", KEEP),
    "names": Row("tripoint.cli.names:names", "Compare, search and screen names across writings", SCREEN),
    "demo": Row("tripoint.cli.demo:demo", "Three ministries on this machine, with invented cases", MEASURE),
    "bench": Row("tripoint.cli.bench:bench", "Measure this machine", MEASURE),
}


class LazyGroup(click.Group):
    """A group that reads its commands from a table and imports one only when it is called.

    A command whose module is not installed is neither listed nor found, so that a part (the names library, the
    verifier) can be shipped alone.
    """

    def __init__(self, *args: Any, table: dict[str, Row], **kwargs: Any) -> None:
        """Take the table beside click.Group's own arguments."""
        super().__init__(*args, **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the installed commands, in the table's order."""
        return [name for name, row in self.table.items() if _is_installed(row)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None when there is no such command here."""
        row = self.table.get(cmd_name)
        if row is None or not _is_installed(row):
            return None
        module, attribute = row.target.split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command), f"{row.target} is not a click command"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their section headings, from the table alone: nothing is imported."""
        present = self.list_commands(ctx)
        for section in dict.fromkeys(row.section for row in self.table.values()):
            rows = [(name, self.table[name].help) for name in present if self.table[name].section == section]
            if rows:
                with formatter.section(section):
                    formatter.write_dl(rows)


def _is_installed(row: Row) -> bool:
    return importlib.util.find_spec(row.target.split(":")[0]) is not None


@click.group(
    "tripoint",
    cls=LazyGroup,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="tripoint")
def main() -> None:
    """Cooperation between sovereign ministries, each on its own node, without a centre.

    `tripoint COMMAND --help` says what a command needs.
    """
    # Databases, backups, carried files, logs: whatever a command makes is for the account that runs the node alone,
    # also where the folder was made beforehand and stands open.
    os.umask(0o077)
