"""What shows that a revision meets a requirement of the SLSA Source track: one judge for each.

A clone shows what was committed. It can't show who may push, that a branch was never forced back before the first
ledger, or what else a host enforces: that is ``not provable`` here, unless an attestation says it whose signature a key
of ``.allowed_signers`` verifies. Then it is the word of whoever signed, and named so.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from trailbook.audit.ledgers.audit import REWRITES, LedgerAudit
from trailbook.audit.ledgers.findings import TITLES, FindingKind, LedgerFinding
from trailbook.audit.source_track.agreement import Agreements, Run
from trailbook.text.files import MAX_BYTES
from trailbook.text.prose import count, in_prose, listed
from trailbook.text.unseen import one_line
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.git.repository import History, Repository
from trailbook.trail.git.signatures import ALLOWED_SIGNERS, signer_lines
from trailbook.trail.proofs.proof import Proof
from trailbook.trail.proofs.reading import Proofs
from trailbook.trail.proofs.source_provenance import REF as NOTES
from trailbook.trail.requests.branch import BRANCH, EvidenceBranch
from trailbook.trail.trusted_keys import TrustedKeys

State = Literal["met", "not met", "not provable"]
EvidenceKind = Literal["address", "commit", "tag", "ledger", "branch", "statement", "file", "finding"]

_LEVEL = re.compile(r"SLSA_SOURCE_LEVEL_([0-4])")
_TAG_KINDS: frozenset[FindingKind] = frozenset({"tag-moved", "tag-gone"})


@dataclass(frozen=True)
class Evidence:
    """What a judgement rests on: a commit, a tag, a ledger …, by its name or id."""

    kind: EvidenceKind
    name: str


@dataclass
class Branch:
    """What is known of a branch, from which each revision on it is judged."""

    repository: Repository
    history: History
    requests: EvidenceBranch
    ledgers: LedgerAudit
    proofs: Proofs
    address: str
    trails: Sequence[Trail]
    line: Sequence[str]
    issuing: bool

    @cached_property
    def agreements(self) -> Agreements:
        """Who agreed to what."""
        return Agreements(self.repository, self.history, self.requests, self.is_sealed)

    @cached_property
    def is_sealed(self) -> bool:
        """Whether a key that ``.allowed_signers`` lists signed the newest commit of the evidence branch."""
        head = self.requests.head
        if not head or not (stated := self.repository.stated_signatures([head])):
            return False
        maker = self.repository.history(head).commits[head].raw_committer
        with self.repository.blob_reader(MAX_BYTES) as read:
            keys = TrustedKeys(self.history, read, self.repository.names(self.history.head).contact)
            found = self.repository.signatures(stated, {head: keys.at(self.history.head, maker)})
        return found[head].state == "good"

    @cached_property
    def signed(self) -> int:
        """How many commits of the main line carry a signature of any kind."""
        return len(self.repository.stated_signatures(self.line))

    @cached_property
    def listed_keys(self) -> int:
        """How many keys ``.allowed_signers`` lists."""
        text = self.repository.top_file(self.history.head, ALLOWED_SIGNERS).decode("utf-8", "replace")
        return len(signer_lines(text))

    def findings(self, kinds: frozenset[FindingKind]) -> list[LedgerFinding]:
        """What the ledgers show, as problems of these kinds."""
        return [one for one in self.ledgers.findings if one.kind in kinds and one.level == "problem"]

    def is_complete_at(self, change: Decision) -> bool:
        """Whether all requests of this repository that changed until a change landed are kept."""
        project = self.address.partition("//")[2]
        until = next((one.until for one in self.requests.holdings if one.project == project), "")
        return bool(until) and f"{change.landed:%Y-%m-%dT%H:%M:%SZ}" < until


@dataclass(frozen=True)
class Revision:
    """A commit that is judged, and since when its changes were agreed to."""

    branch: Branch
    commit: str
    run: Run

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """What other tools say of the commit."""
        return self.branch.proofs.of(self.commit)

    def summary_of(self, level: int) -> Proof | None:
        """A summary that a listed key of somebody signed and that states at least a level; None if there is none."""
        return next((one for one in self.proofs if one.seal == "good" and _stated_level(one) >= level), None)

    def attested(self, control: str) -> Proof | None:
        """Provenance that names a control, if there is any; one whose signature holds comes first."""
        found = [one for one in self.proofs if control in one.controls]
        return min(found, key=lambda one: one.seal != "good", default=None)


_Verdict = tuple[State, str, *tuple[Evidence, ...]]
_Judge = Callable[[Revision], _Verdict]


def _repository_ids(revision: Revision) -> _Verdict:
    if address := revision.branch.address:
        return "met", f"this clone and its configuration call it {address}", Evidence("address", address)
    return "not provable", "neither the remote 'origin' nor 'repo_url' in mkdocs.yml is an address that others can use"


def _revision_ids(revision: Revision) -> _Verdict:
    form = "SHA-1" if len(revision.commit) == 40 else "SHA-256"
    why = f"an id of git is the {form} digest of a revision's files, message and parents"
    return "met", why, Evidence("commit", revision.commit)


def _readable(revision: Revision) -> _Verdict:
    trails = revision.branch.trails
    decisions = sum(len(trail.decisions) for trail in trails)
    described = f"{count(decisions, 'decision')} on {count(len(trails), 'document')}"
    return "met", f"'git diff' shows any change, and the trail describes {described} in words"


def _summary(revision: Revision) -> _Verdict:
    if revision.branch.issuing:
        return "met", "this very statement is one"
    found = [one for one in revision.proofs if one.result]
    if found:
        said = listed([f"{one.says}, and its signature is not proven here" for one in found])
        return "not provable", f"there is one ({said})", Evidence("statement", f"{NOTES}:{revision.commit}")
    return "not provable", f"{_where(revision)}; 'trailbook audit source-level --format vsa' writes one"


def _where(revision: Revision) -> str:
    """That nothing of SLSA's is here about a commit, and what is not looked at."""
    if NOTES in revision.branch.proofs.absent:
        return f"this clone lacks {NOTES}, where SLSA's source tool keeps what it attests"
    return f"nothing of the kind about this commit is in {NOTES}, and a clone shows no other place"


