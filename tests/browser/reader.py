"""Who reads: the screens and colour schemes of readers, and a page that remembers what went wrong on it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response, ViewportSize


@dataclass(frozen=True)
class Screen:
    """A window's size in CSS pixels."""

    name: str
    width: int
    height: int

    @property
    def size(self) -> ViewportSize:
        return {"width": self.width, "height": self.height}


PATIENCE = 60_000
"""How many milliseconds a test waits at most for what a page has to show: a busy machine is no fault."""

PHONE = Screen("phone", 390, 844)
DESKTOP = Screen("desktop", 1280, 900)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

Open = Callable[..., Page]
"""Opens a page of the site by its path: ``open_page("threats/", screen=PHONE, scheme="dark")``."""


@dataclass
class Faults:
    """What a reader's browser complains about while pages are open."""

    host: str
    complaints: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def forget(self) -> None:
        for found in (self.complaints, self.missing, self.elsewhere):
            found.clear()

    def watch(self, page: Page) -> None:
        for event, note in self._notes.items():
            page.on(event, note)

    def leave(self, page: Page) -> None:
        for event, note in self._notes.items():
            page.remove_listener(event, note)

    @cached_property
    def _notes(self) -> dict[Any, Callable[..., None]]:
        return {
            "console": self._console,
            "pageerror": self._error,
            "response": self._response,
            "requestfailed": self._failed,
            "request": self._request,
        }

    def _error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.missing.append(f"{response.status} {response.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what a reader leaves behind by going on is not missed
            self.missing.append(f"{request.failure} {request.url}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self.host:
            self.elsewhere.append(request.url)


def search_for(page: Page, words: str) -> None:
    """Type words into the search as a reader does, letter by letter, and wait until the results are those for them.

    The term for which a result was found is added to its address, so results of fewer letters are told apart.
    """
    page.keyboard.press("/")
    box = page.get_by_role("textbox", name="Search")
    box.fill("")
    box.press_sequentially(words, delay=15)
    page.locator(".md-search-result__item").first.wait_for()
    last = words.lower().replace(".", "-").split("-")[-1].split()[-1]
    page.wait_for_function(
        "last => [...document.querySelectorAll('.md-search-result__link')].some(a => a.search.includes(last))",
        arg=last,
    )
