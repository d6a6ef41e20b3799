"""``trailbook release``: a risk assessment, a ledger and a tag, or the reasons why there is none of it."""

import re
import sys
from collections.abc import Iterator
from datetime import date
from textwrap import fill

import click

from trailbook.audit.ledgers.audit import REWRITES
from trailbook.audit.ledgers.files import next_ledger
from trailbook.cli.options import today_option, workspace_option
from trailbook.records.releases import VERSION
from trailbook.release.assessment import Assessment, AssessmentFacts, PreviousRelease, assess
from trailbook.release.assessment_page import assessment_file, path_of
from trailbook.release.tag import make_release, obstacles
from trailbook.release.versions import RESERVED, in_history, newest_release
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.trail.git.at_revision import files_at, last_release
from trailbook.trail.git.command import Git
from trailbook.trail.sign_offs.export import sign_off_rows
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.workspace import Workspace


@click.command()
@workspace_option
@click.argument("version")
@today_option
@click.option("-m", "--message", default="", help="Why this release is made: the body of its commit message.")
@click.option(
    "--rewritten",
    default="",
    metavar="REASON",
    help="Why the history before this release was rewritten on purpose; the ledger keeps it.",
)
@click.option("--dry-run", is_flag=True, help="Print the assessment and what prevents the release; write nothing.")
def release(
    workspace: Workspace,
    version: str,
    message: str,
    rewritten: str,
    dry_run: bool,
) -> None:
    """Release VERSION: write its risk assessment and its ledger, commit both, and tag the commit.

    It is refused while 'trailbook check' finds errors, something is not committed, the tag is there already, the last
    release is not part of this history, or the history is not what the ledger of that release says. What is refused
    leaves nothing behind.

    Exits with 0 when the release is made, with 1 when it is refused, each reason on a line.
    """
    if not re.fullmatch(VERSION, version) or version.casefold() in RESERVED:
        raise click.UsageError(
            f"{version!r} can't be a version: expected letters and digits with '.', '-' or '_' between"
        )
    configuration, git = workspace.configuration, Git(workspace.root)
    repository = workspace.repository()
    head = repository.history().head
    last = newest_release(git, repository.prefix)
    before = _before(configuration, last if last and in_history(git, last) else None)
    found = [*_errors(workspace), *obstacles(git, version, None if rewritten else last)]
    found += _altered(workspace, rewritten)
    facts = _facts(workspace, before)
    text = assessment_file(assessment := assess(version, head, facts))
    if dry_run:
        click.echo(text, nl=False)
    for reason in found:
        click.echo(f"refused: {reason}", err=True)
    if found:
        sys.exit(1)
    if not dry_run:
        ledger, entries = next_ledger(repository, workspace.trails(), version, rewritten)
        files = {path_of(configuration.docs, version): text.encode(), ledger: entries}
        commit = make_release(repository, version, _message(assessment, message), files, entries)
        click.echo(f"Release {version} is commit {commit[:10]} and tag {version}. Publish both:")
        click.echo(f"  git push --atomic origin HEAD {version}")


def _before(configuration: Configuration, last: str | None) -> PreviousRelease | None:
    """The release before: the last one made by this command, else the newest tag of this history."""
    root, folders = configuration.root, configuration.folders
    if last is None:
        tagged = last_release(root, folders, ())
        if tagged is None:
            return None
        last = tagged.name
    there = files_at(root, f"refs/tags/{last}", folders)
    return PreviousRelease(last, there.day, there.knowledge())


def _errors(workspace: Workspace) -> Iterator[str]:
    """What a check finds, and apart from it what only the history holds: a plain check says nothing of that."""
    problems = workspace.problems()
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        yield f"'trailbook check' finds {count(len(errors), 'error')}, first {errors[0]}"
    past = sorted({*workspace.credentials_in_history()} - {*problems})
    if past:
        yield (
            f"'trailbook check --history' finds {count(len(past), 'credential')} in what was committed, first {past[0]}"
            "; revoke it, and then allow it with a reason in 'credentials' of trailbook/records in mkdocs.yml"
        )


def _altered(workspace: Workspace, rewritten: str) -> Iterator[str]:
    """What ledgers say against the history; a history that was rewritten on purpose need not be what it was."""
    ledgers = workspace.ledgers()
    for finding in ledgers.findings if ledgers else ():
        is_rewrite = rewritten and finding.kind in REWRITES
        if finding.level == "problem" and finding.kind != "no-ledger" and not is_rewrite:
            yield f"'trailbook audit ledger' finds: {printable(finding.detail)}"


def _facts(workspace: Workspace, before: PreviousRelease | None) -> AssessmentFacts:
    git, configuration = Git(workspace.root), workspace.configuration
    since = frozenset(git.text("rev-list", f"refs/tags/{before.name}..HEAD").split()) if before else None
    today = workspace.today() or date.min
    return AssessmentFacts(
        workspace.knowledge(),
        workspace.trails(),
        since if since is not None else frozenset(commit.id for commit in workspace.commits()),
        configuration.scheme,
        configuration.docs,
        today,
        before,
        workspace.drift(),
        workspace.reviews(),
        sign_off_rows(workspace.trails(), workspace.sign_offs()),
        bool(configuration.sign_offs.roles),
    )


def _message(assessment: Assessment, why: str) -> str:
    """The commit message: the headline of the assessment, which is the reason that the release is on record with."""
    figures, before = assessment.note.figures, assessment.facts.before
    change = (
        f"Since {before.name}, "
        f"{count(figures.weaker, 'change weakens', 'changes weaken') if figures.weaker else 'no change weakens'} and "
        f"{count(figures.stronger, 'strengthens', 'strengthen') if figures.stronger else 'none strengthens'}."
        if before
        else ""
    )
    risks = (
        f"Threats above the appetite and not accepted: {figures.above_appetite}. Risks accepted: {figures.accepted}. "
        f"Exceptions in force: {figures.exceptions}."
    )
    said = fill(f"{change or 'This is the first release.'} {risks}", 79)
    return f"Release {assessment.version}\n\n" + (f"{why.strip()}\n\n" if why.strip() else "") + f"{said}\n"
