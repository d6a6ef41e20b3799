"""Runs the work on the history in a process of its own, so that a build hardly waits for it.

Large values are passed as files in a private folder, and the pipes carry only their names: neither side has to wait
until the other empties a pipe. The process ends when its build ends early.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from trailbook.site.background.messages import TrailAnswer, TrailRequest, Written
from trailbook.site.marks.html_marks import PageTrail
from trailbook.site.rendering.layout import Layout, digest_of
from trailbook.site.rendering.page import HtmlPage, SearchedPage
from trailbook.text.errors import TrailbookError
from trailbook.text.scratch import Scratch

if TYPE_CHECKING:
    from trailbook.sources.state import State


ANSWER, RENDERED, WRITTEN = "answer", "rendered", "written"
"""What values are called: the answer, some of the pages that wait to be laid out, and what was written at the end."""


class TrailProcessError(TrailbookError):
    """The process ended before its work was done. The message is its error output."""


class Work(Protocol):
    """The work on the history of one build. ``hand``, ``ask`` and ``begin`` start it, all else waits for it.

    Whatever waits raises ``TrailProcessError``.
    """

    def hand(self, sources: State) -> None:
        """Say what other repositories handed on, if there are records, before anything is asked for."""

    def ask(self, request: TrailRequest) -> None:
        """Say what is asked for."""

    @property
    def is_answered(self) -> bool:
        """Whether ``answer`` would not wait."""

    @property
    def answer(self) -> TrailAnswer:
        """What the pages that MkDocs renders need."""

    def on_page(self, path: str) -> PageTrail | None:
        """What the trail adds to the page at a Markdown path; None if nothing."""

    @property
    def searched(self) -> tuple[SearchedPage, ...]:
        """What searches find of the pages that are written at the end."""

    def begin(self, layout: Layout) -> None:
        """Say how pages are laid out."""

    def finish(self) -> Written:
        """Have all pages written."""

    @property
    def idle(self) -> TrailProcess | None:
        """The process that has finished this work, for that of the next build; None if there is none."""

    def close(self) -> None:
        """Leave nothing behind."""


class TrailProcess(Work):
    """``TrailWork`` in a background process. Raises ``OSError`` if no process can be started.

    The process imports its modules while it waits for the request. It answers one request after the other.
    """

    def __init__(self, report: Callable[[int | None], None]) -> None:
        """``report`` is told how many per cent of the history are compared, and None once a value has come."""
        self.report = report
        self._has_finished = False
        self._scratch = Scratch()
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

    def hand(self, sources: State) -> None:
        """Send what other repositories handed on, whose trails are made ready while the request is not there yet."""
        self._pass("sources", sources)

    def ask(self, request: TrailRequest) -> None:
        """Send the request, and so start the work."""
        self._on_pages: dict[str, PageTrail] = {}
        self._has_all_pages = self._has_finished = False
        for name in (ANSWER, "searched"):
            self.__dict__.pop(name, None)
        (self.folder / ANSWER).unlink(missing_ok=True)
        self._pass("request", request)

    @property
    def is_answered(self) -> bool:
        """Whether ``answer`` would not wait, or hardly."""
        return (self.folder / ANSWER).exists() or self.has_ended

    @cached_property
    def answer(self) -> TrailAnswer:
        """What the pages that MkDocs renders need; waits for it. Raises ``TrailProcessError``."""
        answer: TrailAnswer = self._next()
        return answer

    def on_page(self, path: str) -> PageTrail | None:
        """What the trail adds to the page at a Markdown path; waits for it. Raises ``TrailProcessError``.

        None if nothing is added, which is known once all pages have been received.
        """
        while path not in self._on_pages and not self._has_all_pages:
            self._receive_pages()
        return self._on_pages.get(path)

    @property
    def on_pages(self) -> Mapping[str, PageTrail]:
        """What the trail adds to all pages, by Markdown path, once the work is finished."""
        return self._on_pages

    def _receive_pages(self) -> None:
        some: dict[str, PageTrail] = self._next()
        self._has_all_pages = not some
        self._on_pages.update(some)

    @cached_property
    def searched(self) -> tuple[SearchedPage, ...]:
        """What searches find of the pages that are written at the end; waits for it. Raises ``TrailProcessError``."""
        while not self._has_all_pages:
            self._receive_pages()
        searched: tuple[SearchedPage, ...] = self._next()
        return searched

    def begin(self, layout: Layout) -> None:
        """Send the layout, and so start writing the pages."""
        self._layout = layout
        self._pass("layout", layout)

    def finish(self) -> Written:
        """Wait until all pages are written, and write some of them meanwhile. Raises ``TrailProcessError``."""
        _ = self.searched
        own: list[Written] = []
        while (name := self._name()) != WRITTEN:
            try:
                own.append(write_noted(self._layout, self._layout.files(claim(self.folder, name))))
            except OSError as error:
                raise TrailProcessError(str(error)) from error
        written: Written = take(self.folder, name)
        self._has_finished = True
        return written.and_also(own)

    @property
    def idle(self) -> TrailProcess | None:
        """This process, if it has finished its work and still runs; it may be asked again."""
        return self if self._has_finished and not self.has_ended else None

    @property
    def has_ended(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def close(self) -> None:
        """Kill the process, and remove its files."""
        self._process.kill()
        self._process.communicate()
        self._scratch.cleanup()

    def _pass(self, name: str, value: object) -> None:
        leave(self.folder, name, value)
        with suppress(BrokenPipeError):  # the reason why the process ended is reported when its answer is read
            print(name, file=self._process.stdin, flush=True)

    def _next(self) -> Any:
        """The next value from the process."""
        return take(self.folder, self._name())

    def _name(self) -> str:
        """The name of the next value from the process; progress is reported while waiting."""
        for line in map(str.strip, self._process.stdout or ()):
            if not line.isdecimal():
                self.report(None)
                return line
            self.report(int(line))
        self._process.wait()
        errors = (self.folder / "errors").read_text(errors="replace").strip()
        self.close()
        raise TrailProcessError(errors[-2_000:] or "it ended without an error message")


def leave(folder: Path, name: str, value: object) -> None:
    """Write a value for the other process."""
    with (folder / name).open("wb") as file:
        pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)


def take(folder: Path, name: str) -> Any:
    """Read a value that the other process wrote."""
    with (folder / name).open("rb") as file:
        return pickle.load(file)  # noqa: S301 - written by this program, in a folder of its own


def claim(folder: Path, name: str) -> list[HtmlPage]:
    """Pages that were left for whichever process takes them first; none if the other has."""
    own = f"{name} {os.getpid()}"
    try:
        (folder / name).rename(folder / own)
    except FileNotFoundError:
        return []
    pages: list[HtmlPage] = take(folder, own)
    (folder / own).unlink()
    return pages


def write_noted(layout: Layout, files: Iterable[tuple[str, bytes]]) -> Written:
    """Write files by their path in the site, and note the digest of each."""
    digests: dict[str, str] = {}
    taken = layout.write_files(_noting(files, layout.taken, digests))
    return Written(tuple(taken), digests)


def _noting(
    files: Iterable[tuple[str, bytes]], taken: Container[str], digests: dict[str, str]
) -> Iterator[tuple[str, bytes]]:
    """The files, with a note of the digest of each that is written."""
    for path, content in files:
        if path not in taken:
            digests[path] = digest_of(content)
        yield path, content
