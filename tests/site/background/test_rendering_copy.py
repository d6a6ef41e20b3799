"""A copy of the background process renders the pages of many trails, and gives what the process itself would."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.repositories import Repo

from trailbook.site.background import rendering_copy, worker
from trailbook.site.background.messages import TrailRequest
from trailbook.site.background.worker import TrailWork
from trailbook.site.pages import trail_pages
from trailbook.site.rendering.layout import CONTENT, Frame, Layout
from trailbook.site.rendering.page import HtmlPage
from trailbook.workspace.options import TrailOptions

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    repo = Repo(tmp_path / "pages")
    for number in range(3):
        repo.write({f"docs/page-{number}.md": f"# Page {number}\n\n## Who\n\nAnybody.\n"})
        repo.commit(f"Write page {number}")
    return repo.root


@pytest.fixture(autouse=True)
def worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "WORTHWHILE", 1)
    monkeypatch.setattr(rendering_copy, "processors", lambda: 2)


def work(root: Path, kept: Path | None, *, forks: bool) -> tuple[list[HtmlPage], dict[str, bytes]]:
    """The pages that are rendered, and the files that are written."""
    site = root.parent / f"site-{forks}"
    done = TrailWork(TrailRequest(root, "docs", TrailOptions(), kept=kept), forks=forks)
    frames = {kind: Frame(CONTENT, "path", "url") for kind in done.answer.frames}
    done.prepare()
    done.write(Layout(str(site), True, frozenset(), frames))
    return [*done.pages], {str(file.relative_to(site)): file.read_bytes() for file in site.rglob("*.*")}


def processes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The copies that are made."""
    made: list[int] = []
    fork = os.fork

    def noted() -> int:
        made.append(fork())
        return made[-1]

    monkeypatch.setattr(os, "fork", noted)
    return made


def test_a_copy_gives_the_same_pages(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = processes(monkeypatch)
    alone = work(root, None, forks=False)
    assert copies == []
    assert work(root, None, forks=True) == alone
    assert len(copies) == 1
    assert "trail/page-1.md" in [page.path for page in alone[0]]


def test_what_a_copy_rendered_is_kept_for_the_next_build(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept" / "site.sqlite"
    first = work(root, kept, forks=True)
    monkeypatch.setattr(trail_pages, "trail_page", lambda *_: pytest.fail("a page was rendered again"))
    assert work(root, kept, forks=False)[0] == first[0]


def test_pages_of_a_copy_that_fails_are_rendered_by_the_process(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone, process, render = work(root, None, forks=False), os.getpid(), trail_pages.trail_page

    def rendered(*given: object) -> HtmlPage:
        if os.getpid() != process:
            raise MemoryError
        return render(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(trail_pages, "trail_page", rendered)
    assert work(root, None, forks=True) == alone


def test_few_pages_and_one_processor_are_not_worth_a_copy(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = processes(monkeypatch)
    monkeypatch.setattr(worker, "WORTHWHILE", 4)
    work(root, None, forks=True)
    monkeypatch.setattr(worker, "WORTHWHILE", 3)
    monkeypatch.setattr(rendering_copy, "processors", lambda: 1)
    work(root, None, forks=True)
    assert copies == []


LEFT = """
import os, time
from trailbook.site.background.rendering_copy import RenderingCopy
from trailbook.site.kept_values import KeptValues
from trailbook.site.rendering.page import HtmlPage
from trailbook.trail.cache import Cache

def pages(values):
    while True:
        time.sleep(0.01)
        yield HtmlPage("page.md", "Page", "")

print(RenderingCopy(pages, lambda: KeptValues(Cache(None)))._process, flush=True)
os._exit(0)
"""


def test_a_copy_ends_with_the_process_that_made_it() -> None:
    with subprocess.Popen([sys.executable, "-c", LEFT], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        copy = int(process.stdout.readline())
    until = time.monotonic() + 10
    while _runs(copy) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _runs(copy)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][:1]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"  # who adopted it may not have asked how it ended
