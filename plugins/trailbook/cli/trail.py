"""``trailbook trail`` and ``trailbook why``: how a record came to be, for people and for programs."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.options import knowledge_base_options
from trailbook.cli.places import from_here
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import Reference
from trailbook.text.problem import nearest
from trailbook.text.unseen import printable
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.export import FORMATS, why_text
from trailbook.trail.git.repository import HistoryError, Repository
from trailbook.trail.trails import read_trails
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.progress import progress


@click.command()
@audience_option
@knowledge_base_options
@click.argument("reference", required=False, metavar="[REFERENCE|PATH]")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="text", show_default=True)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Only decisions of this day (UTC) and later."
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Only decisions of this day (UTC) and earlier."
)
@click.option("--rev", default="HEAD", show_default=True, help="The revision whose history is read.")
def trail(  # noqa: PLR0913, PLR0917 - one parameter an option
    configuration: Configuration,
    knowledge: KnowledgeBase,
    reference: str | None,
    form: str,
    since: datetime | None,
    until: datetime | None,
    rev: str,
) -> None:
    """Print the decisions behind a record, an item of it, or the whole knowledge base, newest first."""
    trails = _between(_selected(configuration, read(configuration, rev), reference), since, until)
    click.echo(FORMATS[form](_placed(configuration, trails) if form == "text" else trails), nl=False)


@click.command()
@audience_option
@knowledge_base_options
@click.argument("reference")
def why(configuration: Configuration, knowledge: KnowledgeBase, reference: str) -> None:
    """Tell why a record or an item reads as it does, from its origin to now."""
    (found,) = _selected(configuration, read(configuration, "HEAD"), reference)
    title = knowledge.label(reference) if knowledge.resolve(reference) else ""
    click.echo(why_text(found, reference, title), nl=False)


def read(configuration: Configuration, revision: str) -> list[Trail]:
    """All trails of the knowledge base; a history that can't be read ends the command with its remedy."""
    try:
        with progress("Comparing revisions") as step:
            return read_trails(Repository(configuration.root), configuration.folders, revision, step)
    except HistoryError as error:
        raise click.ClickException(str(error)) from error


def _placed(configuration: Configuration, trails: Sequence[Trail]) -> list[Trail]:
    """The trails with paths as one opens them from here."""
    return [replace(trail, path=f"{from_here(configuration.root)}{trail.path}") for trail in trails]


def _selected(configuration: Configuration, trails: Sequence[Trail], reference: str | None) -> list[Trail]:
    """The trails that a reference or a path names, cut down to an item's decisions where it names one.

    A path may be written as from here, or relative to the knowledge base.
    """
    if reference is None:
        return list(trails)
    reference = reference.removeprefix("./").removeprefix(from_here(configuration.root))
    record, item = Reference.parse(reference)
    for trail in trails:
        if reference in (trail.record, trail.path):
            return [trail]
        if trail.record == record and item:
            about = tuple(_only(decision, item) for decision in trail.decisions)
            decisions = tuple(decision for decision in about if decision.changes)
            if decisions:
                return [Trail(trail.record, trail.path, decisions)]
    names = [trail.record for trail in trails] + [trail.path for trail in trails]
    close = nearest(reference, names)
    hint = f"; did you mean {close!r}?" if close else ""
    told = _outside(configuration, reference) or f"history knows no record, item or path {reference!r}{hint}"
    click.echo(printable(told), err=True)
    sys.exit(2)


def _outside(configuration: Configuration, path: str) -> str:
    """What to say of a file that is there and that nobody reads; empty for anything else."""
    folders = [PurePosixPath(folder).parts for folder in configuration.folders]
    read = any(PurePosixPath(path).parts[: len(parts)] == parts for parts in folders)
    if read or not (configuration.root / path).is_file():
        return ""
    return (
        f"{path!r} is outside the folders that are read ({', '.join(configuration.folders)}), so nothing is known of "
        "its decisions; 'folders' of trailbook/records in mkdocs.yml says what is read"
    )


def _only(decision: Decision, item: str) -> Decision:
    changes = tuple(change for change in decision.changes if change.item == item)
    return Decision(**{**vars(decision), "changes": changes})


def _between(trails: Sequence[Trail], since: datetime | None, until: datetime | None) -> list[Trail]:
    """The trails with only the decisions of a period; trails without any are left out."""
    first = since.date() if since else None
    last = until.date() if until else None
    kept: list[Trail] = []
    for trail in trails:
        decisions = tuple(
            decision
            for decision in trail.decisions
            if (first is None or decision.date.astimezone(UTC).date() >= first)
            and (last is None or decision.date.astimezone(UTC).date() <= last)
        )
        if decisions:
            kept.append(Trail(trail.record, trail.path, decisions))
    return kept
