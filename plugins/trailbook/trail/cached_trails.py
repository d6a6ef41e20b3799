"""All trails of a history, cached: until somebody commits, they are the same.

The key holds whatever they depend on: the newest commit, the folders that hold records, the version of git, and the
code. The states of signatures are not cached, because they depend on the keys of whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from trailbook.trail.approvals import writers
from trailbook.trail.cache import Cache, key
from trailbook.trail.coverage import TrailCoverage
from trailbook.trail.decisions import Trail
from trailbook.trail.git.command import git_version
from trailbook.trail.git.commits import Person
from trailbook.trail.git.repository import History, Repository
from trailbook.trail.git.signatures import KeyLists, Signature
from trailbook.trail.revisions import Scope
from trailbook.trail.trusted_keys import TrustedKeys


@dataclass(frozen=True)
class SignedCommit:
    """The signature in a commit, unchecked, everybody who wrote the commit, and which lists of keys count for it."""

    signature: str
    writers: tuple[Person, ...]
    trusted: int
    own: int


@dataclass(frozen=True)
class CachedTrails:
    """The trails of a history, its signed commits by id, the lists of keys that they name by number, the coverage."""

    trails: tuple[Trail, ...]
    signed: Mapping[str, SignedCommit]
    keys: tuple[str, ...]
    coverage: TrailCoverage
    missing: tuple[str, ...] = ()
    """The objects that were missing in a damaged repository."""

    def of_page(self, path: str) -> "CachedTrails":
        """What there is of the page at a path, and of pages that were there at other times."""
        trails = tuple(trail for trail in self.trails if path in (trail.record, trail.path))
        commits = {decision.commit for trail in trails for decision in trail.decisions}
        return replace(self, trails=trails, signed={id: one for id, one in self.signed.items() if id in commits})

    def signatures(self, repository: Repository) -> dict[str, Signature]:
        """The states of the signatures by the keys that count, and by those of whoever runs this."""
        stated = {id: one.signature for id, one in self.signed.items()}
        lists = {id: KeyLists(self.keys[one.trusted], self.keys[one.own]) for id, one in self.signed.items()}
        return repository.signatures(stated, lists)


def signed_commits(
    stated: Mapping[str, str], history: History, keys: TrustedKeys
) -> tuple[dict[str, SignedCommit], tuple[str, ...]]:
    """The signed commits of a history, and the lists of keys that count for them, each once."""
    numbers: dict[str, int] = {}
    signed: dict[str, SignedCommit] = {}
    for id, signature in stated.items():
        lists = keys.before(id)
        trusted, own = (numbers.setdefault(text, len(numbers)) for text in (lists.trusted, lists.own))
        signed[id] = SignedCommit(signature, tuple(writers(history.commits[id], keys.known_as)), trusted, own)
    return signed, tuple(numbers)


_JSON = TypeAdapter(CachedTrails)


class TrailCache:
    """The trails of one history in the cache, or with ``page`` those of the page at this path alone."""

    def __init__(self, cache: Cache, repository: Repository, head: str, scope: Scope, page: str = "") -> None:
        self._cache = cache
        self._table = "pages" if page else "large"
        self._repository = repository
        naming = None if repository.is_promised else git_version()
        history = (head, *sorted(repository.cut_off))
        read = (scope.prefix, str(scope.vendored), *scope.folders)
        self._key = key("trails", page, *history, naming, *read) if naming else None

    def get(self) -> CachedTrails | None:
        """The cached trails, or None."""
        known = self._cache.get_large(self._key, self._table) if self._key else None
        try:
            found = _JSON.validate_json(known) if known else None
        except ValueError:  # damaged
            return None
        if found and found.missing:
            if not self._repository.lacks_all(found.missing):
                return None
            self._repository.miss(found.missing)
        return found

    def put(self, cached: CachedTrails) -> None:
        """Cache the trails."""
        if self._key:
            self._cache.put_large(self._key, _JSON.dump_json(cached), self._table)
