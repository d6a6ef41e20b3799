"""The options that many commands share."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from trailbook.records.loading import load
from trailbook.text.unseen import printable
from trailbook.trail.git.head import today_at
from trailbook.workspace.configuration import Configuration, read_configuration


def knowledge_base_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--root``, and pass it ``configuration`` and ``knowledge`` found there."""

    @root_option
    @wraps(command)
    def with_knowledge(root: Path, **arguments: Any) -> None:
        configuration = read_configuration(root)
        if not any((root / folder).is_dir() for folder in configuration.folders):
            looked = printable(", ".join(configuration.folders))
            raise click.UsageError(
                f"no record folder here (looked for {looked}); list the folders with Markdown in 'folders' of "
                "trailbook/records in a mkdocs.yml, or make a knowledge base with 'trailbook init'"
            )
        command(configuration=configuration, knowledge=load(root, configuration.folders), **arguments)

    return with_knowledge


root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The folder of the knowledge base; the current one if absent.",
)
"""``--root``, passed as a path."""


def today_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option ``--today``, and pass it ``today``: a day, or None where none is known."""

    @click.option(
        "--today",
        "stated",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DAY",
        help="The day to compare dates with; that of the newest commit if absent.",
    )
    @wraps(command)
    def with_today(configuration: Configuration, stated: datetime | None, **arguments: Any) -> None:
        today: date | None = stated.date() if stated else today_at(configuration.root)
        command(configuration=configuration, today=today, **arguments)

    return with_today
