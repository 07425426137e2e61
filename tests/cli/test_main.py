"""The `tripoint` command itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tripoint.cli import COMMANDS, main

CONTEXT = click.Context(main)


@pytest.mark.parametrize("name", main.list_commands(CONTEXT))
def test_every_listed_command_loads_and_explains_itself(name: str) -> None:
    command = main.get_command(CONTEXT, name)
    assert command is not None
    assert command.get_short_help_str()
    assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_help_lists_commands_under_headings() -> None:
    text = CliRunner().invoke(main, ["--help"]).output
    assert text.index("Screen names:") < text.index("  names  ")


def test_short_helps_fit_on_a_line() -> None:
    assert all(len(row.help) <= 60 and not row.help.endswith(".") for row in COMMANDS.values())


def test_an_unknown_command_is_named_in_the_error() -> None:
    result = CliRunner().invoke(main, ["nmaes"])
    assert result.exit_code == 2
    assert "nmaes" in result.output


def test_names_imports_no_web_framework_and_help_imports_no_compiler() -> None:
    script = (
        "import sys; from click.testing import CliRunner; from tripoint.cli import main;"
        "CliRunner().invoke(main, ['--help']);"
        "assert not {'numba', 'numpy', 'django'} & set(sys.modules);"
        "CliRunner().invoke(main, ['names', 'compare', 'Vilay Lakhamphong', 'Vi-lay La-kham-phong']);"
        "assert 'django' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_what_a_command_makes_is_for_the_owner_alone_even_in_an_open_folder(tmp_path: Path) -> None:
    """The database holds sessions and password hashes; an administrator makes folders with `mkdir`."""
    node = tmp_path / "node"
    node.mkdir(mode=0o755)
    secret = tmp_path / "secret"
    secret.write_text("four words in a row\n")
    command = [sys.executable, "-m", "tripoint.cli", "init", str(node), "--party", "KH", "--exercise"]
    command += ["--passphrase-file", str(secret), "--root-passphrase-file", str(secret), "--months", "1"]
    subprocess.run([*command, "--no-administrator", "--json"], check=True, umask=0o022, capture_output=True)
    made = [path for path in (*node.rglob("*"), tmp_path / "KH-root.key") if path.is_file()]
    assert node / "ledger.sqlite" in made
    assert [path for path in made if path.stat().st_mode & 0o077] == []
