"""A CODEOWNERS file, from the owners of records and their handles, so that a forge asks them to review changes.

GitHub and GitLab read it alike: one path with its owners on each line, and the last matching line counts. Generated
lines are enclosed in two comments; all others are left alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import OwnedRecord
from trailbook.text.problem import did_you_mean
from trailbook.text.prose import count

PLACES = (".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where forges look for the file, relative to the top of the repository."""

_BEGIN = "# Made by 'trailbook codeowners' from the owners of records. Edit the records or roles.yaml, not these lines."
_END = "# The end of what 'trailbook codeowners' made."
_SPECIAL = str.maketrans({" ": "\\ ", **dict.fromkeys("*[]!#\\", "?")})
"""``?`` matches any one character on both forges, which do not agree on how to escape special ones.

On GitHub, ``#`` begins a comment even within a line and after a backslash (GitHub Docs, About code owners).
"""


@dataclass(frozen=True)
class Owners:
    """The lines of the file, who owns records, and notices on what has no line.

    That is a file that can't be read, or an owner without a handle.
    """

    lines: tuple[str, ...]
    notices: tuple[str, ...]
    owners: tuple[str, ...] = ()


def code_owners(
    knowledge: KnowledgeBase, handles: Mapping[str, Sequence[str]], before: str, files: Mapping[str, Sequence[str]]
) -> Owners:
    """The owners of every record's file, in the order of the paths.

    ``handles`` gives the handles of each owner, ``before`` is the path of the knowledge base in the repository, and
    ``files`` gives further files of a record by its id.
    """
    every = sorted(
        (f"{before}{path}", document.record.owner)
        for id, document in knowledge.documents.items()
        if isinstance(document.record, OwnedRecord)
        for path in (document.path, *files.get(id, ()))
    )
    owned = [(path, owner) for path, owner in every if path.isprintable()]
    lines = (f"/{path.translate(_SPECIAL)} {' '.join(handles[owner])}" for path, owner in owned if handles.get(owner))
    notices = (*_skipped_files(knowledge, every), *_handle_notices([owner for _, owner in owned], handles))
    return Owners(tuple(lines), notices, tuple(sorted({owner for _, owner in owned})))


def _skipped_files(knowledge: KnowledgeBase, owned: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Notices on files that get no line whoever owns them: those that can't be read or named in a line."""
    read = {document.path for document in knowledge.documents.values()}
    for path in sorted({problem.path for problem in knowledge.problems if problem.level == "error"} - read):
        yield f"{path} is left out: it can't be read; run 'trailbook check'"
    for path, owner in owned:
        if not path.isprintable():
            yield f"{path} of {owner!r} is left out: rename it without invisible characters"


def _handle_notices(owners: Sequence[str], handles: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for owner in sorted(set(owners)):
        if not handles.get(owner):
            number = owners.count(owner)
            yield f"{owner!r} owns {count(number, 'file')} and has no handle in roles.yaml"
    for name in sorted(handles):
        if name not in owners:
            yield f"roles.yaml has handles of {name!r}, who owns no record" + did_you_mean(name, owners)


def with_owners(text: str, lines: Iterable[str]) -> str:
    """The text of a CODEOWNERS file with its generated lines replaced, or added at its end."""
    generated = "\n".join([_BEGIN, *lines, _END]) + "\n"
    start, end = text.find(_BEGIN), text.find(_END)
    if -1 < start < end:
        return text[:start] + generated + text[end + len(_END) :].removeprefix("\n")
    return f"{text.rstrip()}\n\n{generated}" if text.strip() else generated
