"""What the work on the history gave, kept for the next build, which has no process then if nothing has changed.

Kept are what the pages that MkDocs renders need, and of what is written at the end the digests: as long as these files
are there, none of them is made again. The states of signatures depend on the keys of whoever builds, so git is asked
for each of them anew.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from trailbook.risk.indicators.model import Observation, Observed, Series
from trailbook.site.background.messages import TrailAnswer, TrailRequest, Written
from trailbook.site.background.process import TrailProcess, Work
from trailbook.site.files.knowledge_json import KNOWLEDGE
from trailbook.site.kept_values import ROOMS, KeptValues, versions
from trailbook.site.marks.html_marks import PageTrail
from trailbook.site.rendering.asked import EVERYTHING, Answers, Question, digest, same_for_all
from trailbook.site.rendering.kept_texts import PACKAGES
from trailbook.site.rendering.layout import Layout, digest_of, is_written
from trailbook.site.rendering.page import SearchedPage
from trailbook.sources import STATUS
from trailbook.sources.state import State
from trailbook.trail.cache import key
from trailbook.trail.git.command import HistoryError
from trailbook.trail.git.repository import Repository

_ROOMS = (*ROOMS, "audit", "diff", "forges")
_ASKED = (EVERYTHING, Question("drift"), Question("observed"))
_STATED = ("mkdocs.yml", "mkdocs.yaml", "roles.yaml", "contacts.yaml")


class KeptWork(Work):
    """The work on the history of one build: taken from what is kept if it would be the same, else of a process."""

    def __init__(
        self,
        root: Path,
        site: Path,
        values: KeptValues,
        report: Callable[[int | None], None],
        process: TrailProcess | None = None,
    ) -> None:
        """``root`` is the folder of the knowledge base, ``site`` that of the site, ``report`` is for ``TrailProcess``.

        ``process`` is one that waits for work. Without it one starts at once, beside all else, unless the history is
        that of the build before, and what other repositories handed on.
        """
        self._root, self._site, self._values, self._report = root, site, values, report
        self._kept: dict[str, Any] | None = None
        self._place: bytes | None = None
        self._sources: State | None = None
        self._process = process
        if process is None and not (self._state and values.get(self._same_history)):
            self._begin()

    @cached_property
    def _repository(self) -> Repository:
        return Repository(self._root, partial=True)

    @cached_property
    def _state(self) -> str:
        """What the history depends on; empty if it can't be read or is not whole."""
        try:
            return "" if self._repository.lack else self._repository.state()
        except HistoryError:
            return ""

    @cached_property
    def _same_history(self) -> bytes:
        status = self._root / STATUS
        handed = digest_of(status.read_bytes()) if status.is_file() else ""
        return key("history", self._state, handed, rooms=_ROOMS)

    def _begin(self) -> TrailProcess:
        if self._process is None:
            self._process = TrailProcess(self._report)
            if self._sources is not None:
                self._process.hand(self._sources)
        return self._process

    def hand(self, sources: State) -> None:
        """Send what other repositories handed on as soon as there is a process."""
        self._sources = sources
        if self._process is not None:
            self._process.hand(sources)

    def ask(self, request: TrailRequest) -> None:
        """Send the request, and so start the work, unless what it gives is kept."""
        self._request = request = replace(request, history=self._state and self._repository.committed_state)
        self._place = self._place_of(request)
        found = self._values.get(self._place) if self._place else None
        if found and self._repository.confirms(found["verdicts"]) and self._is_written(found["files"]):
            self._kept = found
        else:
            self._begin().ask(request)

    def _place_of(self, request: TrailRequest) -> bytes | None:
        """The key of all that the work depends on but keys for signatures; None if that is not known."""
        workspace, sitemap = request.workspace, request.sitemap
        if not self._state or workspace is None or sitemap is None or not self._values.is_kept:
            return None
        answers = Answers(sitemap)
        stated = ((self._root / name) for name in _STATED)
        inputs = (
            request.configured,
            repr((request.docs, request.directory_urls, request.moved, request.titles, request.repo_url)),
            repr((request.name, request.address, request.diagrams, workspace.configuration.footer)),
            repr((workspace.configuration.nav, workspace.now(), (self._root / request.docs / KNOWLEDGE).exists())),
            workspace.sources().digest,
            same_for_all(sitemap),
            *map(answers.digest, _ASKED),
            *(digest(file.read_text("utf-8", "replace")) if file.is_file() else "" for file in stated),
            versions(PACKAGES),
        )
        return key("trail", self._state, *inputs, rooms=_ROOMS)

    def _is_written(self, files: Mapping[str, str]) -> bool:
        return all(is_written(Path(self._site, path), digest) for path, digest in files.items())

    @property
    def is_answered(self) -> bool:
        """Whether ``answer`` would not wait."""
        return bool(self._kept) or self._begin().is_answered

    @cached_property
    def answer(self) -> TrailAnswer:
        """What the pages that MkDocs renders need; waits for it. Raises ``TrailProcessError``."""
        if self._kept:
            return _answer(self._kept["answer"])
        return self._begin().answer

    def on_page(self, path: str) -> PageTrail | None:
        """What the trail adds to the page at a Markdown path; None for nothing. Raises ``TrailProcessError``."""
        if not self._kept:
            return self._begin().on_page(path)
        added = self._kept["pages"].get(path)
        return PageTrail(*added) if added else None

    @property
    def searched(self) -> tuple[SearchedPage, ...]:
        """What searches find of the pages that are written at the end. Raises ``TrailProcessError``."""
        if not self._kept:
            return self._begin().searched
        return tuple(SearchedPage(**{**one, "also": tuple(one["also"])}) for one in self._kept["searched"])

    def begin(self, layout: Layout) -> None:
        """Start writing the pages, unless they are there in the same layout."""
        self._layout = digest(repr((sorted(layout.frames.items()), sorted(layout.taken), layout.site)))
        if self._kept and self._kept["layout"] != self._layout:
            self._kept = None
            self._begin().ask(self._request)
            _ = self._begin().answer
        if not self._kept:
            self._begin().begin(layout)

    def finish(self) -> Written:
        """Wait until all pages are written. Raises ``TrailProcessError``."""
        if not self._kept:
            return self._finished(self._begin())
        for path in self._kept["files"]:
            os.utime(Path(self._site, path))
        self._values.get(self._same_history)
        verdicts = tuple((asked, keys, answer) for asked, keys, answer in self._kept["verdicts"])
        return Written(tuple(self._kept["taken"]), self._kept["files"], verdicts)

    def _finished(self, process: TrailProcess) -> Written:
        written = process.finish()
        answer = process.answer
        if self._place and written.verdicts is not None and not answer.error and _can_be_kept(answer.observed):
            self._values.put(
                self._place,
                {
                    "answer": _stated(answer),
                    "pages": {path: [one.line, one.marks] for path, one in process.on_pages.items()},
                    "layout": self._layout,
                    "files": written.files,
                    "taken": written.taken,
                    "searched": [*map(asdict, process.searched)],
                    "verdicts": written.verdicts,
                },
            )
            self._values.put(self._same_history, 1)
        return written

    @property
    def idle(self) -> TrailProcess | None:
        """The process, if it waits for work."""
        return self._process if self._process and (self._kept or self._process.idle) else None

    def close(self) -> None:
        """Kill the process, if there is one, and remove its files."""
        if self._process is not None:
            self._process.close()
            self._process = None


def _can_be_kept(observed: Observed | None) -> bool:
    return observed is None or not observed.problems


def _stated(answer: TrailAnswer) -> dict[str, Any]:
    observed = answer.observed and {
        "series": {
            id: [series.path, [[one.day.isoformat(), *one[1:]] for one in series.observations]]
            for id, series in answer.observed.series.items()
        },
        "today": answer.observed.today and answer.observed.today.isoformat(),
    }
    return {
        "pages": dict(answer.pages),
        "frames": sorted(answer.frames),
        "notice": answer.notice,
        "observed": observed,
    }


def _answer(stated: dict[str, Any]) -> TrailAnswer:
    observed = None
    if found := stated["observed"]:
        series = {
            id: Series(tuple(Observation(date.fromisoformat(day), *rest) for day, *rest in observations), path)
            for id, (path, observations) in found["series"].items()
        }
        observed = Observed(series, today=date.fromisoformat(found["today"]) if found["today"] else None)
    return TrailAnswer(stated["pages"], frozenset(map(tuple, stated["frames"])), stated["notice"], observed=observed)
