"""``trailbook audit source-level``: which level of the SLSA Source track the history shows."""

from collections.abc import Iterator
from pathlib import Path

import click

from trailbook.audit.ledgers.audit import audit_ledgers
from trailbook.audit.source_track.assessment import (
    RevisionLevel,
    SourceLevels,
    branch_ref,
    source_level_json,
    source_levels,
)
from trailbook.audit.source_track.summary import enveloped, summary
from trailbook.cli.options import format_option, from_git_alone, history_option
from trailbook.cli.output import print_or_write
from trailbook.cli.progress import say_what_was_read
from trailbook.text.prose import count
from trailbook.text.terminal import filled
from trailbook.text.unseen import printable_lines
from trailbook.workspace.workspace import Workspace


@click.command("source-level")
@history_option
@from_git_alone
@click.option("--branch", default="", metavar="NAME", help="The branch, or a tag; the main branch if absent.")
@format_option(["text", "json", "vsa"])
@click.option("--sign", "signs", is_flag=True, help="Sign a vsa with the SSH key with which you sign commits.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else it is printed."
)
def source_level_command(workspace: Workspace, branch: str, form: str, signs: bool, output: Path | None) -> None:
    """Judge the main branch and its releases by each requirement of the SLSA Source track, levels 1 to 4.

    Each is met, not met, or not provable from here: a clone does not show who may push or what a host enforces. 'vsa'
    writes the outcome of the branch as a verification summary attestation (SLSA 1.2) in a DSSE envelope.
    """
    if signs and form != "vsa":
        raise click.UsageError("--sign goes with --format vsa")
    repository = workspace.repository()
    ref = branch_ref(repository.git, branch)
    trails = workspace.trails_at(ref)
    say_what_was_read(workspace, ref, everything=True)
    ledgers = audit_ledgers(repository, trails, ref)
    found = source_levels(repository, trails, ref, ledgers, workspace.address(), issuing=form == "vsa")
    text = {"text": as_text, "json": source_level_json}[form](found) if form != "vsa" else _vsa(workspace, found, signs)
    print_or_write(text, output)


def _vsa(workspace: Workspace, found: SourceLevels, signs: bool) -> str:
    first, *releases = found.revisions
    refs = tuple(one.ref for one in releases if one.commit == first.commit)
    text, is_signed = enveloped(summary(first, found.repository, refs), workspace.repository().git if signs else None)
    if not is_signed:
        why = "git signs with no SSH key here (gpg.format, user.signingKey)" if signs else "--sign was not given"
        click.echo(f"The summary is not signed: {why}. It proves nothing until somebody signs it.", err=True)
    return text


def as_text(found: SourceLevels) -> str:
    """The levels for a terminal, which no character of a commit can act on."""
    return printable_lines("\n".join(_lines(found)) + "\n")


_SHORT = {"met": "met", "not met": "NOT MET", "not provable": "not provable from here"}


def _lines(found: SourceLevels) -> Iterator[str]:
    first, *releases = found.revisions
    yield f"SLSA {found.version}, Source track: {found.specification}"
    yield _heading(first)
    level = 0
    for one in first.requirements:
        if one.level != level:
            level = one.level
            yield f"\nLevel {level}"
        yield f"  {one.title} (#{one.id}): {_SHORT[one.state]}"
        yield filled(one.why, "      ")
    yield ""
    yield filled(_closing(first), "")
    if first.said:
        yield "\nWhat other tools say of this commit, none of it counted above as an approval"
        yield from (filled(one, "  - ") for one in first.said)
    if releases:
        yield f"\nReleases ({len(releases):,})"
        yield from map(_release, releases)
    if found.missing:
        yield "\nNot in this clone, and so not looked at; if the remote has them, these bring them:"
        yield from (f"  {one}" for one in found.missing)


def _heading(one: RevisionLevel) -> str:
    return f"{one.ref} at {one.commit} of {one.day}"


def _closing(one: RevisionLevel) -> str:
    open_ones = [judged for judged in one.requirements if judged.state == "not provable"]
    failed = [judged for judged in one.requirements if judged.state == "not met"]
    ruled = f"; what is not met rules out level {one.possible + 1}" if failed and one.possible < 4 else ""
    rest = f"{count(len(open_ones), 'requirement')} can't be proved from a clone{ruled}"
    return f"Level {one.proven} is proven; level {one.possible} is not ruled out: {rest}."


def _release(one: RevisionLevel) -> str:
    name = one.ref.removeprefix("refs/tags/")
    levels = f"level {one.proven} proven, {one.possible} not ruled out"
    return f"  {name}  {one.commit[:10]} of {one.day}: {levels}, tag signature: {one.signature}"
