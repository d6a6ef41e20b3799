"""What the work on the history gives is taken from the build before where it would be the same."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from tests.paths import STARTER
from tests.repositories import Repo

from trailbook.site.background.messages import TrailRequest
from trailbook.site.background.worker import TrailWork
from trailbook.site.pages import item_pages, trail_pages
from trailbook.site.rendering.layout import CONTENT, Frame, Layout
from trailbook.site.rendering.page import HtmlPage
from trailbook.site.rendering.sitemap import sitemap_of
from trailbook.workspace.workspace import open_workspace

POLICY = "content/policies/sharing.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    Repo(copytree(STARTER, tmp_path / "kb")).commit("Begin")
    return tmp_path / "kb"


def noting(make: Callable[..., HtmlPage], found: list[str]) -> Callable[..., HtmlPage]:
    def noted(*given: object) -> HtmlPage:
        page = make(*given)
        found.append(page.path)
        return page

    return noted


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the pages of trails, threats and controls that are made."""
    found: list[str] = []
    for module, name in ((trail_pages, "trail_page"), (item_pages, "_threat"), (item_pages, "_control")):
        monkeypatch.setattr(module, name, noting(getattr(module, name), found))
    return found


def work(root: Path, kept: Path | None) -> tuple[object, ...]:
    """All that the work gives: what is added to pages, the pages and the files."""
    workspace = open_workspace(root)
    sitemap = sitemap_of(workspace)
    done = TrailWork(TrailRequest(root, "content", workspace.configuration.trail, workspace, sitemap, kept=kept))
    answer, additions, pages = done.answer, dict(done.on_pages()), tuple(done.pages())
    frames = {kind: Frame(CONTENT, "path", "url") for kind in answer.frames}
    site = root.parent / "site"
    written = done.write(Layout(str(site), True, frozenset(), frames))
    return answer.pages, additions, pages, written.files


def test_what_was_made_is_made_once(root: Path, rendered: list[str], tmp_path: Path) -> None:
    first = work(root, tmp_path / "kept.sqlite")
    assert "trail/policies/sharing.md" in rendered
    rendered.clear()
    assert work(root, tmp_path / "kept.sqlite") == first
    assert rendered == []


def test_after_an_edit_what_shows_it_is_made_again(root: Path, rendered: list[str], tmp_path: Path) -> None:
    work(root, tmp_path / "kept.sqlite")
    rendered.clear()
    text = (root / POLICY).read_text()
    prose = next(line for line in text.split("\n") if line[:1].isupper())
    (root / POLICY).write_text(text.replace(prose, f"{prose} More is said."))
    again = work(root, tmp_path / "kept.sqlite")
    assert "trail/policies/sharing.md" in rendered
    assert not any(path.startswith("threats/") for path in rendered)
    assert again == work(root, None)


def test_after_a_commit_the_pages_of_what_it_changed_are_made_and_all_is_that_of_a_clean_build(
    root: Path, rendered: list[str], tmp_path: Path
) -> None:
    work(root, tmp_path / "kept.sqlite")
    rendered.clear()
    (root / POLICY).write_text((root / POLICY).read_text().replace("# ", "# All ", 1))
    Repo(root).commit("Say of what")
    again = work(root, tmp_path / "kept.sqlite")
    assert "trail/policies/sharing.md" in rendered
    assert not [path for path in rendered if path.startswith(("trail/threat-models/", "threats/", "trail/playbooks/"))]
    assert again == work(root, None)
