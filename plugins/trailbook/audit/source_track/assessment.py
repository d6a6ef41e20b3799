"""Each requirement of the SLSA Source track for a branch and for the releases on it, with what shows it.

The JSON is a contract; its schema is ``schemas/source-level.schema.json``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter

from trailbook.audit.ledgers.audit import LedgerAudit
from trailbook.audit.source_track.agreement import main_line
from trailbook.audit.source_track.judges import JUDGES, Branch, Evidence, Revision, State
from trailbook.audit.source_track.requirements import REQUIREMENTS, SPECIFICATION, VERSION, Requirement
from trailbook.text.output import ascii_json, schema_of
from trailbook.trail.decisions import Trail
from trailbook.trail.git.command import Git, HistoryError
from trailbook.trail.git.commits import utc_day
from trailbook.trail.git.main_branches import MAIN_NAMES
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.tags import TagSignature, tagged_commits
from trailbook.trail.proofs.reading import fetching, read_proofs
from trailbook.trail.requests.branch import evidence_branch
from trailbook.trail.trusted_keys import tag_signature

_RELEASE = re.compile(r"v?\d+\.\d+.*")
"""The names of tags that are taken for releases."""


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
    requests = evidence_branch(repository.git)
    branch = Branch(repository, history, requests, ledgers, proofs, address, trails, line, issuing)
    signed = {tag.ref: tag_signature(repository, tag, history) for tag in repository.tags() if tag.ref in tags}
    found = [_level(branch, one, tags.get(one, history.head), signed.get(one, "none")) for one in (ref, *releases)]
    return SourceLevels(tuple(found), tuple(map(fetching, proofs.absent)), address)


def source_level(
    repository: Repository, trails: Sequence[Trail], ledgers: LedgerAudit, address: str = ""
) -> RevisionLevel:
    """The level of the commit that is checked out alone, by what ``source_levels`` takes. Raises ``HistoryError``."""
    history = repository.history()
    line = [commit.id for commit in main_line(history, history.head)]
    proofs, requests = read_proofs(repository, {history.head}, history.head), evidence_branch(repository.git)
    branch = Branch(repository, history, requests, ledgers, proofs, address, trails, line, issuing=False)
    return _level(branch, "HEAD", history.head, "none")


def _level(branch: Branch, ref: str, commit: str, signature: TagSignature) -> RevisionLevel:
    """The level of one revision."""
    revision = Revision(branch, commit, branch.agreements.run(commit))
    judged = [_judge(one, revision) for one in REQUIREMENTS if one.id != "choose-scs"]
    proven, possible = _highest(judged, ("met",)), _highest(judged, ("met", "not provable"))
    choice = next(one for one in REQUIREMENTS if one.id == "choose-scs")
    asked = f"what level {proven} asks of a system is met, so this one is able to reach it"
    none = "not every requirement of level 1 is shown to be met here"
    first = _judgement(choice, "met" if proven else "not provable", _sentence(asked if proven else none))
    day = utc_day(branch.history.commits[commit].committed)
    said = tuple(one.sentence for one in revision.proofs)
    return RevisionLevel(ref, commit, day, proven, possible, (first, *judged), signature, said)


def _judge(requirement: Requirement, revision: Revision) -> Judgement:
    if proof := revision.summary_of(requirement.level):
        why = f"a summary says so ({proof.says}), signed by {proof.signer}"
        return _judgement(requirement, "met", _sentence(why), Evidence("statement", f"{proof.ref}:{proof.commit}"))
    state, why, *evidence = JUDGES[requirement.id](revision)
    return _judgement(requirement, state, _sentence(why), *evidence)


def _highest(judged: Sequence[Judgement], good: tuple[State, ...]) -> int:
    """The highest level of which each requirement, and each of those below, is in one of some states."""
    failing = [one.level for one in judged if one.state not in good]
    return min(failing, default=5) - 1


def _judgement(requirement: Requirement, state: State, why: str, *evidence: Evidence) -> Judgement:
    return Judgement(
        requirement.id, requirement.level, requirement.title, requirement.address, state, why, tuple(evidence)
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
