"""Writes the index of a search as files of which a reader's browser loads the few that it needs (https://pagefind.app).

The index that search plugins write is read as a whole before the first result, which takes seconds in a site of a
thousand records. Pagefind parts it by words; its program comes with the package of the extra ``trailbook[search]``.
"""

import json
import os
import shutil
import subprocess
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import blake2b
from html import escape
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from threading import Thread
from typing import Any, BinaryIO, cast

from trailbook.site.files.search_index import Entry
from trailbook.site.kept_values import ROOMS, KeptValues, versions
from trailbook.site.rendering.layout import digest_of, is_there
from trailbook.text.errors import TrailbookError, install_with
from trailbook.trail.cache import key

FOLDER = "search/pagefind"
"""Where the files are in the built site."""
WORDS = "search/words"
"""Where the words of pages are for whoever compares two versions."""
WORKER = "pagefind-worker.js"
"""The script among them that searches, in a worker."""

_PACKAGES = ("pagefind-bin",)
_NEEDED = ("fragment/*", "index/*", "wasm.*.pagefind", "pagefind.*.pf_meta", "pagefind-entry.json", WORKER)
_INDEX = 0
"""The number of the first index that a process of its program makes."""
_AT_ONCE = 65_536
_WEIGHT_OF_TITLE, _WEIGHT_OF_TEXT, _HEAVIEST = 2.5, 0.5, 10


class PagefindError(TrailbookError):
    """The index can't be written. The message says what is missing."""


def is_installed() -> bool:
    """Whether the package with the program is there."""
    return find_spec("pagefind_bin") is not None


def begin_index(entries: Iterable[Entry], language: str, site: Path, values: KeptValues) -> Callable[[], bytes]:
    """Begin to write the files of the index into the folder of a site, beside all that the caller does meanwhile.

    What comes back waits for the end and gives the script that searches the index. It raises ``PagefindError`` if the
    package is not installed, or its program fails. The files of a former build stay if they would be the same.
    """
    folder, digest, pages = site / FOLDER, blake2b(digest_size=16), [*_pages(entries)]
    for page in pages:
        digest.update(repr(page).encode("utf-8", "surrogatepass"))
    place = key("pagefind", digest.hexdigest(), language, versions(_PACKAGES), rooms=ROOMS)
    if _are_there(folder, values.get(place)):
        return (folder / WORKER).read_bytes
    thread = ThreadPoolExecutor(1)
    writing = thread.submit(_write, pages, language, folder)
    thread.shutdown(wait=False)

    def finish() -> bytes:
        values.put(place, writing.result())
        return (folder / WORKER).read_bytes()

    return finish


def write_words(entries: Iterable[Entry], site: Path) -> None:
    """Write what is searched of each page, for the comparison of two versions of the site, which Pagefind can't give.

    ``words.json`` has the title of each page, a digest of its words, and which of the files in ``words`` has them.
    """
    listed: dict[str, tuple[str, str, str]] = {}
    parts: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for address, found in _by_page(entries).items():
        words = [f"<h2>{entry['title']}</h2>{entry['text']}" for entry in found]
        part = blake2b(address.encode(), digest_size=1).hexdigest()
        listed[address] = found[0]["title"], blake2b("\0".join(words).encode(), digest_size=12).hexdigest(), part
        parts[part][address] = words
    folder = site / WORDS
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path, value in (("", listed), *((f"/{part}", words) for part, words in parts.items())):
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        (site / f"{WORDS}{path}.json").write_text(text, encoding="utf-8")


