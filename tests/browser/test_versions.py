"""Versions of a knowledge base as a reader meets them: the menu, the banner on old pages, releases compared."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import serving
from tests.browser.reader import DESKTOP, PHONE, Scheme, Screen
from tests.quick_builds import quick_builds
from tests.release.releases import page as release_page
from tests.repositories import Repo

from trailbook.cli import main

pytestmark = pytest.mark.slow

WEAKER = '[{reference: POL-SHARING.C2, effect: weakens, says: "control C2: level: should → may"}]'
STRONGER = '[{reference: TM-LEAVE.M1, effect: strengthens, says: "mitigation M1: state: planned → verified"}]'
RELEASES = {
    "1.8.0": release_page("1.8.0", "2026-01-01", threats=2),
    "1.9.0": release_page("1.9.0", "2026-01-02", "1.8.0", WEAKER, threats=4, weaker=1),
    "1.10.0": release_page("1.10.0", "2026-01-03", "1.9.0", STRONGER, threats=3, stronger=1),
}


@pytest.fixture(scope="module")
def repo(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A knowledge base with three releases."""
    root = tmp_path_factory.mktemp("released") / "kb"
    assert CliRunner().invoke(main, ["init", str(root)]).exit_code == 0
    configuration = (root / "mkdocs.yml").read_text()
    (root / "mkdocs.yml").write_text(configuration.replace("features: [", "features: [navigation.instant, "))
    repo = Repo(root)
    sharing = (root / "content/policies/sharing.md").read_text()
    config = (root / "mkdocs.yml").read_text()
    parted = config.replace("      brand: true\n", "      brand: true\n      search: pagefind\n")
    assert parted != config
    basics = root / "content/training/sharing-basics.md"
    rewritten = {
        "content/training/sharing-basics.md": None,
        "content/training/how-to-share.md": basics.read_text(),
        "content/policies/sharing.md": sharing.replace("has two owners", "has three owners"),
        "mkdocs.yml": parted,  # the words of a version are compared, however it is searched
    }
    reworded = {"1.10.0": rewritten}
    for version, text in RELEASES.items():
        repo.commit(f"Release {version}", {f"content/releases/{version}.md": text, **reworded.get(version, {})})
        repo.git("tag", version)
    return repo


