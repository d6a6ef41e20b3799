"""``trailbook audit bundle`` and ``trailbook audit verify``: evidence, and whether it is what it was."""

import hashlib
import re
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from textwrap import fill

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.configuration import Configuration, knowledge_base_options
from trailbook.cli.history import read_history
from trailbook.cli.places import COPIES
from trailbook.cli.reports import count
from trailbook.publish.evidence.archive import LARGEST, MAX_BYTES, ArchiveError, pack
from trailbook.publish.evidence.bundle import make_bundle
from trailbook.publish.evidence.maker import maker
from trailbook.publish.evidence.period import Period, period_of
from trailbook.publish.evidence.source import Source
from trailbook.publish.evidence.verify import Verdict, verify
from trailbook.records import KnowledgeBase
from trailbook.records.problem import nearest
from trailbook.trail.at_revision import knowledge_at
from trailbook.trail.repository import HistoryError, Repository
from trailbook.trail.writing import WIDTH, printable

SHOWN = 20
"""How many faults are told one by one."""

NOTHING = KnowledgeBase({}, (), ())
"""What was in force before the first commit."""


@click.command("bundle")
@audience_option
@knowledge_base_options
@click.option("--since", default="", metavar="DAY|REV", help="Begin with this day (UTC), or after this revision.")
@click.option("--until", default="", metavar="DAY|REV", help="End with this day (UTC), or at this revision.")
@click.option(
    "--control",
    "controls",
    multiple=True,
    metavar="REFERENCE",
    help="Only what concerns this control, or another record or item. May be given more than once.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The ZIP file to write.")
def bundle_command(
    configuration: Configuration,
    knowledge: KnowledgeBase,
    since: str,
    until: str,
    controls: tuple[str, ...],
    output: Path,
) -> None:
    """Write evidence: the records in force at both ends of a period, every decision between, and what proves them.

    The archive can be checked without the repository, by 'trailbook audit verify' or by hand: its README.md tells how.
    The same repository, options and keys give the same bytes.
    """
    repository, period = _period(configuration, since, until)
    trails, _ = read_history(configuration, period.end.id)
    start, end = (_knowledge(configuration, commit.id if commit else None) for commit in (period.start, period.end))
    for control in controls:
        _expect(control, start, end)
    try:
        with repository.blob_reader(MAX_BYTES) as read:
            source = Source(
                name=configuration.name,
                prefix=repository.prefix,
                period=period,
                trails=trails,
                start=start,
                end=end,
                controls=tuple(sorted(set(controls))),
                read=read,
                is_copy=configuration.root in COPIES,
            )
            files = make_bundle(source)
        data = pack(files)
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    _write(output, data)
    digest = hashlib.sha256(data).hexdigest()
    click.echo(f"{len(files):,} files, {len(data):,} bytes in {printable(str(output))}")
    click.echo(f"SHA-256 {digest}")
    click.echo("Keep this digest in another place than the archive: it is what proves that nobody made another one.")


def _period(configuration: Configuration, since: str, until: str) -> tuple[Repository, Period]:
    try:
        repository = Repository(configuration.root)
        return repository, period_of(repository, since, until)
    except HistoryError as error:
        raise click.ClickException(str(error)) from error
    except ValueError as error:
        raise click.UsageError(f"a day or a revision is expected: {error}") from error


def _knowledge(configuration: Configuration, commit: str | None) -> KnowledgeBase:
    return knowledge_at(configuration.root, commit, configuration.folders) if commit else NOTHING


def _expect(reference: str, *knowledges: KnowledgeBase) -> None:
    """End the command where neither end knows a reference."""
    if any(knowledge.resolve(reference) for knowledge in knowledges):
        return
    known = {name for knowledge in knowledges for name in (*knowledge.records, *knowledge.items)}
    close = nearest(reference, sorted(known))
    hint = f"; did you mean {close}?" if close else ""
    raise click.UsageError(f"neither end of the period knows {printable(reference)}{hint}")


def _write(output: Path, data: bytes) -> None:
    """Write the file whole or not at all."""
    try:
        with NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as scratch:
            written = Path(scratch.name)
            scratch.write(data)
        try:
            written.chmod(0o644)
            written.replace(output)
        except OSError:
            written.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise click.UsageError(f"{printable(str(output))} can't be written: {error.strerror}") from error


@click.command("verify")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.zip")
@click.option("--digest", default="", metavar="SHA-256", help="What the SHA-256 of the whole archive has to be.")
def verify_command(archive: Path, digest: str) -> None:
    """Check evidence, with no repository and no network: is every byte what it was, and is git's proof sound?

    Exits with 1 when anything was altered, added or removed.
    """
    if digest and not re.fullmatch(r"[0-9A-Fa-f]{64}", digest):
        raise click.UsageError("--digest expects 64 hexadecimal digits, as 'trailbook audit bundle' printed them")
    try:
        size = archive.stat().st_size
        if size > LARGEST:
            raise click.UsageError(f"{printable(str(archive))} has {size:,} bytes; at most {LARGEST:,} are read")
        data = archive.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{printable(str(archive))} can't be read: {error.strerror}") from error
    found = verify(data, digest)
    told = printable(as_text(found, is_compared=bool(digest)))
    encoding = sys.stdout.encoding or "utf-8"  # some terminals and pipes on Windows know few characters
    click.echo(told.encode(encoding, "replace").decode(encoding), nl=False)
    sys.exit(1 if found.faults else 0)


def as_text(found: Verdict, *, is_compared: bool) -> str:
    """The verdict in lines that fit a terminal; ``is_compared`` tells that a digest was given."""
    lines = [f"SHA-256 {found.digest}"]
    if found.facts:
        facts = found.facts
        start = f"{facts.start.commit} of {facts.start.committed.date()}" if facts.start else "the beginning"
        lines += [
            f"from {start}",
            f"to {facts.end.commit} of {facts.end.committed.date()}",
            f"{count(len(facts.decisions), 'decision')}, {count(len(facts.records), 'record')}, "
            f"{count(found.objects, 'object')} of git",
        ]
    if found.faults:
        lines += [
            "",
            *(fill(fault, WIDTH, initial_indent="- ", subsequent_indent="  ") for fault in found.faults[:SHOWN]),
        ]
        if len(found.faults) > SHOWN:
            lines.append(f"- and {len(found.faults) - SHOWN:,} more")
        return "\n".join([*lines, "", f"Altered: {count(len(found.faults), 'fault')}."]) + "\n"
    return "\n".join([*lines, "", *(_filled(text) for text in _rests_on(found, is_compared))]) + "\n"


def _rests_on(found: Verdict, is_compared: bool) -> list[str]:
    """What is proven, and by what."""
    proven = "Every file is as the manifest lists it, and every commit, tree and file of git is what its id says"
    if found.facts and found.facts.maker != maker():
        proven += "; the index and the tables were made by another version of Trailbook, and are not compared"
    if is_compared:
        return [f"{proven}. The archive is the one whose digest you gave."]
    return [
        f"{proven}.",
        "Compare the SHA-256 above with the one that was printed when the archive was made (--digest does it), or the "
        "commit at the end with the repository: nothing inside an archive can show that it is not a whole other one.",
    ]


def _filled(text: str) -> str:
    return fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
