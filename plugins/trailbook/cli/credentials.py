"""What a check looks through for credentials: the files as they are, and on request all that was ever committed."""

from collections.abc import Collection, Iterable
from datetime import date

import click

from trailbook.cli.configuration import Configuration
from trailbook.credentials.history import scan_history
from trailbook.credentials.scanning import Scan, scan_files
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.records.problem import Problem
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.trail.commits import Commit
from trailbook.trail.repository import HistoryError, NoHistoryError, Repository


def scan_commits(
    configuration: Configuration, commits: Iterable[Commit], today: date | None, present: Collection[str]
) -> tuple[Problem, ...]:
    """The credentials that some commits brought in; ``present`` are those that stand in the files today."""
    repository = Repository(configuration.root)
    folders, options = (*configuration.folders, SNAPSHOTS, OBSERVATIONS), configuration.credentials
    return scan_history(repository, commits, folders, options, today, present=present)


def scan_credentials(configuration: Configuration, today: date | None, *, history: bool = False) -> Scan:
    """The credentials in the knowledge base. A history that can't be read ends the command with its remedy."""
    folders, options = (*configuration.folders, SNAPSHOTS, OBSERVATIONS), configuration.credentials
    files = scan_files(configuration.root, folders, options, today)
    if not history:
        return files
    try:
        repository = Repository(configuration.root)
        commits = repository.history().commits.values()
        past = scan_history(repository, commits, folders, options, today, present=files.found)
    except NoHistoryError:
        return files
    except HistoryError as error:
        raise click.ClickException(str(error)) from error
    return Scan((*files.problems, *past), files.found)