@pytest.fixture(scope="module")
def published(repo: Repo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where what ``trailbook publish`` made is served."""
    to = tmp_path_factory.mktemp("published") / "public"
    with serving(to) as address:
        asked = ["--root", str(repo.root), "--output", str(to), "--skip", "1.8.0", "--next", "--site-url", address]
        with quick_builds():
            result = CliRunner().invoke(main, ["publish", *asked])
        assert result.exit_code == 0, result.output
        yield address


@pytest.fixture(scope="module")
def deployed(repo: Repo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where what mike deploys to a gh-pages branch is served. Mike is installed for it."""
    uv = which("uv") or which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        pytest.skip("uv is not installed, so mike can't be")
    folder = tmp_path_factory.mktemp("mike")
    asked = [uv, "pip", "install", "--quiet", "--target", str(folder / "with"), "mike>=2.2,<3"]
    installed = subprocess.run(asked, capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip(f"mike can't be installed here: {installed.stderr.strip()[-300:]}")
    configuration = (repo.root / "mkdocs.yml").read_text()
    configuration += "\nsite_url: https://kb.example/\nextra: {version: {provider: mike}}\n"
    path = os.pathsep.join([*filter(None, sys.path), str(folder / "with")])
    commands = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for name, value in {"name": "Ada", "email": "ada@example.org"}.items():
        repo.git("config", f"user.{name}", value)
    for version, aliases in (("1.9.0", []), ("1.10.0", ["latest"])):
        repo.git("checkout", "--quiet", "--detach", version)
        (repo.root / "mkdocs.yml").write_text(configuration)
        mike = (
            sys.executable,
            "-c",
            "from mike.driver import main; main()",
            "deploy",
            "--alias-type=copy",
            version,
            *aliases,
        )
        environment = {**os.environ, "PYTHONPATH": path, "PATH": commands, "NO_MKDOCS_2_WARNING": "1"}
        done = subprocess.run(mike, cwd=repo.root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        repo.git("checkout", "--quiet", "--", "mkdocs.yml")
    repo.git("worktree", "add", "--quiet", str(folder / "site"), "gh-pages")
    with serving(folder / "site") as address:
        yield address


def opened(
    browser: Browser, address: str, screen: Screen = DESKTOP, scheme: Scheme = "light", scripts: bool = True
) -> Page:
    context = browser.new_context(
        viewport=screen.size, color_scheme=scheme, reduced_motion="reduce", java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(address)
    return page


def choose(page: Page, version: str) -> None:
    page.locator(".md-version").hover()
    page.locator(".md-version__link", has_text=re.compile(rf"^{re.escape(version)}")).click()


def test_the_version_menu_leads_to_the_same_page_of_another_version(browser: Browser, published: str) -> None:
    page = opened(browser, f"{published}latest/policies/sharing/#C2")
    expect(page.locator(".md-version__current")).to_contain_text("1.10.0 · 2026-01-01")
    choose(page, "1.9.0")
    expect(page).to_have_url(f"{published}1.9.0/policies/sharing/#C2")
    expect(page.locator(".tb-version")).to_contain_text("You read version 1.9.0")
    choose(page, "1.10.0")
    expect(page).to_have_url(f"{published}1.10.0/policies/sharing/#C2")
    page.goto(f"{published}latest/releases/1.10.0/")
    choose(page, "1.9.0")  # which has no such page
    expect(page).to_have_url(f"{published}1.9.0/")


def test_a_page_that_was_elsewhere_in_another_version_is_found_there_by_its_record(
    browser: Browser, published: str
) -> None:
    page = opened(browser, f"{published}latest/training/how-to-share/")
    choose(page, "1.9.0")
    expect(page).to_have_url(f"{published}1.9.0/training/sharing-basics/")
    choose(page, "1.10.0")
    expect(page).to_have_url(f"{published}1.10.0/training/how-to-share/")
    page.goto(f"{published}latest/trail/training/how-to-share/")
    choose(page, "1.9.0")
    expect(page).to_have_url(f"{published}1.9.0/trail/training/sharing-basics/")


def test_the_banner_is_that_of_the_page_that_a_link_leads_to_without_loading_it_anew(
    browser: Browser, published: str
) -> None:
    page = opened(browser, f"{published}next/policies/sharing/")
    page.evaluate("window.stays = true")
    page.get_by_role("navigation", name="Tabs").get_by_role("link", name="Incidents").click()
    expect(page.locator(".tb-version a")).to_have_attribute("href", re.compile("/latest/postmortems/$"))
    expect(page.locator(".tb-version")).to_be_visible()
    assert page.evaluate("window.stays")


@pytest.mark.generators
def test_the_version_menu_of_a_site_that_mike_deployed_leads_to_the_same_page(browser: Browser, deployed: str) -> None:
    page = opened(browser, f"{deployed}latest/policies/sharing/")
    expect(page.locator(".md-version__current")).to_contain_text("1.10.0")
    choose(page, "1.9.0")
    expect(page).to_have_url(f"{deployed}1.9.0/policies/sharing/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sharing")


def test_without_javascript_an_old_page_leads_to_the_same_page_of_the_latest_version(
    browser: Browser, published: str
) -> None:
    page = opened(browser, f"{published}1.9.0/policies/sharing/", scripts=False)
    page.locator(".tb-version a").click()
    expect(page).to_have_url(f"{published}latest/policies/sharing/")
    expect(page.locator(".tb-version")).to_have_count(0)


def test_the_front_leads_to_the_latest_version(browser: Browser, published: str) -> None:
    expect(opened(browser, published)).to_have_url(f"{published}latest/")


def test_any_two_releases_are_compared_and_the_address_says_which(browser: Browser, published: str) -> None:
    page = opened(browser, f"{published}latest/releases/")
    compared = page.locator("[data-tb-compared]")
    expect(compared).to_contain_text("What was weakened (0)")
    page.get_by_label("From").select_option("1.8.0")
    expect(compared).to_contain_text("What was weakened (1)")
    expect(compared).to_contain_text("What was strengthened (1)")
    expect(page.get_by_role("row", name="Threats 2 3 +1")).to_be_visible()
    expect(compared).to_contain_text("The same in both: Applications that nobody assessed, ")
    expect(compared.locator("details[open]")).to_have_count(0)
    expect(compared.locator("a[href='../policies/sharing/#C2']")).to_have_text("Every app has a second owner")
    expect(page).to_have_url(f"{published}latest/releases/?from=1.8.0&to=1.10.0")
    page.reload()
    expect(compared).to_contain_text("What was weakened (1)")
    page.get_by_label("From").select_option("1.10.0")
    expect(page.get_by_text("Choose two different releases.")).to_be_visible()


def test_the_pages_of_two_releases_are_compared_word_by_word(browser: Browser, published: str) -> None:
    page = opened(browser, f"{published}latest/releases/?from=1.9.0&to=1.10.0")
    ask = page.get_by_role("button", name="Compare the words of all pages")
    ask.click()
    compared = page.locator("[data-tb-pages][data-tb-ready]")
    row = compared.locator("li").filter(has=page.locator(f"a[href='{published}1.10.0/policies/sharing/']"))
    row.get_by_text("What changed in the words").click()
    expect(row.locator("del")).to_have_text("removed: two")
    expect(row.locator("ins")).to_have_text("added: three")
    assert "risk-scheme" not in str(compared.locator("a").evaluate_all("links => links.map(link => link.href)"))
    page.get_by_label("From").select_option("1.8.0")  # which is not published
    ask.click()
    expect(compared).to_contain_text("can't be compared")


def test_a_release_that_is_named_first_may_be_the_later_one(browser: Browser, published: str) -> None:
    page = opened(browser, f"{published}latest/releases/?from=1.10.0&to=1.9.0")
    expect(page.get_by_text("From 1.9.0 of 2 Jan 2026 to 1.10.0 of 3 Jan 2026")).to_be_visible()


def test_without_javascript_each_release_leads_to_those_beside_it(browser: Browser, published: str) -> None:
    page = opened(browser, f"{published}latest/releases/", scripts=False)
    expect(page.locator("form.tb-compare")).to_be_hidden()
    page.get_by_role("link", name="1.10.0", exact=True).first.click()
    page.get_by_role("link", name="Before: 1.9.0").click()
    expect(page).to_have_url(f"{published}latest/releases/1.9.0/")


@pytest.mark.parametrize(("screen", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["1.9.0/policies/sharing/", "latest/releases/", "latest/releases/1.9.0/", "404.html"])
def test_pages_of_versions_have_no_fault_that_axe_finds_and_fit_the_screen(
    browser: Browser, published: str, path: str, screen: Screen, scheme: Scheme
) -> None:
    page = opened(browser, f"{published}{path}", screen, scheme)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [violation["id"] for violation in found.response["violations"]] == [], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= screen.width
    page.context.close()
