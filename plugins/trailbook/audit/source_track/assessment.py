"""Each requirement of the SLSA Source track for a branch and for the releases on it, with what shows it.

A clone shows what was committed. It can't show who may push, that a branch was never forced back before the first
ledger, or what else a host enforces: that is ``not provable`` here, unless an attestation says it whose signature a key
of ``.allowed_signers`` verifies. Then it is the word of whoever signed, and named so.

The JSON is a contract; its schema is ``schemas/source-level.schema.json``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import TypeAdapter

from trailbook.audit.ledgers.audit import REWRITES, LedgerAudit
from trailbook.audit.ledgers.findings import TITLES, FindingKind, LedgerFinding
from trailbook.audit.source_track.agreement import Agreements, Run, main_line
from trailbook.audit.source_track.requirements import REQUIREMENTS, SPECIFICATION, VERSION, Requirement
from trailbook.text.files import MAX_BYTES
from trailbook.text.output import ascii_json, schema_of
from trailbook.text.prose import count, listed
from trailbook.text.unseen import one_line
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.git.command import Git, HistoryError
from trailbook.trail.git.commits import utc_day
from trailbook.trail.git.main_branches import MAIN_NAMES
from trailbook.trail.git.repository import History, Repository
from trailbook.trail.git.signatures import ALLOWED_SIGNERS, signer_lines
from trailbook.trail.git.tags import TagSignature, tagged_commits
from trailbook.trail.proofs.proof import Proof
from trailbook.trail.proofs.reading import Proofs, fetching, read_proofs
from trailbook.trail.proofs.source_provenance import REF as NOTES
from trailbook.trail.requests.branch import BRANCH, EvidenceBranch, evidence_branch
from trailbook.trail.trusted_keys import TrustedKeys, tag_signature

State = Literal["met", "not met", "not provable"]
EvidenceKind = Literal["address", "commit", "tag", "ledger", "branch", "statement", "file", "finding"]

_RELEASE = re.compile(r"v?\d+\.\d+.*")
"""The names of tags that are taken for releases."""
_LEVEL = re.compile(r"SLSA_SOURCE_LEVEL_([0-4])")
_TAG_KINDS: frozenset[FindingKind] = frozenset({"tag-moved", "tag-gone"})


@dataclass(frozen=True)
class Evidence:
    """What a judgement rests on: a commit, a tag, a ledger …, by its name or id."""

    kind: EvidenceKind
    name: str


@dataclass(frozen=True)
class Judgement:
    """A requirement as it is judged: ``why`` is the evidence, or the piece that is missing, in one sentence or two."""

    id: str
    level: int
    title: str
    address: str
    state: State
    why: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class RevisionLevel:
    """A branch or a release by its full ref, and the level of its commit.

    ``proven`` is the highest level of which every requirement, and those below, is met. ``possible`` is the highest
    one of which none is known not to be met. ``signature`` is that of a tag; ``said`` is what other tools put on
    record about the commit.
    """

    ref: str
    commit: str
    day: date
    proven: int
    possible: int
    requirements: tuple[Judgement, ...]
    signature: TagSignature = "none"
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceLevels:
    """The branch first, then the releases on it, newest first; ``missing`` are commands that bring absent refs."""

    revisions: tuple[RevisionLevel, ...]
    missing: tuple[str, ...] = ()
    repository: str = ""
    version: str = VERSION
    specification: str = SPECIFICATION


_LEVELS = TypeAdapter(SourceLevels)


def source_level_schema() -> str:
    """The JSON Schema of what ``source_level_json`` returns."""
    return schema_of(_LEVELS, "What 'trailbook audit source-level --format json' prints.")


def source_level_json(found: SourceLevels) -> str:
    """The levels as JSON, in ASCII only."""
    return ascii_json(_LEVELS.dump_python(found, mode="json"))


def branch_ref(git: Git, name: str = "") -> str:
    """The full ref of a branch or tag; without a name, of the main branch, or of what is checked out if none is.

    Raises ``HistoryError`` if there is none of that name.
    """
    for one in [name] if name else MAIN_NAMES:
        for ref in (one, f"refs/heads/{one}", f"refs/remotes/origin/{one}", f"refs/tags/{one}"):
            if ref.startswith("refs/") and git.says("show-ref", "--verify", "--quiet", ref):
                return ref
    if name:
        raise HistoryError(f"there is no branch or tag {name!r} here; 'git branch --all' and 'git tag' list them")
    return git.ask("symbolic-ref", "--quiet", "HEAD") or "HEAD"


def source_levels(
    repository: Repository,
    trails: Sequence[Trail],
    ref: str,
    ledgers: LedgerAudit,
    address: str = "",
    *,
    issuing: bool = False,
) -> SourceLevels:
    """The level of a branch or tag, whose ``trails`` and audited ``ledgers`` are given, and of the releases on it.

    ``address`` is that of the repository, as ``git+https://…``, empty if none is known. ``issuing`` says that the
    outcome is issued as a summary, which is one of the requirements. Raises ``HistoryError``.
    """
    history = repository.history(ref)
    line = [commit.id for commit in main_line(history, history.head)]
    place = {id: number for number, id in enumerate(history.commits)}
    tags = {
        f"refs/tags/{name}": tagged.id
        for name, tagged in tagged_commits(repository.git).items()
        if _RELEASE.fullmatch(name) and tagged.id in place
    }
    releases = sorted((tag for tag in tags if tag != ref), key=lambda tag: (place[tags[tag]], tag))
    commits = {history.head, *tags.values()}
    proofs = read_proofs(repository, commits, history.head)
    branch = evidence_branch(repository.git)
    known = _Known(repository, history, branch, ledgers, proofs, address, trails, line, issuing)
    signed = {tag.ref: tag_signature(repository, tag, history) for tag in repository.tags() if tag.ref in tags}
    found = [known.level(one, tags.get(one, history.head), signed.get(one, "none")) for one in (ref, *releases)]
    return SourceLevels(tuple(found), tuple(map(fetching, proofs.absent)), address)


def source_level(
    repository: Repository, trails: Sequence[Trail], ledgers: LedgerAudit, address: str = ""
) -> RevisionLevel:
    """The level of the commit that is checked out alone, by what ``source_levels`` takes. Raises ``HistoryError``."""
    history = repository.history()
    line = [commit.id for commit in main_line(history, history.head)]
    proofs, branch = read_proofs(repository, {history.head}, history.head), evidence_branch(repository.git)
    known = _Known(repository, history, branch, ledgers, proofs, address, trails, line, issuing=False)
    return known.level("HEAD", history.head, "none")


@dataclass
class _Known:
    """What is known of a branch, from which each revision on it is judged."""

    repository: Repository
    history: History
    branch: EvidenceBranch
    ledgers: LedgerAudit
    proofs: Proofs
    address: str
    trails: Sequence[Trail]
    line: Sequence[str]
    issuing: bool
    _judges: Mapping[str, "_Judge"] = field(default_factory=lambda: _JUDGES)

    def level(self, ref: str, commit: str, signature: TagSignature) -> RevisionLevel:
        """The level of one revision."""
        revision = _Revision(self, commit, self.agreements.run(commit))
        judged = [self._judge(one, revision) for one in REQUIREMENTS if one.id != "choose-scs"]
        proven, possible = _highest(judged, ("met",)), _highest(judged, ("met", "not provable"))
        choice = next(one for one in REQUIREMENTS if one.id == "choose-scs")
        asked = f"what level {proven} asks of a system is met, so this one is able to reach it"
        none = "not every requirement of level 1 is shown to be met here"
        first = _judgement(choice, "met" if proven else "not provable", _sentence(asked if proven else none))
        day = utc_day(self.history.commits[commit].committed)
        said = tuple(one.sentence for one in revision.proofs)
        return RevisionLevel(ref, commit, day, proven, possible, (first, *judged), signature, said)

    def _judge(self, requirement: Requirement, revision: "_Revision") -> Judgement:
        if proof := revision.summary_of(requirement.level):
            why = f"a summary says so ({proof.says}), signed by {proof.signer}"
            return _judgement(requirement, "met", _sentence(why), Evidence("statement", f"{proof.ref}:{proof.commit}"))
        state, why, *evidence = self._judges[requirement.id](revision)
        return _judgement(requirement, state, _sentence(why), *evidence)

    @cached_property
    def agreements(self) -> Agreements:
        """Who agreed to what."""
        return Agreements(self.repository, self.history, self.branch, self.is_sealed)

    @cached_property
    def is_sealed(self) -> bool:
        """Whether a key that ``.allowed_signers`` lists signed the newest commit of the evidence branch."""
        head = self.branch.head
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
        until = next((one.until for one in self.branch.holdings if one.project == project), "")
        return bool(until) and f"{change.landed:%Y-%m-%dT%H:%M:%SZ}" < until


@dataclass(frozen=True)
class _Revision:
    """A commit that is judged, and since when its changes were agreed to."""

    known: _Known
    commit: str
    run: Run

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """What other tools say of the commit."""
        return self.known.proofs.of(self.commit)

    def summary_of(self, level: int) -> Proof | None:
        """A summary that a listed key of somebody signed and that states at least a level; None if there is none."""
        return next((one for one in self.proofs if one.seal == "good" and _stated_level(one) >= level), None)

    def attested(self, control: str) -> Proof | None:
        """Provenance that names a control; one whose signature holds comes first."""
        found = [one for one in self.proofs if control in one.controls]
        return min(found, key=lambda one: one.seal != "good", default=None)


_Verdict = tuple[State, str, *tuple[Evidence, ...]]
_Judge = Callable[[_Revision], _Verdict]


def _repository_ids(revision: _Revision) -> _Verdict:
    if address := revision.known.address:
        return "met", f"this clone and its configuration call it {address}", Evidence("address", address)
    return "not provable", "neither the remote 'origin' nor 'repo_url' in mkdocs.yml is an address that others can use"


def _revision_ids(revision: _Revision) -> _Verdict:
    form = "SHA-1" if len(revision.commit) == 40 else "SHA-256"
    why = f"an id of git is the {form} digest of a revision's files, message and parents"
    return "met", why, Evidence("commit", revision.commit)


def _readable(revision: _Revision) -> _Verdict:
    trails = revision.known.trails
    decisions = sum(len(trail.decisions) for trail in trails)
    told = f"{count(decisions, 'decision')} on {count(len(trails), 'document')}"
    return "met", f"'git diff' shows any change, and the trail tells {told} in words"


def _summary(revision: _Revision) -> _Verdict:
    if revision.known.issuing:
        return "met", "this very statement is one"
    found = [one for one in revision.proofs if one.result]
    if found:
        said = listed([f"{one.says}, and its signature is not proven here" for one in found])
        return "not provable", f"there is one ({said})", Evidence("statement", f"{NOTES}:{revision.commit}")
    return "not provable", f"{_where(revision)}; 'trailbook audit source-level --format vsa' writes one"


def _where(revision: _Revision) -> str:
    """That nothing of SLSA's is here about a commit, and what is not looked at."""
    if NOTES in revision.known.proofs.absent:
        return f"this clone lacks {NOTES}, where SLSA's source tool keeps what it attests"
    return f"nothing of the kind about this commit is in {NOTES}, and a clone shows no other place"


