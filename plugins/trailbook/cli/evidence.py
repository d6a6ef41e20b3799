"""``trailbook evidence``: what forges said of requests, fetched into a branch of its own, told, and forgotten."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import click

from trailbook.cli.command_group import Misuse, Sectioned, Sections
from trailbook.cli.options import format_option, history_option
from trailbook.cli.output import echo
from trailbook.forges.addresses import FetchedForge, ForgeProject, forge_project, host_of, token_for
from trailbook.forges.exports import read_exports
from trailbook.forges.fetching import Outcome, fetch, is_kept_there, keep_exports
from trailbook.forges.gitea import Gitea
from trailbook.forges.github import GitHub
from trailbook.forges.gitlab import GitLab
from trailbook.forges.http import Client, ForgeError
from trailbook.forges.listing import Forge
from trailbook.text.output import ascii_json
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.trail.git.signatures import ALLOWED_SIGNERS
from trailbook.trail.requests.branch import BRANCH, BRING, EvidenceBranch, evidence_branch
from trailbook.trail.requests.forgetting import forget, naming
from trailbook.trail.requests.signed import branch_signatures, forgeries
from trailbook.workspace.workspace import Workspace

STEPS: Sections = {
    "Keep what a forge says": {
        "fetch": ("trailbook.cli.evidence:fetch_command", "Fetch reasons and reviews of merged requests."),
        "status": ("trailbook.cli.evidence:status_command", "Tell what is kept, and until when."),
        "forget": ("trailbook.cli.evidence:forget_command", "Erase the name of an account."),
    },
}
_FORGES: dict[FetchedForge, Callable[[Client, ForgeProject], Forge]] = {
    "github": GitHub,
    "gitlab": GitLab,
    "gitea": Gitea,
}
_MOST_LISTED = 20
"""How many of the requests that could not be read are listed."""


@click.group(cls=Sectioned, sections=STEPS)
def evidence() -> None:
    """Keep in git what a forge says of the requests that brought changes: reasons, reviews, who merged."""


@click.command("fetch")
@history_option
@click.option(
    "--from",
    "files",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Read what a forge or a review tool gave, and use no network. May be repeated.",
)
@click.option(
    "--forge",
    type=click.Choice(get_args(FetchedForge)),
    help="The kind of forge, where the name of its host does not show it.",
)
@click.option(
    "--project", metavar="PATH", help="The project on the forge, if it is another one than 'origin' leads to."
)
def fetch_command(
    workspace: Workspace, files: tuple[Path, ...], forge: FetchedForge | None, project: str | None
) -> None:
    """Fetch the descriptions and reviews of merged requests into the branch trailbook-evidence.

    GitHub, GitLab, Gitea and Forgejo are asked for what changed since the last time, with the token in GH_TOKEN,
    GITLAB_TOKEN or GITEA_TOKEN, which needs to read requests and nothing else. A run that
    was broken off goes on where it was.

    Nothing is pushed.
    """
    branch = evidence_branch(workspace.repository().git)
    if not branch.git.says("var", "GIT_COMMITTER_IDENT"):
        raise Misuse("git does not know who commits; say it with 'git config user.name' and 'git config user.email'")
    addresses = workspace.addresses()
    stated = forge or workspace.configuration.trail.forge
    try:
        if files:
            found = keep_exports(read_exports(files, _reviewed_at(addresses)), branch)
        else:
            place = forge_project(addresses, stated, project)
            token = token_for(place)
            if token.withheld:
                click.echo(printable(f"Note: {token.withheld}."), err=True)
            click.echo(printable(f"Asking {place.host} for {place.project}"), err=True)
            if not branch.head and not project and is_kept_there(Client(place.rest, token.headers), place):
                raise Misuse(
                    f"{place.host} has the branch {BRANCH} already, and this clone lacks it; '{BRING}' brings it, and "
                    "the next run goes on from there"
                )
            with _progress() as progress:
                client = Client(place.interface, token.headers, progress)
                kept, outcome = fetch(_FORGES[place.kind](client, place), branch, progress)
                found = kept, [outcome]
    except ForgeError:
        if (now := evidence_branch(branch.git)).head != branch.head:
            click.echo(f"What was read is kept: {_added(branch, now)}", err=True)
        raise
    _report(branch, *found)


def _reviewed_at(addresses: list[str]) -> ForgeProject | None:
    """The host of a file that states none, as Gerrit's do not; each of its changes names its project."""
    parts = host_of(addresses)
    return ForgeProject("gitea", parts[1], parts[2], parts[0]) if parts else None


def _added(before: EvidenceBranch, after: EvidenceBranch) -> str:
    return count(len(after.files) - len(before.files), "statement")


def _report(before: EvidenceBranch, after: EvidenceBranch, outcomes: Sequence[Outcome]) -> None:
    """Say what is new, what could not be read, and what to do next."""
    for outcome in outcomes:
        until = f"; complete until {outcome.until}" if outcome.until else ""
        said = f"{count(outcome.new, 'new request')}, {outcome.changed:,} changed{until}"
        click.echo(printable(f"{outcome.project}: {said}"))
        for line in outcome.left_out[:_MOST_LISTED]:
            click.echo(printable(f"  not kept: {line}"))
        if len(outcome.left_out) > _MOST_LISTED:
            click.echo(f"  and {len(outcome.left_out) - _MOST_LISTED:,} more that were not kept")
    if after.head != before.head:
        click.echo(f"To let others see it: git push origin {BRANCH}")


