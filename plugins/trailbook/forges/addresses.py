"""Which forge hosts a repository, and whose token may be sent there.

A repository names its own forge, in the address of its remote and in mkdocs.yml. So a token goes to a host that
everybody knows, or that the environment names beside it, and never to one that the repository alone names.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from trailbook.text.errors import InputError
from trailbook.text.unseen import printable
from trailbook.trail.requests.statement import Host, Project

ForgeName = Literal["github", "gitlab", "bitbucket", "gitea"]
"""The forges whose addresses of commits and pull requests are known."""

FetchedForge = Literal["github", "gitlab", "gitea"]
"""The forges that can be asked."""

_HOSTS: Mapping[str, ForgeName] = {
    "codeberg": "gitea",
    "forgejo": "gitea",
    "github": "github",
    "gitlab": "gitlab",
    "bitbucket": "bitbucket",
    "gitea": "gitea",
}
_WEB = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com", "altssh.bitbucket.org": "bitbucket.org"}
"""Hosts that take SSH on the port of https, and the host of their pages."""
_SCP = re.compile(r"(?:[^/@:]+@)?(?P<host>[^/@:]+):(?!//)(?P<path>.+)")
"""The address of a remote in the form of scp(1)."""


class AddressError(InputError):
    """It can't be told which forge a repository is on, or the forge can't be asked. The message says what to do."""


def forge_at(host: str) -> ForgeName | None:
    """The forge that a host's name tells; None if it tells none."""
    return next((forge for part, forge in _HOSTS.items() if part in host), None)


@dataclass(frozen=True)
class ForgeProject:
    """A project on a forge: where its requests are."""

    kind: FetchedForge
    host: str
    project: str
    scheme: str = "https"

    @property
    def web(self) -> str:
        """The address of the project's pages."""
        return f"{self.scheme}://{self.host}/{self.project}"

    @property
    def rest(self) -> str:
        """The address of the forge's REST interface, which GitHub Enterprise Server has apart from that of GraphQL."""
        apart = self.kind == "github" and self.interface == f"{self.scheme}://{self.host}/api"
        return f"{self.interface}/v3" if apart else self.interface

    @property
    def interface(self) -> str:
        """The address of the forge's programming interface."""
        top = f"{self.scheme}://{self.host}"
        if self.kind == "github":
            if self.host == "github.com":
                return "https://api.github.com"
            return f"https://api.{self.host}" if self.host.endswith(".ghe.com") else f"{top}/api"
        return f"{top}/api/{'v4' if self.kind == 'gitlab' else 'v1'}"


def forge_project(addresses: list[str], forge: ForgeName | None = None, project: str | None = None) -> ForgeProject:
    """The project on a forge that the first usable of some addresses leads to: of a remote, or of pages.

    ``forge`` is what its host's name does not tell, ``project`` another project of the host. Raises ``AddressError``.
    """
    parts = host_of(addresses)
    if parts is None:
        raise AddressError(
            "the forge of this repository is not known: the remote 'origin' leads to none, and mkdocs.yml "
            "names no 'repo_url'; say it with 'git remote add origin ADDRESS', or read files with --from"
        )
    scheme, host, path = parts
    kind = forge or forge_at(host)
    if kind is None:
        raise AddressError(printable(f"the kind of forge at {host} is not known; name it with --forge"))
    if kind == "bitbucket":
        raise AddressError("Bitbucket can't be asked yet; read files of another tool with --from")
    for value, form, what in ((host, Host, "host"), (project or path, Project, "project")):
        try:
            TypeAdapter(form).validate_python(value)
        except ValidationError:
            raise AddressError(printable(f"{value[:200]!r} can't be the name of a {what}")) from None
    return ForgeProject(kind, host, project or path, scheme)


def host_of(addresses: list[str]) -> tuple[str, str, str] | None:
    """The scheme, the host and the path that the first usable of some addresses leads to; None if none is usable."""
    return next((found for address in addresses if (found := _parts(address))), None)


def _parts(address: str) -> tuple[str, str, str] | None:
    """The scheme, host and project of an address; the port of SSH is not that of pages."""
    scheme = "https"
    try:
        parts = urlsplit(address)
        host, path, port = parts.hostname or "", parts.path, parts.port
    except ValueError:
        return None
    if parts.scheme in ("http", "https"):
        scheme, host = parts.scheme, f"{host}:{port}" if port else host
    elif parts.scheme not in ("ssh", "git", "git+ssh"):
        if not (found := _SCP.fullmatch(address)):
            return None
        host, path = found["host"].lower(), found["path"]
    path = path.strip("/").removesuffix(".git").rstrip("/")
    return (scheme, _WEB.get(host, host), path) if host and "/" in path else None


_TOKENS: Mapping[FetchedForge, tuple[str, ...]] = {
    "github": ("GH_TOKEN", "GITHUB_TOKEN"),
    "gitlab": ("GITLAB_TOKEN",),
    "gitea": ("GITEA_TOKEN", "FORGEJO_TOKEN", "CODEBERG_TOKEN"),
}
_OWN_HOSTS: Mapping[FetchedForge, tuple[str, ...]] = {
    "github": ("GH_HOST", "GITHUB_SERVER_URL"),
    "gitlab": ("GITLAB_HOST", "CI_SERVER_URL"),
    "gitea": ("GITEA_SERVER_URL", "FORGEJO_SERVER_URL", "GITHUB_SERVER_URL"),
}
"""What of the environment names a forge: settings of its command line, and what its runners set for a workflow."""
_KNOWN = {"github": ("github.com",), "gitlab": ("gitlab.com",), "gitea": ("codeberg.org", "gitea.com")}


@dataclass(frozen=True)
class Token:
    """The headers that carry the token of a place, if there is one; and why it is not sent, if it is not."""

    headers: Mapping[str, str]
    withheld: str = ""

    def __repr__(self) -> str:
        return "Token()"


def token_for(place: ForgeProject, environment: Mapping[str, str] = os.environ) -> Token:
    """The token of the environment for a place. Raises ``AddressError`` if it can't be one."""
    names = _TOKENS[place.kind]
    if place.kind == "github" and place.host != "github.com":
        names = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", *names)
    name = next((one for one in names if environment.get(one, "").strip()), None)
    if name is None:
        return Token({})
    value = environment[name].strip()
    if not value.isascii() or not value.isprintable() or " " in value:
        raise AddressError(f"{name} holds something that is no token")
    if place.host not in (*_KNOWN[place.kind], *_named_hosts(place.kind, environment)):
        own = _OWN_HOSTS[place.kind][0]
        return Token(
            {}, f"{name} was not sent, since only this repository names {place.host}; {own}={place.host} would name it"
        )
    if place.kind == "gitlab":
        return Token({"PRIVATE-TOKEN": value})
    return Token({"Authorization": f"{'bearer' if place.kind == 'github' else 'token'} {value}"})


def _named_hosts(kind: FetchedForge, environment: Mapping[str, str]) -> list[str]:
    stated = (environment.get(name, "").strip() for name in _OWN_HOSTS[kind])
    return [host for one in stated if one and (host := _host_in(one))]


def _host_in(stated: str) -> str:
    """The host of an address, or of a setting that is nothing but a host; empty if it is neither."""
    try:
        return urlsplit(stated if "//" in stated else f"//{stated}").netloc
    except ValueError:
        return ""
