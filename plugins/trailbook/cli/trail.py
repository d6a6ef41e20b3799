"""``trailbook trail`` and ``trailbook why``: how a record came to be, for people and for programs."""

from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.displayed_paths import from_here
from trailbook.cli.options import period_options, workspace_option
from trailbook.text.unseen import printable
from trailbook.trail.decisions import Trail
from trailbook.trail.export import FORMATS, why_text
from trailbook.workspace.workspace import UnknownReferenceError, Workspace


@click.command()
@audience_option
@workspace_option
@click.argument("reference", required=False, metavar="[REFERENCE|PATH]")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="text", show_default=True)
@period_options
@click.option("--rev", default="HEAD", show_default=True, help="The revision whose history is read.")
def trail(
    workspace: Workspace, reference: str | None, form: str, since: date | None, until: date | None, rev: str
) -> None:
    """Print the decisions behind a record, an item of it, or the whole knowledge base, newest first."""
    trails = workspace.trails_at(rev) if reference is None else [_trail(workspace, reference, rev)]
    found = [trail for trail in (trail.between(since, until) for trail in trails) if trail.decisions]
    before = from_here(workspace.root) if form == "text" else ""
    click.echo(FORMATS[form]([replace(trail, path=f"{before}{trail.path}") for trail in found]), nl=False)


@click.command()
@audience_option
@workspace_option
@click.argument("reference")
def why(workspace: Workspace, reference: str) -> None:
    """Explain why a record or an item reads as it does, from its origin to now."""
    found, knowledge = _trail(workspace, reference, "HEAD"), workspace.knowledge()
    title = knowledge.label(reference) if knowledge.resolve(reference) else ""
    click.echo(why_text(found, reference, title), nl=False)


def _trail(workspace: Workspace, reference: str, revision: str) -> Trail:
    """The trail of a reference or a path, which may be written as from here or relative to the knowledge base."""
    reference = reference.removeprefix("./").removeprefix(from_here(workspace.root))
    try:
        return workspace.trail(reference, revision)
    except UnknownReferenceError as error:
        raise UnknownReferenceError(_outside(workspace, reference) or str(error)) from error


def _outside(workspace: Workspace, path: str) -> str:
    """What to say of a file that exists and that nobody reads; empty for anything else."""
    listed = workspace.configuration.folders
    folders = [PurePosixPath(folder).parts for folder in listed]
    is_read = any(PurePosixPath(path).parts[: len(parts)] == parts for parts in folders)
    if is_read or not (workspace.root / path).is_file():
        return ""
    return printable(
        f"{path!r} is outside the folders that are read ({', '.join(listed)}), so nothing is known of its decisions; "
        "'folders' of trailbook/records in mkdocs.yml says what is read"
    )
