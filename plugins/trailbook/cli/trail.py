"""``trailbook trail`` and ``trailbook why``: how a record came to be, for people and for programs."""

from dataclasses import replace
from datetime import date
from os.path import relpath
from pathlib import Path, PurePosixPath

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.displayed_paths import COPIES, from_here
from trailbook.cli.options import history_option, period_options
from trailbook.cli.progress import say_what_was_read
from trailbook.text.files import SUFFIXES
from trailbook.text.unseen import printable
from trailbook.trail.decisions import Trail
from trailbook.trail.export import FORMATS, why_text
from trailbook.workspace.workspace import UnknownReferenceError, Workspace


@click.command()
@audience_option
@history_option
@click.argument("reference", required=False, metavar="[REFERENCE|PATH]")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="text", show_default=True)
@period_options
@click.option("--rev", default="HEAD", show_default=True, help="The revision whose history is read.")
def trail(
    workspace: Workspace, reference: str | None, form: str, since: date | None, until: date | None, rev: str
) -> None:
    """Print the decisions behind a record, an item, a page, a folder of them, or all, newest first.

    This works in every git repository with Markdown. Without a mkdocs.yml or the folders of a knowledge base, all
    Markdown is read but that in hidden folders and in those with the work of others; a path that you name is always
    read, and its end will do where no other path has it.
    """
    workspace.partial = True
    trails = workspace.trails_at(rev) if reference is None else named_trails(workspace, reference, rev)
    found = [trail for trail in (trail.between(since, until) for trail in trails) if trail.decisions]
    before = from_here(workspace.root) if form == "text" else ""
    say_what_was_read(workspace, rev, everything=reference is None or len(trails) > 1)
    click.echo(FORMATS[form]([replace(trail, path=f"{before}{trail.path}") for trail in found]), nl=False)


@click.command()
@audience_option
@history_option
@click.argument("reference")
def why(workspace: Workspace, reference: str) -> None:
    """Explain why a record, an item or a page reads as it does, from its origin to now."""
    workspace.partial = True
    trails, knowledge = named_trails(workspace, reference, "HEAD"), workspace.knowledge()
    if len(trails) > 1:
        raise UnknownReferenceError(printable(f"{reference!r} is a folder; 'trailbook trail' lists its pages"))
    title = knowledge.label(reference) if knowledge.resolve(reference) else ""
    say_what_was_read(workspace, "HEAD", everything=False)
    click.echo(why_text(trails[0], reference, title), nl=False)


def named_trails(workspace: Workspace, reference: str, revision: str) -> tuple[Trail, ...]:
    """The trails of a reference or a path, which may be written as from here or relative to the knowledge base."""
    from_root = Path(relpath(reference, COPIES.get(workspace.root, workspace.root))).as_posix()
    try:
        return workspace.trails_of(from_root, revision)
    except UnknownReferenceError as error:
        if said := _not_read(workspace, from_root):
            raise UnknownReferenceError(said) from error
    return workspace.trails_of(reference, revision)


def _not_read(workspace: Workspace, path: str) -> str:
    """What to say of a file that exists and that nobody reads; empty for anything else."""
    if path.endswith(SUFFIXES) or not (workspace.root / path).is_file():
        return ""
    ending = PurePosixPath(path).suffix or "no ending"
    return printable(f"{path!r} is no Markdown ({ending}), so nothing is known of its decisions")
