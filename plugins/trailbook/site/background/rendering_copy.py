"""Pages of ready HTML, rendered by a copy of the background process while that does all else.

The copy is forked, so it has the trails at once: another process would take half a second to start and to be handed
them, which is more than it saves. Where forking is not safe, there is no copy: Windows can't fork, and the system
libraries of macOS may not work in a process that did (https://bugs.python.org/issue33725).
"""

import gc
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from tempfile import TemporaryFile

from trailbook.site.kept_values import KeptValues
from trailbook.site.rendering.page import HtmlPage
from trailbook.trail.parallel import processors

WORTHWHILE = 100
"""For how many pages a copy is worth its memory."""


def can_fork() -> bool:
    """Whether a copy of this process can be made and would have a processor of its own."""
    return sys.platform == "linux" and processors() > 1


class Rendered:
    """Pages that were rendered and wait on the disk: those of a thousand records are a hundred megabytes."""

    def __init__(self, pages: Iterable[HtmlPage] = ()) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - open as long as the pages are wanted
        self.add(pages)

    def add(self, pages: Iterable[HtmlPage]) -> None:
        """Render pages."""
        for page in pages:
            pickle.dump(page, self._file, pickle.HIGHEST_PROTOCOL)
        self._file.flush()

    def __iter__(self) -> Iterator[HtmlPage]:
        self._file.seek(0)
        with suppress(EOFError):
            while True:
                yield pickle.load(self._file)  # noqa: S301 - written by this process, or its copy


class RenderingCopy:
    """A copy of this process that renders pages and ends.

    ``render`` and ``values`` are called in the copy, which must use no database, pipe or program that this process has
    open; so it has values of its own, to take texts from and to keep them in.
    """

    def __init__(self, render: Callable[[KeptValues], Iterable[HtmlPage]], values: Callable[[], KeptValues]) -> None:
        self._pages, self._used = Rendered(), TemporaryFile()  # noqa: SIM115 - as the pages
        parent = os.getpid()
        self._process = os.fork()
        if self._process:
            return
        status = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # who reads there waits for the end of the original alone
            gc.freeze()
            gc.enable()
            kept = values()
            self._pages.add(_as_long_as(parent, render(kept)))
            kept.close(complete=False)
            pickle.dump(kept.used, self._used)
            self._used.flush()
            status = 0
        finally:
            os._exit(status)  # what the process would do at its end is for the original to do

    def pages(self, values: KeptValues) -> Iterable[HtmlPage] | None:
        """The pages once all are rendered; None if the copy failed. What it used is kept for the next build."""
        _, status = os.waitpid(self._process, 0)
        if status:
            return None
        self._used.seek(0)
        for key in pickle.load(self._used):  # noqa: S301 - written by the copy
            values.use(key)
        return self._pages


def _as_long_as(parent: int, pages: Iterable[HtmlPage]) -> Iterator[HtmlPage]:
    """Pages, until the process that asked for them is gone."""
    for page in pages:
        if os.getppid() != parent:
            os._exit(1)
        yield page
