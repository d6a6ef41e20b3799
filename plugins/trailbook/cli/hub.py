"""``trailbook hub``: asks the repositories that mkdocs.yml names for their records, and keeps the last good ones."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from trailbook.cli.command_group import Misuse, refuse_unknown
from trailbook.cli.options import day_of_clock, format_option, workspace_option
from trailbook.cli.output import echo, write_output
from trailbook.credentials.masking import mask
from trailbook.site.background.executor import Processes
from trailbook.sources.gathering import Workers
from trailbook.sources.index import index_text
from trailbook.sources.options import Source
from trailbook.sources.state import OUTCOMES, Status
from trailbook.sources.store import Store, StoreError
from trailbook.text.errors import install_with
from trailbook.text.output import ascii_json
from trailbook.text.processors import processors
from trailbook.text.prose import count
from trailbook.text.unseen import printable, printable_lines
from trailbook.workspace.hub import run_hub
from trailbook.workspace.workspace import Workspace

_WORTHWHILE = 2
"""How many repositories justify the start of a process, which takes about a second."""


@dataclass(frozen=True)
class Means:
    """What a run may use: the address of a scheduler, a store that workers share, how many sources it asks at once."""

    scheduler: str | None
    store: Store | None
    jobs: int


def _means_option(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say who does the work, as the argument ``means``."""

    @click.option(
        "--executor",
        "scheduler",
        metavar="ADDRESS",
        help="Let the workers of a Dask cluster ask addresses and repositories, as in tls://scheduler:8786.",
    )
    @click.option(
        "--store",
        "stored",
        metavar="ADDRESS",
        help="Where workers share what they make of repositories: a folder, or an address such as s3://bucket/store.",
    )
    @click.option(
        "--jobs", type=click.IntRange(1, 256), default=16, show_default=True, help="How many are asked at once."
    )
    @wraps(command)
    def with_means(*arguments: Any, scheduler: str | None, stored: str | None, jobs: int, **options: Any) -> None:
        command(*arguments, means=Means(scheduler, _store(stored), jobs), **options)

    return with_means


@click.command()
@workspace_option
@click.option("--accept", "accepted", multiple=True, metavar="NAME", help="Take a rewritten history. May be repeated.")
@_means_option
@click.option(
    "--index",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write every name that there is, and the options for all, for 'trailbook check --against'.",
)
@format_option(["text", "json"])
def hub(workspace: Workspace, accepted: tuple[str, ...], means: Means, index: Path | None, form: str) -> None:
    """Ask the repositories under 'sources' of mkdocs.yml for their records, check what they give, and keep it.

    Where one gives nothing that can be used, the last good records stay in force. Sites and checks read only what is
    kept, in '.trailbook'. Exits with 1 if a source is not current, or the configuration has a problem.
    """
    faults = workspace.configuration.problems
    if not workspace.configuration.sources:
        said = "; ".join(map(str, faults)) if workspace.configuration.records.sources else ""
        raise Misuse(printable(said) or "mkdocs.yml names no 'sources' of trailbook/records, so there is nobody to ask")
    refuse_unknown("source", accepted, (source.name for source in workspace.configuration.sources))
    today = day_of_clock()  # a fetch is of the day on which it is made
    try:
        with _workers(workspace.configuration.sources, means) as workers:
            statuses = run_hub(workspace, workers, today, accepted, means.store)
    except OSError as error:
        where = printable(str(error.filename or ".trailbook"))
        raise Misuse(f"{where} can't be written: {error.strerror}; what was kept stays") from error
    if index is not None:
        _write_index(workspace, index)
    echo(_as_json(statuses, today) if form == "json" else _as_text(statuses, today))
    for fault in faults:
        click.echo(printable(str(fault)), err=True)
    sys.exit(int(bool(faults) or any(one.outcome != "current" or one.is_late(today) for one in statuses.values())))


def _store(address: str | None) -> Store | None:
    if address is None:
        return None
    store = Store(address)
    try:
        store.check()
    except StoreError as error:
        raise Misuse(f"--store: {mask(printable(address))} can't be used: {mask(str(error))}") from error
    return store


@contextmanager
def _workers(sources: Sequence[Source], means: Means) -> Iterator[Workers]:
    """Who asks each source: files are read here, addresses are waited for, and repositories take reading a history."""
    clones = sum(source.kind == "git" for source in sources)
    with (
        ThreadPoolExecutor(means.jobs) as threads,
        _cluster(means.scheduler) as cluster,
        _processes(0 if cluster else clones, means.jobs) as processes,
    ):

        def workers(source: Source) -> Executor:
            if source.kind == "file":
                return threads
            return cluster or (processes if source.kind == "git" else None) or threads

        yield workers


@contextmanager
def _processes(clones: int, jobs: int) -> Iterator[Executor | None]:
    """A process for each processor, if there are more repositories to be read than these could begin with."""
    number = min(jobs, processors())
    if number == 1 or clones < _WORTHWHILE * number:
        yield None
        return
    with Processes(number) as executor:
        yield executor


@contextmanager
def _cluster(scheduler: str | None) -> Iterator[Executor | None]:
    """The workers of a Dask cluster; None without an address. What keeps the connection secret is Dask's to know."""
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client  # noqa: PLC0415 - few have it
    except ModuleNotFoundError as error:
        raise Misuse(f"this needs Dask; {install_with('dask')}") from error
    try:
        client = Client(scheduler, timeout=30)
    except (OSError, ValueError) as error:
        raise Misuse(printable(f"no scheduler of Dask can be reached at {scheduler}: {error}"[:300])) from error
    with client, client.get_executor(pure=False) as executor:
        yield executor


def _write_index(workspace: Workspace, file: Path) -> None:
    newest, configuration = workspace.newest(), workspace.configuration
    commit, day = (newest.commit, newest.day) if newest else ("", None)
    text = index_text(workspace.knowledge(), configuration.name, commit, day, vars(configuration.records))
    write_output(file, text)


def _as_text(statuses: Mapping[str, Status], today: date) -> str:
    lines = [line for _, status in sorted(statuses.items()) for line in _lines(status, today)]
    bad = sum(one.outcome != "current" for one in statuses.values())
    late = sum(one.is_late(today) for one in statuses.values())
    records = sum(one.records for one in statuses.values())
    of = count(len(statuses), "repository", "repositories")
    found = f"{of}, {bad:,} not current{f', {late:,} late' if late else ''}; {count(records, 'record')} in force"
    return printable_lines("\n".join([*lines, found]) + "\n")


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
