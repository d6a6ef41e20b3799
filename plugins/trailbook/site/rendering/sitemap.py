"""Where each record is published, and how pages link to each other.

There are two kinds of links. Markdown links name the target's file, so that any generator checks and rewrites them. Raw
HTML (tables, pictures) is passed through unchanged, so it needs the address of the built page, which follows from the
path of the file by a rule that MkDocs and its successors share.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from posixpath import dirname, relpath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from trailbook.diagrams.models.record_links import LinkGraph
from trailbook.drift.model import Drift
from trailbook.records.contacts import NO_CONTACTS, Contacts
from trailbook.records.document import Document, page_path
from trailbook.records.kinds import KINDS
from trailbook.records.kinds.threat_model import ELEMENTS, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import AnyRecord
from trailbook.records.origins import origin_of_path
from trailbook.records.references import Reference, record_of
from trailbook.risk.indicators.model import Observed
from trailbook.risk.overview.measures import FROM_HISTORY, computed_indicators
from trailbook.risk.reviews.plan import DEFAULT as EACH_BY_ITS_OWN
from trailbook.risk.reviews.plan import ReviewPlan
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.findings import Finding, findings, is_assessed, to_act_on
from trailbook.risk.threats.stated_lines import Lines
from trailbook.risk.threats.tuning import DEFAULT, Ruleset
from trailbook.site.rendering.forge import NO_EDIT_LINKS, EditLinks, Forge, forge_of
from trailbook.site.rendering.page import url_of
from trailbook.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pathspec import PathSpec

ITEM_PAGES = {"threat": "threats", "control": "controls"}
"""The folders of the pages of items, by the noun of the items that have such a page."""

CHAPTERS = {"threats": "Threats", "actions": "Actions and findings", "design": "Design", "history": "History"}
"""The pages of a threat model behind its overview, by the names of their files."""
_CHAPTER_OF = {
    "threat": "threats",
    "mitigation": "actions",
    "finding state": "actions",
    "assumption": "design",
    **dict.fromkeys(ELEMENTS, "design"),
}
"""The chapter that an item of a threat model is in, by its noun."""

PERMANENT = "id"
"""The folder of the permanent addresses."""


@dataclass(frozen=True)
class Sitemap:
    """Where every record is published.

    ``docs`` is the documentation folder, relative to the root of the knowledge base. With ``only_docs`` only its
    Markdown files have pages, as in a site without ``trailbook/records``. ``left_out`` holds the Markdown paths that
    the configuration excludes. ``drift`` is None without templates, ``observed`` None if no observations are read.
    ``has_trail`` says whether the trail adds to the pages what git shows, such as reviews, ``has_playbooks`` whether
    ``trailbook/playbooks`` adds pages of roles and the playbooks of applications. ``edits`` gives addresses
    for editing files; None if pages do not say how to suggest a change. ``moved`` holds the addresses of pages that
    another plugin has given one of its own, ``titles`` the titles that the navigation gives to pages, both by Markdown
    path. ``imported_lines`` are the lines of exports from which models were imported, by the ids of the models.
    ``contacts`` says how teams are reached. ``language`` is that of the theme, in which templates speak if there is a
    catalogue for it.
    """

    knowledge: KnowledgeBase
    docs: str
    directory_urls: bool = True
    only_docs: bool = False
    left_out: frozenset[str] = frozenset()
    drift: Drift | None = None
    scheme: Scheme = MATRIX
    ruleset: Ruleset = DEFAULT
    review_plan: ReviewPlan = EACH_BY_ITS_OWN
    observed: Observed | None = None
    has_trail: bool = False
    has_playbooks: bool = False
    edits: EditLinks | None = NO_EDIT_LINKS
    moved: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    imported_lines: Mapping[str, Lines] = field(default_factory=dict)
    contacts: Contacts = NO_CONTACTS
    language: str = "en"

    @cached_property
    def paths(self) -> dict[str, str]:
        """The Markdown path of each published record by its id."""
        placed = ((id, self._path(document)) for id, document in self.knowledge.documents.items())
        return {id: path for id, path in placed if path and path not in self.left_out}

    @cached_property
    def unread(self) -> frozenset[str]:
        """The Markdown paths of pages that are or may be records and could not be read."""
        return frozenset(path.removeprefix(f"{self.docs}/") for path in self.knowledge.unread)

    def published(self, kind: type[AnyRecord]) -> list[AnyRecord]:
        """The records of a kind that have a page, in the order of their ids."""
        return [record for record in self.knowledge.of_kind(kind) if record.id in self.paths]

    @cached_property
    def findings(self) -> dict[str, tuple[Finding, ...]]:
        """What the rules find in each published threat model, by its id."""
        models = self.published(ThreatModel)
        rules, lines = self.ruleset.rules, self.imported_lines
        return {model.id: findings(model, self.knowledge, rules, lines.get(model.id)) for model in models}

    @cached_property
    def findings_to_act_on(self) -> tuple[Finding, ...]:
        """Those that are not settled, also those on what is left of retired applications."""
        return to_act_on(found for each in self.findings.values() for found in each)

    @cached_property
    def not_assessed(self) -> list[ThreatModel]:
        """The published threat models in which nobody judged what can go wrong (``is_assessed``)."""
        models = self.published(ThreatModel)
        return [model for model in models if not is_assessed(model, self.findings[model.id])]

    @cached_property
    def item_pages(self) -> dict[str, str]:
        """The Markdown path of each threat's and control's own page by full reference."""
        items = self.knowledge.items.items() if not self.only_docs else ()
        return {
            reference: f"{ITEM_PAGES[item.noun]}/{reference}.md"
            for reference, item in items
            if item.noun in ITEM_PAGES and record_of(reference) in self.paths
        }

    def chapters(self, record: str) -> dict[str, str]:
        """The Markdown paths of the pages of a threat model behind its overview, by name; no other kind has any."""
        path = self.paths.get(record)
        if self.only_docs or path is None or self.knowledge.noun(record) != "threat model":
            return {}
        folder = path.removesuffix(".md").removesuffix("/index")
        return {name: f"{folder}/{name}.md" for name in CHAPTERS}

    def page_of(self, reference: str) -> str | None:
        """The Markdown path of the page that a record or item is on; None if its record has no page."""
        record, item = self._parts(reference)
        if record not in self.paths:
            return None
        chapter = _CHAPTER_OF.get(self.knowledge.noun(reference), "") if item else ""
        return self.chapters(record).get(chapter, self.paths[record]) if chapter else self.paths[record]

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """The published indicators that are counted from the history, by id."""
        found = computed_indicators(self.knowledge, FROM_HISTORY)
        return tuple(record.id for record in found if record.id in self.paths)

    @cached_property
    def link_graph(self) -> LinkGraph:
        """How the records and their threats and controls are linked."""
        return LinkGraph.of(self.knowledge, items=True)

    def showing(self, **values: Any) -> "Sitemap":
        """The same with other values of fields on which no path, finding or link depends, so that all these are kept.

        Such are the observations, the drift, addresses, and what is shown on pages.
        """
        other, known = replace(self, **values), {field.name for field in fields(self)}
        other.__dict__.update((name, value) for name, value in vars(self).items() if name not in known)
        return other

    def permanent_path(self, reference: str) -> str:
        """The Markdown path of the permanent address of a record or item, by its full reference."""
        return f"{PERMANENT}/{reference}.md"

    def clashes(self) -> Iterator[str]:
        """A line for each pair of records of which one's page, or one behind it, would be that of the other."""
        seen: dict[str, Document] = {}
        reported = set()
        placed = [(id, path) for id, path in self.paths.items()]
        behind = [(id, path) for id in self.paths for path in self.chapters(id).values()]
        for id, path in (*placed, *behind):
            document = self.knowledge.documents[id]
            first = seen.setdefault(url_of(path), document)
            if first is document or "page" in (first.record.kind, document.record.kind):
                continue
            if (first.path, document.path) not in reported:
                reported.add((first.path, document.path))
                yield f"{document.path}:1:1: its page would be that of {first.path}; rename one of the files"

    def _path(self, document: Document) -> str | None:
        if origin := origin_of_path(document.path, self.knowledge.origins):
            at_home = page_path(document.path.removeprefix(origin.folder), origin.docs)
            return None if self.only_docs else f"{origin.folder}{at_home}"
        inside = document.path.startswith(f"{self.docs}/")
        if self.only_docs and not (inside and document.path.endswith(".md")):
            return None
        return page_path(document.path, self.docs)

    def forge_of(self, record: str, own: Forge) -> Forge:
        """The forge of the repository that a record comes from; ``own`` is that of this one."""
        origin = self.knowledge.origin(record)
        return forge_of(origin.address) if origin else own

    def place(self, page: str, text: str) -> str:
        """The ``file:line`` of a text of a page."""
        sources = (self.knowledge.documents[id] for id, path in self.paths.items() if path == page)
        source = next(sources, None)
        if source is None:
            return f"{page}:1"
        return f"{source.path}:{source.text.count(chr(10), 0, max(source.text.find(text), 0)) + 1}"

    def _parts(self, reference: str) -> Reference:
        """The parts of a reference. The id of a plain page is a path, which may contain full stops."""
        return Reference(reference) if reference in self.paths else Reference.parse(reference)

    def markdown_link(self, reference: str, page: str) -> str | None:
        """The Markdown link target of a reference on a page; None if its record has no page."""
        target, anchor = self.page_of(reference), self._parts(reference).item
        return target and quote(relpath(target, dirname(page) or ".")) + (f"#{anchor}" if anchor else "")

    def href(self, reference: str, page: str) -> str | None:
        """The address of a reference relative to a page; None if its record has no page."""
        target, anchor = self.page_of(reference), self._parts(reference).item
        return target and self.between(page, target) + (f"#{anchor}" if anchor else "")

    def title(self, document: Document) -> str:
        """The title of a record. That of a plain page is the one in the navigation, if it has one there.

        A page without any title has the name of its file, with blanks for hyphens, as MkDocs reads it; that of an index
        says nothing, so it has the name of its folder.
        """
        record, path = document.record, PurePosixPath(self.paths.get(document.record.id, document.path))
        if record.kind != "page":
            return record.title
        if (named := self.titles.get(str(path))) or record.title != path.stem:
            return named or record.title
        name = (path.parent.name or "home") if path.stem in ("index", "README") else path.stem
        words = name.replace("-", " ").replace("_", " ")
        return words.capitalize() if words.islower() else words

    def title_of(self, id: str) -> str:
        """The title of a record by its id, which it is itself if there is no such record."""
        document = self.knowledge.documents.get(id)
        return self.title(document) if document else id

    def address(self, path: str) -> str:
        """The address of a Markdown file's page from the site's root."""
        return self.moved.get(path) or url_of(path, self.directory_urls)

    def between(self, page: str, target: str) -> str:
        """The address of the page of a Markdown file, relative to the page of another."""
        led_to = self.address(target)
        address = _between(self.address(page), led_to)
        return f"{address}/" if self.directory_urls or not led_to else address


