"""Where a commit or a pull request is found on the forge that ``repo_url`` names."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from trailbook.workspace.options import ForgeName

FORGES: dict[ForgeName, tuple[str, str]] = {
    "github": ("commit/{}", "pull/{}"),
    "gitlab": ("-/commit/{}", "-/merge_requests/{}"),
    "bitbucket": ("commits/{}", "pull-requests/{}"),
    "gitea": ("commit/{}", "pulls/{}"),
}
"""Paths below a repository: of a commit by its id, of a pull request by its number."""

_HOSTS: dict[str, ForgeName] = {"codeberg": "gitea", "forgejo": "gitea", **{name: name for name in FORGES}}
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+")
_NUMBER = re.compile(r"[#!](\d{1,9})")


@dataclass(frozen=True)
class Forge:
    """A repository on a forge. Without a known form nothing has an address, since a guess could lead astray."""

    repository: str = ""
    name: ForgeName | None = None

    def commit(self, id: str) -> str | None:
        """The address of a commit."""
        return self._below(0, id)

    def pull_request(self, stated: str) -> str | None:
        """The address of what a commit calls its pull request: ``#12``, ``!12`` or an address itself."""
        if _ADDRESS.fullmatch(stated):
            return stated
        number = _NUMBER.fullmatch(stated)
        return self._below(1, number[1]) if number else None

    def _below(self, which: int, value: str) -> str | None:
        return f"{self.repository}/{FORGES[self.name][which].format(quote(value))}" if self.name else None


NOWHERE = Forge()


def forge_of(repo_url: str | None, name: ForgeName | None = None) -> Forge:
    """The forge of a repository's address. ``name`` says which one it is where the host does not."""
    parts = urlsplit(repo_url or "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return NOWHERE
    hosts = (forge for part, forge in _HOSTS.items() if part in str(parts.hostname))
    return Forge(str(repo_url).rstrip("/").removesuffix(".git"), name or next(hosts, None))
