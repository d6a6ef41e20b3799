"""The options that many commands share, and the workspace that they give a command."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from trailbook.cli.command_group import Misuse
from trailbook.cli.progress import progress
from trailbook.text.days import read_day
from trailbook.text.unseen import printable
from trailbook.trail.git.command import HistoryError, open_work_tree
from trailbook.trail.git.head import stated_moment
from trailbook.trail.git.kept import anew
from trailbook.workspace.configuration import Configuration, find_root, read_configuration, read_history_configuration
from trailbook.workspace.workspace import Workspace

T = TypeVar("T", bound=Callable[..., Any])

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The folder of the knowledge base; the current one if absent.",
)
"""``--root``, passed as a path."""


def format_option(forms: Iterable[str], default: str = "text") -> Callable[[T], T]:
    """``--format``, one of several names, passed as ``form``. The one that is taken without it is named first."""
    choice = click.Choice(sorted(forms, key=lambda form: (form != default, form)))
    about = "The form of what is printed."
    return click.option("--format", "form", type=choice, default=default, show_default=True, help=about)


def workspace_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--root``, and pass it the ``workspace`` of the knowledge base there, or around there."""

    @root_option
    @wraps(command)
    def with_workspace(root: Path, **arguments: Any) -> None:
        configuration = read_configuration(root)
        if not _has_records(configuration):
            configuration = read_configuration(find_root(root))
        if not _has_records(configuration):
            looked = printable(", ".join(configuration.folders))
            raise Misuse(
                f"no record folder here (looked for {looked}); list the folders with Markdown in 'folders' of "
                "trailbook/records in a mkdocs.yml, or make a knowledge base with 'trailbook init'"
            )
        command(workspace=Workspace(configuration, progress=partial(progress, "Comparing revisions")), **arguments)

    return with_workspace


def _has_records(configuration: Configuration) -> bool:
    return any((configuration.root / folder).is_dir() for folder in configuration.folders)


def history_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--root``, and pass it the ``workspace`` for questions to the history.

    A folder inside a knowledge base will do, and so will any repository with Markdown.
    """

    @click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=Path(),
        callback=lambda _context, _option, folder: find_root(folder),
        help="A folder of the knowledge base or the repository; the current one if absent.",
    )
    @wraps(command)
    def with_workspace(root: Path, **arguments: Any) -> None:
        configuration = read_history_configuration(root)
        command(workspace=Workspace(configuration, progress=partial(progress, "Comparing revisions")), **arguments)

    return with_workspace


def from_git_alone(command: Callable[..., None]) -> Callable[..., None]:
    """Work out anew what a command that proves something asks of the history: nothing is believed that was cached."""

    @wraps(command)
    def with_nothing_kept(workspace: Workspace, **arguments: Any) -> None:
        try:
            work = open_work_tree(workspace.root)
        except HistoryError:  # the command says what is missing
            command(workspace=workspace, **arguments)
            return
        with anew(work.common_dir, work.top):
            command(workspace=workspace, **arguments)

    return with_nothing_kept


class Day(click.DateTime):
    """A day such as 2026-06-30, as the ``datetime`` at which it begins."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day that a text names. Fails with the form that is expected."""
        if isinstance(value, str) and not read_day(value):
            self.fail(printable(f"{value!r} is no day; write one as 2026-06-30"), param, ctx)
        return super().convert(value, param, ctx)


def day_option(flag: str, name: str, help: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """An option whose value is a day, passed as a ``datetime``; None if absent."""
    return click.option(flag, name, type=Day(), metavar="DAY", help=help)


def today_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option ``--today``, which sets the day of its ``workspace``.

    It is for what is built or compared, which is to be the same on every day. What tells a person what is due goes by
    the clock (``clock_option``).
    """

    @day_option("--today", "stated", "The day to compare dates with; that of the newest commit if absent.")
    @wraps(command)
    def with_today(workspace: Workspace, stated: datetime | None, **arguments: Any) -> None:
        workspace.stated_day = stated.date() if stated else None
        command(workspace=workspace, **arguments)

    return with_today


def day_of_clock() -> date:
    """The day (UTC) of ``SOURCE_DATE_EPOCH``, or else of the clock."""
    return (stated_moment() or datetime.now(UTC)).date()


def clock_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option ``--today``, and pass it ``today``, which is the day of its ``workspace`` as well.

    Without the option that is ``day_of_clock``: in a repository without new commits, things fall due as well.
    """

    @day_option("--today", "stated", "The day to compare dates with; that of the clock (UTC) if absent.")
    @wraps(command)
    def with_today(workspace: Workspace, stated: datetime | None, **arguments: Any) -> None:
        workspace.stated_day = stated.date() if stated else day_of_clock()
        command(workspace=workspace, today=workspace.stated_day, **arguments)

    return with_today


def period_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--since`` and ``--until``, passed as days, or None without a beginning or an end."""

    @day_option("--since", "first", "Only decisions of this day (UTC) and later.")
    @day_option("--until", "last", "Only decisions of this day (UTC) and earlier.")
    @wraps(command)
    def with_period(first: datetime | None, last: datetime | None, **arguments: Any) -> None:
        if first and last and first > last:
            raise click.UsageError(f"nothing is between: --since {first.date()} is after --until {last.date()}")
        command(since=first.date() if first else None, until=last.date() if last else None, **arguments)

    return with_period
