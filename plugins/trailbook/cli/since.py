"""The problems that a change brings, and those that were there before it as a number."""

from datetime import date

import click

from trailbook.cli.reports import count
from trailbook.diff.new_problems import notices
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.text.problem import Problem
from trailbook.text.unseen import printable
from trailbook.workspace.compare import compare_states
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.problems import scan_commits


def problems_since(
    configuration: Configuration, knowledge: KnowledgeBase, today: date | None, base: str, *, history: bool
) -> tuple[tuple[Problem, ...], str]:
    """The problems and notices since a revision, and a line that counts the others.

    ``history`` asks for credentials in the commits since then, too.
    """
    if ".." in base:
        raise click.UsageError("'--since' takes one revision; 'trailbook diff' compares two")
    compared = compare_states(configuration, knowledge, today, base)
    found = {*compared.difference.problems, *notices(compared.difference)}
    if history:
        found |= {*scan_commits(configuration, compared.commits, today, compared.now.credentials)}
    end = compared.difference.base
    told = f"since {printable(end.name)} ({(end.commit or '')[:10]})"
    return tuple(sorted(found)), f"{told}; {count(compared.difference.older, 'older problem')} left out\n"
