"""What a reference names that somebody types: a record, an item, a page, a folder, or a section of a page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from posixpath import normpath

from trailbook.records.links import natural_order
from trailbook.records.model import RECORD_ID
from trailbook.records.references import Reference, source_of
from trailbook.text.errors import InputError
from trailbook.text.files import MAX_BYTES
from trailbook.text.problem import did_you_mean, nearest, suggestion
from trailbook.text.unseen import printable
from trailbook.trail.changes.blame import Why, headings, why, whys
from trailbook.trail.decisions import Trail
from trailbook.trail.trails import read_page_trails
from trailbook.trail.trust_roots import TRUST_ROOTS
from trailbook.workspace.history import WorkspaceHistory


class UnknownReferenceError(InputError, KeyError):
    """No record, item or path goes by a reference. The message names the nearest."""

    __str__ = Exception.__str__  # a KeyError would show its message in quotes


_FILE = re.compile(r"(.+?\.(?:md|ya?ml))(?:#(.*))?", re.DOTALL)
_MOST_ALONE = 3
"""So many pages are read without all others before it is sooner to read them all."""
_CANDIDATES = 10
"""How many paths are listed that a reference may mean."""


@dataclass(frozen=True)
class TrailLookup:
    """Finds the trails that references name in a history. What its methods take and give, ``Workspace`` says."""

    history: WorkspaceHistory
    pages_alone: dict[tuple[str, str], tuple[Trail, ...] | None] = field(default_factory=dict)
    """Plain pages that were read without all others, by commit and path; None for one that needs them."""

    def trail(self, reference: str, revision: str = "HEAD") -> Trail:
        """The one trail that a reference names. Raises ``UnknownReferenceError`` for none, and for a folder."""
        page, section = page_and_section(reference)
        if section is not None:
            trail = self.trail(page or ".", revision)
            return trail.about(_section(trail, section, reference))
        found = self.trails_of(reference, revision)
        if len(found) == 1:
            return found[0]
        raise UnknownReferenceError(printable(f"{reference!r} is a folder; name one of its pages, or list its trails"))

    def trails_of(self, reference: str, revision: str = "HEAD") -> tuple[Trail, ...]:
        """The trails that a reference names: one, or those in a folder."""
        if page_and_section(reference)[1] is not None:
            return (self.trail(reference, revision),)
        if normpath(reference) in TRUST_ROOTS:
            roots = tuple(trail for trail in self.history.trust_roots(revision) if trail.record == normpath(reference))
            if roots:
                return roots
        if source_of(reference) and (elsewhere := _named(reference, self.history.trails_elsewhere())):
            return (elsewhere,)
        if page := self._page_alone(reference, revision):
            return (page,)
        trails = self.history.trails_at(revision)
        if named := _named(reference, trails):
            return (named,)
        path = normpath(reference)
        if not self.history.scope().holds(path) and self._has(path, revision):
            trails = self.history.trails_at(revision, path)
        if named := _named(path, trails):
            return (named,)
        if below := [trail for trail in trails if path == "." or trail.path.startswith(f"{path}/")]:
            return tuple(sorted(below, key=lambda trail: trail.decisions[0].landed, reverse=True))
        return (self._ending_in(path, reference, trails, revision),)

    def _page_alone(self, path: str, revision: str) -> Trail | None:
        """The trail of a plain page, read without the others; None if it needs them or if they are known already.

        Whoever asks for one page after the other is sooner served by all at once.
        """
        history, known = self.history, self.pages_alone
        scope, head = history.scope(), history.repository().commit_id(revision)
        may_be_item = re.fullmatch(RECORD_ID, Reference.parse(path).record)
        if not path.endswith(".md") or may_be_item or not scope.holds(path) or path != normpath(path):
            return None
        if (head, path) not in known:
            if len(known) >= _MOST_ALONE or history.has_read(head):
                return None
            with history.progress() as progress:
                known[head, path] = read_page_trails(
                    history.repository(), scope, path, head, progress, busy=history.busy
                )
        return _named(path, known[head, path] or ())

    def _has(self, path: str, revision: str) -> bool:
        """Whether there is, or was, a file or folder of a path."""
        repository = self.history.repository()
        whole = normpath(f"{repository.prefix}{path}")
        if whole == "." or any(file == whole or file.startswith(f"{whole}/") for file in repository.files(revision)):
            return True
        commits = repository.history(revision).commits.values()
        return any(whole in (change.path, change.old_path) for commit in commits for change in commit.changes)

    def _ending_in(self, path: str, reference: str, trails: Sequence[Trail], revision: str) -> Trail:
        """The trail of the one path that ends in another, as MkDocs names pages relative to their folder."""
        ending = f"/{path.removeprefix('/')}"
        repository = self.history.repository()
        prefix = repository.prefix
        files = [file.removeprefix(prefix) for file in repository.files(revision) if file.startswith(prefix)]
        for known in ([trail.path for trail in trails], files):
            found = sorted({file for file in known if file.endswith(ending)})
            if len(there := [file for file in found if file in files]) == 1 or len(found) == 1:
                return self.trail((there or found)[0], revision)
            if found:
                shown = [*(there or found)[:_CANDIDATES], *(["…"] if len(there or found) > _CANDIDATES else [])]
                raise UnknownReferenceError(printable(f"{reference!r} may be any of: {', '.join(shown)}"))
        if self._has(path, revision):
            why = repository.lack or f"only records and Markdown of up to {MAX_BYTES:,} bytes have one, and no links"
            raise UnknownReferenceError(printable(f"{reference!r} has no trail here: {why}"))
        raise _unknown(reference, (*trails, *self.history.trails_elsewhere()))

    def why(self, reference: str) -> Why:
        """Why what a reference names reads as it does."""
        page, section = page_and_section(reference)
        if section is not None:
            trail = self.trail(page)
            return whys(trail)[_section(trail, section, reference)]
        trail = self.trail(reference)
        record, item = Reference.parse(reference)
        if item and trail.record == record and (found := whys(self.trail(record)).get(item)):
            return found
        return why(trail)


def page_and_section(reference: str) -> tuple[str, str | None]:
    """What a reference names before a ``#`` and the section behind it, if any. The name of a file may have a ``#``."""
    if file := _FILE.fullmatch(reference):
        return file[1], file[2]
    page, mark, section = reference.partition("#")
    return page, section if mark else None


