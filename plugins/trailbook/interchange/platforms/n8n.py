"""n8n: workflows as its editor, its command line and its source control export them."""

from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export
from trailbook.interchange.platforms.reading import Platform


def _recognises(export: Export) -> list[str]:
    """The JSON files that hold a list of nodes with types, and the connections between them."""
    return [
        name
        for name in export.named(".json")
        if b'"nodes"' in export.files[name] and b'"connections"' in export.files[name]
    ]


def _read(export: Export, names: list[str], application: ApplicationDraft) -> None:
    for name in names:
        if (root := export.node(name)) is not None:
            application.draft.title = application.draft.title or root["name"].name()
            application.component(name, root["name"].name() or name, "automation", root, technology="n8n workflow")


PLATFORM = Platform("n8n", "n8n", _recognises, _read)
