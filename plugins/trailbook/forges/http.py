"""Requests to the interface of one forge, and to no other host.

A connection that breaks and an answer of 500 and above are tried again; a forge that asks to wait is waited for. The
token goes to the one host and is in no message: errors are written here, and never quote what a library says.
"""

import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any, Literal, Protocol
from urllib.parse import unquote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError, ReadTimeoutError, SSLError

from trailbook import __version__
from trailbook.text.errors import TrailbookError
from trailbook.text.unseen import printable

LARGEST = 50_000_000
"""How many bytes an answer may have: a hundred descriptions of the longest kind fit."""
ATTEMPTS = 6
"""How often something is asked before it counts as out of reach, with pauses of 1, 2, 4, 8 and 16 seconds."""
LONGEST_WAIT = 2 * 3600
"""How many seconds a forge may ask to wait. GitHub's limit is renewed every hour."""
MOST_WAITS = 10
"""How often one question may be put off."""
_PAUSE = 60
"""Seconds to wait for a forge that does not say how long, as GitHub advises for its secondary limits."""
NOT_SHOWN = "shows no such project, or not to whoever has this token"
_REFUSALS = {401: "does not accept the token that is in the environment, or asks for one"}
_TOO_MANY = "it takes no more requests until then"
_LONGEST_ANSWER = 300
"""Seconds that one answer may take to arrive."""
_CHUNK = 1 << 16
_REDIRECTS = 3


class ForgeError(TrailbookError):
    """A forge did not answer, or not with what was asked for. The message says what to do."""


class UnavailableError(ForgeError):
    """A forge did not answer at all, however often it was asked: what was asked may be too much at once."""


class RefusedError(ForgeError):
    """A forge does not show something: it is not there, or not for whoever has the token."""


class Progress(Protocol):
    """What is told of a run while it goes on."""

    def at(self, done: int, total: int | None) -> None:
        """So many requests are looked at, of so many if that is known."""

    def waits(self, seconds: float, why: str) -> None:
        """Nothing happens for so many seconds."""


@dataclass(frozen=True)
class Response:
    """What a forge answered with success: the bytes, and the headers with their names in lower case."""

    host: str
    data: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        """The value that was answered. Raises ``ForgeError`` if it is none."""
        try:
            return json.loads(self.data)
        except (ValueError, RecursionError):
            kind = "HTML" if self.data.lstrip()[:1] == b"<" else "something else"
            raise ForgeError(
                f"{self.host} answered with {kind} where JSON is expected: "
                "is this the forge's own address, and does a page for signing in stand before it?"
            ) from None


