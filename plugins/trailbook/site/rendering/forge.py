"""Addresses on the forge that hosts the repository: of commits, of pull requests, and of source files to edit."""

import re
from dataclasses import dataclass, replace
from posixpath import basename, dirname, normpath, relpath, splitext
from urllib.parse import SplitResult, quote, unquote, urlencode, urljoin, urlsplit

from trailbook.forges.addresses import ForgeName, forge_at

FORGES: dict[ForgeName, tuple[str, str]] = {
    "github": ("commit/{}", "pull/{}"),
    "gitlab": ("-/commit/{}", "-/merge_requests/{}"),
    "bitbucket": ("commits/{}", "pull-requests/{}"),
    "gitea": ("commit/{}", "pulls/{}"),
}
"""Paths below a repository: of a commit by its id, of a pull request by its number."""

_AT_COMMIT: dict[ForgeName, tuple[str, str]] = {
    "github": ("blob/{}", "L{}"),
    "gitlab": ("-/blob/{}", "L{}"),
    "bitbucket": ("src/{}", "lines-{}"),
    "gitea": ("src/commit/{}", "L{}"),
}
"""How a file at a commit is reached below a repository, and the fragment of a line."""

_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+")
_NUMBER = re.compile(r"[#!](\d{1,9})")
_ELSEWHERE = re.compile(r"([\w-][\w.-]*(?:/[\w-][\w.-]*)+)[#!](\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class Forge:
    """A repository on a forge. On an unknown forge nothing has an address, since a guess could be wrong."""

    repository: str = ""
    name: ForgeName | None = None

    def commit(self, id: str) -> str | None:
        """The address of a commit; None on an unknown forge."""
        return self._below(0, id)

    def pull_request(self, stated: str) -> str | None:
        """The address of the request that a commit states as ``#12``, ``!12``, ``group/project#12`` or an address.

        None for other statements, and on an unknown forge.
        """
        if _ADDRESS.fullmatch(stated):
            return stated
        if other := _ELSEWHERE.fullmatch(stated):
            elsewhere = urlsplit(self.repository)._replace(path=f"/{other[1]}", query="", fragment="").geturl()
            return replace(self, repository=elsewhere)._below(1, other[2])
        number = _NUMBER.fullmatch(stated)
        return self._below(1, number[1]) if number else None

    def file(self, path: str, commit: str, line: int = 0) -> str | None:
        """The address of a file as it was at a commit, or of one of its lines, by its path in the repository.

        None on an unknown forge.
        """
        if self.name is None:
            return None
        shown, fragment = _AT_COMMIT[self.name]
        anchor = f"#{fragment.format(line)}" if line else ""
        return f"{self.repository}/{shown.format(quote(commit))}/{quote(path)}{anchor}"

    def _below(self, which: int, value: str) -> str | None:
        return f"{self.repository}/{FORGES[self.name][which].format(quote(value))}" if self.name else None


NO_FORGE = Forge()
"""An unknown forge, on which nothing has an address."""


def forge_of(repo_url: str | None, name: ForgeName | None = None) -> Forge:
    """The forge of a repository's address. ``name`` is its kind if the host name does not say it."""
    parts = urlsplit(repo_url or "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return NO_FORGE
    return Forge(str(repo_url).rstrip("/").removesuffix(".git"), name or forge_at(str(parts.hostname)))


_SHOWN: dict[ForgeName, tuple[str, str, str]] = {
    "github": ("/edit/", "/blob/", "L{}"),
    "gitlab": ("/edit/", "/blob/", "L{}"),
    "gitea": ("/_edit/", "/src/branch/", "L{}"),
    "bitbucket": ("/src/", "/src/", "lines-{}"),
}
"""How the address for editing a file becomes that of a line: the part to replace, its replacement, the fragment."""

_NEW: dict[ForgeName, tuple[str, str, str, str]] = {
    "github": ("/edit/", "/new/", "filename", "value"),
    "gitlab": ("/edit/", "/new/", "file_name", "content"),
    "gitea": ("/_edit/", "/_new/", "filename", "value"),
}
"""How the address for editing a file becomes that of a new file beside it: the part to replace, its replacement, and
the parameters that take its name and its text.

Gitea and Forgejo document theirs (https://github.com/go-gitea/gitea/pull/16556), which are those of GitHub; GitLab's
are in its form (``app/views/projects/blob/_editor.html.haml``). Bitbucket takes no text.
"""

_LONGEST = 8000
"""How many characters an address may have; RFC 9110, section 4.1, asks of all that they take this many octets."""


@dataclass(frozen=True)
class EditLinks:
    """The addresses of source files, from MkDocs' ``repo_url``, ``edit_uri`` and ``edit_uri_template``.

    ``docs`` is the documentation folder relative to the knowledge base; MkDocs' paths are relative to it. ``forge`` is
    the kind of the forge, if its host's name does not tell it.
    """

    docs: str = "docs"
    repository: str = ""
    uri: str = ""
    template: str = ""
    forge: ForgeName | None = None

    @property
    def is_configured(self) -> bool:
        """Whether there are addresses at all."""
        return bool(self.template or self.uri)

    def address(self, source: str) -> str | None:
        """The address for editing a source file, relative to the knowledge base; None if no forge is configured."""
        if not self.is_configured:
            return None
        path = relpath(source, self.docs)
        if self.template:
            address = self.template.format(path=path, path_noext=splitext(path)[0])
        else:
            address = f"{self.uri}{quote(path)}"
        joined = urlsplit(urljoin(f"{self.repository.rstrip('/')}/", address) if self.repository else address)
        return joined._replace(path=normpath(joined.path)).geturl()

    def line(self, source: str, number: int) -> str | None:
        """The address that shows a line of a source file; None if the form of the forge's addresses is not known."""
        name, inside = self._inside(source)
        if name is None:
            return None
        editor, viewer, fragment = _SHOWN[name]
        return self._with(inside, editor, viewer, fragment=fragment.format(number))

    def new(self, source: str, text: str) -> str | None:
        """The address of the forge's editor with a new source file and its text, to be changed there and proposed.

        None if the form of the forge's addresses is not known, or the text is too long for one.
        """
        name, inside = self._inside(source)
        if name not in _NEW:
            return None
        editor, creator, named, filled = _NEW[name]
        query = urlencode({named: unquote(basename(inside)), filled: text}, quote_via=quote)
        address = self._with(dirname(inside), editor, creator, query=query)
        return address if address and len(address) <= _LONGEST else None

    def _inside(self, source: str) -> tuple[ForgeName | None, str]:
        """The kind of the forge, and the address for editing a file below that of the repository."""
        address, forge = self.address(source), forge_of(self.repository, self.forge)
        if address is None or not address.startswith(f"{forge.repository}/"):
            return None, ""
        return forge.name, address.removeprefix(forge.repository)

    def _with(self, inside: str, part: str, other: str, *, query: str = "", fragment: str = "") -> str | None:
        """The address with another part in the place of the one that opens the editor; None if that is not in it."""
        if part not in inside:
            return None
        parts = urlsplit(forge_of(self.repository, self.forge).repository + inside.replace(part, other, 1))
        return SplitResult(parts.scheme, parts.netloc, parts.path, query, fragment).geturl()


NO_EDIT_LINKS = EditLinks()
"""No addresses, because no forge is configured."""