def _access(revision: _Revision) -> _Verdict:
    known = revision.known
    if moved := known.findings(_TAG_KINDS):
        return "not met", _told(moved), *_as_evidence(moved)
    unmoved = _releases(known)
    why = f"who may push, force or delete is set at the host{unmoved}"
    return "not provable", why + _unproven(revision, "TAG_HYGIENE")


def _releases(known: _Known) -> str:
    if not known.ledgers.releases:
        return ", and no ledger tells where the tags of releases were"
    return f"; the ledgers of {count(len(known.ledgers.releases), 'release')} show no tag that was moved or deleted"


def _expunging(revision: _Revision) -> _Verdict:
    stated = [one for one in revision.known.ledgers.releases if one.rewritten]
    logged = [f"release {one.version} states why the history was rewritten" for one in stated]
    why = "whether such a process is documented is nothing that git states"
    return "not provable", "; ".join([why, *logged]), *(Evidence("ledger", one.sha256) for one in stated)


def _history(revision: _Revision) -> _Verdict:
    known = revision.known
    if altered := known.findings(REWRITES):
        return "not met", _told(altered), *_as_evidence(altered)
    if (proof := revision.attested("CONTINUITY_ENFORCED")) and proof.seal == "good":
        since = proof.controls["CONTINUITY_ENFORCED"][:10]
        return (
            "met",
            f"attested since {since}, signed by {proof.signer}",
            Evidence("statement", f"{NOTES}:{proof.commit}"),
        )
    releases = known.ledgers.releases
    kept = f"; nothing before {releases[-1].version} was rewritten, as its ledger shows" if releases else ""
    why = f"a clone has no log of who moved the branch when, nor whether it was ever forced back{kept}"
    ledger = (Evidence("ledger", releases[-1].sha256),) if releases else ()
    return "not provable", why + _unproven(revision, "CONTINUITY_ENFORCED"), *ledger


