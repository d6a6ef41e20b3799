"""The Content-Security-Policy of a page (W3C, CSP Level 3): nothing is loaded from another host.

It is in the page itself, since most hosts of static files send no headers of ours. Scripts within the page are allowed
by their hashes, and only those of the theme: what a record might smuggle into its page stays without effect.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

NOTHING = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The policy of a page that has no scripts and no files."""

_POLICY = (
    "default-src 'self'; "
    "script-src 'self'{hashes}; "
    "style-src 'self' 'unsafe-inline'; "  # themes and pictures set styles of elements
    "img-src 'self' data: blob:; "  # a picture is drawn from a blob before it is taken away as PNG
    "font-src 'self' data:; "
    "worker-src 'self' blob:; "
    "object-src 'none'; "
    "frame-src 'self'; "
    "base-uri 'self'; "
    "form-action 'self'"
)
_META = '<meta http-equiv="Content-Security-Policy" content="{}">'
_SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<text>.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_SRC = re.compile(r"\ssrc\s*=", re.IGNORECASE)
_DATA = re.compile(r"\stype\s*=\s*[\"']?application/(?:ld\+)?json", re.IGNORECASE)
_HEAD = re.compile(r"<head\b[^>]*>(?:\s*<meta\s+charset=[^>]*>)?", re.IGNORECASE)


def with_policy(html: str, content: str | None = None, *, is_served: bool = False) -> str:
    """A complete page with its policy as the first of its head; unchanged if it has no head.

    Scripts in the ``content``, the part of the page that is made of records, are not allowed by it. None stands for a
    page that may act, such as a plain page. One that ``is_served`` by a development server may run any script within
    the page: the server adds one that loads the page again after an edit, and its hash is another each time.
    """
    inner = set() if content is None else set(_hashes(content))
    hashes = [found for found in dict.fromkeys(_hashes(html)) if found not in inner]
    policy = _POLICY.format(hashes=" 'unsafe-inline'" if is_served else "".join(f" '{found}'" for found in hashes))
    return _HEAD.sub(lambda head: f"{head[0]}{_META.format(policy)}", html, count=1)


def _hashes(html: str) -> Iterable[str]:
    for script in _SCRIPT.finditer(html):
        if not _SRC.search(script["attributes"]) and not _DATA.search(script["attributes"]):
            text = script["text"].replace("\r\n", "\n").replace("\r", "\n")
            yield f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