@dataclass
class Client:
    """The interface of a forge at an address such as ``https://api.github.com``.

    ``headers`` hold the token. Only https is used, unless the host is this machine. ``pause`` waits some seconds: at
    most ``longest_wait`` at a time if the host asks for it, and for one question at most ``most_waits`` times. Raises
    ``ForgeError`` if the address can't be used.
    """

    base: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    progress: Progress | None = None
    pause: Callable[[float], None] = time.sleep
    longest_wait: float = LONGEST_WAIT
    most_waits: int = MOST_WAITS
    _not_before: float = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        self.host = parts.netloc
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise ForgeError(printable(f"{self.host} is only asked over https"))
        self._pool = _pool(parts.scheme, parts.hostname or "")

    def get(self, path: str, **query: str | int) -> Response:
        """The answer to a path below the address. Raises ``ForgeError``."""
        return self._ask("GET", f"{self.base}{path}{'?' if query else ''}{urlencode(query)}", None, ATTEMPTS)

    def post(self, path: str, value: Any, attempts: int = ATTEMPTS) -> Response:
        """The answer to a value that is sent as JSON. Raises ``ForgeError``."""
        return self._ask("POST", f"{self.base}{path}", json.dumps(value).encode(), attempts)

    def change(self, method: Literal["PATCH", "PUT"], path: str, value: Any) -> Response:
        """The answer to a value that takes the place of what is at a path. Raises ``ForgeError``."""
        return self._ask(method, f"{self.base}{path}", json.dumps(value).encode(), ATTEMPTS)

    def wait(self, seconds: float, why: str) -> None:
        """Wait as a forge asked for. Raises ``ForgeError`` if it asked for too much."""
        if seconds > self.longest_wait:
            asked = f"{seconds / 3600:.1f} hours" if seconds >= 3600 else f"{seconds:.0f} seconds"
            raise ForgeError(f"{self.host} asks to wait {asked}; run this again then, and it goes on from here")
        if self.progress:
            self.progress.waits(seconds, why)
        self.pause(seconds)

    def wait_as_asked(self, answer: Response) -> None:
        """Wait until a limit is renewed that an answer says is used up. Raises ``ForgeError``."""
        until = _used_up(answer)
        self._not_before = 0
        self.wait(max(1.0, until - time.time()) if until else _PAUSE, _TOO_MANY)

    def _ask(self, method: str, address: str, body: bytes | None, attempts: int) -> Response:
        failed = waited = 0
        while True:
            if (left := self._not_before - time.time()) > 0:
                self._not_before = 0
                self.wait(left, _TOO_MANY)
            try:
                status, answer = self._once(method, address, body)
            except SSLError:
                raise ForgeError(
                    f"{self.host} has a certificate that this machine does not trust; add its authority to the "
                    "system's, or name a file with it in SSL_CERT_FILE"
                ) from None
            except (HTTPError, OSError) as error:
                status, answer = 0, Response(self.host, b"", {})
                what = "took too long to answer" if isinstance(error, ReadTimeoutError) else "could not be reached"
            else:
                what = f"answered {status}"
            if 200 <= status < 300:
                self._not_before = _used_up(answer)
                return answer
            if status and (seconds := _asked_to_wait(status, answer)) is not None and waited < self.most_waits:
                waited += 1
                self.wait(seconds, _TOO_MANY)
                continue
            failed += 1
            if status in (403, 404):
                raise RefusedError(f"{self.host} {NOT_SHOWN} ({status})")
            if 0 < status < 500:
                raise ForgeError(f"{self.host} {_REFUSALS.get(status, f'refuses what it is asked ({status})')}")
            if failed >= attempts:
                raise UnavailableError(f"{self.host} {what}, {failed} times; run this again later to go on from here")
            self.pause(2 ** (failed - 1))

    def _once(self, method: str, address: str, body: bytes | None) -> tuple[int, Response]:
        """The status and the answer. A redirect is followed within the host alone."""
        for _ in range(_REDIRECTS):
            response = self._pool.request(
                method,
                address,
                body=body,
                headers={
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                    "User-Agent": f"trailbook/{__version__}",
                    **({"Content-Type": "application/json"} if body else {}),
                    **self.headers,
                },
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=15, read=60),
            )
            try:
                location = response.headers.get("Location")
                if response.status not in (301, 302, 307, 308) or not location:
                    headers = {name.lower(): value for name, value in response.headers.items()}
                    return response.status, Response(self.host, self._read(response), headers)
            finally:
                response.release_conn() if response.status < 300 else response.close()
            target, here = urlsplit(location), urlsplit(self.base)
            if (target.scheme, target.netloc) != (here.scheme, here.netloc):
                raise ForgeError(
                    printable(f"{self.host} sends on to {target.netloc[:100] or 'nowhere'}, where nothing is sent to")
                )
            address = location
        raise ForgeError(f"{self.host} sends on without end")

    def _read(self, response: urllib3.BaseHTTPResponse) -> bytes:
        parts, size, start = [], 0, time.monotonic()
        while part := response.read(_CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise ForgeError(f"{self.host} answered with more than {LARGEST:,} bytes")
            if time.monotonic() - start > _LONGEST_ANSWER:
                raise OSError("slow")
        return b"".join(parts)


def _pool(scheme: str, host: str) -> urllib3.PoolManager:
    """Connections with the certificates of the system, through the proxy that the environment names for a host."""
    context = ssl.create_default_context()
    proxy = None if is_loopback(host) or proxy_bypass(host) else getproxies().get(scheme)
    if not proxy:
        return urllib3.PoolManager(ssl_context=context)
    parts = urlsplit(proxy if "//" in proxy else f"http://{proxy}")
    if parts.scheme not in ("http", "https"):
        raise ForgeError(
            f"the environment names a proxy that speaks {parts.scheme[:20]!r}; only http and https are used"
        )
    user = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if parts.username else None
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    headers = urllib3.make_headers(proxy_basic_auth=user) if user else None
    return urllib3.ProxyManager(address, proxy_headers=headers, ssl_context=context, proxy_ssl_context=context)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _asked_to_wait(status: int, answer: Response) -> float | None:
    """How many seconds a refusal asks to wait, as GitHub, GitLab and RFC 9110 (2022), 10.2.3 say it; None if not."""
    if status not in (403, 429, 503):
        return None
    if (stated := answer.headers.get("retry-after", "").strip()) and (seconds := _after(stated, answer)) is not None:
        return seconds
    if status != 503 and (reset := _used_up(answer)):
        return max(1.0, reset - time.time())
    if status == 429 or (status == 403 and b"rate limit" in answer.data.lower()):
        return _PAUSE
    return None


def number_in(header: str) -> int | None:
    """The number that a header of an answer states; None if it is none, or one of more than twelve digits."""
    stated = header.strip()
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) <= 12 else None


def _after(stated: str, answer: Response) -> float | None:
    if (seconds := number_in(stated)) is not None:
        return float(seconds)
    try:
        return max(1.0, parsedate_to_datetime(stated).timestamp() - _now(answer))
    except (ValueError, OverflowError):
        return None


def _used_up(answer: Response) -> float:
    """Until when by this machine's clock nothing may be asked, if a limit is used up; else 0.

    The clock of the forge need not be that of this machine: its answer says what it was.
    """
    for name in ("x-ratelimit", "ratelimit"):
        reset = number_in(answer.headers.get(f"{name}-reset", ""))
        if answer.headers.get(f"{name}-remaining", "").strip() == "0" and reset is not None:
            return time.time() + max(0.0, reset - _now(answer)) + 1
    return 0


def _now(answer: Response) -> float:
    """What time it was for the forge when it answered."""
    try:
        return parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (KeyError, ValueError, OverflowError):
        return time.time()