def _continuity(revision: _Revision) -> _Verdict:
    run = revision.run.changes
    held = f"; as far as git shows, a second person agreed to each change since {_named(run[-1])}" if run else ""
    return "not provable", f"no control is attested with the revision since which it held{held}"


def _identity(revision: _Revision) -> _Verdict:
    known = revision.known
    keys = f"{ALLOWED_SIGNERS} lists {count(known.listed_keys, 'key')}" if known.listed_keys else "no keys are listed"
    return "not provable", (
        f"how the host knows its users, and who may push or approve, is not in git; of "
        f"{count(len(known.line), 'commit')} of the branch, {known.signed:,} carry a signature, and {keys}"
    )


def _provenance(revision: _Revision) -> _Verdict:
    place = Evidence("statement", f"{NOTES}:{revision.commit}")
    found = [one for one in revision.proofs if one.is_provenance]
    if good := [one for one in found if one.seal == "good"]:
        return "met", f"{good[0].says}, signed by {good[0].signer}", place
    if found:
        return "not provable", f"there is some ({found[0].says}), and its signature is not proven here", place
    branch = revision.known.branch
    kept = [file for file in branch.files if file.landed == revision.commit]
    later = f"; what a forge said of its request later is kept in {BRANCH}, and is none" if kept else ""
    return "not provable", _where(revision) + later, *(Evidence("statement", f"{BRANCH}:{one.path}") for one in kept)


