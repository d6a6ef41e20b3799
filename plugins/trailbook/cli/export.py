"""``trailbook export``: the site's pages as plain Markdown with assets."""

import sys
from pathlib import Path

import click

from trailbook.audit.ledgers.audit import audit_at
from trailbook.cli.audience import audience_option
from trailbook.cli.options import knowledge_base_options
from trailbook.cli.places import from_here
from trailbook.credentials.masking import mask_in_problems
from trailbook.drift.detection import detect_drift
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.reviews.reviews import evidence_of
from trailbook.risk.threats.finding_problems import finding_problems
from trailbook.site.export import ExportPlan
from trailbook.site.export import export as write_export
from trailbook.text.unseen import printable
from trailbook.text.write import FolderError
from trailbook.trail.git.head import today_at
from trailbook.trail.sign_offs.required import sign_offs_of
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.history import read_history
from trailbook.workspace.indicators import observed_by
from trailbook.workspace.problems import scan_credentials


@click.command()
@audience_option
@knowledge_base_options
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write: new, empty, or an earlier export.",
)
def export(configuration: Configuration, knowledge: KnowledgeBase, folder: Path) -> None:
    """Write the pages of the site as plain Markdown with assets, for another generator to build.

    Exits with 1 when records or blocks have problems; what could be read is written all the same.
    """
    trails, commits = read_history(configuration)
    today = today_at(configuration.root)
    drift = detect_drift(configuration.root, knowledge, today)
    evidence = evidence_of(trails, commits)
    observed = observed_by(configuration, knowledge, today, evidence)
    plan = ExportPlan(
        configuration.root,
        configuration.docs,
        configuration.name,
        configuration.nav,
        trails,
        configuration.folders,
        configuration.scheme,
        drift,
        configuration.ruleset,
        configuration.review_plan,
        evidence,
        sign_offs_of(configuration.sign_offs, configuration.roles, trails, commits),
        observed=observed,
        emails=configuration.emails,
        footer=configuration.footer,
        ledgers=audit_at(configuration.root, trails),
    )
    try:
        pages = write_export(knowledge, plan, folder)
    except FolderError as error:
        raise click.UsageError(str(error)) from error
    states = finding_problems(knowledge, configuration.ruleset, today)
    found = (
        *knowledge.problems,
        *configuration.problems,
        *states,
        *(drift.problems if drift else ()),
        *observed.problems,
    )
    scan = scan_credentials(configuration, today)
    told = (*mask_in_problems(found, scan.credentials), *scan.problems)
    problems = [*map(str, told), *plan.problems]
    for problem in problems:
        click.echo(f"{printable(from_here(configuration.root))}{problem}", err=True)
    click.echo(f"{pages:,} pages in {folder}")
    sys.exit(1 if plan.problems or any(problem.level == "error" for problem in told) else 0)
