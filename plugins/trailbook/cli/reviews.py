"""``trailbook reviews``: which records have to be looked at again, and when they were last."""

from datetime import date

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.options import clock_option, format_option, workspace_option
from trailbook.cli.output import echo
from trailbook.risk.reviews.export import reviews_calendar, reviews_json, reviews_text
from trailbook.workspace.workspace import Workspace


@click.command()
@audience_option
@workspace_option
@clock_option
@format_option(["text", "json", "ics"])
@click.option("--overdue", is_flag=True, help="Only what is overdue.")
def reviews(workspace: Workspace, today: date, form: str, overdue: bool) -> None:
    """List the next review of each record, the most urgent first, and how the last one is known.

    'ics' is a calendar after RFC 5545. Always exits with 0.
    """
    states = workspace.reviews()
    if overdue:
        states = [state for state in states if state.is_overdue(today)]
    if form == "ics":
        calendar = reviews_calendar(states, workspace.configuration.name, workspace.stamp(), lambda record: "")
        click.echo(calendar, nl=False)
        return
    echo(reviews_json(states, today) if form == "json" else reviews_text(states, today))
