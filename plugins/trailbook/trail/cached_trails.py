"""All trails of a history, cached: until somebody commits, they are the same.

The key holds whatever they depend on: the newest commit, the folders that hold records, the version of git, and the
code. The states of signatures are not cached, because they depend on the keys of whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from trailbook.trail.cache import Cache, key
from trailbook.trail.coverage import Coverage
from trailbook.trail.decisions import Trail
from trailbook.trail.git.repository import Repository
from trailbook.trail.revisions import Scope


@dataclass(frozen=True)
class CachedTrails:
    """The trails of a history, the signatures in its commits, unchecked, by commit, and what is covered."""

    trails: tuple[Trail, ...]
    signatures: Mapping[str, str]
    coverage: Coverage
    missing: tuple[str, ...] = ()
    """The objects that were missing in a damaged repository."""


_JSON = TypeAdapter(CachedTrails)


class TrailCache:
    """The trails of one history in the cache."""

    def __init__(self, cache: Cache, repository: Repository, head: str, scope: Scope) -> None:
        self._cache = cache
        self._repository = repository
        naming = None if repository.is_promised else repository.git.ask("version")
        history = (head, *sorted(repository.cut_off))
        read = (scope.prefix, str(scope.vendored), *scope.folders)
        self._key = key("trails", *history, naming, *read) if naming else None

    def get(self) -> CachedTrails | None:
        """The cached trails, or None."""
        known = self._cache.get_large(self._key) if self._key else None
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
            self._cache.put_large(self._key, _JSON.dump_json(cached))
