"""The index inside evidence, as an auditor opens it from a folder on the own machine."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from tests.audit.evidence.base import evidence, history
from tests.browser.reader import DESKTOP, PHONE, SCHEMES, Faults, Scheme, Screen

from trailbook.audit.evidence.archive import unpack


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the index in a folder to which evidence was unpacked."""
    folder = tmp_path_factory.mktemp("evidence")
    for name, data in unpack(evidence(history(folder / "kb"), folder / "evidence.zip")).items():
        file: Path = folder / "unpacked" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return (folder / "unpacked" / "index.html").as_uri()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=lambda screen: screen.name)
def test_it_is_accessible_and_fits(browser: Browser, index: str, screen: Screen, scheme: Scheme) -> None:
    context = browser.new_context(viewport=screen.size, color_scheme=scheme, reduced_motion="reduce")
    context.add_init_script(Axe().axe_script)
    page = context.new_page()
    faults = Faults("")
    faults.watch(page)
    page.goto(index)
    found = page.evaluate("axe.run()")
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= screen.width
    assert faults.complaints == []
    assert faults.missing == []
    context.close()


def test_diffs_are_on_paper_though_they_are_folded(browser: Browser, index: str) -> None:
    page = browser.new_page()
    page.goto(index)
    diff = page.locator("pre.diff").first
    assert not diff.is_visible()
    page.emulate_media(media="print")
    assert diff.is_visible()
    page.close()
