"""What is made ahead on all processors is what a build would make, and what it asks for."""

from pathlib import Path
from shutil import copytree

import pytest
from tests.building import build, noting
from tests.paths import STARTER

from trailbook.site.background import texts_ahead
from trailbook.site.background.texts_ahead import make_ahead
from trailbook.site.kept_values import KeptValues
from trailbook.site.pages.record_pages import kept_record_pages, published_ids, register_makers
from trailbook.site.rendering.kept_texts import KeptTexts, NotingTexts
from trailbook.site.rendering.sitemap import Sitemap, sitemap_of
from trailbook.trail.cache import Cache
from trailbook.workspace.workspace import open_workspace


@pytest.fixture
def sitemap() -> Sitemap:
    return sitemap_of(open_workspace(STARTER))


@pytest.mark.slow
def test_all_texts_are_there_and_the_same(sitemap: Sitemap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts_ahead, "_WORTHWHILE", 1)
    monkeypatch.setattr(texts_ahead, "_TOGETHER", 2)
    monkeypatch.setattr(texts_ahead, "processors", lambda: 2)
    kept = KeptTexts(KeptValues(Cache(tmp_path / "site.sqlite")), sitemap, "")
    make_ahead(kept, diagrams=True)
    ids = published_ids(sitemap)
    assert all(kept.has(name, "True") for name in (*(f"record {id}" for id in ids), *register_makers(diagrams=True)))
    fresh = NotingTexts(sitemap)
    assert [kept_record_pages(kept, id, diagrams=True) for id in ids] == [
        kept_record_pages(fresh, id, diagrams=True) for id in ids
    ]


def test_few_pages_are_left_to_the_build(sitemap: Sitemap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts_ahead, "Processes", None)
    kept = KeptTexts(KeptValues(Cache(tmp_path / "site.sqlite")), sitemap, "")
    make_ahead(kept, diagrams=True)
    assert not any(kept.has(f"record {id}", "True") for id in published_ids(sitemap))


@pytest.mark.slow
def test_the_build_asks_for_what_was_made_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts_ahead, "_WORTHWHILE", 1)
    monkeypatch.setattr(texts_ahead, "processors", lambda: 2)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    rendered: list[str] = []
    monkeypatch.setattr(KeptTexts, "put", noting(KeptTexts.put, lambda _, noted: rendered.append(noted.what)))
    build(copytree(STARTER, tmp_path / "kb"), tmp_path / "site")
    assert any("picture_blocks" in what for what in rendered)
    assert len(rendered) == len(set(rendered))
