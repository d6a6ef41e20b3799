"""Writes a knowledge base of many times the records of the one shipped here, to measure builds of any size with.

Each copy has ids of its own, and points within itself, so that the links of the whole grow with the number of records.
"""

# ruff: noqa: S603, S607 - it starts git, with arguments of its own

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from trailbook.workspace.workspace import open_workspace

SHIPPED = Path(__file__).parents[1]
NAMES = (
    "mkdocs.yml",
    "roles.yaml",
    "assets",
    "content",
    "configurations",
    "threat-models",
    "postmortems",
    "observations",
)


def write_grown(place: Path, copies: int) -> int:
    """Write a repository of one commit with the shipped records and ``copies`` - 1 more of each; give their number."""
    place.mkdir(parents=True)
    for name in NAMES:
        source = SHIPPED / name
        if source.is_dir():
            shutil.copytree(source, place / name)
        elif source.exists():
            shutil.copyfile(source, place / name)
    documents = open_workspace(place).knowledge().documents
    records = {id: document for id, document in documents.items() if document.record.kind != "page"}
    ids = sorted(records, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, ids))})(?![\w-])")
    for number in range(2, copies + 1):
        for path, text in list(_copies([place / document.path for document in records.values()], pattern, number)):
            path.write_text(text, encoding="utf-8")
    _commit(place)
    return len(records) * copies


def _copies(files: list[Path], pattern: re.Pattern[str], number: int) -> Iterator[tuple[Path, str]]:
    names = {file.name for file in files}
    links = re.compile(rf"(?<=[(/])({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?=[)#])")
    for file in files:
        text = pattern.sub(rf"\1-{number}", file.read_text(encoding="utf-8"))
        text = links.sub(lambda match: _renamed(match[1], number), text)
        yield file.with_name(_renamed(file.name, number)), text


def _renamed(name: str, number: int) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{number}.{ending}"


def _commit(place: Path) -> None:
    subprocess.run(["git", "init", "-q", "-b", "main", str(place)], check=True)
    author = ("-c", "user.name=Bench", "-c", "user.email=bench@example.org")
    subprocess.run(["git", "-C", str(place), "add", "."], check=True)
    subprocess.run(["git", "-C", str(place), *author, "commit", "-qm", "Add the records"], check=True)


if __name__ == "__main__":
    print(write_grown(Path(sys.argv[1]), int(sys.argv[2])))
