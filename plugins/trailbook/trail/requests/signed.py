"""Which commits of the evidence branch are signed by a key that is listed, and what those brought that are not.

Whoever can push to the branch can write any review. Once a listed key signed one of its commits, each later one has to
be signed as well: what others bring is forged, as far as anybody can tell. So is what a signature does not fit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trailbook.text.problem import Problem
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.signatures import ALLOWED_SIGNERS, NONE, KeyLists, Signature
from trailbook.trail.requests.branch import BRANCH, FOLDER, EvidenceBranch


@dataclass(frozen=True)
class BranchSignatures:
    """The commits of the branch, oldest first, and the signatures of those that have one."""

    commits: Sequence[str]
    signatures: Mapping[str, Signature]

    def of(self, commit: str) -> Signature:
        """The signature of a commit, by the keys that are listed."""
        return self.signatures.get(commit, NONE)

    @property
    def good(self) -> int:
        """How many a listed key signed."""
        return sum(self.of(one).state == "good" for one in self.commits)

    @property
    def forged(self) -> list[str]:
        """The commits that whoever signs the branch did not make, oldest first."""
        good = [self.of(one).state == "good" for one in self.commits]
        return suspects(self.commits, good, [self.of(one).state == "bad" for one in self.commits])


def suspects(commits: Sequence[str], good: Sequence[bool], bad: Sequence[bool]) -> list[str]:
    """Of commits, oldest first, those after the first good one that are not good, and those with a bad signature."""
    first = good.index(True) if True in good else len(commits)
    return [one for place, one in enumerate(commits) if bad[place] or (place > first and not good[place])]


def branch_signatures(repository: Repository, branch: EvidenceBranch) -> BranchSignatures:
    """The signatures of all commits of the branch, by the keys that the newest commit here lists."""
    if not branch.head:
        return BranchSignatures((), {})
    commits = branch.git.text("rev-list", "--reverse", "--topo-order", branch.head).split()
    stated = repository.stated_signatures(commits)
    listed = KeyLists(repository.top_file(repository.commit_id(), ALLOWED_SIGNERS).decode("utf-8", "replace"))
    return BranchSignatures(commits, repository.signatures(stated, dict.fromkeys(stated, listed)))


def forgeries(branch: EvidenceBranch, found: BranchSignatures) -> Iterator[Problem]:
    """A problem for each statement that a commit brought which nobody made who signs the branch."""
    for commit in found.forged:
        named = ("diff-tree", "--root", "-r", "-m", "-z", "--no-commit-id", "--name-only", commit, "--", f"{FOLDER}/")
        paths = sorted(filter(None, branch.git.text(*named).split("\0")))
        state = found.of(commit).state
        said = _SAID.get(state, f"has a signature that is {state}")
        message = f"commit {commit} {said}, and others of the branch are signed by keys of {ALLOWED_SIGNERS}"
        expected = f"statements by whoever signs the branch alone; 'git show {commit[:12]}' shows what it brought"
        for path in paths or [""]:
            where = f"{BRANCH}:{path}" if path else BRANCH
            yield Problem(where, 1, 1, "forged-statement", message, expected)


_SAID = {
    "none": "carries no signature",
    "bad": "has a signature that does not fit what it says",
    "unknown key": "is signed by a key that is not listed",
}
