"""``trailbook reviews``: which records have to be looked at again, and when they were last."""

from datetime import UTC, date, datetime, time

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.options import knowledge_base_options, today_option
from trailbook.cli.reports import echo
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.reviews.export import reviews_calendar, reviews_json, reviews_text
from trailbook.risk.reviews.reviews import evidence_of, review_states
from trailbook.trail.git.head import now_at, today_at
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.history import read_history
from trailbook.workspace.indicators import observed_by


@click.command()
@audience_option
@knowledge_base_options
@today_option
@click.option("--format", "form", type=click.Choice(["text", "json", "ics"]), default="text", show_default=True)
@click.option("--overdue", is_flag=True, help="Only what is overdue.")
def reviews(
    configuration: Configuration, knowledge: KnowledgeBase, form: str, overdue: bool, today: date | None
) -> None:
    """List the next review of each record, the most urgent first, and how the last one is known.

    'ics' is a calendar after RFC 5545. An overdue review is no problem of a file: the exit code is 0.
    """
    evidence = evidence_of(*read_history(configuration))
    records = knowledge.records.values()
    observed = observed_by(configuration, knowledge, today, evidence)
    states = review_states(records, configuration.review_plan, configuration.scheme, evidence, today, observed)
    if overdue:
        states = [state for state in states if state.is_overdue(today)]
    if form == "ics":
        calendar = reviews_calendar(states, configuration.name, _stamp(configuration, today), lambda record: "")
        click.echo(calendar, nl=False)
        return
    told = reviews_json(states, today) if form == "json" else reviews_text(states, today)
    echo(told)


def _stamp(configuration: Configuration, today: date | None) -> datetime | None:
    """The moment of the newest commit, or the beginning of the day that was asked for."""
    if today is None or today == today_at(configuration.root):
        return now_at(configuration.root)
    return datetime.combine(today, time(), UTC)
