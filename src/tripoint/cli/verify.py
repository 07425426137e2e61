"""`tripoint verify`: checks an exported dossier with no node, no database and no network."""

from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path

import click

from tripoint.documents import proof
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.record import record_of
from tripoint.ledger.errors import ADVICE
from tripoint.ledger.verify import Report, verify_dossier

MAX_FILE = 64 * 2**20


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
@click.pass_context
def verify(context: click.Context, file: Path, as_json: bool) -> None:
    """Check the dossier in FILE: an exported record, or a letter as PDF that has it attached.

    Exit code 0: everything that was checked holds. 1: something does not.
    """
    declare_types()
    report = verify_dossier(_record(file))
    if as_json:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False))
    else:
        click.echo(tell(report))
    context.exit(0 if report.sound else 1)


def declare_types() -> None:
    """Reads every capability's declarations, which need no database."""
    import tripoint.capabilities

    importlib.import_module("tripoint.ledger.common_entries")
    for part in pkgutil.iter_modules(tripoint.capabilities.__path__):
        for name in ("entries", "home_entries"):
            module = f"tripoint.capabilities.{part.name}.{name}"
            if importlib.util.find_spec(module) is not None:
                importlib.import_module(module)


def tell(report: Report) -> str:
    """What the check found, and what it proves and does not prove, in plain words."""
    lines = []
    if report.dossier:
        lines += [
            f"Dossier       {report.dossier}",
            f"Kind          {report.kind or 'unknown'}{'  (EXERCISE: invented data)' if report.exercise else ''}",
            f"Between       {', '.join(report.participants) or 'unknown'}",
            f"Exported      {report.exported}",
            "",
        ]
    for one in report.entries:
        entry = one.item.entry
        described = "with its text" if one.described else "text erased or not in the file"
        lines.append(f"{entry.time:%Y-%m-%d %H:%M} UTC  {entry.party} {entry.seq:>3}  {entry.type}")
        state = one.verdict.word + (f" ({one.code})" if one.code else "")
        lines.append(f"    {state}; {described if entry.content_digest else 'coded facts only'}")
        lines += [f"    receipted by {party} at {at:%Y-%m-%d %H:%M} UTC" for party, at in one.receipts]
    for party, seq in report.gaps:
        lines.append(f"\nNot in this file: statement {seq} of {party}.")
    if report.problems:
        lines.append(f"\n{proof.FAILS.upper()}")
        for problem in report.problems:
            where = f" in entry {problem.entry[:8]}" if problem.entry else ""
            lines.append(f"  {problem.code}{where}: {problem.detail}")
            lines.append(f"    {ADVICE.get(problem.code, '')}".rstrip())
        lines.append(f"\n{proof.DO_NOT_RELY}")
        return "\n".join(lines)
    lines += ["", proof.HOLDS, "What this proves:", *(f"  {one}" for one in proof.PROVES)]
    lines += ["What it does not prove:", *(f"  {one}" for one in proof.PROVES_NOT), proof.COMPARE]
    for party, words in report.fingerprints.items():
        lines += [f"    {party}  {' '.join(words[:6])}", f"        {' '.join(words[6:])}"]
    return "\n".join(lines)


def _record(file: Path) -> bytes:
    with file.open("rb") as opened:
        data = opened.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise click.ClickException(f"{file} is larger than {MAX_FILE:,} bytes; a dossier file never is.")
    try:
        return record_of(data)
    except DocumentRefused as refused:
        raise click.ClickException(f"{file}: {refused.message()}") from None


def _as_json(report: Report) -> dict[str, object]:
    return {
        "sound": report.sound,
        "dossier": report.dossier,
        "kind": report.kind,
        "participants": report.participants,
        "exercise": report.exercise,
        "exported": report.exported,
        "entries": [
            {
                "id": one.item.entry.id,
                "party": one.item.entry.party,
                "seq": one.item.entry.seq,
                "type": one.item.entry.type,
                "verdict": one.verdict.word,
                "code": one.code,
                "described": one.described,
                "receipts": [[party, at.isoformat()] for party, at in one.receipts],
            }
            for one in report.entries
        ],
        "problems": [[one.code, one.entry, one.detail] for one in report.problems],
        "gaps": report.gaps,
        "fingerprints": report.fingerprints,
    }
