"""The day that a command compares dates with."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

import click

from trailbook.trail.git.head import today_at
from trailbook.workspace.configuration import Configuration


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
