"""What is read out of a parameter's value: a host, a name, that it holds a credential; never the value itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from trailbook.credentials.finding import NAMED_VALUE, Credential, find_credentials, may_hold_credentials
from trailbook.interchange.ids import MARK
from trailbook.interchange.source import Node, clean

_BUILT = ("{{", "${", "@{", "<%")
"""What begins a part of a value that is filled in at run time, on any platform."""
_SETTING = re.compile(r"=?\s*(?:\{\{\s*(?:\$(?:env|vars)\.|#env\.)(\w{1,60})\s*#?\}\}|\$\{([A-Z][A-Z0-9_]{1,59})\})")
"""An expression for a variable of the instance: of n8n and Flowise, of Dify, of Node-RED.

https://docs.n8n.io/code/variables/ , https://docs.flowiseai.com/using-flowise/variables ,
https://docs.dify.ai/en/guides/workflow/variables , https://nodered.org/docs/user-guide/environment-variables
"""
_ADDRESS = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]{1,20})://(?P<authority>[^/?#\s'\"`<>\\|]*)(?P<path>[^?#\s'\"`<>\\|]*)", re.I
)
_HOST = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]+(?::\d{1,5})?|\[[0-9a-f:]+\](?::\d{1,5})?", re.IGNORECASE)
_SECRET_PATH = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[A-Za-z0-9_-]{24,}", re.IGNORECASE)
_IN_WORDS = re.compile(r"(?:[A-Z]?[a-z]{1,14}|v?\d{1,2})(?:[_-](?:[A-Z]?[a-z]{1,14}|v?\d{1,2}))+")
"""A segment of a path in plain words, which is no key however long it is."""
_HEADER = re.compile(r"authorization|signature|cookie|[_-]auth\b", re.IGNORECASE)
"""The names of headers whose values are credentials though the name says no more than what they are for."""
_DIGEST = re.compile(r"(?:\w{1,8}=)?(?:\d{8,16},d=)?[0-9a-f]{32,128}", re.IGNORECASE)
"""What signs one message: whoever has it can sign no other."""
_SCHEME = re.compile(r"(?:bearer|basic|token)\s+", re.IGNORECASE)
_NAMED = ("value", "stringValue", "val")
"""The keys of a value whose name is beside it."""
_OF_OUTER = ("defaultValue", "defaultvalue")
"""The keys of a value whose name is that of what it is in."""


@dataclass(frozen=True)
class Address:
    """Where a request goes, as far as the value says: no host if it is only known at run time."""

    scheme: str
    host: str
    path: str
    setting: str = ""
    """The variable that it begins with, which only whoever runs the platform sets; empty if with none."""

    @property
    def is_given(self) -> bool:
        """Whether something else than the maker or a setting says where a request goes."""
        return not self.host and not self.setting

    @property
    def transport(self) -> str | None:
        """Whether the scheme encrypts what is sent, as the fact says it; None if it does not tell."""
        if self.scheme in ("http", "ws", "mqtt", "amqp", "ftp", "tcp", "ldap", "redis"):
            return "plain"
        return "encrypted" if self.scheme in ("https", "wss", "mqtts", "amqps", "sftp", "ftps", "ldaps") else None


def read_address(text: str) -> Address:
    """The address in a value, without query, fragment, and whatever is in front of an ``@``."""
    if match := _SETTING.match(text):
        return Address("", "", "", next(filter(None, match.groups())))
    match = _ADDRESS.search(text)
    if match is None:
        return Address("", "", "")
    host = match["authority"].rpartition("@")[2].casefold()
    path = match["path"]
    for mark in _BUILT:
        path = path.partition(mark)[0]
    return Address(match["scheme"].casefold(), host if _HOST.fullmatch(host) else "", path)


def is_filled_in(text: str) -> bool:
    """Whether a part of a value is filled in at run time."""
    return any(mark in text for mark in _BUILT)


def shown_path(path: str) -> str:
    """A path as it may be written into a record: a segment that could be a key is left out."""
    parts = clean(path).split("/")
    return "/".join("…" if _SECRET_PATH.fullmatch(p) and not _IN_WORDS.fullmatch(p) else p for p in parts)[:120]


def part_key(what: str, own: str) -> str:
    """The key of a part: what it is, and the platform's own id of it, by which it is found again."""
    return what + MARK + "_".join(own.split()) if own.strip() else what


def digest(value: str) -> str:
    """A short mark of a value that may be no part of a record, such as a document's id."""
    return sha256(value.encode("utf-8", "replace")).hexdigest()[:10]


def texts(node: Node) -> Iterator[tuple[str, Node]]:
    """All texts in a value, each with the name that it has: its key, or what stands beside it as its name."""
    waiting = [("", node)]
    while waiting:
        name, here = waiting.pop()
        if isinstance(here.value, str):
            yield name, here
        elif isinstance(here.value, Mapping):
            beside = next((value for at in ("name", "key") if isinstance(value := here.value.get(at), str)), "")
            for inner, value in reversed([*here.value.items()]):
                called = name if inner in _OF_OUTER else beside if beside and inner in _NAMED else inner
                waiting.append((called, Node(value, (*here.path, inner), here.reading)))
        elif isinstance(here.value, tuple):
            waiting += [(name, Node(value, (*here.path, at), here.reading)) for at, value in enumerate(here.value)][
                ::-1
            ]


def report_credentials(node: Node, *, is_prose: bool = False) -> Node | None:
    """Report every credential in a value by its place and kind, and return what holds the first; None if there is none.

    In prose, a word behind "password:" is what somebody explains; there, only what has the form of one counts.
    """
    reported: set[str] = set()
    first = None
    for name, here in texts(node):
        for found in credentials_in(name, here.value):
            if found.text not in reported and not (is_prose and found.kind == NAMED_VALUE):
                reported.add(found.text)
                first = first or here
                report_credential(here, f"{found.description} [{found.kind}]", found.revoke)
    return first


def report_credential(node: Node, what: str, revoke: str = "the service that it opens") -> None:
    """Report that a value is a credential by its place and kind."""
    message = f"this looks like {what}, in plain text in the export; it is not copied; revoke it (where: {revoke})"
    node.reading.report(node.place, "credential", message)


def credentials_in(name: str, text: str) -> list[Credential]:
    """The credentials in a text that has a name, by their form and by that name."""
    if may_hold_credentials(text) and (found := find_credentials(text)):
        return found
    if not name or is_filled_in(text) or "\n" in text or '"' in text or text.startswith("="):
        return []
    name = name[:60]
    is_header = bool(_HEADER.search(name)) and not _DIGEST.fullmatch(text)
    named = f'token: "{_SCHEME.sub("", text[:400], count=1)}"' if is_header else f'{name}: "{text[:400]}"'
    found = find_credentials(named) if may_hold_credentials(named) else []
    return (
        [replace(each, title=f"a credential in the header {clean(name)!r}") for each in found] if is_header else found
    )
