"""``trailbook check``: every problem of every record, in the form that the reader of it wants."""

import sys
from dataclasses import replace
from datetime import date

import click

from trailbook.cli.options import knowledge_base_options, today_option
from trailbook.cli.places import from_here, from_top, placed
from trailbook.cli.reports import FOR_FORGES, FORMATS, echo
from trailbook.cli.since import problems_since
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.threats.findings import all_findings
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.problems import every_problem


@click.command()
@knowledge_base_options
@today_option
@click.option("--history", is_flag=True, help="Look for credentials in all that was ever committed, too.")
@click.option("--since", metavar="BASE", help="Judge only what changed since the work tree's branch left BASE.")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="text", show_default=True)
def check(
    configuration: Configuration,
    knowledge: KnowledgeBase,
    form: str,
    today: date | None,
    history: bool,
    since: str | None,
) -> None:
    """Check every record and print all problems at once, with notices of what reads hard.

    Records, settings and observations are looked through for credentials; nothing of one is ever printed.

    Paths are as one opens them from here; for GitHub and in SARIF they are relative to the top of the repository.

    With --since, what was wrong in BASE already is counted and not listed, also where its lines moved; what the
    change broke in files that it does not touch is listed; and reasons and sign-offs that it lacks are notices.

    Exits with 0 when there are no problems, with 1 when there are some. A notice is none.
    """
    if since is None:
        problems, note = every_problem(configuration, knowledge, today, history=history).problems, ""
    else:
        problems, note = problems_since(configuration, knowledge, today, since, history=history)
    before = (from_top if form in FOR_FORGES else from_here)(configuration.root)
    told = FORMATS[form](placed(replace(knowledge, problems=problems), before))
    if form == "text":
        told += note or _findings(configuration, knowledge)
    elif note:
        click.echo(note, nl=False, err=True)
    echo(told)
    sys.exit(1 if any(problem.level == "error" for problem in problems) else 0)


def _findings(configuration: Configuration, knowledge: KnowledgeBase) -> str:
    """A line that counts what the rules found; none where there is no threat model."""
    if not any(knowledge.of_kind("threat-model")):
        return ""
    states = [finding.state for finding in all_findings(knowledge, configuration.ruleset.rules)]
    return f"{len(states):,} findings of the rules, {states.count('open'):,} open\n"
