"""The knowledge base of this repository, served, and one Chromium to read it with."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.browser.reader import DESKTOP, PATIENCE, Faults, Open, Scheme, Screen
from tests.building import Built
from tests.properties import tries_all

HERE = Path(__file__).parent
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (  # Chromium's own errands to other hosts, and the sandbox that it can't have as root
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

VIOLATIONS = """document.addEventListener("securitypolicyviolation", event =>
  console.error(`against the policy: ${event.violatedDirective} ${event.blockedURI}`))"""
"""Makes a browser complain of whatever the policy of a page keeps it from."""


ONE_IN = 4
"""The default run tries one in this many, of the cases of each test and of the tests of each file.

The slow run tries the rest: all if it tries everything in full, and else all tests, and of many cases as many others.
A file that marks its tests as ``browser`` says itself which it tries.
"""


@pytest.hookimpl(tryfirst=True)  # before those that are slow are left out
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    tried: Counter[tuple[str, bool]] = Counter()
    left_out: set[pytest.Item] = set()
    for item in items:
        if HERE not in item.path.parents or item.get_closest_marker("browser"):
            continue
        item.add_marker(pytest.mark.browser)
        is_case, is_slow = "[" in item.name, item.get_closest_marker("slow") is not None
        group = (item.nodeid.partition("[")[0] if is_case else str(item.path), is_slow)
        turn = tried[group] % ONE_IN + is_slow
        tried[group] += 1
        if turn:
            item.add_marker(pytest.mark.slow)
        if turn > 1 and is_case and not tries_all():
            left_out.add(item)
    config.hook.pytest_deselected(items=[*left_out])
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium. Without one the tests are skipped, save on a build server, where they have to run."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    reason = "no Chromium on the PATH: install Debian's package chromium-headless-shell to run the browser tests"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def site(chromium: str, own_site: Built) -> Path:
    """The folder of the site that this repository publishes."""
    return own_site.site


class _Quiet(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, index: Path | None, **options: Any) -> None:
        self.index = index
        super().__init__(*args, **options)

    def translate_path(self, path: str) -> str:
        return str(self.index) if self.index and path == "/search/search_index.json" else super().translate_path(path)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving(site: Path, index: Path | None = None) -> Iterator[str]:
    """Where a folder is served on this machine, with a slash at the end; with another index for the search if given."""
    handler = partial(_Quiet, directory=str(site), index=index)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def searchable(site: Path) -> Iterator[str]:
    """Where the site is served to those who search it."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served to all others, with an index of no words.

    Every page that is opened reads the index for the search, which costs more time than all else on the page.
    """
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    empty = tmp_path_factory.mktemp("search") / "search_index.json"
    empty.write_text(json.dumps({**index, "docs": []}), encoding="utf-8")
    with serving(site, empty) as address:
        yield address


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Iterator[dict[tuple[object, ...], Page]]:
    """The windows that tests share, since opening one takes longer than most tests."""
    found: dict[tuple[object, ...], Page] = {}
    yield found
    for page in found.values():
        page.context.close()


@pytest.fixture
def open_page(browser: Browser, address: str, windows: dict[tuple[object, ...], Page]) -> Iterator[Open]:
    """Opens pages, each for a reader who was never here before. Whatever a test does, no page may complain."""
    faults = Faults(urlsplit(address).netloc)
    used = []

    def open_(path: str, *, screen: Screen = DESKTOP, scheme: Scheme = "light", may: tuple[str, ...] = ()) -> Page:
        window = (address, screen, scheme, may)  # one for each address: a page that is left may still ask its own host
        if (page := windows.get(window)) is None:
            context = browser.new_context(viewport=screen.size, color_scheme=scheme, reduced_motion="reduce")
            context.add_init_script(VIOLATIONS)
            context.grant_permissions(list(may))
            page = windows[window] = context.new_page()
        page.set_default_timeout(PATIENCE)
        faults.watch(page)
        used.append(page)
        if page.url.split("#")[0] == (address + path).split("#")[0]:
            page.goto("about:blank")  # or the page would stay as the last test left it
        page.goto(address + path)
        return page

    yield open_
    for page in used:
        faults.leave(page)
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.emulate_media(media="null")
        page.goto("about:blank")  # a page goes on drawing as long as it is open
    assert not faults.complaints
    assert not faults.elsewhere
