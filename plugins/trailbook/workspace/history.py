"""What a command reads of a knowledge base's history, where there may be none yet."""

import click

from trailbook.trail.decisions import Trail
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import HistoryError, NoHistoryError, Repository
from trailbook.trail.trails import read_trails
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.progress import progress


def read_history(configuration: Configuration, revision: str = "HEAD") -> tuple[tuple[Trail, ...], tuple[Commit, ...]]:
    """The trails of the knowledge base and all commits up to a revision; none where nothing is committed yet.

    A history that can't be read ends the command with its remedy.
    """
    try:
        repository = Repository(configuration.root)
        with progress("Comparing revisions") as step:
            trails = tuple(read_trails(repository, configuration.folders, revision, step))
        return trails, tuple(repository.history(revision).commits.values())
    except NoHistoryError:
        return (), ()
    except HistoryError as error:
        raise click.ClickException(str(error)) from error
