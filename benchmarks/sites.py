"""Measures builds of sites: plain pages beside other generators, the shipped knowledge base, and a grown one."""

# ruff: noqa: S603, S607 - it starts what it names, and asks this machine

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import permutations
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile
from urllib.error import URLError
from urllib.request import urlopen

from grown import write_grown
from make_history import write_history
from measuring import ENVIRONMENT, Cost, measured, middle, row

SHIPPED = Path(__file__).parents[1]
SITE = """site_name: Bench
theme: {name: material, features: [navigation.prune]}
plugins: [search%s]
markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, md_in_html, tables, toc: {permalink: true},
  pymdownx.details, pymdownx.highlight, pymdownx.superfences, pymdownx.tasklist]
"""
PEERS = ("mkdocs-git-revision-date-localized-plugin", "mkdocs-git-authors-plugin")
ZENSICAL = """site_name: Bench
theme: {name: material, features: [navigation.prune]}
"""
HUGO = """baseURL = "http://example.org/"
title = "Bench"
contentDir = "docs"
disableKinds = ["taxonomy", "term", "RSS"]
"""
ROUNDS = 3
PORT = 8765
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BEGUN, DONE = b"Building documentation...", b"Reloading browsers"
"""What a server says when it begins a build of all pages and when that is done. Between, MkDocs says how long it took,
but not twice the same."""


class Site:
    """A site whose builds are measured, with caches of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.caches = folder.with_name(f"{folder.name}-caches")
        self.env = {"XDG_CACHE_HOME": str(self.caches), "NO_MKDOCS_2_WARNING": "1"}

    def build(self, *, clean: bool = False, python: Path | str = sys.executable) -> Cost:
        """Build it; ``clean`` with nothing kept and nothing written before."""
        if clean:
            shutil.rmtree(self.caches, ignore_errors=True)
            shutil.rmtree(self.folder / "site", ignore_errors=True)
        return measured(python, "-m", "mkdocs", "build", cwd=self.folder, env=self.env)

    def edited(self, page: str) -> None:
        """Add a sentence to a page."""
        with (self.folder / page).open("a", encoding="utf-8") as file:
            file.write(f"\nThis was said at {time.time()}.\n")

    def bench_reload(self, what: str, page: str, address: str, target: str) -> None:
        """Time an edit of a page in ``mkdocs serve``: until its address has the new text, a browser, and all pages."""
        command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "-a", f"127.0.0.1:{PORT}"]
        with NamedTemporaryFile() as log:
            server = subprocess.Popen(command, cwd=self.folder, env={**ENVIRONMENT, **self.env}, stderr=log)
            try:
                _wait_for(lambda: _says(address, "</html>"))
                self._bench_edits(
                    what, page, target, Path(log.name), lambda said: _wait_for(lambda: _says(address, said))
                )
                with _window(f"http://127.0.0.1:{PORT}/{address}") as shows:
                    self._bench_edits(f"{what} in Chromium", page, target, Path(log.name), shows)
            finally:
                server.terminate()
                server.wait()

    def _bench_edits(self, what: str, page: str, target: str, log: Path, shows: Callable[[str], None] | None) -> None:
        if shows is None:
            print(f"| skipped: {what}, for lack of Chromium or Playwright | | | | |")
            return
        shown, built = [], []
        for _ in range(ROUNDS):
            before = _builds(log)
            self.edited(page)
            said = (self.folder / page).read_text(encoding="utf-8").rsplit("This was said at ", 1)[1].strip()
            began = time.perf_counter()
            shows(said)
            shown.append(time.perf_counter() - began)
            _wait_for(partial(_has_built, log, before))
            built.append(time.perf_counter() - began)
        row(f"{what}: from saving a page to its new text when served", Cost(median(shown), 0), None, target)
        row(f"{what}: from saving a page to all pages built anew when served", Cost(median(built), 0))


def _has_built(log: Path, before: int) -> bool:
    return _builds(log) > before


def _builds(log: Path) -> int:
    return sum(DONE in after for after in log.read_bytes().split(BEGUN)[1:])


def _wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(12_000):
        if is_so():
            return
        time.sleep(0.05)
    raise SystemExit("the server never came so far")


def _says(address: str, text: str) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{PORT}/{address}", timeout=60) as answer:
            return text in answer.read().decode()
    except (URLError, OSError):
        return False


@contextmanager
def _window(address: str) -> Iterator[Callable[[str], None] | None]:
    """What waits until a browser at an address shows a text; None if there is no browser."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - for this row alone
    except ImportError:
        program = None
    if program is None:
        yield None
        return
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"]).new_page()
        page.set_default_timeout(600_000)
        page.goto(address)
        yield lambda said: page.get_by_text(said).first.wait_for(state="attached")


def _of(times: Callable[[], Cost]) -> Cost:
    return middle([times() for _ in range(ROUNDS)])


