"""Scans the files of a knowledge base, as they are on disk, for credentials."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from trailbook.credentials.allowed import CredentialOptions, allowance
from trailbook.credentials.finding import Credential, find_credentials
from trailbook.text.files import find_files, read_file
from trailbook.text.mkdocs_yml import NAMES
from trailbook.text.positions import Lines, Place
from trailbook.text.problem import Problem

MAX_BYTES = 20_000_000
"""Larger files are not scanned."""

_BINARY = 8_000
"""Git takes a file with a NUL byte among its first 8,000 for binary (gitattributes(5), ``diff``); so does this."""
_FILES = (*NAMES, "roles.yaml", "contacts.yaml")


@dataclass(frozen=True)
class Scan:
    """The problems, and the text of every credential found, allowed ones included, to be hidden elsewhere."""

    problems: tuple[Problem, ...] = ()
    credentials: frozenset[str] = frozenset()


def scan_files(root: Path, folders: Iterable[str], options: CredentialOptions, today: date | None) -> Scan:
    """Scan all text files below the folders, and the configuration beside them."""
    problems: set[Problem] = set()
    credentials: set[str] = set()
    for file in sorted(set(_files(root, folders))):
        data, faults = read_file(file, root, MAX_BYTES)
        path = file.relative_to(root).as_posix()
        for credential, place in _found_in(b"" if faults else data):
            credentials.add(credential.text)
            if problem := credential_problem(path, credential, place, options, today):
                problems.add(problem)
    return Scan(tuple(sorted(problems)), frozenset(credentials))


@lru_cache(4_000)
def _found_in(data: bytes) -> tuple[tuple[Credential, Place], ...]:
    """The credentials in a file. One that did not change while a site is served is not searched again."""
    return tuple(find_with_places(decode_text(data)))


def is_scanned(path: str, folders: Iterable[str]) -> bool:
    """Whether a path of the knowledge base is among those that are scanned."""
    return path in _FILES or any(path.startswith(f"{folder}/") for folder in folders)


def find_with_places(text: str) -> list[tuple[Credential, Place]]:
    """The credentials in a text, each with its line and column."""
    found = find_credentials(text)
    lines = Lines(text if found else "")
    return [(credential, lines.place(credential.start)) for credential in found]


def decode_text(data: bytes) -> str:
    """The text in a file's bytes; empty if the file is binary."""
    return "" if b"\0" in data[:_BINARY] else data.decode("utf-8-sig", "replace")


def credential_problem(
    path: str,
    credential: Credential,
    place: Place,
    options: CredentialOptions,
    today: date | None,
    *,
    where: str = "",
) -> Problem | None:
    """The problem to report for a credential: what it looks like, and what to do first. None if it is allowed.

    ``where`` adds what the file does not show: the commit that introduced it.
    """
    allowed = allowance(options, credential.kind, path, today)
    if allowed.in_force:
        return None
    ended = f"; it was allowed until {allowed.ended}" if allowed.ended else ""
    message = f"this looks like {credential.description}{where} [{credential.kind}]{ended}"
    remedy = f"revoke it first, since the history keeps it (where: {credential.revoke}), then take it out of the file"
    return Problem(path, *place, "credential", f"{message}: {remedy}")


def _files(root: Path, folders: Iterable[str]) -> Iterator[Path]:
    yield from find_files(root, folders, ("",))
    yield from (root / name for name in _FILES if (root / name).is_file())
