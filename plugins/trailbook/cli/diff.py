"""``trailbook diff``: what a branch changes, in the records' own terms."""

import sys
from pathlib import Path

import click

from trailbook.cli.displayed_paths import from_here, from_top
from trailbook.cli.options import format_option, history_option, today_option
from trailbook.cli.output import echo, reporting_unwritable
from trailbook.diff.as_markdown import as_markdown
from trailbook.diff.as_text import as_text
from trailbook.diff.difference import with_path_prefix
from trailbook.diff.flows import changed_flows, pictures
from trailbook.diff.model import Difference, difference_json
from trailbook.text.unseen import printable
from trailbook.text.write import write_whole
from trailbook.workspace.compare import Compared, compare_states
from trailbook.workspace.workspace import Workspace

FORMATS = ("json", "markdown", "text")


@click.command()
@history_option
@today_option
@click.argument("asked", required=False, metavar="[BASE | BASE..HEAD | BASE...HEAD]")
@format_option(FORMATS)
@click.option(
    "--pictures",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Draw what changed in each threat model into this folder, as SVG.",
)
def diff(
    workspace: Workspace,
    asked: str | None,
    form: str,
    folder: Path | None,
) -> None:
    """Show what changed on record: what weakens and strengthens, and what the change still lacks.

    Without a range, the branch is compared from where it left the main branch to the work tree, uncommitted edits
    included; so it is with BASE alone. Two dots compare two revisions as they are, three from where they parted.

    This works in every git repository with Markdown. Without a mkdocs.yml or the folders of a knowledge base, all pages
    are compared that 'trailbook trail' reads.

    Paths of problems and links are relative to the current folder; in Markdown, to the top of the repository.

    Exits with 0 when the change brings no problem, with 1 when it brings some, and with 2 when there is nothing to
    compare.
    """
    compared = compare_states(workspace, asked)
    before = (from_top if form == "markdown" else from_here)(workspace.root)
    difference = with_path_prefix(compared.difference, before)
    echo(_report(compared, difference, form))
    if folder:
        _draw(compared, folder)
    sys.exit(1 if any(problem.level == "error" for problem in difference.problems) else 0)


def _report(compared: Compared, difference: Difference, form: str) -> str:
    if form == "json":
        return difference_json(difference)
    if form == "text":
        return as_text(difference, _styled)
    records = [record.record for record in difference.records]
    return as_markdown(
        difference,
        list(changed_flows(compared.before.workspace.own_knowledge(), compared.now.workspace.own_knowledge(), records)),
    )


def _draw(compared: Compared, folder: Path) -> None:
    """Write the picture of each threat model that changed as ``<id>.svg``."""
    records = [record.record for record in compared.difference.records if record.change != "removed"]
    before, now = compared.before.workspace.own_knowledge(), compared.now.workspace.own_knowledge()
    drawn = list(pictures(before, now, records))
    with reporting_unwritable():
        folder.mkdir(parents=True, exist_ok=True)
        for id, picture in drawn:
            write_whole(folder / f"{id}.svg", f"{picture.svg}\n")
            click.echo(f"{picture.title}: {printable(str(folder / id))}.svg", err=True)


def _styled(line: str, kind: str) -> str:
    colours = {"weakens": "red", "strengthens": "green"}
    return click.style(line, fg=colours.get(kind), bold=True)
