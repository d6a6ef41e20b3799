"""Small real git repositories."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from typing import Self

EVE = {"GIT_AUTHOR_NAME": "Eve", "GIT_AUTHOR_EMAIL": "eve@example.org"}
CLAUDE = {"GIT_AUTHOR_NAME": "Claude", "GIT_AUTHOR_EMAIL": "noreply@anthropic.com"}
ROBOT = {"GIT_AUTHOR_NAME": "dependabot[bot]", "GIT_AUTHOR_EMAIL": "6+dependabot[bot]@users.noreply.github.com"}
"""Authors of commits: a person, an assistant, and a robot."""

Files = Mapping[str, str | bytes | None]
"""What is written to each path of a repository; None deletes its file."""


class Repo:
    """A git repository in a temporary folder. Each commit is an hour later than the one before."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root = root
        self.hour = 0
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)

    def copy(self, root: Path) -> Self:
        """The repository as it is now, in another folder: sooner there than by its commits."""
        other = type(self).__new__(type(self))
        other.root, other.hour = copytree(self.root, root, symlinks=True), self.hour
        return other

    def git(self, *arguments: str, stdin: str | bytes = b"", **environment: str) -> str:
        """Run git in the repository and give its output."""
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "maintenance.auto",  # another process a commit, with nothing to do
            "GIT_CONFIG_VALUE_0": "false",
            "GIT_TEMPLATE_DIR": "",  # no sample hooks, which are more files than most tests write
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.org",
            "GIT_COMMITTER_NAME": "Forge",
            "GIT_COMMITTER_EMAIL": "noreply@forge.example",
            **environment,
        }
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        done = subprocess.run(["git", *arguments], cwd=self.root, env=env, input=given, check=True, capture_output=True)
        return done.stdout.decode("utf-8", "replace").strip()

    def write(self, files: Files) -> None:
        """Write files, or delete those given as None."""
        for path, content in files.items():
            file = self.root / path
            if content is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, message: str | bytes, files: Files | None = None, /, **who: str) -> str:
        """Commit the files (or whatever is staged) and give the commit's id."""
        self.write(files or {})
        self.git("add", "--all")
        arguments = ("commit", "--quiet", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "--file=-")
        self.git(*arguments, stdin=message, **{**self._when(), **who})
        return self._head()

    def _head(self) -> str:
        """The id of the commit that is checked out, read from its file if it has one: starting git takes longer."""
        head = self.root / ".git/HEAD"
        if head.is_file():
            file = self.root / ".git" / head.read_text().strip().removeprefix("ref: ")
            if file.is_file():
                return file.read_text().strip()
        return self.git("rev-parse", "HEAD")

    def merge(self, branches: str, message: str, files: Files | None = None, /, **who: str) -> str:
        """Merge branches into the current one, changing files in the merge itself."""
        self.git("merge", "--no-ff", "--no-commit", "--quiet", *branches.split())
        return self.commit(message, files, **who)

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Begin a branch and switch to it."""
        self.git("checkout", "--quiet", "-b", name, start)

    def checkout(self, name: str) -> None:
        """Switch to a branch."""
        self.git("checkout", "--quiet", name)

    def _when(self) -> dict[str, str]:
        self.hour += 1
        stamp = f"{1767225600 + self.hour * 3600} +0000"  # hours after 2026-01-01
        return {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}


def make_key(file: Path, comment: str = "") -> None:
    """Make an SSH key in a file, and its public half beside it, as ``git`` signs with them."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(file)]
    subprocess.run(command, check=True)
