"""``trailbook trail`` and ``trailbook why``: how a record came to be, for people and for programs."""

from dataclasses import replace
from datetime import date
from os.path import relpath
from pathlib import Path, PurePosixPath

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.completed_ids import complete_records
from trailbook.cli.displayed_paths import from_here, named_root
from trailbook.cli.options import format_option, history_option, period_options
from trailbook.cli.progress import say_what_was_read
from trailbook.records.references import Reference
from trailbook.text.files import SUFFIXES
from trailbook.text.unseen import printable
from trailbook.trail.decisions import Trail
from trailbook.trail.export import FORMATS
from trailbook.trail.proofs.reading import said_of
from trailbook.trail.why import why_json, why_text
from trailbook.workspace.lookup import UnknownReferenceError, page_and_section
from trailbook.workspace.workspace import Workspace


@click.command()
@audience_option
@history_option
@click.argument("reference", required=False, metavar="[REFERENCE|PATH]", shell_complete=complete_records(items=True))
@format_option(sorted(FORMATS))
@period_options
@click.option("--rev", default="HEAD", show_default=True, help="The revision whose history is read.")
def trail(
    workspace: Workspace, reference: str | None, form: str, since: date | None, until: date | None, rev: str
) -> None:
    """Print the decisions behind a record, an item, a page, a folder of them, or all, newest first.

    This works in every git repository with Markdown. Without a mkdocs.yml or the folders of a knowledge base, all
    Markdown is read but that in hidden folders and in those with the work of others; a path that you name is always
    read, and its end will do where no other path has it.

    Text and Markdown also show what other tools recorded about a commit, if their refs are here, under their names.
    """
    workspace.partial = True
    everything = reference is None
    trails = (
        (*workspace.trails_at(rev), *workspace.trust_roots(rev))
        if reference is None
        else named_trails(workspace, reference, rev)
    )
    found = [trail for trail in (trail.between(since, until) for trail in trails) if trail.decisions]
    before = from_here(workspace.root) if form == "text" else ""
    say_what_was_read(workspace, rev, everything=everything or len(trails) > 1)
    said = said_of(workspace.repository(), found, workspace.repository().commit_id(rev)) if form != "json" else {}
    click.echo(FORMATS[form]([replace(trail, path=f"{before}{trail.path}") for trail in found], said), nl=False)


@click.command()
@audience_option
@history_option
@click.argument("reference", shell_complete=complete_records(items=True))
@click.option("--all", "everything", is_flag=True, help="Show every decision on it, from its origin to now.")
@format_option(["json", "text"])
def why(workspace: Workspace, reference: str, everything: bool, form: str) -> None:
    """Show who decided what a record, an item, a page or a section of a page says, and why.

    The answer is the decision that it began with and the last that changed what it means; the others are counted. A
    section is named by its anchor or its heading: docs/page.md#section, "docs/page.md#The heading".
    """
    workspace.partial = True
    trails, knowledge = named_trails(workspace, reference, "HEAD"), workspace.knowledge()
    if len(trails) > 1:
        raise UnknownReferenceError(printable(f"{reference!r} is a folder; 'trailbook trail' lists its pages"))
    title = knowledge.label(reference) if knowledge.resolve(reference) else ""
    say_what_was_read(workspace, "HEAD", everything=False)
    found = workspace.why(_known_as(trails[0], reference))
    if form == "json":
        click.echo(why_json(found, reference, title), nl=False)
    else:
        click.echo(why_text(found, trails[0], reference, title, everything=everything), nl=False)


def _known_as(trail: Trail, reference: str) -> str:
    """The reference of a trail that was found, however its path was written."""
    _, section = page_and_section(reference)
    is_item = trail.record == Reference.parse(reference).record != reference
    return reference if is_item else f"{trail.record}{_marked(section)}"


def _marked(section: str | None) -> str:
    return "" if section is None else f"#{section}"


def named_trails(workspace: Workspace, reference: str, revision: str) -> tuple[Trail, ...]:
    """The trails of a reference or a path, which may be written as from here or relative to the knowledge base."""
    path, section = page_and_section(reference)
    from_root = f"{Path(relpath(path or '.', named_root(workspace.root))).as_posix()}{_marked(section)}"
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
