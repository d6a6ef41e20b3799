"""What repositories hand on to each other: a shard of this one, and one run over all sources that it names."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from trailbook.audiences.file_classification import stated_levels
from trailbook.credentials.masking import mask
from trailbook.forges.http import Client, ForgeError
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.risk.reviews.commits import review_commits
from trailbook.sources.gathering import Answers, Failure, Judge, Workers, from_files, gather
from trailbook.sources.options import Source
from trailbook.sources.shard import LedgerHead, ReviewNote, Shard, known_address, lineage_of, shard_contents, shard_text
from trailbook.sources.state import Status, read_state, write_state
from trailbook.sources.store import Store
from trailbook.text.files import read_file
from trailbook.text.scratch import Scratch
from trailbook.text.unseen import printable
from trailbook.trail.cache import DERIVING, key
from trailbook.trail.git.command import HistoryError, NoHistoryError
from trailbook.trail.git.kept import kept_folder, make
from trailbook.trail.git.remote_clone import remote_refs, update_clone
from trailbook.trail.requests.branch import BRANCH, evidence_branch
from trailbook.workspace.configuration import ConfigurationError, read_configuration
from trailbook.workspace.workspace import Workspace

_ROOMS = (*DERIVING, "audit", "sources", "workspace")
"""The rooms whose code makes a shard."""
_LONGEST_WAIT = 60
"""Seconds that a host may ask a run of the hub to wait, once: others are asked in the same run."""


def shard_of(workspace: Workspace, level: Sensitivity, *, is_whole: bool, known_as: str = "") -> Shard:
    """The shard of what is committed; a copy for an audience, which is not ``is_whole``, is on no forge.

    ``known_as`` is what hubs call the repository, if that is to be stated. Raises ``NoHistoryError`` if nothing is
    committed, and ``HistoryError``.
    """
    history = workspace.history()
    if not history.head:
        raise NoHistoryError("nothing is committed yet, and a shard is of a commit")
    knowledge, ledgers = workspace.at("HEAD"), workspace.ledgers()
    newest = ledgers.releases[-1] if ledgers and ledgers.releases else None
    return Shard(
        name=workspace.configuration.name,
        commit=history.head,
        landed=history.commits[history.head].committed,
        audience=level,
        address=known_address(workspace.address().removeprefix("git+")) if is_whole else "",
        prefix=workspace.repository().prefix,
        docs=workspace.configuration.docs,
        lineage=lineage_of(history),
        ledger=LedgerHead(newest.version, newest.sha256) if newest else None,
        evidence=evidence_branch(workspace.repository().git).head,
        problems=sum(problem.level == "error" for problem in knowledge.problems),
        reviews=_reviews(workspace, knowledge),
        **shard_contents(knowledge, workspace.covered("HEAD").trails),
        known_as=known_as,
    )


def _reviews(workspace: Workspace, knowledge: KnowledgeBase) -> dict[str, tuple[ReviewNote, ...]]:
    found = review_commits(workspace.history(), workspace.own_trails())
    records = sorted(id for id, document in knowledge.documents.items() if document.record.kind != "page")
    return {id: tuple(ReviewNote(**vars(one)) for one in found[id]) for id in records if id in found}


def fetch(source: Source, root: Path, store: Store | None = None) -> Answers:
    """What a source of the knowledge base in ``root`` gives. Raises nothing that a source can cause.

    With a ``store``, no shard is made of a repository of which it has that of the same commit.
    """
    if source.kind == "address":
        return _from_address(source)
    if source.kind == "git":
        return _from_repository(source, root, store)
    return from_files(source, root)


def _from_address(source: Source) -> Answers:
    parts = urlsplit(source.at)
    try:
        client = Client(f"{parts.scheme}://{parts.netloc}", longest_wait=_LONGEST_WAIT, most_waits=1)
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        return {source.name: client.get(path).data}
    except (ForgeError, ValueError) as error:
        return Failure("missing", str(error))


def _from_repository(source: Source, root: Path, store: Store | None) -> Answers:
    """The shard of a repository, made here from a clone that is kept among the user's caches."""
    address = source.at.removeprefix("git+").removeprefix("file://")
    is_local = (root / address).is_dir()
    address = (root / address).resolve().as_uri() if is_local else address
    kept = kept_folder(root / ".trailbook" / source.name, root)
    with Scratch() as scratch:
        folder = (kept or Path(scratch)) / f"clone-{sha256(address.encode()).hexdigest()[:16]}"
        try:
            if kept:
                make(kept)
            refs = remote_refs(address, Path(scratch), _refs(source), is_local=is_local) if store else ""
            place = key("shard", address, source.revision, refs, rooms=_ROOMS)
            if store and (known := store.get(place)):
                return {source.name: known}
            update_clone(address, folder, source.revision, _record_folders, is_local=is_local)
            workspace = Workspace(read_configuration(folder), partial=True)
            shard = shard_of(workspace, SENSITIVITIES[-1], is_whole=True)
            text, _ = shard_text(shard)
        except (HistoryError, ConfigurationError) as error:
            return Failure("missing", mask(str(error)))  # git may name an address as its settings rewrite it
        except OSError as error:
            return Failure("missing", printable(f"its clone can't be written: {error.strerror}"))
    if store and shard.commit in (*refs.split(), source.revision):  # else something landed in between
        store.put(place, text.encode())
    return {source.name: text.encode()}


def _refs(source: Source) -> Sequence[str]:
    """What a shard is made of: the commits that are asked for, the releases, and what forges said."""
    asked = (source.revision, f"{source.revision}^{{}}") if source.revision else ("HEAD",)
    return (*asked, "refs/tags/*", f"refs/heads/{BRANCH}")


def _record_folders(clone: Path) -> Sequence[str]:
    return read_configuration(clone).folders


def run_hub(
    workspace: Workspace, workers: Workers, today: date, accepted: Collection[str] = (), store: Store | None = None
) -> Mapping[str, Status]:
    """Ask all sources that a configuration names, keep what they gave, and return what became of each, by name.

    Raises ``OSError`` if it can't be kept; what was kept before is then still in force.

    ``accepted`` are the repositories whose history may have been rewritten. The workers share a ``store``, if there is
    one.
    """
    root, sources = workspace.root, workspace.configuration.sources

    def keys(path: str) -> str | None:
        data, faults = read_file(root / path, root)
        return None if faults else data.decode("utf-8", "replace")

    before = read_state(root).of(sources)
    gathered = gather(
        sources, Judge(before, today, keys, stated_levels, accepted), partial(fetch, root=root, store=store), workers
    )
    write_state(root, gathered.statuses, gathered.texts)
    return gathered.statuses
