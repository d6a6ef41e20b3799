"""What a change brings, for commands that compare it with a revision: its states, and its problems."""

import click

from trailbook.diff.new_problems import notices
from trailbook.text.problem import Problem
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.trail.git.command import HistoryError
from trailbook.workspace.compare import Compared, compare_states
from trailbook.workspace.workspace import Workspace


class RangeError(click.ClickException):
    """What is to be compared is not there, or not all of its history."""

    exit_code = 2


def compared_states(workspace: Workspace, asked: str | None) -> Compared:
    """What differs in a range of revisions. Ends the command with the remedy if one of them can't be read."""
    try:
        return compare_states(workspace, asked)
    except HistoryError as error:
        raise RangeError(printable(str(error))) from error


def problems_since(workspace: Workspace, base: str, *, history: bool) -> tuple[tuple[Problem, ...], str]:
    """The problems and notices since a revision, and a line that counts the others.

    ``history`` asks for credentials in the commits since then, too.
    """
    if ".." in base:
        raise click.UsageError("'--since' takes one revision; 'trailbook diff' compares two")
    compared = compared_states(workspace, base)
    found = {*compared.difference.problems, *notices(compared.difference)}
    if history:
        found |= {*workspace.credentials_in_history(compared.commits)}
    end = compared.difference.base
    since = f"since {printable(end.name)} ({(end.commit or '')[:10]})"
    return tuple(sorted(found)), f"{since}; {count(compared.difference.older, 'older problem')} left out\n"
