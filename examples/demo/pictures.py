"""Takes the pictures of the README and the guides from the built demo, so that they can be taken again.

``make pictures`` writes them. Chromium has to be there: Debian's package ``chromium-headless-shell``.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import FloatRect, Page, sync_playwright

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
LARGEST = 125_000
"""How many bytes a picture may have, since every clone carries it."""
MARGIN = 8


@dataclass(frozen=True)
class Picture:
    """A picture: its file in this repository, the page, and what it shows.

    All from the top of ``first`` to the end of ``last``, which are selectors, with what is ``opened``; or the window
    as it is once something was ``clicked``.
    """

    file: str
    page: str
    first: str = ""
    last: str = ""
    opened: str = ""
    clicked: str = ""
    width: int = 1220
    height: int = 720


def _decision(title: str) -> str:
    return f'.tb-decision:has(h2:text("{title}"))'


PICTURES = (
    Picture("assets/board.png", "dashboards/leadership/", "article h1", ".tb-boardroom", width=1280),
    Picture(
        "assets/why.png",
        "policies/public-pages/",
        clicked=".tb-item:has([data-tb-copy='POL-PUBLIC.C2']) .tb-why__ask",
        width=960,
        height=600,
    ),
    Picture(
        "docs/pages/images/trail.png",
        "trail/policies/public-pages/",
        _decision("Forbid tables that are open"),
        _decision("Make the outside scan voluntary") + " .tb-evidence",
        opened=f"{_decision('Forbid tables that are open')} "
        "details:not(.tb-evidence, :has(> summary:text('As written'))), "
        f"{_decision('Make the outside scan voluntary')} .tb-evidence",
    ),
)


def take(site: Path, repository: Path) -> None:
    """Write all pictures. Raises ``SystemExit`` without Chromium, or if a picture is too large."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise SystemExit(f"no Chromium on the PATH: looked for {', '.join(PROGRAMS)}")
    with sync_playwright() as playwright, _served(site) as address:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-lcd-text"])
        for picture in PICTURES:
            page = browser.new_context(
                viewport={"width": picture.width, "height": picture.height},
                color_scheme="light",
                reduced_motion="reduce",
            ).new_page()
            page.goto(address + picture.page, wait_until="networkidle")
            file = repository / picture.file
            if picture.clicked:
                page.locator(picture.clicked).click()
                page.wait_for_timeout(500)  # what it opens comes from another file, and slides in
                data = page.screenshot(path=file)
            else:
                if picture.opened:
                    page.locator(picture.opened).evaluate_all("found => found.forEach(one => one.open = true)")
                data = page.screenshot(path=file, full_page=True, clip=_clip(page, picture))
            if len(data) > LARGEST:
                raise SystemExit(f"{picture.file} has {len(data):,} bytes, expected at most {LARGEST:,}")
        browser.close()


def _clip(page: Page, picture: Picture) -> FloatRect:
    """The part of the page between the two places, with a margin."""
    boxes = [page.locator(selector).first.bounding_box() for selector in (picture.first, picture.last)]
    if not (boxes[0] and boxes[1]):
        raise SystemExit(f"{picture.file}: {picture.first} or {picture.last} is not on {picture.page}")
    left = max(0, min(box["x"] for box in boxes if box) - MARGIN)
    right = min(picture.width, max(box["x"] + box["width"] for box in boxes if box) + MARGIN)
    top = max(0, boxes[0]["y"] - MARGIN)
    return {"x": left, "y": top, "width": right - left, "height": boxes[1]["y"] + boxes[1]["height"] + MARGIN - top}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of requests."""


@contextmanager
def _served(site: Path) -> Iterator[str]:
    """The address of the site on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