def _access(revision: Revision) -> _Verdict:
    branch = revision.branch
    if moved := branch.findings(_TAG_KINDS):
        return "not met", _in_words(moved), *_as_evidence(moved)
    unmoved = _releases(branch)
    why = f"who may push, force or delete is set at the host{unmoved}"
    return "not provable", why + _unproven(revision, "TAG_HYGIENE")


def _releases(branch: Branch) -> str:
    if not branch.ledgers.releases:
        return ", and no ledger says where the tags of releases were"
    return f"; the ledgers of {count(len(branch.ledgers.releases), 'release')} show no tag that was moved or deleted"


def _expunging(revision: Revision) -> _Verdict:
    stated = [one for one in revision.branch.ledgers.releases if one.rewritten]
    logged = [f"release {one.version} states why the history was rewritten" for one in stated]
    why = "whether such a process is documented is nothing that git states"
    return "not provable", "; ".join([why, *logged]), *(Evidence("ledger", one.sha256) for one in stated)


def _history(revision: Revision) -> _Verdict:
    branch = revision.branch
    if altered := branch.findings(REWRITES):
        return "not met", _in_words(altered), *_as_evidence(altered)
    if (proof := revision.attested("CONTINUITY_ENFORCED")) and proof.seal == "good":
        since = proof.controls["CONTINUITY_ENFORCED"][:10]
        return (
            "met",
            f"attested since {since}, signed by {proof.signer}",
            Evidence("statement", f"{NOTES}:{proof.commit}"),
        )
    releases = branch.ledgers.releases
    kept = f"; nothing before {releases[-1].version} was rewritten, as its ledger shows" if releases else ""
    why = f"a clone has no log of who moved the branch when, nor whether it was ever forced back{kept}"
    ledger = (Evidence("ledger", releases[-1].sha256),) if releases else ()
    return "not provable", why + _unproven(revision, "CONTINUITY_ENFORCED"), *ledger


def _continuity(revision: Revision) -> _Verdict:
    run = revision.run.changes
    held = f"; as far as git shows, a second person agreed to each change since {_named(run[-1])}" if run else ""
    return "not provable", f"no control is attested with the revision since which it held{held}"


def _identity(revision: Revision) -> _Verdict:
    branch = revision.branch
    keys = f"{ALLOWED_SIGNERS} lists {count(branch.listed_keys, 'key')}" if branch.listed_keys else "no keys are listed"
    return "not provable", (
        f"how the host knows its users, and who may push or approve, is not in git; of "
        f"{count(len(branch.line), 'commit')} of the branch, {branch.signed:,} carry a signature, and {keys}"
    )


