"""Writes a repository with a long history, the same bytes for the same numbers.

``python make_history.py FOLDER --kind records --files 1000 --commits 5000``

The first commit brings all files; each further one changes one value or one sentence of one file. Every five
of those come as a branch that a merge brings in, on top of the number asked for. Files stand in folders of 40.
``--besides`` adds commits between them that change other files, as in a repository of more than records.
Everything goes through ``git fast-import``, so 100,000 commits take seconds and not an hour.
"""

# ruff: noqa: S603, S607 - it starts git and Python, with arguments of its own

import argparse
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile

PEOPLE = tuple(f"{name} <{name.lower()}@example.org>" for name in ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus"))
FOLDER_SIZE = 40
BRANCH = 5
START = 1_600_000_000

LIKELIHOODS = ("unlikely", "possible", "likely", "almost-certain")
IMPACTS = ("minor", "moderate", "major", "severe")
WORDS = [
    "the",
    "owner",
    "asks",
    "each",
    "maker",
    "to",
    "confirm",
    "who",
    "can",
    "open",
    "a",
    "list",
    "before",
    "it",
    "is",
    "shared",
    "with",
    "people",
    "outside",
    "the",
    "team",
    "and",
    "notes",
    "what",
    "was",
    "decided",
    "so",
    "that",
    "nobody",
    "has",
    "to",
    "guess",
    "later",
    "why",
    "a",
    "connection",
    "was",
    "refused",
]


def write_history(folder: Path, kind: str, files: int, commits: int, besides: int = 0) -> None:
    """Make the repository and check out its newest commit."""
    folder.mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    with TemporaryFile() as stream:
        stream.writelines(_stream(kind, files, commits, besides))
        stream.seek(0)
        subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, stdin=stream, check=True)
    _git(folder, "reset", "--quiet", "--hard", "main")


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def _stream(kind: str, files: int, commits: int, besides: int) -> Iterator[bytes]:
    name, content = KINDS[kind]
    paths = [name.format(folder=number // FOLDER_SIZE, number=number) for number in range(files)]
    versions = [0] * files
    first = {paths[number]: content(number, 0) for number in range(files)}
    yield _commit(1, "refs/heads/main", "Begin with all records", first)
    main = mark = 1
    for made in range(1, commits, BRANCH):
        for _ in range(besides * BRANCH // commits):
            mark += 1
            other = {f"src/module_{mark % 499}.py": f"LIMIT = {mark}\n"}
            yield _commit(mark, "refs/heads/main", _message(mark, next(iter(other))), other, main)
            main = mark
        branch: dict[str, str] = {}
        for _ in range(min(BRANCH, commits - made)):
            mark += 1
            number = (mark * 7919) % files
            versions[number] += 1
            revision = {paths[number]: content(number, versions[number])}
            branch |= revision
            yield _commit(mark, "refs/heads/work", _message(mark, paths[number]), revision, mark - 1)
        mark += 1
        title = f"Merge pull request #{mark} from team/work\n\nReview what the quarter brought up ({mark})"
        yield _commit(mark, "refs/heads/main", title, branch, main, mark - 1)
        main = mark


def _commit(mark: int, branch: str, message: str, files: dict[str, str], *parents: int) -> bytes:
    person = PEOPLE[mark * 31 % len(PEOPLE)]
    lines = [f"commit {branch}", f"mark :{mark}", f"author {person} {START + mark * 600} +0000"]
    lines += [f"committer {person} {START + mark * 600} +0000", f"data {len(message.encode())}", message]
    lines += [f"{'merge' if place else 'from'} :{parent}" for place, parent in enumerate(parents)]
    for path, content in files.items():
        lines += [f"M 100644 inline {path}", f"data {len(content.encode())}", content]
    return ("\n".join(lines) + "\n").encode()


def _message(mark: int, path: str) -> str:
    """Of four commits one gives a trailer, two a body, and one nothing but its title."""
    title = f"Revise {Path(path).stem} ({mark})"
    if mark % 4 == 0:
        return title
    body = f"{title}\n\nThe review of the quarter found this out of date. {_sentence(mark, 24)}"
    return f"{body}\n\nRationale: {_sentence(mark, 9)}\nReviewed-by: {PEOPLE[mark % 5]}" if mark % 4 == 1 else body


def _sentence(seed: int, length: int) -> str:
    words = [WORDS[(seed * 7 + place * (seed % 5 + 1)) % len(WORDS)] for place in range(length)]
    return f"{' '.join(words).capitalize()}."


def _page(number: int, version: int) -> str:
    """A page of eight sections; a version rewords one sentence of one section."""
    parts = [f"# Page {number}\n\n{_sentence(number, 20)}\n"]
    for section in range(8):
        revised = (version + 7 - section) // 8
        text = " ".join(_sentence(number + section * 3 + place, 18) for place in range(4))
        parts.append(f"## Section {section} of the page\n\n{text} {_sentence(number + section + revised, 12)}\n")
        parts.append("\n".join(f"- {_sentence(number * 3 + section + place, 7)}" for place in range(3)) + "\n")
    return "\n".join(parts)


def _record(number: int, version: int) -> str:
    """A threat model of seven threats; a version changes one value of it in turn."""
    turn = [(version + 6 - place) // 7 for place in range(7)]
    lines = [
        f"id: TM-APP-{number}",
        "kind: threat-model",
        f"title: Application {number}",
        f"summary: {_sentence(number, 16)}",
        f"owner: Team {turn[0] % 9}",
        "review:",
        "  cadence: quarterly",
        f"  next: {2026 + turn[1] // 12}-{turn[1] % 12 + 1:02d}-15",
        "application:",
        f"  name: Application {number}",
        "  platform: A no-code platform",
        f"  purpose: {_sentence(number + 1, 14)}",
        "  users: All office staff",
        f"  impact: {_sentence(number + 2, 14)}",
        "boundaries:",
        *(f"  - id: B{n}\n    name: Boundary {n}\n    description: {_sentence(n, 9)}" for n in range(1, 4)),
        "components:",
    ]
    for n in range(1, 7):
        lines += [f"  - id: K{n}", f"    name: Component {n}", "    type: data-store", f"    owner: Team {n}"]
        lines += [f"    technology: {_sentence(n, 5)}", f"    boundary: B{n % 3 + 1}"]
    lines.append("data:")
    for n in range(1, 4):
        lines += [f"  - id: D{n}", f"    name: Data {n}", "    sensitivity: confidential", f"    stored_in: [K{n}]"]
    lines.append("flows:")
    for n in range(1, 6):
        target = (n + turn[2] + 1) % 6 + 1 if n == 1 else n + 1
        lines += [f"  - id: F{n}", f"    name: Flow {n}", f"    source: K{n}", f"    target: K{target}"]
        lines += [f"    data: [D{n % 3 + 1}]"]
    lines.append("threats:")
    for n in range(1, 8):
        residual = LIKELIHOODS[turn[3] % 3 if n == 2 else 1]
        reworded = turn[4] if n == 3 else 0
        lines += [f"  - id: T{n}", f"    title: {_sentence(number + n, 6)}", "    category: data-leakage"]
        lines += [f"    description: {_sentence(number + n + reworded, 30)}", "    benefits: Whoever asks."]
        lines += [f"    harmed: {_sentence(n, 8)}", f"    affects: [K{n % 6 + 1}]"]
        lines += ["    inherent:", "      likelihood: likely", "      impact: major"]
        lines += ["    residual:", f"      likelihood: {residual}", "      impact: moderate"]
    lines.append("mitigations:")
    for n in range(1, 6 + turn[5] % 2):
        state = ("planned", "implemented")[turn[6] % 2] if n == 1 else "implemented"
        lines += [f"  - id: M{n}", f"    title: {_sentence(number - n, 7)}", f"    description: {_sentence(n, 14)}"]
        lines += [f"    mitigates: [T{n}]", f"    state: {state}", f"    owner: Team {n}"]
    return "\n".join(lines) + "\n"


KINDS: dict[str, tuple[str, Callable[[int, int], str]]] = {
    "pages": ("docs/part-{folder:02}/page-{number:04}.md", _page),
    "records": ("threat-models/part-{folder:02}/app-{number:04}.yaml", _record),
}
"""What can be written: where each file stands and what its versions hold."""


def main() -> None:
    """Write the history that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", choices=sorted(KINDS), default="records")
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--commits", type=int, default=5_000)
    parser.add_argument("--besides", type=int, default=0)
    asked = parser.parse_args()
    write_history(asked.folder, asked.kind, asked.files, asked.commits, asked.besides)


if __name__ == "__main__":
    main()