def unknown_reference(reference: str, known: Sequence[str]) -> UnknownReferenceError:
    """The error for a reference that nothing goes by, with the nearest of what is known."""
    return _no_such(reference, nearest(reference, known))


def _unknown(reference: str, trails: Sequence[Trail]) -> UnknownReferenceError:
    """The error for a reference that no trail goes by: with the items of a record that it names, or what is nearest."""
    record, item = Reference.parse(reference)
    by_record = {trail.record: trail for trail in trails}
    near = record if record in by_record else nearest(record, by_record)
    if not item or not (re.fullmatch(RECORD_ID, record) or near == record.upper()):
        by_name = {PurePosixPath(path).stem: path for trail in trails for path in (trail.record, trail.path)}
        return _no_such(reference, by_name.get(nearest(PurePosixPath(reference).stem, by_name), ""))
    items = list(whys(by_record[near])) if near else []
    folded = {id.casefold(): id for id in items}
    if near == record and item.casefold() not in folded:
        items.sort(key=natural_order)
        items = [item for item in items if item[0].isupper()] or items  # sections are named by their headings
        shown = [*items[:_CANDIDATES], *(["…"] if len(items) > _CANDIDATES else [])]
        has = f"; it has {', '.join(shown)}" if shown else ""
        return UnknownReferenceError(printable(f"{record} has no item {item!r}{has}"))
    return _no_such(reference, f"{near}.{folded[item.casefold()]}" if item.casefold() in folded else near)


def _no_such(reference: str, close: str) -> UnknownReferenceError:
    hint = suggestion(close)
    return UnknownReferenceError(printable(f"there is no record, item or path {reference!r}{hint}"))


def _section(trail: Trail, section: str, reference: str) -> str:
    """The id of the section that an anchor or the words of a heading name. Raises ``UnknownReferenceError``."""
    known = headings(trail)
    ids = whys(trail)
    if section in ids:
        return section
    wanted = " ".join(section.casefold().split())
    found = [id for id, title in known.items() if " ".join(title.casefold().split()) == wanted and id in ids]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownReferenceError(printable(f"{reference!r} may be any of: {', '.join(found)}"))
    hint = did_you_mean(section, (*ids, *known.values()))
    raise UnknownReferenceError(printable(f"{trail.path} has no section {section!r}{hint}"))


def _named(reference: str, trails: Iterable[Trail]) -> Trail | None:
    """The trail that a record's id, a path or ``RECORD.item`` names."""
    record, item = Reference.parse(reference)
    for trail in trails:
        if reference in (trail.record, trail.path):
            return trail
        if trail.record == record and item and (found := trail.about(item)).decisions:
            return found
    return None
