"""The problems that a change brings, and what it lacks."""

import click

from trailbook.diff.new_problems import notices
from trailbook.text.problem import Problem
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.workspace.compare import compare_states
from trailbook.workspace.workspace import Workspace


def problems_since(workspace: Workspace, base: str, *, history: bool) -> tuple[tuple[Problem, ...], str]:
    """The problems and notices since a revision, and a line that counts the others.

    ``history`` asks for credentials in the commits since then, too.
    """
    if ".." in base:
        raise click.UsageError("'--since' takes one revision; 'trailbook diff' compares two")
    compared = compare_states(workspace, base)
    found = {*compared.difference.problems, *notices(compared.difference)}
    if history:
        found |= {*workspace.credentials_in_history(compared.commits)}
    end = compared.difference.base
    since = f"since {printable(end.name)} ({(end.commit or '')[:10]})"
    return tuple(sorted(found)), f"{since}; {count(compared.difference.older, 'older problem')} left out\n"