@lru_cache(maxsize=100_000)
def _between(page: str, target: str) -> str:
    """The relative address, without a slash at its end."""
    start = page.rstrip("/") if page.endswith("/") else dirname(page)
    above, _, folder = start.rpartition("/")
    if folder and above and not f"{target}/".startswith(f"{start}/"):
        return f"../{_between(f'{above}/', target)}".removesuffix("/.")  # one way from there for all folders in it
    return quote(relpath(target or ".", start or "."))


def sitemap_of(
    workspace: Workspace,
    *,
    directory_urls: bool = True,
    only_docs: bool = False,
    excluded: "PathSpec[Any] | None" = None,
) -> Sitemap:
    """Where the records of a workspace are published, without the paths that ``excluded`` matches.

    With ``only_docs`` neither drift nor observations are read, since a site without ``trailbook/records`` shows none.
    """
    configuration = workspace.configuration
    everything = Sitemap(workspace.knowledge(), configuration.docs, directory_urls, only_docs)
    return replace(
        everything,
        left_out=frozenset(path for path in everything.paths.values() if excluded and excluded.match_file(path)),
        drift=None if only_docs else workspace.drift(),
        observed=None if only_docs else workspace.observations(),
        scheme=configuration.scheme,
        ruleset=configuration.ruleset,
        review_plan=configuration.review_plan,
        imported_lines={} if only_docs else workspace.imported_lines(),
        contacts=configuration.contacts,
    )


def register_path(kind: str) -> str:
    """The Markdown file of a kind's register."""
    return f"{KINDS[kind].folder}/index.md"
