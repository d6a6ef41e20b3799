"""``trailbook audit bundle``: evidence of a period or a control, as one archive."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import click

from trailbook.audit.evidence.archive import MAX_BYTES, pack
from trailbook.audit.evidence.bundle import make_bundle
from trailbook.audit.evidence.period import period_of
from trailbook.audit.evidence.source import EMPTY, EvidenceSource
from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import Misuse
from trailbook.cli.completed_ids import complete_records
from trailbook.cli.displayed_paths import is_copy
from trailbook.cli.options import from_git_alone, workspace_option
from trailbook.cli.output import write_output
from trailbook.credentials.finding import find_credentials
from trailbook.credentials.scanning import decode_text
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.text.problem import did_you_mean
from trailbook.text.unseen import printable_lines
from trailbook.trail.requests.branch import evidence_branch
from trailbook.workspace.workspace import Workspace


@click.command("bundle")
@audience_option
@workspace_option
@from_git_alone
@click.option("--since", default="", metavar="DAY|REV", help="Begin with this day (UTC), or after this revision.")
@click.option("--until", default="", metavar="DAY|REV", help="End with this day (UTC), or at this revision.")
@click.option(
    "--control",
    "controls",
    multiple=True,
    metavar="REFERENCE",
    shell_complete=complete_records(items=True),
    help="Only what concerns this control, or another record or item. May be repeated.",
)
@click.option("--with-credentials", is_flag=True, help="Write it even if it holds credentials, for trusted readers.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The ZIP file to write.")
def bundle_command(
    workspace: Workspace,
    since: str,
    until: str,
    controls: tuple[str, ...],
    with_credentials: bool,
    output: Path,
) -> None:
    """Write evidence: the records in force at both ends of a period, every decision between, and what proves them.

    The archive can be checked without the repository, by 'trailbook audit verify' or by hand: its README.md says how.
    The same repository, options and keys give the same bytes.

    Files and commits are in it as they were, so it is refused while they hold what looks like a credential.
    """
    repository, configuration = workspace.repository(), workspace.configuration
    period = period_of(repository, since, until)
    start, end = (workspace.at(commit.id) if commit else EMPTY for commit in (period.start, period.end))
    for control in controls:
        _expect(control, start, end)
    with repository.blob_reader(MAX_BYTES) as read:
        source = EvidenceSource(
            name=configuration.name,
            prefix=repository.prefix,
            folders=configuration.folders,
            period=period,
            trails=workspace.trails_at(period.end.id),
            start=start,
            end=end,
            controls=tuple(sorted(set(controls))),
            read=read,
            is_copy=is_copy(configuration.root),
            statements=evidence_branch(repository.git).head,
        )
        files = make_bundle(source)
    data = pack(files)
    if not with_credentials:
        _expect_no_credentials(files)
    write_output(output, data)
    digest = hashlib.sha256(data).hexdigest()
    click.echo(f"{len(files):,} files, {len(data):,} bytes in {printable_lines(str(output))}")
    click.echo(f"SHA-256 {digest}")
    click.echo("Keep this digest apart from the archive: it proves that the archive was not replaced.")


def _expect_no_credentials(files: Mapping[str, bytes]) -> None:
    """End the command if a file of the archive holds a credential."""
    held = [
        f"{printable_lines(name)}: {found.description}"
        for name, data in sorted(files.items())
        for found in find_credentials(decode_text(data))
    ]
    if held:
        remedy = "revoke them, then choose another period, or --with-credentials if its readers may have them"
        raise click.ClickException("\n".join(["not written, since it would hold credentials:", *held, remedy]))


def _expect(reference: str, *knowledges: KnowledgeBase) -> None:
    """End the command if neither end of the period knows a reference."""
    if any(knowledge.resolve(reference) for knowledge in knowledges):
        return
    known = {name for knowledge in knowledges for name in (*knowledge.records, *knowledge.items)}
    hint = did_you_mean(reference, sorted(known))
    raise Misuse(f"neither end of the period knows {printable_lines(reference)}{hint}")
