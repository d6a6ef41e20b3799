"""``trailbook remove``: records and items taken out, with every reference to them."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from trailbook.cli.command_group import Misuse
from trailbook.cli.completed_ids import complete_records
from trailbook.cli.displayed_paths import from_here
from trailbook.cli.options import workspace_option
from trailbook.contributing.removal import Removal, removal
from trailbook.diff.new_problems import CheckedKnowledge, new_problems
from trailbook.records.document import page_path
from trailbook.records.loading import load
from trailbook.records.model import Record
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.text.problem import Problem
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.text.write import as_before, write_whole
from trailbook.workspace.configuration import find_mkdocs
from trailbook.workspace.workspace import Workspace


@click.command()
@click.argument("references", nargs=-1, required=True, metavar="ID...", shell_complete=complete_records(items=True))
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@workspace_option
def remove(workspace: Workspace, references: tuple[str, ...], dry_run: bool) -> None:
    """Remove records (POL-SHARING) or items (TM-LEAVE.T3), and every reference to them.

    A record's file is deleted; an item is taken out of its file. Lists of references lose them, and in texts the
    title is left. Everything is changed, or nothing: where a reference can't be missed, and where a new problem would
    come of it, the places are printed and it exits with 1.
    """
    _refuse_unknown(workspace, references)
    done = removal(workspace.own_knowledge(), references, workspace.configuration.docs)
    files: dict[str, str | None] = {**done.files, **_observations(workspace, references)}
    here = from_here(workspace.root)
    if refusals := done.refusals or _new_problems(workspace, files):
        for problem in refusals:
            click.echo(str(replace(problem, path=f"{here}{problem.path}")), err=True)
        together = " ".join(dict.fromkeys((*references, *done.holders)))
        hint = f"; to remove what can't do without it, too: trailbook remove {together}" if done.holders else ""
        click.echo(printable(f"nothing was changed{hint}"), err=True)
        sys.exit(1)
    if not dry_run:
        _write(workspace.root, files)
    _report(done, files, here, dry_run)
    for line in _in_nav(workspace, done):
        click.echo(printable(line), err=True)


def _refuse_unknown(workspace: Workspace, references: tuple[str, ...]) -> None:
    for reference in references:
        found = workspace[reference]
        if isinstance(found, Record) and (found.id != reference or found.kind == "page"):
            raise Misuse(printable(f"{reference} is a section or a page; remove it in its file"))


def _observations(workspace: Workspace, references: tuple[str, ...]) -> dict[str, None]:
    """The files of observations that go with their indicators."""
    paths = (f"{OBSERVATIONS}/{reference}.csv" for reference in references if "." not in reference)
    return {path: None for path in paths if (workspace.root / path).is_file()}


def _new_problems(workspace: Workspace, files: Mapping[str, str | None]) -> tuple[Problem, ...]:
    """The errors that ``trailbook check`` would report afterwards and does not report now."""
    instead = {path: None if text is None else text.encode() for path, text in files.items()}
    folders = workspace.configuration.folders
    knowledge = load(workspace.root, folders, workspace.territory(), instead)
    before = CheckedKnowledge(workspace.own_knowledge(), workspace.problems())
    after = CheckedKnowledge(knowledge, workspace.with_knowledge(knowledge).problems())
    found = new_problems(before, after, {}).new
    return tuple(problem for problem in found if problem.level == "error" and files.get(problem.path, "") is not None)


def _write(root: Path, files: Mapping[str, str | None]) -> None:
    """Write and delete all files. What was done is undone if one of them can't be."""
    before = {path: (root / path).read_bytes() for path in files}
    done: list[str] = []
    try:
        for path, text in files.items():
            done.append(path)
            if text is None:
                (root / path).unlink()
            else:
                write_whole(root / path, as_before(text, before[path]), within=root)
    except OSError as error:
        for path in done:
            write_whole(root / path, before[path], within=root)
        raise Misuse(f"{done[-1]} can't be changed: {error.strerror}; nothing was changed") from error


def _report(done: Removal, files: Mapping[str, str | None], here: str, dry_run: bool) -> None:
    for change in done.changes:
        click.echo(printable(f"{here}{change}"))
    for path in files.keys() - done.files.keys():
        click.echo(printable(f"{here}{path}:1: the observations are deleted"))
    click.echo(f"{count(len(files), 'file')} {'would change' if dry_run else 'changed'}")


def _in_nav(workspace: Workspace, done: Removal) -> list[str]:
    """A line for each page of a deleted record that the configuration of the site names."""
    file = find_mkdocs(workspace.root)
    text = file.read_text(encoding="utf-8", errors="replace") if file else ""
    pages = (page_path(path, workspace.configuration.docs) for path, new in done.files.items() if new is None)
    return [f"note: {file.name} names {page}; take it out of 'nav'" for page in pages if file and page in text]
