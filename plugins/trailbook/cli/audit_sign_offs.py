"""``trailbook audit sign-offs``: whose agreement changes needed, and who gave it."""

import sys
from datetime import date

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import Misuse
from trailbook.cli.options import format_option, from_git_alone, period_options, workspace_option
from trailbook.cli.output import echo
from trailbook.trail.sign_offs.export import rows_as_json, rows_as_text, sign_off_rows
from trailbook.workspace.workspace import Workspace


@click.command("sign-offs")
@audience_option
@workspace_option
@from_git_alone
@period_options
@format_option(["text", "json"])
def sign_offs_command(workspace: Workspace, form: str, since: date | None, until: date | None) -> None:
    """List the sign-offs that changes need by the configuration: which are there, how that is known, which are missing.

    Exits with 1 if one is missing, also if nobody is named for its role.
    """
    if not workspace.configuration.sign_offs.roles:
        raise Misuse(
            "no change asks for a sign-off; state occasions and roles in 'sign_offs' of trailbook/trail in mkdocs.yml"
        )
    first, last = since or date.min, until or date.max
    rows = tuple(
        row for row in sign_off_rows(workspace.own_trails(), workspace.sign_offs()) if first <= row.day <= last
    )
    echo(rows_as_json(rows) if form == "json" else rows_as_text(rows))
    sys.exit(1 if any(row.state != "given" for row in rows) else 0)
