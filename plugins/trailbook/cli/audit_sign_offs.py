"""``trailbook audit sign-offs``: whose agreement changes needed, and who gave it."""

import sys
from datetime import date, datetime

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.options import knowledge_base_options
from trailbook.cli.reports import echo
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.trail.sign_offs.export import rows_as_json, rows_as_text, sign_off_rows
from trailbook.trail.sign_offs.required import sign_offs_of
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.history import read_history


@click.command("sign-offs")
@audience_option
@knowledge_base_options
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Only decisions of this day (UTC) and later."
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Only decisions of this day (UTC) and earlier."
)
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
    echo(told)
    sys.exit(1 if any(row.state != "given" for row in rows) else 0)
