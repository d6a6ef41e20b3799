"""``trailbook check``: every problem of every record, in the form that the reader of it wants."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from trailbook.cli.command_group import Misuse
from trailbook.cli.displayed_paths import from_here, from_top, placed
from trailbook.cli.options import day_of_clock, format_option, today_option, workspace_option
from trailbook.cli.output import echo
from trailbook.cli.reports import FOR_FORGES, FORMATS
from trailbook.cli.since import problems_since
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.states import UNSETTLED
from trailbook.records.vocabulary import words
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.risk.threats.findings import to_act_on
from trailbook.sources.index import HubIndexError, problems_against, read_index
from trailbook.text.files import find_files, read_file
from trailbook.text.problem import Problem
from trailbook.text.unseen import printable
from trailbook.trail.git.at_revision import files_at
from trailbook.trail.git.command import HistoryError
from trailbook.workspace.workspace import Workspace


@click.command()
@workspace_option
@today_option
@click.option("--history", is_flag=True, help="Look for credentials in all that was ever committed, too.")
@click.option("--since", metavar="BASE", help="Judge only what changed since the work tree's branch left BASE.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Check names of other repositories, and the options for all, against the index of a hub.",
)
@format_option(sorted(FORMATS))
def check(workspace: Workspace, form: str, history: bool, since: str | None, against: Path | None) -> None:
    """Check every record and print all problems at once, with notices on text that is hard to read.

    Dates are compared with the day of the newest commit, and with that of the clock while there are observations that
    are not committed yet.

    Records, settings and observations are searched for credentials, of which nothing is ever printed.

    Paths are relative to the current folder; for GitHub and in SARIF, to the top of the repository.

    With --since, problems that BASE has already are counted and not listed, even where their lines moved. Problems
    that the change causes in other files are listed, and the reasons and sign-offs that it lacks are notices.

    Exits with 0 if there are no problems, and with 1 if there are some. Notices do not affect the exit code.
    """
    if workspace.stated_day is None and _observes_anew(workspace):
        workspace.stated_day = max(day_of_clock(), workspace.today() or date.min)
    if since is None:
        problems, note = _all(workspace, history), ""
    else:
        problems, note = problems_since(workspace, since, history=history)
    if against is not None:
        problems = tuple(sorted({*problems, *_against(workspace, against)}))
    before = (from_top if form in FOR_FORGES else from_here)(workspace.root)
    report = FORMATS[form](placed(replace(workspace.knowledge(), problems=problems), before))
    if form == "text":
        report += note or _findings(workspace)
    elif note:
        click.echo(note, nl=False, err=True)
    echo(report)
    sys.exit(1 if any(problem.level == "error" for problem in problems) else 0)


def _observes_anew(workspace: Workspace) -> bool:
    """Whether the folder of observations holds something else than the newest commit."""
    try:
        committed = files_at(workspace.root, "HEAD", (OBSERVATIONS,), (".csv",)).contents
    except HistoryError:
        return False
    files = find_files(workspace.root, (OBSERVATIONS,), (".csv",))
    return committed != {
        file.relative_to(workspace.root).as_posix(): read_file(file, workspace.root)[0] for file in files
    }


def _against(workspace: Workspace, file: Path) -> Iterator[Problem]:
    """What does not fit the hub whose index is in a file."""
    try:
        index = read_index(file.read_bytes())
    except (OSError, HubIndexError) as error:
        raise Misuse(printable(f"{file}: {error}")) from error
    configuration = workspace.configuration
    settings = workspace.root / configuration.file
    text = settings.read_text(encoding="utf-8", errors="replace") if settings.is_file() else ""
    yield from problems_against(index, workspace.own_knowledge(), vars(configuration.records), configuration.file, text)


def _all(workspace: Workspace, history: bool) -> tuple[Problem, ...]:
    """Every problem, with what looks like a credential in the history if that is asked for."""
    past = workspace.credentials_in_history() if history else ()
    return tuple(sorted({*workspace.problems(), *past}))


def _findings(workspace: Workspace) -> str:
    """A line that counts what the rules found, and what of it is to be acted on; empty if there is no threat model."""
    if not any(workspace.knowledge().of_kind(ThreatModel)):
        return ""
    found = workspace.findings()
    states = Counter(finding.state for finding in to_act_on(found))
    parts = ", ".join(f"{states[state]:,} {words(state)}" for state in UNSETTLED if states[state])
    return f"{len(found):,} findings of the rules, {states.total():,} to act on{f': {parts}' if parts else ''}\n"
