"""Progress of long work, shown at a terminal and nowhere else."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from trailbook.trail.parallel import Progress as Step
from trailbook.trail.parallel import no_progress

_SHORT = 300
"""Fewer steps than this are done before anybody could read a bar."""


@contextmanager
def progress(what: str) -> Iterator[Step]:
    """A function that shows on standard error how far work has come; the bar goes away when the work is done."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, visible=False, total=None)

        def step(done: int, number: int) -> None:
            bar.update(task, completed=min(done, number), total=number, visible=number > _SHORT)

        yield step
