"""What is said on standard error beside the output: the progress of long work, and what was read for it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from trailbook.text.unseen import printable_lines
from trailbook.trail.parallel import Progress as Step
from trailbook.trail.parallel import no_progress
from trailbook.workspace.workspace import Workspace

_SHORT = 300
"""Fewer steps than this are done before anybody could read a bar."""


@contextmanager
def progress(what: str) -> Iterator[Step]:
    """A function that shows at a terminal how far work has come; the bar goes away when the work is done."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, visible=False, total=None)

        def step(done: int, number: int) -> None:
            bar.update(task, completed=min(done, number), total=number, visible=number > _SHORT)

        yield step


def say_what_was_read(workspace: Workspace, revision: str, *, everything: bool) -> None:
    """Say which documents were read and which were not, if ``everything`` was, and what is missing in this clone."""
    if everything:
        click.echo(printable_lines(workspace.coverage(revision).sentence()), err=True)
    if lack := workspace.repository().lack:
        click.echo(printable_lines(f"Warning: what follows is not the whole trail: {lack}."), err=True)
