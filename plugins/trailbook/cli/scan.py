"""``trailbook scan``: settings of platforms compared with what policies ask for."""

import sys
from datetime import date

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import Misuse
from trailbook.cli.displayed_paths import from_here, from_top
from trailbook.cli.options import clock_option, format_option, workspace_option
from trailbook.cli.output import echo
from trailbook.cli.reports import FOR_FORGES
from trailbook.cli.scan_report import FORMATS, ScanReport, scan_report
from trailbook.drift.detection import compare_snapshots, has_templates
from trailbook.drift.model import SEVERITIES
from trailbook.drift.origins import snapshot_history
from trailbook.workspace.workspace import Workspace

LEVELS = (*reversed(SEVERITIES), "never")


@click.command()
@audience_option
@workspace_option
@clock_option
@format_option(sorted(FORMATS))
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="low",
    show_default=True,
    help="Exit with 1 for a deviation of at least this severity that no exception covers.",
)
def scan(workspace: Workspace, today: date, form: str, fail_on: str) -> None:
    """Compare the snapshots in configurations/ with the templates that policies name.

    Exits with 0 when no setting deviates, with 1 when one does, and with 2 when a record or a snapshot has problems,
    because what can't be read may hold a check or an exception.
    """
    errors = [problem for problem in workspace.own_knowledge().problems if problem.level == "error"]
    if not has_templates(workspace.own_knowledge()) and not errors:
        raise Misuse("nothing to compare: there is no record of the kind 'template'")
    past = snapshot_history(workspace.root)
    if past.gap:
        click.echo(f"since when settings deviate is unknown: {past.gap}", err=True)
    before = (from_top if form in FOR_FORGES else from_here)(workspace.root)
    report = scan_report(compare_snapshots(workspace.root, workspace.own_knowledge(), today, past), errors, before)
    echo(FORMATS[form](report))
    sys.exit(2 if report.problems else int(fails(report, fail_on)))


def fails(report: ScanReport, level: str) -> bool:
    """Whether something that is not covered is at least as severe as a level; nothing is for ``never``."""
    least = LEVELS.index(level)
    return any(not found.covered and LEVELS.index(found.severity) >= least for found in report.deviations)