def _controls(revision: _Revision) -> _Verdict:
    return "not provable", f"what a host enforces, and what that means, is not in git{_unproven(revision)}"


def _protected(revision: _Revision) -> _Verdict:
    good = next((one for one in revision.proofs if one.controls and one.seal == "good"), None)
    if good:
        why = f"{listed(sorted(good.controls))} are attested, signed by {good.signer}"
        return "met", why, Evidence("statement", f"{NOTES}:{good.commit}")
    return "not provable", f"the protection of branches and tags is set at the host{_unproven(revision)}"


def _unproven(revision: _Revision, control: str = "") -> str:
    """What provenance says of a control, or of all, whose signature is not proven here; empty if it says nothing."""
    found = revision.attested(control) if control else next((one for one in revision.proofs if one.controls), None)
    if found is None or found.seal == "good":
        return ""
    names = control or listed(sorted(found.controls))
    return f"; {NOTES} says {names}, and the signature of that is not proven here"


def _two_parties(revision: _Revision) -> _Verdict:
    known, run = revision.known, revision.run
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
    if known.is_complete_at(change):
        return "not met", f"{nobody}, and it came by no request, of which all are kept", evidence
    why = f"{nobody}, as far as git shows; 'trailbook evidence fetch' keeps what a forge says of its request"
    return "not provable", why, evidence


_JUDGES: Mapping[str, _Judge] = {
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


def _highest(judged: Sequence[Judgement], good: tuple[State, ...]) -> int:
    """The highest level of which each requirement, and each of those below, is in one of some states."""
    failing = [one.level for one in judged if one.state not in good]
    return min(failing, default=5) - 1


def _stated_level(proof: Proof) -> int:
    """The level of the Source track that a summary states; 0 for one that did not pass, and for anything else."""
    found = [int(match[1]) for one in proof.levels if (match := _LEVEL.fullmatch(one))]
    return max(found, default=0) if proof.result == "PASSED" else 0


def _judgement(requirement: Requirement, state: State, why: str, *evidence: Evidence) -> Judgement:
    return Judgement(
        requirement.id, requirement.level, requirement.title, requirement.address, state, why, tuple(evidence)
    )


def _named(change: Decision) -> str:
    return f"{change.commit[:10]} of {change.day} ({one_line(change.title)[:80]})"


def _told(found: Sequence[LedgerFinding]) -> str:
    more = f", and {len(found) - 1:,} more" if len(found) > 1 else ""
    return f"{TITLES[found[0].kind]}: {found[0].detail or found[0].title}{more}"


def _as_evidence(found: Sequence[LedgerFinding]) -> tuple[Evidence, ...]:
    return tuple(Evidence("commit", one.commit) for one in found if one.commit)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
