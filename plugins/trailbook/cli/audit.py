"""``trailbook audit``: what an auditor asks of the trail."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from textwrap import fill

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.audit_bundle import bundle_command, verify_command
from trailbook.cli.audit_ledger import ledger_command
from trailbook.cli.configuration import Configuration, knowledge_base_options
from trailbook.cli.history import read_history
from trailbook.cli.reports import count
from trailbook.cli.trail import read
from trailbook.records import KnowledgeBase
from trailbook.trail.gaps import TITLES, Gap, Share, gaps, shares_by_quarter, shares_by_record
from trailbook.trail.sign_off_rows import rows_as_json, rows_as_text, sign_off_rows
from trailbook.trail.sign_offs import sign_offs_of
from trailbook.trail.writing import WIDTH, printable


@click.group()
def audit() -> None:
    """Ask what the trail can't show."""


for command in (bundle_command, ledger_command, verify_command):
    audit.add_command(command)


@audit.command("gaps")
@audience_option
@knowledge_base_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def gaps_command(configuration: Configuration, knowledge: KnowledgeBase, form: str) -> None:
    """List changes without a reason or an independent approval, and claims that git contradicts."""
    trails = read(configuration, "HEAD")
    found = gaps(trails, knowledge.records)
    quarters, records = shares_by_quarter(trails), shares_by_record(trails)
    if form == "json":
        values = {
            "gaps": [asdict(gap) for gap in found],
            "by_quarter": [asdict(share) for share in quarters],
            "by_record": [asdict(share) for share in records],
        }
        click.echo(json.dumps(values, indent=2, ensure_ascii=False, default=str))
        return
    for kind, title in TITLES.items():
        some = [gap for gap in found if gap.kind == kind]
        if some:
            click.echo(f"{title} ({len(some):,})")
            click.echo("".join(_line(gap) for gap in some))
    click.echo("Share of decisions with a reason, and with an independent approval")
    click.echo("".join(_share(share) for share in [*quarters, *records]), nl=False)


@audit.command("sign-offs")
@audience_option
@knowledge_base_options
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only decisions of this day (UTC) and later.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Only decisions of this day (UTC) and earlier.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def sign_offs_command(
    configuration: Configuration, knowledge: KnowledgeBase, form: str, since: datetime | None, until: datetime | None
) -> None:
    """List the sign-offs that changes need by the configuration: which are there, how that is known, which are missing.

    Exits with 1 when one is missing, also where nobody is named for its role.
    """
    if not configuration.sign_offs.roles:
        raise click.UsageError(
            "no change asks for a sign-off; state occasions and roles in 'sign_offs' of trailbook/trail in mkdocs.yml"
        )
    trails, commits = read_history(configuration)
    sign_offs = sign_offs_of(configuration.sign_offs, configuration.roles, trails, commits)
    first, last = since.date() if since else date.min, until.date() if until else date.max
    rows = tuple(row for row in sign_off_rows(trails, sign_offs) if first <= row.day <= last)
    told = rows_as_json(rows) if form == "json" else rows_as_text(rows)
    encoding = sys.stdout.encoding or "utf-8"  # some terminals and pipes on Windows know few characters
    click.echo(told.encode(encoding, "replace").decode(encoding), nl=False)
    sys.exit(1 if any(row.state != "given" for row in rows) else 0)


def _line(gap: Gap) -> str:
    line = f"  {gap.date.astimezone(UTC).date()}  {gap.commit[:10]}  {gap.record}: {gap.detail}"
    return (
        fill(printable(line), WIDTH, subsequent_indent=" " * 26, break_long_words=False, break_on_hyphens=False) + "\n"
    )


def _share(share: Share) -> str:
    decisions = count(share.decisions, "decision")
    return (
        printable(
            f"  {share.name}: {decisions}, {share.with_rationale:,} with a reason, {share.with_approval:,} agreed"
        )
        + "\n"
    )
