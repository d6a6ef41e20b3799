"""``trailbook release``: a risk assessment, a ledger and a tag, or the reasons why there is none of it."""

import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import fill

import click

from trailbook.audit.ledgers.audit import REWRITES, audit_ledgers
from trailbook.audit.ledgers.files import next_ledger
from trailbook.cli.options import knowledge_base_options, today_option
from trailbook.diff.outline import count
from trailbook.drift.detection import detect_drift
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.releases import VERSION
from trailbook.release.assessment import Assessment, Before, Facts, assess
from trailbook.release.assessment_page import assessment_file, path_of
from trailbook.release.make import RESERVED, Git, ReleaseError, make_release, newest_release, obstacles
from trailbook.risk.reviews.reviews import evidence_of, review_states
from trailbook.text.unseen import printable
from trailbook.trail.decisions import Trail
from trailbook.trail.git.at_revision import files_at
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.last_release import last_release
from trailbook.trail.git.repository import HistoryError, Repository
from trailbook.trail.sign_offs.export import sign_off_rows
from trailbook.trail.sign_offs.required import sign_offs_of
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.history import read_history
from trailbook.workspace.problems import every_problem, scan_credentials


@click.command()
@knowledge_base_options
@click.argument("version")
@today_option
@click.option("-m", "--message", default="", help="Why this release is made: the body of its commit message.")
@click.option(
    "--rewritten",
    default="",
    metavar="REASON",
    help="Why the history before this release was rewritten on purpose; the ledger keeps it.",
)
@click.option("--dry-run", is_flag=True, help="Print the assessment, and what stands in the way; write nothing.")
def release(  # noqa: PLR0913, PLR0917 - one parameter an option
    configuration: Configuration,
    knowledge: KnowledgeBase,
    version: str,
    today: date | None,
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
    try:
        repository = Repository(configuration.root)
        head = repository.history().head
        git = Git(configuration.root)
        trails, commits = read_history(configuration)
        last = newest_release(git, repository.prefix)
        before = _before(configuration, last if last and git.has_in_history(last) else None)
        found = [*_errors(configuration, knowledge, today), *obstacles(git, version, None if rewritten else last)]
        found += _altered(repository, trails, rewritten)
        facts = _facts(configuration, knowledge, trails, commits, before, today or date.min)
        text = assessment_file(assessment := assess(version, head, facts))
        if dry_run:
            click.echo(text, nl=False)
        for reason in found:
            click.echo(f"refused: {reason}", err=True)
        if found:
            sys.exit(1)
        if not dry_run:
            ledger, entries = next_ledger(repository, trails, version, rewritten)
            files = {path_of(configuration.docs, version): text.encode(), ledger: entries}
            commit = make_release(repository, version, _message(assessment, message), files, entries)
            click.echo(f"Release {version} is commit {commit[:10]} and tag {version}. Publish both:")
            click.echo(f"  git push --atomic origin HEAD {version}")
    except (HistoryError, ReleaseError) as error:
        raise click.ClickException(str(error)) from error


def _before(configuration: Configuration, last: str | None) -> Before | None:
    """The release before: the last one made by this command, else the newest tag of this history."""
    root, folders = configuration.root, configuration.folders
    if last is None:
        tagged = last_release(root, folders, ())
        if tagged is None:
            return None
        last = tagged.name
    there = files_at(root, f"refs/tags/{last}", folders)
    return Before(last, there.day, there.knowledge())


def _errors(configuration: Configuration, knowledge: KnowledgeBase, today: date | None) -> Iterator[str]:
    """What a check finds, and apart from it what only the history holds: a plain check says nothing of that."""
    problems = every_problem(configuration, knowledge, today).problems
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        yield f"'trailbook check' finds {count(len(errors), 'error')}, first {errors[0]}"
    past = sorted({*scan_credentials(configuration, today, history=True).problems} - {*problems})
    if past:
        yield (
            f"'trailbook check --history' finds {count(len(past), 'credential')} in what was committed, first {past[0]}"
            "; revoke it, and then allow it with a reason in 'credentials' of trailbook/records in mkdocs.yml"
        )


def _altered(repository: Repository, trails: Sequence[Trail], rewritten: str) -> Iterator[str]:
    """What ledgers say against the history; a history that was rewritten on purpose need not be what it was."""
    for one in audit_ledgers(repository, trails).findings:
        if one.level == "problem" and one.kind != "no-ledger" and not (rewritten and one.kind in REWRITES):
            yield f"'trailbook audit ledger' finds: {printable(one.detail)}"


def _facts(
    configuration: Configuration,
    knowledge: KnowledgeBase,
    trails: tuple[Trail, ...],
    commits: tuple[Commit, ...],
    before: Before | None,
    today: date,
) -> Facts:
    git = Git(configuration.root)
    since = frozenset(git("rev-list", f"refs/tags/{before.name}..HEAD").split()) if before else None
    scheme, plan = configuration.scheme, configuration.review_plan
    sign_offs = sign_offs_of(configuration.sign_offs, configuration.roles, trails, commits)
    return Facts(
        knowledge,
        trails,
        since if since is not None else frozenset(commit.id for commit in commits),
        scheme,
        configuration.docs,
        today,
        before,
        detect_drift(configuration.root, knowledge, today),
        review_states(knowledge.records.values(), plan, scheme, evidence_of(trails, commits), today),
        sign_off_rows(trails, sign_offs),
        bool(configuration.sign_offs.roles),
    )


def _message(assessment: Assessment, why: str) -> str:
    """The commit message: the headline of the assessment, which is the reason that the release is on record with."""
    figures, before = assessment.note.figures, assessment.facts.before
    change = (
        f"Since {before.name}, {count(figures.weaker, 'change weakens', 'changes weaken') or 'no change weakens'} and "
        f"{count(figures.stronger, 'strengthens', 'strengthen') or 'none strengthens'}."
        if before
        else ""
    )
    told = (
        f"Threats above the appetite and not accepted: {figures.above_appetite}. Risks accepted: {figures.accepted}. "
        f"Exceptions in force: {figures.exceptions}."
    )
    said = fill(f"{change or 'This is the first release.'} {told}", 79)
    return f"Release {assessment.version}\n\n" + (f"{why.strip()}\n\n" if why.strip() else "") + f"{said}\n"
