"""The branch without the name of an account: every commit is written anew, which is the only way to erase something.

Whatever refers to the former commits is lost: their signatures, and each note of which commit the branch was at.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from trailbook.trail.git.command import HistoryError
from trailbook.trail.requests.branch import BRANCH, EvidenceBranch, append
from trailbook.trail.requests.statement import Request, as_file

_SCRATCH = f"refs/trailbook/{BRANCH}-anew"
_GONE = "@(erased)"


@dataclass(frozen=True)
class Naming:
    """In how many statements an account is one of a request's, and in how many its texts have the name as a word."""

    statements: int
    texts: int


def naming(branch: EvidenceBranch, account: str) -> Naming:
    """Where an account is named. A text that calls it with an ``@`` is rewritten, and any other is left as it is."""
    statements = texts = 0
    mention, word = _mention(account), _word(account)
    for _, statement in branch.read(branch.files):
        request = statement.request
        text = "\n".join((request.title, request.description, *(one.title for one in request.commits)))
        statements += account.casefold() in _names(request) or bool(mention.search(text))
        texts += bool(word.search(mention.sub("", text)))
    return Naming(statements, texts)


def _names(request: Request) -> set[str]:
    accounts = (request.author, request.merged_by, *request.writers, *(one.account for one in request.reviews))
    return {one.name.casefold() for one in accounts if one}


def forget(branch: EvidenceBranch, account: str) -> EvidenceBranch:
    """The branch with a history in which the account has no name. Raises ``HistoryError`` if git refuses.

    What was before stays in this clone until git removes it, and wherever it was pushed to.
    """
    if not account.strip() or not branch.head:
        raise HistoryError("there is nothing to forget")
    git = branch.git
    before = git.ask("rev-parse", "--verify", "--quiet", f"refs/heads/{BRANCH}")
    git.output("update-ref", f"refs/heads/{BRANCH}", branch.head)
    try:
        with git.running("fast-export", f"refs/heads/{BRANCH}") as old:
            git.feed(_anew(old.source, account), "fast-import", "--quiet", "--force")
        found = EvidenceBranch(git, git.text("rev-parse", "--verify", _SCRATCH))
        git.output("update-ref", f"refs/heads/{BRANCH}", found.head)
        return append(found, [], "Forget an account\n\nAll commits before this one were written anew.\n")
    except BaseException:
        if before:
            git.ask("update-ref", f"refs/heads/{BRANCH}", before)
        raise
    finally:
        git.ask("update-ref", "-d", _SCRATCH)


def _anew(source: BinaryIO, account: str) -> Iterator[bytes]:
    """The stream of git-fast-export(1) for git-fast-import(1), with statements and messages rewritten."""
    is_blob = False
    message = _in_message(account)
    while line := source.readline():
        if line.startswith((b"commit ", b"reset ")):
            line = line.partition(b" ")[0] + f" {_SCRATCH}\n".encode()
        if line.startswith(b"data "):
            data = source.read(int(line[5:]))
            data = _statement_without(data, account) if is_blob else message(data)
            yield b"data %d\n%s" % (len(data), data)
            continue
        is_blob = line == b"blob\n" or (is_blob and line.startswith((b"mark ", b"original-oid ")))
        yield line


def _in_message(account: str) -> Callable[[bytes], bytes]:
    word = _word(account)
    return lambda data: word.sub("(erased)", data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _statement_without(data: bytes, account: str) -> bytes:
    """A statement in which the account has no name; anything else as it is."""
    try:
        value = json.loads(data)
        request = value["predicate"]["request"]
        accounts = [request["author"], request.get("merged_by"), *request.get("writers", [])]
        accounts += [one["account"] for one in request.get("reviews", [])]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return data
    return as_file(value) if _erase(request, accounts, account) else data


def _erase(request: dict[str, Any], accounts: list[Any], account: str) -> bool:
    """Take the name out of a request; returns whether it was there."""
    named = [one for one in accounts if isinstance(one, dict) and _is(one.get("name"), account)]
    for one in named:
        one["name"] = ""
    changed = bool(named)
    texts = [(request, "title"), (request, "description"), *((one, "title") for one in request.get("commits", []))]
    for holder, part in texts:
        if isinstance(text := holder.get(part), str):
            holder[part] = _mention(account).sub(_GONE, text)
            changed = changed or holder[part] != text
    return changed


def _is(name: Any, account: str) -> bool:
    return isinstance(name, str) and name.casefold() == account.casefold()


def _mention(account: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w./@-])@{re.escape(account)}(?![\w-])", re.IGNORECASE)


def _word(account: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w./-]){re.escape(account)}(?![\w/-])", re.IGNORECASE)