def _by_page(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    sections: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        sections[entry["location"].partition("#")[0]].append(entry)
    return sections


def _digests(folder: Path) -> dict[str, str]:
    """A digest of each file of an index by its path."""
    files = ((file, file.relative_to(folder).as_posix()) for file in folder.rglob("*") if file.is_file())
    return {path: digest_of(file.read_bytes()) for file, path in files}


def _are_there(folder: Path, digests: dict[str, str] | None) -> bool:
    """Whether the files of an index are there, and no others; they count as written now."""
    if digests is None or _digests(folder) != digests:
        return False
    for path in digests:
        os.utime(folder / path)
    return True


def _write(found: Iterable[tuple[str, str]], language: str, folder: Path) -> dict[str, str]:
    """Write the files, and no others, and give their digests by path.

    Those that are there already are left as they are: to delete and write a file takes longer than to make its content.
    """
    pages = (
        {
            "type": "AddFile",
            "index_id": _INDEX,
            "file_path": f"{address}index.html" if not address or address.endswith("/") else address,
            "file_contents": html,
        }
        for address, html in found
    )
    answer = _ask(
        {"type": "NewIndex", "config": {"force_language": language}},
        *pages,
        {"type": "GetFiles", "index_id": _INDEX},  # those that it writes itself may not be whole when it ends
    )
    digests: dict[str, str] = {}
    for written in answer["files"]:
        path, content = PurePosixPath(written["path"]), b64decode(written["content"])
        if any(path.match(pattern) for pattern in _NEEDED):
            digests[str(path)] = digest_of(content)
            if not is_there(folder / path, content):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)
    for file in folder.rglob("*"):
        if file.is_file() and file.relative_to(folder).as_posix() not in digests:
            file.unlink()
    return digests


def _ask(*requests: dict[str, object]) -> dict[str, Any]:
    """Ask Pagefind's program for something, and return its last answer.

    As its libraries for Node.js and Python do, it is asked through a pipe: thousands of files that were only written
    for it would take longer to write and to delete than it takes to read them.
    """
    try:
        from pagefind_bin import get_executable  # noqa: PLC0415 - an extra

        command = [get_executable(), "--service"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - its program
            sink, source = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
            asking = Thread(target=_send, args=(requests, sink))
            asking.start()
            try:
                return _last_answer(len(requests), source)
            finally:
                process.kill()
                asking.join()
    except ImportError:
        raise PagefindError(f"Pagefind is not installed; {install_with('search')}") from None
    except OSError as error:
        raise PagefindError(f"Pagefind can't write the index: {error}") from None


def _send(requests: Sequence[dict[str, object]], sink: BinaryIO) -> None:
    with suppress(OSError):  # it died
        for number, request in enumerate(requests, 1):
            message = json.dumps({"message_id": number, "payload": request})
            sink.write(b64encode(message.encode("utf-8", "replace")) + b",")
        sink.flush()


def _last_answer(number: int, source: BinaryIO) -> dict[str, Any]:
    """The last of so many answers."""
    rest = bytearray()
    payload: dict[str, Any] = {}
    while number:
        if not (said := os.read(source.fileno(), _AT_ONCE)):
            raise PagefindError("Pagefind can't write the index: its program ended")
        rest += said
        if b"," not in said:
            continue
        *answers, rest = rest.split(b",")
        for answer in answers:
            payload = json.loads(b64decode(answer))["payload"]
            if payload["type"] == "Error":
                raise PagefindError(f"Pagefind can't write the index: {payload['message']}")
        number -= len(answers)
    return payload


def _pages(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """The address and the HTML of each page: its sections below their headings, by which Pagefind parts results."""
    for address, found in _by_page(entries).items():
        yield address, f"<html><body>{_meta(found[0])}{''.join(map(_section, found))}</body></html>"


def _meta(page: Entry) -> str:
    said = {"kind": page.get("kind", ""), "also": "; ".join(page.get("also", ()))}  # the words are escaped already
    return "".join(f'<i data-pagefind-meta="{name}[title]" title="{text}"></i>' for name, text in said.items() if text)


def _section(entry: Entry) -> str:
    anchor = entry["location"].partition("#")[2]
    level = "h2" if anchor else "h1"
    weight = float(entry.get("boost", 1))
    text = f'<div data-pagefind-weight="{_weight(_WEIGHT_OF_TEXT * weight)}">{entry["text"]}</div>'
    also = "; ".join(entry.get("also", ())) if anchor else ""
    words = f'<p data-pagefind-weight="{_weight(_WEIGHT_OF_TITLE * weight)}">{also}</p>' if also else ""
    id = f' id="{escape(anchor)}"' if anchor else ""
    title = f'<{level}{id} data-pagefind-weight="{_weight(_WEIGHT_OF_TITLE * weight)}">'
    return f"{title}{entry['title']}</{level}>{text}{words}"


def _weight(value: float) -> float:
    return min(max(value, 0.1), _HEAVIEST)
