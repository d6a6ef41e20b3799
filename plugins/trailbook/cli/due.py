"""``trailbook due``: everything that somebody has to do by some day."""

from collections.abc import Iterable
from datetime import date, datetime

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import refuse_unknown
from trailbook.cli.completed_ids import complete_records
from trailbook.cli.findings import refuse_unknown_model
from trailbook.cli.options import clock_option, day_option, format_option, workspace_option
from trailbook.cli.output import echo
from trailbook.contributing.suggested_values import propose_owners
from trailbook.risk.overview.due import Due
from trailbook.risk.overview.due_export import due_calendar, due_json, due_text
from trailbook.workspace.workspace import Workspace


@click.command()
@audience_option
@workspace_option
@clock_option
@format_option(["text", "json", "ics"])
@click.option("--owner", "owners", multiple=True, help="Only what this owner has to see to. May be repeated.")
@click.option(
    "--application",
    shell_complete=complete_records("threat-model"),
    help="Only what is about the application of this threat model.",
)
@day_option("--until", "last", "Only what is due by this day.")
@click.option("--overdue", is_flag=True, help="Only what is overdue.")
def due(  # noqa: PLR0913, PLR0917 - one parameter an option
    workspace: Workspace,
    today: date,
    form: str,
    owners: tuple[str, ...],
    application: str | None,
    last: datetime | None,
    overdue: bool,
) -> None:
    """List reviews, mitigations, actions, certifications, exceptions, sign-offs and whatever else has a day.

    The page 'due.md' is of the newest commit, and this is of today. 'ics' is a calendar after RFC 5545. Exits with 0,
    whatever is due.
    """
    refuse_unknown_model(workspace, application)
    everything, wanted = workspace.due(), {owner.casefold() for owner in owners}
    refuse_unknown_owners(workspace, owners, everything)
    found = [
        one
        for one in everything
        if (last is None or one.day <= last.date())
        and (not wanted or one.owner.casefold() in wanted)
        and (application is None or application in one.applications)
        and (not overdue or one.is_overdue(today))
    ]
    if form == "ics":
        name = ", ".join((f"{workspace.configuration.name}: due", *owners))
        click.echo(due_calendar(found, name, workspace.stamp(), lambda reference: ""), nl=False)
        return
    echo(due_json(found, today) if form == "json" else due_text(found, today))


def refuse_unknown_owners(workspace: Workspace, owners: Iterable[str], due: Iterable[Due]) -> None:
    """Raise ``Misuse`` for an owner of no record and of nothing that is due."""
    known = {*propose_owners(workspace.knowledge(), ""), *(one.owner for one in due)}
    refuse_unknown("owner", owners, known, str.casefold)
