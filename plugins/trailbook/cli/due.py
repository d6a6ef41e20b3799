"""``trailbook due``: everything that somebody has to do by some day."""

from datetime import date, datetime

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.options import clock_option, day_option, format_option, workspace_option
from trailbook.cli.output import echo
from trailbook.risk.overview.due_export import due_calendar, due_json, due_text
from trailbook.workspace.workspace import Workspace


@click.command()
@audience_option
@workspace_option
@clock_option
@format_option(["text", "json", "ics"])
@click.option("--owner", "owners", multiple=True, help="Only what this owner has to see to. May be repeated.")
@click.option("--application", help="Only what is about the application of this threat model.")
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

    The page 'due.md' is of the newest commit, and this is of today. 'ics' is a calendar after RFC 5545. Always exits
    with 0.
    """
    wanted = {owner.casefold() for owner in owners}
    found = [
        one
        for one in workspace.due(last.date() if last else None)
        if (not wanted or one.owner.casefold() in wanted)
        and (application is None or application in one.applications)
        and (not overdue or one.is_overdue(today))
    ]
    if form == "ics":
        name = ", ".join((f"{workspace.configuration.name}: due", *owners))
        click.echo(due_calendar(found, name, workspace.stamp(), lambda reference: ""), nl=False)
        return
    echo(due_json(found, today) if form == "json" else due_text(found, today))