class _Progress:
    """Tells how far a run has come: at a terminal always on one line, elsewhere now and then on a line of its own."""

    _OFTEN, _SELDOM = 0.2, 60.0

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._start = self._told = time.monotonic()
        self._waited = 0.0

    def at(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self._told < (self._OFTEN if self._is_terminal else self._SELDOM):
            return
        self._told = now
        left = (now - self._start - self._waited) / done * (total - done) if total and total > done else 0
        rest = f", about {_span(left)} left" if left else ""
        self._say(f"{done:,}{f' of {total:,}' if total else ''} requests{rest}")

    def waits(self, seconds: float, why: str) -> None:
        self._waited += seconds
        self._say(f"Waiting for {_span(seconds)}: {why}", stays=True)

    def end(self) -> None:
        if self._is_terminal:
            click.echo("\r\x1b[K", nl=False, err=True)

    def _say(self, text: str, *, stays: bool = False) -> None:
        if self._is_terminal:
            click.echo(f"\r\x1b[K{text}", nl=stays, err=True)
        else:
            click.echo(text, err=True)


@contextmanager
def _progress() -> Iterator[_Progress]:
    progress = _Progress()
    try:
        yield progress
    finally:
        progress.end()


def _span(seconds: float) -> str:
    return count(round(seconds), "second") if seconds < 90 else count(round(seconds / 60), "minute")


@click.command("status")
@history_option
@format_option(["text", "json"])
def status_command(workspace: Workspace, form: str) -> None:
    """Tell which requests are kept, until when, and which commits that keep them are signed.

    Exits with 1 if a statement can't be read, or if a commit that a listed key did not sign brought it after one that a
    listed key signed: it is named with the commit.
    """
    branch = evidence_branch(workspace.repository().git)
    signed = branch_signatures(workspace.repository(), branch)
    problems = [*branch.all_problems(), *forgeries(branch, signed)]
    signature = signed.of(branch.head).state
    if form == "json":
        value = {
            "branch": BRANCH,
            "head": branch.head or None,
            "signature": signature,
            "commits": len(signed.commits),
            "signed": signed.good,
            "projects": [one._asdict() for one in branch.holdings],
            "problems": [str(problem) for problem in problems],
        }
        echo(ascii_json(value))
    elif not branch.head:
        click.echo(
            f"nothing is kept here: there is no branch {BRANCH}. '{BRING}' brings it if a remote has it, "
            "and 'trailbook evidence fetch' makes it otherwise"
        )
    else:
        for one in branch.holdings:
            state = f"complete until {one.until}" if one.until else "not complete"
            more = "; the last run was broken off, and the next goes on from there" if one.is_broken_off else ""
            held = f"{count(one.requests, 'request')}, {count(one.statements, 'statement')}"
            click.echo(printable(f"{one.project}: {held}; {state}{more}"))
        click.echo(f"{BRANCH} is at {branch.head} (signature: {signature})")
        click.echo(
            f"{signed.good:,} of its {count(len(signed.commits), 'commit')} signed by a key of {ALLOWED_SIGNERS}"
        )
        for problem in problems:
            click.echo(printable(str(problem)))
    sys.exit(1 if problems else 0)


@click.command("forget")
@history_option
@click.argument("account")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def forget_command(workspace: Workspace, account: str, yes: bool) -> None:
    """Erase the name of an ACCOUNT of a forge from all that is kept, by writing the branch anew.

    Where it was the author, a reviewer or whoever merged, nobody is named any more, and "@ACCOUNT" is taken out of
    titles and descriptions.
    """
    branch = evidence_branch(workspace.repository().git)
    account = account.removeprefix("@")
    found = naming(branch, account) if branch.head else None
    if not found or not (found.statements or found.texts):
        raise Misuse(printable(f"nothing that is kept names {account}"))
    named = count(found.statements, "statement")
    click.echo(
        f"{named} will no longer say who that was. So what the account approved counts as approved by nobody. All "
        f"commits of {BRANCH} get new ids: their signatures are lost, and whatever noted a former id finds it no more, "
        "as in ledgers and in evidence that was handed over.",
        err=True,
    )
    if found.texts:
        texts = count(found.texts, "statement")
        click.echo(
            printable(f"In {texts}, the words have {account} in another way than @{account}: they stay."), err=True
        )
    if not yes:
        click.confirm("Write the branch anew?", abort=True, err=True)
    forget(branch, account)
    click.echo(
        f"{named} rewritten. To erase it elsewhere: git push --force origin {BRANCH}, and ask all who have a clone to "
        "fetch it. What was before stays here until 'git reflog expire --expire=now --all && git gc --prune=now'. "
        "A later fetch brings the name back as long as the forge gives it."
    )
