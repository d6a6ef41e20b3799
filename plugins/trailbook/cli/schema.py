"""``trailbook schema``: the JSON Schemas of the record kinds, for editors, and of what commands print, for programs."""

import sys
from pathlib import Path

import click

from trailbook.audit.evidence.facts import evidence_schema
from trailbook.audit.ledgers.audit import audit_schema
from trailbook.audit.ledgers.ledger import ledger_schema
from trailbook.audit.sample import sample_schema
from trailbook.audit.source_track.assessment import source_level_schema
from trailbook.cli.output import reporting_unwritable
from trailbook.cli.scan_report import scan_schema
from trailbook.diff.model import diff_schema
from trailbook.records.contacts import contacts_schema
from trailbook.records.kinds import schemas
from trailbook.risk.overview.due_export import due_schema
from trailbook.risk.register.coverage import coverage_schema
from trailbook.risk.register.export import register_schema
from trailbook.risk.reviews.export import reviews_schema
from trailbook.site.files.knowledge_json import knowledge_base_schema
from trailbook.text.unseen import printable
from trailbook.text.write import write_whole
from trailbook.trail.export import trail_schema
from trailbook.trail.requests.statement import statement_schema
from trailbook.trail.sign_offs.export import sign_offs_schema
from trailbook.trail.sign_offs.roles import roles_schema
from trailbook.trail.why import why_schema


@click.command()
@click.option(
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("schemas"),
    show_default=True,
    help="The folder to write.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing; exit with 1 if anything is missing, out of date or left over."
)
def schema(folder: Path, check: bool) -> None:
    """Write one JSON Schema for each kind of record, and one for each command that gives JSON with a schema."""
    wanted = all_schemas()
    stale = [name for name, text in wanted.items() if not _has(folder / name, text)]
    if check:
        if not any((folder / name).exists() for name in wanted.keys() - schemas().keys()):
            stale = [name for name in stale if name in schemas()]  # those of records alone, as 'init' writes them
        left = sorted(file.name for file in folder.glob("*.schema.json") if file.name not in wanted)
        for name in stale:
            state = "out of date" if (folder / name).exists() else "missing"
            click.echo(f"{folder / name}: {state}; run 'trailbook schema'")
        for name in left:
            click.echo(f"{folder / printable(name)}: no kind of record has this schema; delete it")
        sys.exit(1 if stale or left else 0)
    with reporting_unwritable():
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            write_whole(folder / name, wanted[name])
    click.echo(f"{len(wanted)} schemas in {folder} ({len(stale)} written)")


def all_schemas() -> dict[str, str]:
    """Every JSON Schema as text by file name: one for each kind of record, and one for each JSON that is written."""
    return {
        **schemas(),
        "contacts.schema.json": contacts_schema(),
        "coverage.schema.json": coverage_schema(),
        "diff.schema.json": diff_schema(),
        "due.schema.json": due_schema(),
        "evidence.schema.json": evidence_schema(),
        "knowledge-base.schema.json": knowledge_base_schema(),
        "ledger-audit.schema.json": audit_schema(),
        "ledger.schema.json": ledger_schema(),
        "register.schema.json": register_schema(),
        "reviews.schema.json": reviews_schema(),
        "roles.schema.json": roles_schema(),
        "sample.schema.json": sample_schema(),
        "scan.schema.json": scan_schema(),
        "request-statement.schema.json": statement_schema(),
        "sign-offs.schema.json": sign_offs_schema(),
        "source-level.schema.json": source_level_schema(),
        "trail.schema.json": trail_schema(),
        "why.schema.json": why_schema(),
    }


def _has(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8", errors="replace") == text