def _provenance(revision: Revision) -> _Verdict:
    place = Evidence("statement", f"{NOTES}:{revision.commit}")
    found = [one for one in revision.proofs if one.is_provenance]
    if good := [one for one in found if one.seal == "good"]:
        return "met", f"{good[0].says}, signed by {good[0].signer}", place
    if found:
        return "not provable", f"there is some ({found[0].says}), and its signature is not proven here", place
    requests = revision.branch.requests
    kept = [file for file in requests.files if file.landed == revision.commit]
    later = f"; what a forge said of its request later is kept in {BRANCH}, and is none" if kept else ""
    return "not provable", _where(revision) + later, *(Evidence("statement", f"{BRANCH}:{one.path}") for one in kept)


def _controls(revision: Revision) -> _Verdict:
    return "not provable", f"what a host enforces, and what that means, is not in git{_unproven(revision)}"


def _protected(revision: Revision) -> _Verdict:
    good = next((one for one in revision.proofs if one.controls and one.seal == "good"), None)
    if good:
        why = f"{listed(sorted(good.controls))} are attested, signed by {good.signer}"
        return "met", why, Evidence("statement", f"{NOTES}:{good.commit}")
    return "not provable", f"the protection of branches and tags is set at the host{_unproven(revision)}"


def _unproven(revision: Revision, control: str = "") -> str:
    """What provenance says of a control, or of all, whose signature is not proven here; empty if it says nothing."""
    found = revision.attested(control) if control else next((one for one in revision.proofs if one.controls), None)
    if found is None or found.seal == "good":
        return ""
    names = control or listed(sorted(found.controls))
    return f"; {NOTES} says {names}, and the signature of that is not proven here"


def _two_parties(revision: Revision) -> _Verdict:
    branch, run = revision.branch, revision.run
    if proven := run.proven:
        by = "a signed commit or merge, or a review in the signed evidence branch"
        why = (
            f"somebody else agreed to each of {count(len(proven), 'change')} since {_named(proven[-1])}, shown by {by}"
        )
        return "met", why, Evidence("commit", proven[-1].commit), Evidence("commit", proven[0].commit)
    if run.changes:
        since = f"{count(len(run.changes), 'change')} since {_named(run.changes[-1])}"
        why = (
            f"git names somebody else who agreed to each of {since}, and nothing signed shows it: sign the commits of "
            f"{BRANCH}, or merge with signatures, by keys in {ALLOWED_SIGNERS}"
        )
        return "not provable", why, Evidence("commit", run.changes[-1].commit)
    change = run.ended_by
    if change is None:
        return "not provable", "nothing was changed yet"
    nobody = f"nobody but its author agreed to {_named(change)}"
    evidence = Evidence("commit", change.commit)
    if change.request is not None:
        return "not met", f"{nobody}, as the forge said of {change.request.name}", evidence
    if branch.is_complete_at(change):
        return "not met", f"{nobody}, and it came by no request, of which all are kept", evidence
    why = f"{nobody}, as far as git shows; 'trailbook evidence fetch' keeps what a forge says of its request"
    return "not provable", why, evidence


JUDGES: Mapping[str, _Judge] = {
    "repository-ids": _repository_ids,
    "revision-ids": _revision_ids,
    "human-readable-diff": _readable,
    "source-summary": _summary,
    "access-and-history": _access,
    "safe-expunging-process": _expunging,
    "history": _history,
    "continuity": _continuity,
    "identity-management": _identity,
    "source-provenance": _provenance,
    "technical-controls": _controls,
    "protected-refs": _protected,
    "two-party-review": _two_parties,
}


def _stated_level(proof: Proof) -> int:
    """The level of the Source track that a summary states; 0 for one that did not pass, and for anything else."""
    found = [int(match[1]) for one in proof.levels if (match := _LEVEL.fullmatch(one))]
    return max(found, default=0) if proof.result == "PASSED" else 0


def _named(change: Decision) -> str:
    return f"{change.commit[:10]} of {in_prose(change.day)} ({one_line(change.title)[:80]})"


def _in_words(found: Sequence[LedgerFinding]) -> str:
    more = f", and {len(found) - 1:,} more" if len(found) > 1 else ""
    return f"{TITLES[found[0].kind]}: {found[0].detail or found[0].title}{more}"


def _as_evidence(found: Sequence[LedgerFinding]) -> tuple[Evidence, ...]:
    return tuple(Evidence("commit", one.commit) for one in found if one.commit)
