"""``trailbook oscal``: the knowledge base and its trail for programs that read OSCAL."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from trailbook.audit.oscal.assessment_results import assessment_results
from trailbook.audit.oscal.component_definition import component_definition
from trailbook.audit.oscal.facts import OscalFacts, tags_by_commit
from trailbook.cli.audience import audience_option
from trailbook.cli.options import knowledge_base_options
from trailbook.drift.detection import detect_drift
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.overview.observe import observe_with_month_ends
from trailbook.text.output import ascii_json
from trailbook.text.unseen import printable
from trailbook.text.write import write_whole
from trailbook.trail.git.repository import Repository
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.history import read_history


@click.group()
def oscal() -> None:
    """Write OSCAL 1.2.1 documents (NIST), in JSON, with the trail in their revisions and actions."""


def _options(make: Callable[[OscalFacts], dict[str, Any]]) -> Callable[..., None]:
    """A command that writes a document made of the knowledge base."""

    @audience_option
    @knowledge_base_options
    @click.option(
        "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Tell decisions of this day (UTC) and later."
    )
    @click.option(
        "--until",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DAY",
        help="Tell decisions of this day (UTC) and earlier.",
    )
    @click.option(
        "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else it is printed."
    )
    @wraps(make)
    def command(
        configuration: Configuration,
        knowledge: KnowledgeBase,
        since: datetime | None,
        until: datetime | None,
        output: Path | None,
    ) -> None:
        first, last = since.date() if since else date.min, until.date() if until else date.max
        text = ascii_json(make(_facts(configuration, knowledge, first, last)))
        if output is None:
            click.echo(text, nl=False)
            return
        try:
            write_whole(output, text)
        except OSError as error:
            raise click.UsageError(f"{printable(str(output))} can't be written: {error.strerror}") from error

    return command


@oscal.command("component-definition")
@_options
def component_definition_command(facts: OscalFacts) -> dict[str, Any]:
    """Write applications, connectors and policies as components, with the controls that they are about."""
    return component_definition(facts)


@oscal.command("assessment-results")
@_options
def assessment_results_command(facts: OscalFacts) -> dict[str, Any]:
    """Write what checks, indicators and incidents show, with threats and exceptions as risks."""
    return assessment_results(facts)


def _facts(configuration: Configuration, knowledge: KnowledgeBase, since: date, until: date) -> OscalFacts:
    trails, commits = read_history(configuration)
    if not commits:
        raise click.UsageError("nothing is committed yet; an OSCAL document is of a commit, so commit the records")
    repository = Repository(configuration.root)
    head = repository.history().commits[repository.history().head]
    today = head.committed.date()
    return OscalFacts(
        knowledge,
        configuration.name,
        head.id,
        head.committed,
        min(commit.id for commit in commits if not commit.parents),
        trails,
        tags_by_commit(repository),
        configuration.roles,
        configuration.scheme,
        detect_drift(configuration.root, knowledge, today),
        observe_with_month_ends(configuration.root, configuration.folders, knowledge, today),
        since,
        until,
        configuration.emails,
        bool(repository.edited()),
    )
