"""What a check looks through for credentials: the files as they are, and on request all that was ever committed."""

from collections.abc import Collection, Sequence
from datetime import date

import click

from trailbook.credentials.scanning import Scan, scan_files
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.text.problem import Problem
from trailbook.trail.credential_history import scan_history
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import HistoryError, NoHistoryError, Repository
from trailbook.workspace.configuration import Configuration


def scan_commits(
    configuration: Configuration, commits: Sequence[Commit], today: date | None, present: Collection[str]
) -> tuple[Problem, ...]:
    """The credentials that some commits brought in, given newest first up to their tip.

    ``present`` are those that stand in the files today.
    """
    if not commits:
        return ()
    repository, asked = Repository(configuration.root), {commit.id for commit in commits}
    brought = [commit for commit in repository.as_committed(commits[0].id) if commit.id in asked]
    folders, options = (*configuration.folders, SNAPSHOTS, OBSERVATIONS), configuration.credentials
    return scan_history(repository, brought, folders, options, today, present=present)


def scan_credentials(configuration: Configuration, today: date | None, *, history: bool = False) -> Scan:
    """The credentials in the knowledge base. A history that can't be read ends the command with its remedy."""
    folders, options = (*configuration.folders, SNAPSHOTS, OBSERVATIONS), configuration.credentials
    files = scan_files(configuration.root, folders, options, today)
    if not history:
        return files
    try:
        repository = Repository(configuration.root)
        past = scan_history(repository, repository.as_committed(), folders, options, today, present=files.found)
    except NoHistoryError:
        return files
    except HistoryError as error:
        raise click.ClickException(str(error)) from error
    return Scan((*files.problems, *past), files.found)
