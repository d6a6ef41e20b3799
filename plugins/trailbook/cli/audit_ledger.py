"""``trailbook audit ledger``: whether the trail is what it was at each release."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from trailbook.audit.ledgers.audit import LedgerAudit, audit_ledgers, ledger_audit_json
from trailbook.audit.ledgers.files import FOLDER, LedgerFile, file_of
from trailbook.audit.ledgers.findings import ABOUT, TITLES, LedgerFinding
from trailbook.cli.command_group import Misuse
from trailbook.cli.options import format_option, from_git_alone, workspace_option
from trailbook.cli.output import echo
from trailbook.text.prose import count
from trailbook.text.terminal import filled
from trailbook.text.unseen import printable_lines
from trailbook.workspace.workspace import Workspace


@click.command("ledger")
@workspace_option
@from_git_alone
@click.option("--rev", default="HEAD", show_default=True, help="The revision whose history is looked at.")
@click.option(
    "--kept",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A ledger that you kept elsewhere, to compare the history with as well.",
)
@click.option(
    "--accept-rewrite",
    "accepts_rewrite",
    is_flag=True,
    help="Take the reason that a release gives for a rewritten history as true for the kept ledger too.",
)
@format_option(["text", "json"])
def ledger_command(
    workspace: Workspace,
    rev: str,
    kept: Path | None,
    accepts_rewrite: bool,
    form: str,
) -> None:
    """Compare the history with the ledgers of the releases: was it rewritten, cut short or backdated?

    Exits with 1 when it was, when a ledger was altered, or when there is none to compare with. A rewritten history
    whose reason a later release states is a notice; against a ledger that you kept it stays a problem.
    """
    held = _kept(kept) if kept else None
    trails = workspace.trails_at(rev)
    found = audit_ledgers(workspace.repository(), trails, rev, held, accepts_rewrite=accepts_rewrite)
    echo(ledger_audit_json(found) if form == "json" else as_text(found))
    sys.exit(1 if found.problems else 0)


def _kept(path: Path) -> LedgerFile:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Misuse(f"{path} can't be read: {error.strerror}") from error
    held = file_of(path.name, data)
    if held.ledger is None:
        raise Misuse(f"{path}: {held.fault}")
    return LedgerFile(f"{FOLDER}/{held.ledger.version}.json", held.sha256, held.ledger)


def as_text(found: LedgerAudit) -> str:
    """The audit for a terminal, which no character of a commit can act on."""
    return printable_lines("\n".join(_lines(found)) + "\n")


def _lines(found: LedgerAudit) -> Iterator[str]:
    for release in found.releases:
        tag = f", tag {release.tag} (signature: {release.signature})" if release.tag else ", no tag"
        held = f"{count(release.commits, 'commit')}, {count(release.decisions, 'decision')}"
        yield f"{release.version}  {release.day}  {held}{tag}"
        yield f"    SHA-256 {release.sha256}"
    for kind, title in TITLES.items():
        some = [finding for finding in found.findings if finding.kind == kind]
        if some:
            mark = "" if any(finding.level == "problem" for finding in some) else "Notice: "
            yield f"\n{mark}{title} ({len(some):,})"
            yield filled(ABOUT[kind], "  ")
            for finding in some:
                yield from _finding_lines(finding)
    yield ("\n" if found.releases or found.findings else "") + _closing(found)


def _finding_lines(finding: LedgerFinding) -> Iterator[str]:
    release = f"{finding.release}: " if finding.release else ""
    if not finding.title:
        yield filled(f"{release}{finding.detail}", "  - ")
        return
    yield filled(f"{finding.day}  {finding.commit[:10]}  {', '.join(finding.records)}: {finding.title}", "  - ")
    yield filled(f"by {finding.author}; {release}{finding.detail}", "    ")


def _closing(found: LedgerAudit) -> str:
    notices = len(found.findings) - found.problems
    more = f", {count(notices, 'notice')}" if notices else ""
    if found.problems:
        return f"{count(found.problems, 'problem')}{more}"
    stated = [finding.detail for finding in found.findings if finding.kind == "stated-rewrite"]
    if stated:
        return filled(
            f"The history was rewritten {'; '.join(stated)}. What came since is what the ledgers say{more}.", ""
        )
    return f"The trail is what it was at {count(len(found.releases), 'release')}{more}."
