"""``trailbook audit verify``: whether evidence is what it was, with no repository and no network."""

import re
import sys
from pathlib import Path

import click

from trailbook.audit.evidence.archive import LARGEST
from trailbook.audit.evidence.signature_claims import Keys
from trailbook.audit.evidence.verify import ALWAYS_OPEN, Verdict, verify
from trailbook.cli.command_group import Misuse
from trailbook.cli.output import echo
from trailbook.text.prose import count
from trailbook.text.terminal import filled
from trailbook.text.unseen import printable_lines
from trailbook.trail.git.commits import utc_day

SHOWN = 20
"""How many faults are listed one by one."""


@click.command("verify")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.zip")
@click.option("--digest", default="", metavar="SHA-256", help="What the SHA-256 of the whole archive has to be.")
@click.option(
    "--signers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Your own list of SSH keys, in the format of allowed_signers (man ssh-keygen), to check signatures against.",
)
@click.option("--gpg", is_flag=True, help="Check OpenPGP signatures by gpg, with the keys that you fully trust.")
def verify_command(archive: Path, digest: str, signers: Path | None, gpg: bool) -> None:
    """Check evidence, with no repository and no network: is every byte what it was, and is git's proof sound?

    A signature, and an agreement by one, are proven only by keys of your own: --signers and --gpg.

    Exits with 1 when anything was altered, added or removed; and without --digest also when not everything is proven:
    signatures, what forges said, what another version of Trailbook concluded, or what evidence that is limited to
    controls leaves out.
    """
    if digest and not re.fullmatch(r"[0-9A-Fa-f]{64}", digest):
        raise Misuse("--digest expects 64 hexadecimal digits, as 'trailbook audit bundle' printed them")
    try:
        size = archive.stat().st_size
        if size > LARGEST:
            raise Misuse(f"{printable_lines(str(archive))} has {size:,} bytes; at most {LARGEST:,} are read")
        data, listed = archive.read_bytes(), signers.read_bytes() if signers else None
    except OSError as error:
        raise Misuse(f"{printable_lines(str(archive))} can't be read: {error.strerror}") from error
    found = verify(data, digest, Keys(listed, gpg))
    echo(printable_lines(as_text(found, is_compared=bool(digest))))
    sys.exit(1 if found.faults or (found.unproven and not digest) else 0)


def as_text(found: Verdict, *, is_compared: bool) -> str:
    """The verdict in lines that fit a terminal; ``is_compared`` says that a digest was given."""
    lines = [f"SHA-256 {found.digest}"]
    if found.facts:
        facts = found.facts
        start = f"{facts.start.commit} of {utc_day(facts.start.committed)}" if facts.start else "the beginning"
        lines += [
            f"from {start}",
            f"to {facts.end.commit} of {utc_day(facts.end.committed)}",
            f"{count(len(facts.decisions), 'decision')}, {count(len(facts.records), 'record')}, "
            f"{count(found.objects, 'object')} of git",
            *_agreed(found, len(facts.decisions)),
            filled(f"records are the files in {', '.join(facts.folders)}, as the evidence says"),
        ]
    if found.faults:
        lines += [
            "",
            *(filled(fault, "- ") for fault in found.faults[:SHOWN]),
        ]
        if len(found.faults) > SHOWN:
            lines.append(f"- and {len(found.faults) - SHOWN:,} more")
        return "\n".join([*lines, "", f"Altered: {count(len(found.faults), 'fault')}."]) + "\n"
    return "\n".join([*lines, "", *(filled(text) for text in _rests_on(found, is_compared))]) + "\n"


def _agreed(found: Verdict, decisions: int) -> list[str]:
    """With how many decisions somebody else agreed, if that was checked."""
    if found.agreed is None:
        return []
    return [f"agreed by somebody else, as far as proven here: {found.agreed:,} of {decisions:,}"]


def _rests_on(found: Verdict, is_compared: bool) -> list[str]:
    """What is proven, by what, and what is not."""
    proven = (
        "Every file is as the manifest lists it, every commit, tree and file of git is what its id says, and records, "
        "decisions, authors, dates and diffs are those of the commits"
    )
    if is_compared:
        open_ones = [f"Rests on the digest alone: {text}" for text in found.unproven]
        return [f"{proven}. The archive is the one whose digest you gave.", *open_ones]
    shown = list(found.unproven[:SHOWN])
    if len(found.unproven) > SHOWN:
        shown.append(f"And {len(found.unproven) - SHOWN:,} more.")
    if found.facts and found.facts.is_copy:
        shown.append("It comes from a copy without what an audience must not see: its commits have other ids.")
    return [
        f"{proven}.",
        *([found.vouched] if found.vouched else []),
        *shown,
        f"Not proven by anything inside an archive: {'; '.join(ALWAYS_OPEN)}.",
        "Compare the SHA-256 above with the one that was printed when the archive was made (--digest does it), or the "
        "commit at the end with the repository: nothing inside an archive can show that it is not a whole other one.",
        *(["Not all of it is proven; --digest would."] if found.unproven else []),
    ]
