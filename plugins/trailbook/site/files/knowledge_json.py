"""The published knowledge base as one JSON file for other programs: its records, their addresses and their links.

The format is a contract, with the JSON Schema ``schemas/knowledge-base.schema.json``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from trailbook.records.document import Document
from trailbook.records.model import OwnedRecord
from trailbook.records.references import record_of
from trailbook.records.vocabulary import Status
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.text.output import inert_json, schema_of
from trailbook.text.unseen import one_line
from trailbook.trail.decisions import Trail

KNOWLEDGE = "knowledge-base.json"
"""The path of the file in the site."""

NO_REVISIONS: Mapping[str, str] = {}
"""The revisions of records if the history is not read."""

Address = Annotated[str, Field(description="Relative to the site's first page, beside which this file stands.")]


class _Exported(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExportedItem(_Exported):
    """An addressable part of a record."""

    id: str = Field(description="The full reference, such as POL-ACCESS.C3.")
    noun: str = Field(description="What it is: threat, control, step …")
    title: str
    url: Address


class ExportedRecord(_Exported):
    """One published record."""

    id: str = Field(description="The stable id; of a plain page, its file.")
    kind: str = Field(description="policy, threat-model …, or page for a plain one. There may come more.")
    title: str
    summary: str = Field(description="A sentence or two; empty where nobody wrote any.")
    owner: str | None = Field(description="Who answers for it; null for a plain page.")
    status: Status | None = Field(description="Null for a plain page.")
    url: Address
    path: str = Field(description="The file that states it, relative to the knowledge base.")
    revision: str | None = Field(
        None, description="The commit of its last decision; null where no history was read or it was not committed."
    )
    items: tuple[ExportedItem, ...]


class ExportedLink(_Exported):
    """A relation between two records or items; it reads from source to target."""

    source: str
    relation: str = Field(description="mitigates, implements, learned-from … There may come more.")
    target: str


class KnowledgeFile(_Exported):
    """Everything that is published, at one revision."""

    version: Literal[1] = Field(description="Changes when something that was there is gone or means something else.")
    revision: str | None = Field(
        description="The newest commit when it was written; null where nothing was committed. "
        "What was not committed yet may be in it all the same."
    )
    records: tuple[ExportedRecord, ...] = Field(description="By id.")
    links: tuple[ExportedLink, ...] = Field(description="By source, relation and target; both ends are published.")


def knowledge_files(
    sitemap: Sitemap, revision: str | None, revisions: Mapping[str, str] = NO_REVISIONS
) -> dict[str, bytes]:
    """The file, by its path in the site."""
    return {KNOWLEDGE: knowledge_text(knowledge_file(sitemap, revision, revisions)).encode()}


def revisions_of(trails: Iterable[Trail]) -> dict[str, str]:
    """The commit of each record's last decision, by the record's id."""
    return {trail.record: trail.decisions[0].commit for trail in trails if trail.decisions}


def knowledge_file(
    sitemap: Sitemap, revision: str | None, revisions: Mapping[str, str] = NO_REVISIONS
) -> KnowledgeFile:
    """The published records with the links between them; nothing unpublished is named.

    ``revision`` is the newest commit, ``revisions`` are those of the records' last decisions by their ids.
    """
    published = [document for id, document in sorted(sitemap.knowledge.documents.items()) if id in sitemap.paths]
    return KnowledgeFile(
        version=1,
        revision=revision,
        records=tuple(_record(sitemap, document, revisions.get(document.record.id)) for document in published),
        links=tuple(
            ExportedLink(source=link.source, relation=link.relation, target=link.target)
            for link in sitemap.knowledge.links
            if _is_published(sitemap, link.source) and _is_published(sitemap, link.target)
        ),
    )


def _is_published(sitemap: Sitemap, reference: str) -> bool:
    """Whether the record of a reference has a page. The id of a plain page is a path, with full stops in it."""
    return reference in sitemap.paths or record_of(reference) in sitemap.paths


def _record(sitemap: Sitemap, document: Document, revision: str | None) -> ExportedRecord:
    record = document.record
    owned = record if isinstance(record, OwnedRecord) else None
    url = sitemap.address(sitemap.paths[record.id])
    return ExportedRecord(
        id=record.id,
        kind=record.kind,
        title=one_line(record.title),
        summary=one_line(record.summary),
        owner=one_line(owned.owner) if owned else None,
        status=owned.status if owned else None,
        url=url,
        path=document.path,
        revision=revision,
        items=tuple(_items(sitemap, document)),
    )


def _items(sitemap: Sitemap, document: Document) -> Iterator[ExportedItem]:
    for item in document.record.items():
        reference = f"{document.record.id}.{item.id}"
        url = sitemap.address(sitemap.page_of(reference) or "")
        yield ExportedItem(id=reference, noun=item.noun, title=one_line(item.label), url=f"{url}#{item.id}")


def knowledge_text(found: KnowledgeFile) -> str:
    """The text of the file: ASCII only, with the special characters of HTML escaped, so that it is inert anywhere."""
    return inert_json(found.model_dump(mode="json"))


def knowledge_base_schema() -> str:
    """The JSON Schema of what ``knowledge_text`` writes."""
    return schema_of(KnowledgeFile)
