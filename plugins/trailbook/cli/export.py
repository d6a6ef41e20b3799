"""``trailbook export``: the site's pages as plain Markdown with assets."""

import sys
from pathlib import Path

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.displayed_paths import from_here
from trailbook.cli.options import workspace_option
from trailbook.site.export import export as write_export
from trailbook.text.unseen import printable
from trailbook.workspace.workspace import Workspace


@click.command()
@audience_option
@workspace_option
@click.option(
    "--output",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write: new, empty, or an earlier export.",
)
def export(workspace: Workspace, folder: Path) -> None:
    """Write the pages of the site as plain Markdown with assets, for another generator to build.

    Exits with 1 if records or blocks have problems; what could be read is written all the same.
    """
    pages, faults = write_export(workspace, folder)
    for problem in (*map(str, workspace.problems()), *faults):
        click.echo(f"{printable(from_here(workspace.root))}{problem}", err=True)
    click.echo(f"{pages:,} pages in {folder}; in there, run 'zensical build' or 'properdocs build'")
    sys.exit(1 if faults or any(problem.level == "error" for problem in workspace.problems()) else 0)
