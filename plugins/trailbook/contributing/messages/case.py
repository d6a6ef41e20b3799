"""What a check of a commit message takes and gives: a case and its remarks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from trailbook.contributing.messages.text import MessageText
from trailbook.contributing.messages.touched_records import TouchedRecord
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.trail.decisions import Rationale
from trailbook.trail.git.commits import Commit
from trailbook.trail.reasons.messages import Message, read_message
from trailbook.trail.reasons.rationale import rationale
from trailbook.trail.sign_offs.needed import NO_SIGN_OFFS, SignOffs

Level: TypeAlias = Literal["error", "notice"]


@dataclass(frozen=True)
class Remark:
    """A remark on a message: its line and rule, the text, and a line to add (``add``), which the author completes.

    An ``error`` is what the trail would show as a gap; a ``notice`` fails nothing.
    """

    line: int
    rule: str
    message: str
    level: Level = "error"
    add: str = ""


@dataclass(frozen=True)
class Case:
    """A commit that is made or about to be made, with its message and the records that it changes.

    ``way`` are the merges that took the commit in, that of its own branch first. ``former_references`` lead to what
    earlier states held. ``count_commits`` counts the commits that a shortened id names; it is None if the history is
    not known. ``known_as`` maps a contact as ``.mailmap`` does. ``is_final`` is true if the commit is made already.
    """

    text: MessageText
    commit: Commit
    touched: tuple[TouchedRecord, ...]
    knowledge: KnowledgeBase
    way: tuple[Commit, ...] = ()
    former_references: frozenset[str] = frozenset()
    count_commits: Callable[[str], int] | None = None
    sign_offs: SignOffs = NO_SIGN_OFFS
    known_as: Callable[[str], str] = str
    is_final: bool = False

    @cached_property
    def message(self) -> Message:
        """The message taken apart as the trail will."""
        return read_message(self.commit.message)

    @cached_property
    def rationale(self) -> Rationale:
        """The reason that the trail will show."""
        return rationale(self.commit, self.way)

    @property
    def records(self) -> tuple[TouchedRecord, ...]:
        """The records that are more than plain pages."""
        return tuple(record for record in self.touched if record.kind != "page")

    def is_known(self, reference: str) -> bool:
        """Whether something has a reference, or had it before this change."""
        return self.knowledge.resolve(reference) is not None or reference in self.former_references
