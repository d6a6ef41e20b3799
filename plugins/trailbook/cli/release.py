"""``trailbook release``: creates a release (risk assessment, ledger, tag), or lists why it is refused."""

import re
import sys
from datetime import date
from textwrap import fill

import click

from trailbook.audit.ledgers.files import next_ledger
from trailbook.cli.command_group import Misuse
from trailbook.cli.options import clock_option, from_git_alone, workspace_option
from trailbook.records.releases import VERSION
from trailbook.release.assessment import Assessment, assess, assessment_facts
from trailbook.release.assessment_page import assessment_file, path_of
from trailbook.release.refusals import refusals
from trailbook.release.tag import make_release
from trailbook.release.versions import RESERVED, in_history, newest_release
from trailbook.trail.requests.branch import BRANCH
from trailbook.workspace.workspace import Workspace


@click.command()
@workspace_option
@from_git_alone
@click.argument("version")
@clock_option
@click.option(
    "-m", "--message", default="", help="Why this release is made: its assessment and its commit message begin with it."
)
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
    today: date,
    message: str,
    rewritten: str,
    dry_run: bool,
) -> None:
    """Release VERSION: write its risk assessment and its ledger, commit both, and tag the commit.

    It is refused while 'trailbook check' finds errors, a credential is anywhere in the history, something is not
    committed, no branch is checked out, the tag exists already, the version is lower than the last one, the last
    release is not part of this history, nothing was committed since, or the history is not what the ledger of that
    release says. What is refused leaves nothing behind.

    Exits with 0 when the release is made, with 1 when it is refused, each reason on a line.
    """
    if not re.fullmatch(VERSION, version) or version.casefold() in RESERVED:
        raise Misuse(f"{version!r} can't be a version: expected letters and digits with '.', '-' or '_' between")
    repository, docs = workspace.repository(), workspace.configuration.docs
    head = repository.history().head
    last = newest_release(repository.git, repository.prefix)
    facts = assessment_facts(workspace, last if last and in_history(repository.git, last) else None, today)
    found = refusals(workspace, version, last, rewritten)
    text = assessment_file(assessment := assess(version, head, facts), message)
    if dry_run:
        click.echo(text, nl=False)
    for reason in found:
        click.echo(f"refused: {reason}", err=True)
    if found:
        sys.exit(1)
    if not dry_run:
        ledger, entries = next_ledger(repository, workspace.own_trails(), version, rewritten)
        files = {path_of(docs, version): text.encode(), ledger: entries}
        commit = make_release(repository, version, _message(assessment, message), files, entries)
        click.echo(f"Release {version} is commit {commit[:10]} and tag {version}. Publish both:")
        also = f" {BRANCH}" if repository.git.says("rev-parse", "--verify", f"refs/heads/{BRANCH}") else ""
        click.echo(f"  git push --atomic origin HEAD {version}{also}")


def _message(assessment: Assessment, why: str) -> str:
    """The commit message: the headline of the assessment, which is the reason that the release is on record with."""
    parts = (f"Release {assessment.version}", why.strip(), fill(assessment.headline, 79))
    return "\n\n".join(filter(None, parts)) + "\n"
