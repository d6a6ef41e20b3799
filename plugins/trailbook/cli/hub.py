"""``trailbook hub``: asks the repositories that mkdocs.yml names for their records, and keeps the last good ones."""

import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

from trailbook.cli.options import format_option, workspace_option
from trailbook.cli.reports import echo
from trailbook.sources.index import index_text
from trailbook.sources.options import Source
from trailbook.sources.state import OUTCOMES, Status
from trailbook.text.output import ascii_json
from trailbook.text.prose import count
from trailbook.text.unseen import printable, printable_lines
from trailbook.text.write import write_whole
from trailbook.workspace.hub import run_hub
from trailbook.workspace.workspace import Workspace


@click.command()
@workspace_option
@click.option("--accept", "accepted", multiple=True, metavar="NAME", help="Take a rewritten history. May be repeated.")
@click.option(
    "--executor",
    "scheduler",
    metavar="ADDRESS",
    help="Let the workers of a Dask cluster ask addresses and repositories, as in tls://scheduler:8786.",
)
@click.option("--jobs", type=click.IntRange(1, 256), default=16, show_default=True, help="How many are asked at once.")
@click.option(
    "--index",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write every name that there is, and the options for all, for 'trailbook check --against'.",
)
@format_option(["text", "json"])
def hub(
    workspace: Workspace, accepted: tuple[str, ...], scheduler: str | None, jobs: int, index: Path | None, form: str
) -> None:
    """Ask the repositories under 'sources' of mkdocs.yml for their records, check what they give, and keep it.

    Where one gives nothing that can be used, the last good records stay in force. Sites and checks read only what is
    kept, in '.trailbook'. Exits with 1 if a source is not current.
    """
    if not workspace.configuration.sources:
        said = "; ".join(str(problem) for problem in workspace.configuration.problems if "source" in problem.rule)
        raise click.UsageError(
            printable(said) or "mkdocs.yml names no 'sources' of trailbook/records, so there is nobody to ask"
        )
    today = _today()
    with ThreadPoolExecutor(jobs) as threads, _cluster(scheduler) as cluster:

        def workers(source: Source) -> Executor:
            return threads if cluster is None or source.kind == "file" else cluster

        try:
            statuses = run_hub(workspace, workers, today, accepted)
        except OSError as error:
            where = printable(str(error.filename or ".trailbook"))
            raise click.ClickException(f"{where} can't be written: {error.strerror}; what was kept stays") from error
    if index is not None:
        _write_index(workspace, index)
    echo(_as_json(statuses, today) if form == "json" else _as_text(statuses, today))
    sys.exit(int(any(one.outcome != "current" or one.is_late(today) for one in statuses.values())))


@contextmanager
def _cluster(scheduler: str | None) -> Iterator[Executor | None]:
    """The workers of a Dask cluster; None without an address. What keeps the connection secret is Dask's to know."""
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client  # noqa: PLC0415 - few have it
    except ModuleNotFoundError as error:
        raise click.UsageError("this needs Dask; install Trailbook with its extra 'dask'") from error
    try:
        client = Client(scheduler, timeout=30)
    except (OSError, ValueError) as error:
        raise click.UsageError(
            printable(f"no scheduler of Dask can be reached at {scheduler}: {error}"[:300])
        ) from error
    with client, client.get_executor(pure=False) as executor:
        yield executor


def _write_index(workspace: Workspace, file: Path) -> None:
    newest, configuration = workspace.newest(), workspace.configuration
    commit, day = (newest.commit, newest.day) if newest else ("", None)
    text = index_text(workspace.knowledge(), configuration.name, commit, day, vars(configuration.records))
    try:
        write_whole(file, text)
    except OSError as error:
        raise click.UsageError(f"{printable(str(file))} can't be written: {error.strerror}") from error


def _today() -> date:
    """The day of ``SOURCE_DATE_EPOCH``, or else of the clock: a fetch is of the day on which it is made."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(stated), UTC).date() if stated.isdigit() else datetime.now(UTC).date()


def _as_text(statuses: Mapping[str, Status], today: date) -> str:
    lines = [line for _, status in sorted(statuses.items()) for line in _lines(status, today)]
    bad = sum(one.outcome != "current" for one in statuses.values())
    records = sum(one.records for one in statuses.values())
    of = count(len(statuses), "repository", "repositories")
    return printable_lines(
        "\n".join([*lines, f"{of}, {bad:,} not current; {count(records, 'record')} in force"]) + "\n"
    )


def _lines(status: Status, today: date) -> Iterator[str]:
    held = f"{count(status.records, 'record')} of {status.landed}, {status.commit[:10]}" if status.landed else "nothing"
    yield f"{status.name}: {OUTCOMES[status.outcome].lower()}; in force: {held}"
    if status.message:
        yield f"  {status.message}"
    if status.is_late(today):
        yield f"  late: something should land there {status.cadence}"


def _as_json(statuses: Mapping[str, Status], today: date) -> str:
    return ascii_json(
        [
            {
                "name": one.name,
                "from": one.at,
                "unit": one.unit,
                "outcome": one.outcome,
                "message": one.message,
                "late": one.is_late(today),
                "landed": one.landed.isoformat() if one.landed else None,
                "commit": one.commit,
                "records": one.records,
                "sha256": one.digest,
            }
            for _, one in sorted(statuses.items())
        ]
    )
