"""``trailbook oscal``: the knowledge base and its trail for programs that read OSCAL."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from trailbook.audit.oscal.assessment_results import assessment_results
from trailbook.audit.oscal.component_definition import component_definition
from trailbook.audit.oscal.facts import OscalFacts, tags_by_commit
from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import Misuse
from trailbook.cli.options import from_git_alone, period_options, workspace_option
from trailbook.cli.output import print_or_write
from trailbook.text.output import ascii_json
from trailbook.workspace.workspace import Workspace


@click.group()
def oscal() -> None:
    """Write OSCAL 1.2.1 documents (NIST), in JSON, with the trail in their revisions and actions."""


def _options(write: Callable[[OscalFacts], dict[str, Any]]) -> Callable[..., None]:
    """A command that writes a document made of the knowledge base."""

    @audience_option
    @workspace_option
    @from_git_alone
    @period_options
    @click.option(
        "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else it is printed."
    )
    @wraps(write)
    def command(
        workspace: Workspace,
        since: date | None,
        until: date | None,
        output: Path | None,
    ) -> None:
        text = ascii_json(write(_facts(workspace, since or date.min, until or date.max)))
        print_or_write(text, output)

    return command


@oscal.command("component-definition", short_help="Write what is used, and its controls.")
@_options
def component_definition_command(facts: OscalFacts) -> dict[str, Any]:
    """Write applications, connectors and policies as components, with the controls that they are about."""
    return component_definition(facts)


@oscal.command("assessment-results", short_help="Write what was found, and the risks.")
@_options
def assessment_results_command(facts: OscalFacts) -> dict[str, Any]:
    """Write what checks, indicators and incidents show, with threats and exceptions as risks."""
    return assessment_results(facts)


def _facts(workspace: Workspace, since: date, until: date) -> OscalFacts:
    """What the documents are made from, as of the commit that is checked out."""
    commits = workspace.commits()
    if not commits:
        raise Misuse("nothing is committed yet; an OSCAL document is of a commit, so commit the records")
    head = commits[0]
    workspace.stated_day = head.committed_day
    return OscalFacts(
        workspace.own_knowledge(),
        workspace.configuration.name,
        head.id,
        head.committed,
        min(commit.id for commit in commits if not commit.parents),
        workspace.own_trails(),
        tags_by_commit(workspace.repository()),
        workspace.sign_offs().held.now,
        workspace.configuration.scheme,
        workspace.drift(),
        workspace.observations(),
        since,
        until,
        workspace.configuration.trail.emails,
        bool(workspace.repository().edited()),
    )
