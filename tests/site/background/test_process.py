"""Pages that the background process rendered are laid out by whichever process is free."""

from pathlib import Path
from shutil import copytree

import pytest
from tests.paths import STARTER
from tests.repositories import Repo

from trailbook.site.background import process as running
from trailbook.site.background.messages import TrailRequest
from trailbook.site.background.process import TrailProcess, claim, leave
from trailbook.site.rendering.layout import CONTENT, Frame, Layout
from trailbook.site.rendering.page import HtmlPage
from trailbook.site.rendering.sitemap import sitemap_of
from trailbook.workspace.workspace import open_workspace

PAGE = HtmlPage("trail/a.md", "A", "<p>A</p>")


def test_pages_that_wait_are_taken_once(tmp_path: Path) -> None:
    leave(tmp_path, "rendered 0", [PAGE])
    assert claim(tmp_path, "rendered 0") == [PAGE]
    assert claim(tmp_path, "rendered 0") == []
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("takes", [True, False])
def test_all_pages_are_written_whoever_takes_them(takes: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copytree(STARTER, tmp_path / "kb")
    Repo(root).commit("Begin")
    workspace = open_workspace(root)
    taken: list[HtmlPage] = []

    def take(folder: Path, name: str) -> list[HtmlPage]:
        found = claim(folder, name) if takes else []
        taken.extend(found)
        return found

    monkeypatch.setattr(running, "claim", take)
    process = TrailProcess(lambda _: None)
    try:
        process.ask(TrailRequest(root, "content", workspace.configuration.trail, workspace, sitemap_of(workspace)))
        frames = {kind: Frame(CONTENT, "path", "url") for kind in process.answer.frames}
        process.begin(Layout(str(tmp_path / "site"), True, frozenset({"trail/policies/sharing/index.html"}), frames))
        written = process.finish()
    finally:
        process.close()
    assert {"trail/playbooks/share-an-app/index.html", "decisions.json"} <= written.files.keys()
    assert written.taken == ("trail/policies/sharing/index.html",)
    assert all((tmp_path / "site" / path).is_file() for path in written.files)
    assert takes or not taken
