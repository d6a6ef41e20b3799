"""Since when every change of a branch was agreed to by somebody else than its author, and what shows that.

The track counts a control from the revision since which it held without a gap ("Continuity"). So changes are walked
back from the newest; the first one without an agreement ends the run. Every file counts, not records alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from trailbook.text.scratch import Scratch
from trailbook.trail.approvals import writers
from trailbook.trail.commit_decisions import decision_of
from trailbook.trail.decisions import Approval, Decision, Trail
from trailbook.trail.git.blobs import trees_of
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.people import STRANGERS, is_account
from trailbook.trail.git.repository import History, Repository
from trailbook.trail.git.signatures import NONE, Signature
from trailbook.trail.requests.branch import EvidenceBranch
from trailbook.trail.requests.overlay import with_requests
from trailbook.trail.trusted_keys import signatures_of


@dataclass(frozen=True)
class Run:
    """The newest changes to which somebody else agreed without a gap, newest first, and the one before them.

    ``ended_by`` is None if the run reaches the beginning. ``is_proven`` says of each change of the run whether what
    shows the agreement is signed.
    """

    changes: tuple[Decision, ...]
    ended_by: Decision | None
    is_proven: tuple[bool, ...]

    @property
    def proven(self) -> tuple[Decision, ...]:
        """The newest changes whose agreement is signed, without a gap."""
        number = next((place for place, proven in enumerate(self.is_proven) if not proven), len(self.is_proven))
        return self.changes[:number]


@dataclass
class Agreements:
    """The changes of a history with whoever agreed to them. ``sealed`` says that the evidence branch is signed."""

    repository: Repository
    history: History
    branch: EvidenceBranch
    sealed: bool

    @cached_property
    def changes(self) -> tuple[Decision, ...]:
        """Every commit that changed a file, as a decision on all it changed, newest first."""
        changing = (one for one in self.history.commits.values() if one.changes)
        found = tuple(decision_of(self.history, one, "", (), self._known_as) for one in changing)
        whole = Trail("", "", found)
        return with_requests([whole], self.branch, self.repository, self.history.head)[0].decisions

    def run(self, head: str) -> Run:
        """The run that ends at a commit of the history."""
        inside = _ancestors(self.history, head)
        below = [one for one in self.changes if one.commit in inside]
        held: list[Decision] = []
        ended: Decision | None = None
        for change in below:
            if change.merge and self._is_automatic(change.commit):
                continue  # whoever merged wrote nothing
            if not any(one.counts for one in change.approvals) and not self._signed_by_another(change):
                ended = change
                break
            held.append(change)
        return Run(tuple(held), ended, tuple(self._is_proven(one) for one in held))

    def _is_automatic(self, merge: str) -> bool:
        """Whether a merge of two sides is what git makes of them by itself, also of a file that both had changed.

        It is merged again (git-merge-tree(1), from git 2.38 on), into objects that are gone afterwards.
        """
        sides = self.history.commits[merge].parents
        if len(sides) != 2:
            return False
        with Scratch() as folder:
            objects = str(self.repository.work_tree.common_dir / "objects")
            git = self.repository.git.using(GIT_OBJECT_DIRECTORY=folder, GIT_ALTERNATE_OBJECT_DIRECTORIES=objects)
            status, tree, _ = git.verdict("merge-tree", "--write-tree", *sides)
        return status == 0 and tree.strip() == trees_of(self.repository.git, [merge]).get(merge)

    def _signed_by_another(self, change: Decision) -> bool:
        """Whether a known key of somebody who did not write the commit signed it."""
        commit = self.history.commits[change.commit]
        signature, authors = self._signature(commit.id), writers(commit, self._known_as)
        others = [one for one in signature.signers if not is_account(one) and not STRANGERS.is_one_of(one, authors)]
        return signature.state == "good" and bool(others) and len(others) == len(signature.signers)

    def _is_proven(self, change: Decision) -> bool:
        if self._signed_by_another(change):
            return True
        counting = [one for one in change.approvals if one.counts]
        if self.sealed and any(one.source == "review" for one in counting):
            return True
        merges = [step.commit for step in change.taken_in[:1]]
        return any(self._signed_as_merge(merge, one) for merge in merges for one in counting if one.source == "merge")

    def _signed_as_merge(self, merge: str, approval: Approval) -> bool:
        signature = self._signature(merge)
        return signature.state == "good" and STRANGERS.is_one_of(
            Person(approval.name, approval.email), signature.signers
        )

    @cached_property
    def _known_as(self) -> Callable[[str], str]:
        return self.repository.names(self.history.head).contact

    def _signature(self, commit: str) -> Signature:
        """Signatures are asked of a stretch of the history at once, since most runs are short."""
        if commit not in self._signatures:
            ids = list(self.history.commits)
            start = ids.index(commit)
            stretch = [id for id in ids[start : start + _AT_ONCE] if id not in self._signatures]
            found = signatures_of(self.repository, stretch)
            self._signatures.update((id, found.get(id, NONE)) for id in stretch)
        return self._signatures[commit]

    @cached_property
    def _signatures(self) -> dict[str, Signature]:
        return {}


_AT_ONCE = 100


def main_line(history: History, head: str) -> Iterator[Commit]:
    """The commits at which a branch stood as far as git keeps that: the chain of first parents, newest first."""
    commit = history.commits.get(head)
    while commit is not None:
        yield commit
        commit = history.commits.get(next(iter(commit.parents), ""))


def _ancestors(history: History, head: str) -> set[str]:
    """A commit and everything that it descends from."""
    found: set[str] = set()
    pending: list[str] = [head]
    while pending:
        id = pending.pop()
        if id in history.commits and id not in found:
            found.add(id)
            pending += history.commits[id].parents
    return found
