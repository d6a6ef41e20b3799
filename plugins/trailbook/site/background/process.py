"""The trail's work in a process of its own, so that a build hardly waits for it.

Large values pass through files of a folder that nobody else can read; the pipes carry the name of each, so that
neither side waits for the other to empty them. A process whose build ends before its time ends as well.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from trailbook.site.background.messages import TrailAnswer, TrailRequest
from trailbook.site.marks.html_marks import PageTrail
from trailbook.site.rendering.layout import Layout
from trailbook.text.errors import TrailbookError


class TrailProcessError(TrailbookError):
    """The process ended before it had done its work; the message is what it said."""


class TrailProcess:
    """Does what ``TrailWork`` does, beside whoever asks. Raises ``OSError`` where no process can be started.

    It reads its modules while the request is not there yet.
    """

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._on_pages: dict[str, PageTrail] = {}
        self._has_all_pages = False
        self._scratch = TemporaryDirectory(prefix="trailbook-")
        self.folder = Path(self._scratch.name)
        with (self.folder / "errors").open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - this Python, a module of this package
                [sys.executable, "-m", "trailbook.site.background.worker", self.folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                text=True,
            )

    def ask(self, request: TrailRequest) -> None:
        """Let the work begin."""
        self._pass("request", request)

    @cached_property
    def answer(self) -> TrailAnswer:
        """What the generator's pages need, as soon as it is there. Raises ``TrailProcessError``."""
        answer: TrailAnswer = self._next()
        return answer

    def on_page(self, path: str) -> PageTrail | None:
        """What the page at a Markdown path gets, as soon as it is there. Raises ``TrailProcessError``.

        None for a page that gets nothing, once all others are told.
        """
        while path not in self._on_pages and not self._has_all_pages:
            self._receive_pages()
        return self._on_pages.get(path)

    def _receive_pages(self) -> None:
        some: dict[str, PageTrail] = self._next()
        self._has_all_pages = not some
        self._on_pages.update(some)

    def begin(self, layout: Layout) -> None:
        """Let the pages be written."""
        self._pass("layout", layout)

    def finish(self) -> list[str]:
        """Wait until they are, and give those whose place is taken already. Raises ``TrailProcessError``."""
        while not self._has_all_pages:
            self._receive_pages()
        clashes: list[str] = self._next()
        self.close()
        return clashes

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End the process, whatever it does, and remove what it left."""
        self._process.kill()
        self._process.communicate()
        self._scratch.cleanup()

    def _pass(self, name: str, value: object) -> None:
        leave(self.folder, name, value)
        with suppress(BrokenPipeError):  # a process that is gone tells why when it is waited for
            print(name, file=self._process.stdin, flush=True)

    def _next(self) -> Any:
        """What the process leaves next."""
        for line in map(str.strip, self._process.stdout or ()):
            if not line.isdecimal():
                return take(self.folder, line)
            self._report(f"{line} % of the history is compared")
        self._process.wait()
        said = (self.folder / "errors").read_text(errors="replace").strip()
        self.close()
        raise TrailProcessError(said[-2_000:] or "it ended without a word")


def leave(folder: Path, name: str, value: object) -> None:
    """Write a value for the other side."""
    (folder / name).write_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def take(folder: Path, name: str) -> Any:
    """Read a value that the other side left."""
    return pickle.loads((folder / name).read_bytes())  # noqa: S301 - written by this program, in a folder of its own
