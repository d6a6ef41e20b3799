"""What is known of a knowledge base from its files as they are now: records, links, problems, credentials."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from trailbook.credentials.scanning import Scan, scan_files
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import Link
from trailbook.records.loading import assemble, load
from trailbook.records.model import Item, Record
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.sources.kept_records import KeptRecords
from trailbook.sources.merging import merge
from trailbook.text.files import read_file
from trailbook.text.links import Territory
from trailbook.text.problem import Problem
from trailbook.trail.credential_history import scan_history
from trailbook.trail.git.at_revision import knowledge_at
from trailbook.trail.git.command import HistoryError, NoHistoryError
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.links import territory_at, territory_of
from trailbook.workspace.history import WorkspaceHistory, once
from trailbook.workspace.lookup import unknown_reference
from trailbook.workspace.problems import collect_problems, evidence_problems


class WorkspaceRecords(WorkspaceHistory):
    """The part of a ``Workspace`` that follows from the files of the knowledge base, and what is wrong with them."""

    @once
    def knowledge(self) -> KnowledgeBase:
        """All records and links as the files are now, with those of other repositories that ``trailbook hub`` keeps."""
        handed = self.sources().handed
        if not handed:
            return self.own_knowledge()
        with KeptRecords(self._kept_folder()) as kept:
            return merge(self.own_knowledge(), handed, kept)

    def _kept_folder(self) -> Path | None:
        """Where something is kept about the repository; None if there is no place, or no repository."""
        try:
            return self.repository().kept
        except HistoryError:
            return None

    @once
    def own_knowledge(self) -> KnowledgeBase:
        """All records and links of this repository, as the files are now. Costs some milliseconds a record."""
        if self.configuration.everywhere:
            return self._records_alone()
        return load(self.root, self.configuration.folders, self.territory())

    @once
    def territory(self) -> Territory:
        """What symbolic links may lead to."""
        return territory_of(self.root)

    @once
    def misleading_links(self) -> tuple[Problem, ...]:
        """A problem for each symbolic link that is not followed, wherever files are read or published from.

        MkDocs publishes what links to folders lead to, so those are problems even where no records are read.
        """
        configuration = self.configuration
        published, read = (configuration.docs, *configuration.theme), self._scanned
        return tuple(sorted({*self._faults(published, whole=True), *self._faults(read, whole=False)}))

    def _faults(self, places: Iterable[str], *, whole: bool) -> Iterator[Problem]:
        for place in places:
            yield from self.territory().faults(self.root / place, whole=whole)

    def _records_alone(self) -> KnowledgeBase:
        """The records with an id, for where plain pages are too many to be read only to be linked."""
        paths = dict.fromkeys(trail.path for trail in self.own_trails() if trail.path != trail.record)
        territory = self.territory()
        found = ((path, read_file(self.root / path, self.root, territory=territory)) for path in sorted(paths))
        return assemble({path: data for path, (data, problems) in found if not problems})

    def take_git(self, other: Self, commit: str) -> None:
        """Take what the repository of another workspace says of links and evidence at a commit.

        This one is a copy of the files of that commit: it has no git, and files where the links were.
        """
        with territory_at(other.root, commit) as territory:
            there = replace(self, configuration=replace(self.configuration, root=territory.root))
            there.__dict__["_territory"] = territory
            self.__dict__["_misleading_links"] = there.misleading_links()
        self.__dict__["_evidence_problems"] = tuple(evidence_problems(other.root, commit))

    def with_knowledge(self, knowledge: KnowledgeBase) -> Self:
        """Another workspace with own records that were read in another way, and what is kept of other repositories."""
        found = replace(self)
        found.__dict__.update(_own_knowledge=knowledge, _sources=self.sources())
        return found

    def __getitem__(self, reference: str) -> Record | Item:
        """The record or item of a reference, such as ``TM-EXPENSES`` or ``POL-SHARING.C2``.

        Raises ``UnknownReferenceError``.
        """
        found = self.knowledge().resolve(reference)
        if found is None:
            raise unknown_reference(reference, (*self.knowledge().records, *self.knowledge().items))
        return found

    def links_from(self, reference: str) -> tuple[Link, ...]:
        """The links that start at exactly this record or item."""
        return self.knowledge().links_from(reference)

    def links_to(self, reference: str) -> tuple[Link, ...]:
        """The links that end at exactly this record or item."""
        return self.knowledge().links_to(reference)

    def at(self, revision: str) -> KnowledgeBase:
        """All records and links as they were at a commit, tag or branch. Raises ``HistoryError`` if there is none."""
        return knowledge_at(self.root, revision, self.configuration.folders)

    @once
    def problems(self) -> tuple[Problem, ...]:
        """Everything that ``trailbook check`` and the strict build of the site report, in order of its place.

        Nothing of a credential is in a problem. The history is read for watched exports that moved on, and else not.
        """
        return collect_problems(self)

    @once
    def evidence_problems(self) -> tuple[Problem, ...]:
        """What is wrong with what forges said, as far as it is kept here."""
        return tuple(evidence_problems(self.root, "HEAD"))

    @once
    def credentials(self) -> Scan:
        """What looks like a credential in the files, with the problems that report it."""
        configuration = self.configuration
        return scan_files(self.root, self._scanned, configuration.credentials, self.today())

    def credentials_in_history(self, commits: Sequence[Commit] | None = None) -> tuple[Problem, ...]:
        """What looks like a credential in all that was ever committed, or in some commits, newest first.

        What is in the files today as well is left out. The whole history takes about as long as its trails.
        """
        if commits is not None and not commits:
            return ()
        try:
            options, present = self.configuration.credentials, self.credentials().credentials
            return scan_history(
                self.repository(), self._scanned, options, self.today(), commits=commits, present=present
            )
        except NoHistoryError:
            return ()

    @property
    def _scanned(self) -> tuple[str, ...]:
        return (*self.configuration.folders, SNAPSHOTS, OBSERVATIONS)
