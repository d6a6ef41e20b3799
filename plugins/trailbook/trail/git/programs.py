"""Which programs git may start: those that its user names, and none that a repository brings along.

A repository that came as an archive or lies on a shared disk has settings of its own (``.git/config``, what that
includes, ``config.worktree``), and many of them name programs: one that checks signatures, one that every changed file
is sent through, one that watches files. They are somebody else's words, as a record is. So each such setting is
replaced by what the user's own configuration says (git-config(1), ``--system`` and ``--global``, and what the
environment sets), or by what git would do without it.
"""

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_OWN = frozenset({"system", "global", "command"})
"""Scopes of settings (git-config(1), ``--show-scope``) that only the user can set."""

_WITHOUT = {
    "gpg.program": "gpg",
    "gpg.openpgp.program": "gpg",
    "gpg.x509.program": "gpgsm",
    "gpg.ssh.program": "ssh-keygen",
    "gpg.ssh.allowedsignersfile": os.devnull,
    "mailmap.file": os.devnull,
    "mailmap.blob": "",
}
"""What git takes where a setting is absent. The last three are no programs: they say whose a signature or commit is."""

_SAME = {"gpg.openpgp.program": "gpg.program", "gpg.program": "gpg.openpgp.program"}
"""Two names of one setting, of which the later holds."""

_NAMES_A_PROGRAM = re.compile(
    r"(program|command|cmd|helper|hook|driver|editor|pager|askpass|proxy|tool|uploadpack|receivepack|vcs|external"
    r"|textconv|clean|smudge|process|diffFilter|virtualFilesystem|fsmonitor|hooksPath)$",
    re.IGNORECASE,
)


def own_settings(listed: bytes) -> dict[str, str]:
    """Settings that replace those with which a repository names programs, by name.

    ``listed`` is what ``git config --list --show-scope -z`` prints. The names come as git gives them, with whatever
    characters a repository has put into them.
    """
    own: dict[str, str] = {}
    foreign: dict[str, None] = {}
    for scope, name, value in _settings(listed):
        if scope in _OWN:
            own[name] = value
            if name in _SAME:
                own[_SAME[name]] = value
        else:
            foreign[name] = None
    return {name: value for setting in foreign for name, value in _replaced(setting, own)}


def setting_names(listed: bytes) -> Iterator[str]:
    """The name of each setting that git listed like that, its section and variable in small letters."""
    return (name for _, name, _ in _settings(listed))


def _settings(listed: bytes) -> Iterator[tuple[str, str, str]]:
    parts = iter(listed.decode("utf-8", "surrogateescape").split("\0"))
    for scope, setting in zip(parts, parts, strict=False):
        name, _, value = setting.partition("\n")
        yield scope, name, value


def _replaced(name: str, own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    section, _, rest = name.partition(".")
    within, _, last = rest.rpartition(".")
    if section == "pager":
        yield name, "false"
    elif section == "hook":
        yield f"hook.{within}.enabled", "false"
    elif section == "filter" and last == "required":
        yield name, own.get(name, "false")
    elif name in _WITHOUT or _NAMES_A_PROGRAM.search(last):
        yield name, own.get(name, _WITHOUT.get(name, ""))


def as_environment(settings: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Variables that add settings to those that an environment sets (git-config(1), ``GIT_CONFIG_COUNT``).

    A setting on a command line ends its name at the first ``=``, which a name may contain.
    """
    stated = environment.get("GIT_CONFIG_COUNT", "")
    first = int(stated) if stated.isascii() and stated.isdigit() else 0
    found = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (name, value) in enumerate(settings.items(), start=first):
        found |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def git_program() -> str:
    """The git on the PATH, as ``program`` finds it. Raises ``FileNotFoundError`` if there is none."""
    return program("git")


def program(name: str) -> str:
    """A program on the PATH, by its absolute path. Raises ``FileNotFoundError`` if there is none.

    A folder that the PATH names by a relative path, such as ``.``, is passed over, and so is the folder that a command
    runs in, where Windows looks first: either may be the repository, with a ``git`` of its own.
    """
    return _found(os.environ.get("PATH", os.defpath), f"{name}.exe" if os.name == "nt" else name)


@cache
def _found(path: str, name: str) -> str:
    for folder in path.split(os.pathsep):
        file = Path(folder, name)
        if Path(folder).is_absolute() and file.is_file() and os.access(file, os.X_OK):
            return str(file)
    raise FileNotFoundError(name)
