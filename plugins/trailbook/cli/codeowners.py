"""``trailbook codeowners``: the file by which a forge asks the owner of a record to review its changes."""

import json
import os
import sys
from pathlib import Path

import click

from trailbook.cli.command_group import Misuse
from trailbook.cli.displayed_paths import from_top, top_of
from trailbook.cli.options import workspace_option
from trailbook.cli.output import write_output
from trailbook.contributing.codeowners import PLACES, code_owners, with_owners
from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.trail.sign_offs.roles import ROLES
from trailbook.workspace.workspace import Workspace


@click.command("codeowners")
@workspace_option
@click.option(
    "--output",
    "place",
    type=click.Choice(PLACES),
    help="Where to write it; by default where it is, else the top folder.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the file is out of date.")
def codeowners(workspace: Workspace, place: str | None, check: bool) -> None:
    """Write CODEOWNERS from the owners of records, with the handles that roles.yaml gives them.

    An owner without a handle is named, and gets no line. Lines that you wrote yourself stay.

    Exits with 1, and writes nothing, while something is wrong with roles.yaml or it has no handles.
    """
    if wrong := [problem for problem in workspace.configuration.problems if problem.path == ROLES]:
        click.echo("\n".join(map(str, wrong)), err=True)
        sys.exit(1)
    top = top_of(workspace.root)
    file = top / (place or next((name for name in PLACES if os.path.lexists(top / name)), "CODEOWNERS"))
    observed = {
        record.id: (path,)
        for record in workspace.own_knowledge().of_kind(Indicator)
        if (workspace.root / (path := f"{OBSERVATIONS}/{record.id}.csv")).is_file()
    }
    handles = workspace.configuration.roles.handles
    found = code_owners(workspace.own_knowledge(), handles, from_top(workspace.root), observed)
    for notice in found.notices:
        click.echo(printable(notice), err=True)
    text = _read(file)
    if not handles and not text:
        owner = next(iter(found.owners), "Platform team")
        click.echo(_WITHOUT_HANDLES.format(owner=json.dumps(owner, ensure_ascii=False)), err=True)
        sys.exit(0 if check else 1)
    wanted = with_owners(text, found.lines)
    if check:
        if text != wanted:
            click.echo(f"{file.relative_to(top)}: out of date; run 'trailbook codeowners'")
        sys.exit(1 if text != wanted else 0)
    if text != wanted:
        write_output(file, wanted, top)
    click.echo(f"{file.relative_to(top)}: {count(len(found.lines), 'file')} with an owner")


_WITHOUT_HANDLES = """\
Nothing was written: a forge needs handles. Say in roles.yaml, beside mkdocs.yml, whom it is to ask for each owner, \
as in:

handles:
  {owner}: ["@your-organisation/a-team"]"""


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8") if file.exists() else ""
    except (OSError, ValueError) as error:
        raise Misuse(f"{file} can't be read: {error}") from error
