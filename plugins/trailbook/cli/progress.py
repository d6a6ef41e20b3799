"""What is said on standard error beside the output: the progress of long work, and what was read for it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

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
    bars: list[Any] = []  # click names the type of its bars for its own use

    def step(done: int, number: int) -> None:
        if number > _SHORT and not bars:
            bars.append(click.progressbar(length=number, label=what, file=sys.stderr, show_pos=True))
        for bar in bars:
            bar.update(min(done, number) - bar.pos)

    try:
        yield step
    finally:
        for bar in bars:
            bar.render_finish()
            click.echo(_UP_AND_CLEAR, nl=False, err=True)


_UP_AND_CLEAR = "\x1b[1A\x1b[2K"
"""Takes away the line above (ECMA-48, CUU and EL)."""


def say_what_was_read(workspace: Workspace, revision: str, *, everything: bool) -> None:
    """Say which documents were read and which were not, if ``everything`` was, and what is missing in this clone."""
    if everything:
        click.echo(printable_lines(workspace.coverage(revision).sentence()), err=True)
    if lack := workspace.repository().lack:
        click.echo(printable_lines(f"Warning: what follows is not the whole trail: {lack}."), err=True)
