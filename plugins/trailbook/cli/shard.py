"""``trailbook shard``: the records of this repository with their decisions, as one file for others."""

from pathlib import Path

import click

from trailbook.cli.audience import audience_option, stated_audience
from trailbook.cli.command_group import Misuse
from trailbook.cli.displayed_paths import is_copy, named_root
from trailbook.cli.options import workspace_option
from trailbook.cli.output import reporting_unwritable
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.sources.options import name_fault
from trailbook.sources.shard import shard_text
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.text.write import write_whole
from trailbook.trail.git.repository import Repository
from trailbook.workspace.hub import shard_of
from trailbook.workspace.workspace import Workspace


@click.command()
@audience_option
@workspace_option
@click.option(
    "--as",
    "known_as",
    default="",
    metavar="NAME",
    help="What hubs call this repository; then no hub takes the file under another name.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write, with its folder.",
)
def shard(workspace: Workspace, known_as: str, output: Path) -> None:
    """Write the records of the newest commit with their links and decisions as one file, for 'trailbook hub'.

    It is signed with the SSH key with which you sign commits, if there is one. The same commit gives the same file.
    """
    if known_as and (fault := name_fault(known_as)):
        raise Misuse(printable(f"--as: {fault[0]}; expected {fault[1]}"))
    asked: Sensitivity | None = click.get_current_context().params.get("audience")
    level = asked or stated_audience(workspace.root) or SENSITIVITIES[-1]
    found = shard_of(workspace, level, is_whole=not is_copy(workspace.root), known_as=known_as)
    home = Repository(named_root(workspace.root))
    text, is_signed = shard_text(found, home.git)
    with reporting_unwritable():
        output.parent.mkdir(parents=True, exist_ok=True)
        write_whole(output, text)
    decisions = sum(len(trail.decisions) for trail in found.trails)
    said = f"{count(len(found.files), 'record')}, {count(decisions, 'decision')}, {len(text):,} bytes"
    click.echo(printable(f"{output}: {said}; for {level} readers, of {found.commit[:10]}"))
    if not is_signed:
        click.echo("It is not signed: git signs with no SSH key here (gpg.format, user.signingKey).", err=True)
