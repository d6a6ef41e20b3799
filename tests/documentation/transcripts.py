"""Runs what a page of the documentation shows, in order: the files it has a reader write, and the commands.

A block of YAML or Markdown with a ``title`` is a file, or its end if the title says so. In a block of the language
``console`` a line after ``$`` is a command, and what follows is its output. "…" stands for what differs between runs:
within a line for any text, on a line of its own for any lines.

``python -m tests.documentation.transcripts PAGE`` runs a page and writes its outputs and pictures.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r'^```(\w+)(?: title="([^"]*)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
AT_THE_END = " (at its end)"
HASH = re.compile(r"\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b")


@dataclass(frozen=True)
class Shown:
    """A command with the output that the page shows, and the output that it has."""

    command: str
    expected: str
    output: str
    exit_code: int

    def agrees(self) -> bool:
        """Whether the page is right."""
        lines = "\n".join(map(re.escape, self.expected.splitlines()))
        form = re.sub(r"^…$", r"(?:.*\n)*?.*", lines, flags=re.MULTILINE).replace("…", ".*")
        return re.fullmatch(form, "\n".join(line.rstrip() for line in self.output.splitlines())) is not None


class Reader:
    """Somebody who follows a page in an empty folder, as Ada, on the mornings from the 4th of May on."""

    def __init__(self, folder: Path, year: int = 2026) -> None:
        self.year = year
        self.home = self.folder = folder
        self.commits = 0
        folder.mkdir(exist_ok=True)
        (folder / ".gitconfig").write_text(
            "[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n"
        )

    def follow(self, page: str) -> Iterator[Shown]:
        """Do what a page says, and give each command."""
        for language, title, text in BLOCK.findall(page):
            if title:
                file = self.folder / title.removesuffix(AT_THE_END)
                before = file.read_text(encoding="utf-8") if title.endswith(AT_THE_END) else ""
                file.write_text(before + text, encoding="utf-8")
            elif language == "console":
                for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                    command, _, expected = part.partition("\n")
                    while command.endswith("\\"):
                        more, _, expected = expected.partition("\n")
                        command += "\n" + more
                    yield Shown(command, expected, *self._run(command))

    def _run(self, command: str) -> tuple[str, int]:
        if command.startswith("cd "):
            self.folder = (self.folder / command[3:]).resolve()
            return "", 0
        self.commits += command.startswith("git commit") or "&& git commit" in command
        day = f"{self.year}-05-{3 + max(self.commits, 1):02}T09:00:00Z"
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": day,
            "GIT_COMMITTER_DATE": day,
            "COLUMNS": "88",
            "NO_MKDOCS_2_WARNING": "1",
        }
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr, done.returncode


def _write_outputs(path: Path) -> None:
    page, at = path.read_text(encoding="utf-8"), 0
    with tempfile.TemporaryDirectory() as folder:
        for shown in Reader(Path(folder)).follow(page):
            at = page.index(f"$ {shown.command}\n{shown.expected}", at) + len(shown.command) + 3
            if not shown.agrees():
                output = HASH.sub("…", "".join(f"{line.rstrip()}\n" for line in shown.output.splitlines()))
                page = page[:at] + output + page[at + len(shown.expected) :]
        for picture in Path(folder).glob("*.svg"):
            (path.parent / "images" / picture.name).write_bytes(picture.read_bytes())
    path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    _write_outputs(Path(sys.argv[1]))