def bench_plain_pages(place: Path, files: int, commits: int) -> None:
    """Plain pages without the trail, with it, and as others build them. Ratios are against plain MkDocs, clean."""
    pages = place / "pages"
    write_history(pages, "pages", files, commits)
    site = Site(pages)

    def timed(kind: str) -> Cost:
        plugins = "" if kind == "plain" else ", trailbook/trail"
        (pages / "mkdocs.yml").write_text(SITE % plugins, encoding="utf-8")
        return site.build(clean=kind != "warm")

    # in every order, so that none always comes after another; what is warm has a build before it
    rounds = []
    for order in permutations(("plain", "clean")):
        one = {kind: timed(kind) for kind in order}
        timed("warm")
        rounds.append({**one, "warm": timed("warm")})
    size = f"build of {files:,} pages, {commits:,} commits"
    plain = middle([one["plain"] for one in rounds])
    row(size, plain, 1.0)
    for kind, target in (("clean", "0.9 x"), ("warm", "0.4 x")):
        ratio = median(one[kind].seconds / one["plain"].seconds for one in rounds)
        row(f"{size}, trailbook/trail {kind}", middle([one[kind] for one in rounds]), ratio, target)
    site.edited("docs/part-00/page-0000.md")
    edit = timed("warm")
    row(f"{size}, trailbook/trail after an edit", edit, edit.seconds / plain.seconds)
    _bench_peers(place, site, size, plain)


def bench_many_pages(place: Path, files: int, commits: int) -> None:
    """Ten times as many plain pages: the ratios are against that number of builds of a tenth of them, clean."""
    seconds = 0.0
    for number in (files // 10, files):
        pages = place / f"pages-{number}"
        write_history(pages, "pages", number, commits)
        (pages / "mkdocs.yml").write_text(SITE % ", trailbook/trail", encoding="utf-8")
        site = Site(pages)
        clean = site.build(clean=True)
        seconds = seconds or clean.seconds
        size = f"build of {number:,} pages, {commits:,} commits, trailbook/trail"
        row(f"{size}, clean, once", clean, clean.seconds / seconds, "11 x" if number == files else "")
        site.build()
        warm = site.build()
        row(f"{size}, nothing changed", warm, warm.seconds / clean.seconds, "5 s" if number == files else "")
        site.edited("docs/part-00/page-0000.md")
        edit = site.build()
        row(f"{size}, after an edit", edit, edit.seconds / clean.seconds)
        shutil.rmtree(pages)


def _bench_peers(place: Path, site: Site, size: str, plain: Cost) -> None:
    peers = place / "peers"
    try:
        subprocess.run([sys.executable, "-m", "venv", peers], check=True, capture_output=True)
        install = [
            str(peers / "bin/python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "mkdocs<2",
            "mkdocs-material",
            *PEERS,
            "zensical",
        ]
        subprocess.run(install, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        print(f"| skipped: {', '.join(PEERS)} and zensical could not be installed | | | | |")
        return
    (site.folder / "mkdocs.yml").write_text(SITE % ", git-revision-date-localized, git-authors", encoding="utf-8")
    peer = site.build(clean=True, python=peers / "bin/python")
    row(f"{size}, {' + '.join(PEERS)}", peer, peer.seconds / plain.seconds)
    (site.folder / "mkdocs.yml").write_text(ZENSICAL, encoding="utf-8")
    for kind in ("clean", "warm"):
        if kind == "clean":
            shutil.rmtree(site.folder / ".cache", ignore_errors=True)
            shutil.rmtree(site.folder / "site", ignore_errors=True)
        cost = measured(peers / "bin/zensical", "build", cwd=site.folder)
        row(f"{size}, Zensical {kind}", cost, cost.seconds / plain.seconds)
    if shutil.which("hugo"):
        (site.folder / "config.toml").write_text(HUGO, encoding="utf-8")
        layouts = site.folder / "layouts" / "_default"
        layouts.mkdir(parents=True, exist_ok=True)
        for name in ("single", "list"):
            (layouts / f"{name}.html").write_text("<title>{{ .Title }}</title>{{ .Content }}", encoding="utf-8")
        shutil.rmtree(site.folder / "public", ignore_errors=True)
        cost = measured("hugo", "--quiet", cwd=site.folder)
        row(f"{size}, Hugo without a theme", cost, cost.seconds / plain.seconds)


def bench_shipped(place: Path) -> None:
    """The shipped knowledge base: clean, with nothing changed, after one edit, and as it is served."""
    folder = place / "shipped"
    subprocess.run(["git", "clone", "--quiet", "--local", SHIPPED, folder], check=True)
    _bench_records(Site(folder), "the shipped records", "content/policies/access.md", ("", "1.5 s", ""), "1.5 s")


def bench_grown(place: Path, copies: int) -> None:
    """The same with many times the records."""
    folder = place / "grown"
    number = write_grown(folder, copies)
    targets = ("45 s, 600 MB", "5 s", "")
    _bench_records(Site(folder), f"{number} records", "content/policies/access.md", targets, "4 s")


def _bench_records(site: Site, what: str, page: str, targets: tuple[str, str, str], reload: str) -> None:
    clean = site.build(clean=True)
    row(f"build of {what}, clean", clean, 1.0, targets[0])
    site.build()
    warm = _of(site.build)
    row(f"build of {what}, warm", warm, warm.seconds / clean.seconds, targets[1])

    def after_edit() -> Cost:
        site.edited(page)
        return site.build()

    edit = _of(after_edit)
    row(f"build of {what}, after an edit", edit, edit.seconds / clean.seconds, targets[2])
    site.bench_reload(what, page, "policies/access/", reload)
