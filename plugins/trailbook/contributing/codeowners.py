"""Who a forge asks to review a change of a record: a file CODEOWNERS made from owners and the handles of teams.

GitHub and GitLab read it alike: one path and its owners a line, and the last line that fits counts.
Lines that people wrote stay; ours stand between two marks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import OwnedRecord
from trailbook.text.problem import nearest

PLACES = (".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where forges look for the file, below the top of the repository."""

_BEGIN = "# Made by 'trailbook codeowners' from the owners of records. Edit the records or roles.yaml, not these lines."
_END = "# The end of what 'trailbook codeowners' made."
_SPECIAL = str.maketrans({" ": "\\ ", **dict.fromkeys("*[]!#\\", "?")})
"""``?`` stands for any one character on both forges; they do not agree on how to take the others literally.

For GitHub a ``#`` begins a comment, also within a line and behind a backslash (GitHub Docs, About code owners).
"""


@dataclass(frozen=True)
class Owners:
    """The lines of the file, and what can't be said in it: owners without a handle, handles without an owner."""

    lines: tuple[str, ...]
    notices: tuple[str, ...]


def code_owners(
    knowledge: KnowledgeBase, handles: Mapping[str, Sequence[str]], before: str, files: Mapping[str, Sequence[str]]
) -> Owners:
    """The owners of every record's file, in the order of the paths.

    ``handles`` are those of each owner, ``before`` is the way from the top of the repository to the knowledge base, and
    ``files`` are further files that belong to a record, by its id.
    """
    every = sorted(
        (f"{before}{path}", document.record.owner)
        for id, document in knowledge.documents.items()
        if isinstance(document.record, OwnedRecord)
        for path in (document.path, *files.get(id, ()))
    )
    owned = [(path, owner) for path, owner in every if path.isprintable()]
    lines = (f"/{path.translate(_SPECIAL)} {' '.join(handles[owner])}" for path, owner in owned if handles.get(owner))
    notices = (*_without_line(knowledge, every), *_notices([owner for _, owner in owned], handles))
    return Owners(tuple(lines), notices)


def _without_line(knowledge: KnowledgeBase, owned: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The files that get no line whoever owns them: of what can't be read, and of what a line can't name."""
    read = {document.path for document in knowledge.documents.values()}
    for path in sorted({one.path for one in knowledge.problems if one.level == "error"} - read):
        yield f"{path} has no line: it can't be read; run 'trailbook check'"
    for path, owner in owned:
        if not path.isprintable():
            yield f"{path} of {owner!r} has no line: rename it without characters that nobody sees"


def _notices(owners: Sequence[str], handles: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for owner in sorted(set(owners)):
        if not handles.get(owner):
            number = owners.count(owner)
            yield f"{owner!r} owns {number} file{'' if number == 1 else 's'} and has no handle in roles.yaml"
    for name in sorted(handles):
        if name not in owners:
            close = nearest(name, owners)
            yield f"roles.yaml has handles of {name!r}, who owns no record" + (
                f"; did you mean {close!r}?" if close else ""
            )


def with_owners(text: str, lines: Iterable[str]) -> str:
    """The text of a CODEOWNERS file with its made lines renewed in their place, or added at its end."""
    made = "\n".join([_BEGIN, *lines, _END]) + "\n"
    start, end = text.find(_BEGIN), text.find(_END)
    if -1 < start < end:
        return text[:start] + made + text[end + len(_END) :].removeprefix("\n")
    return f"{text.rstrip()}\n\n{made}" if text.strip() else made
