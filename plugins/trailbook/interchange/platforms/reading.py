"""From an export to a source model, by the platforms that recognise its files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from trailbook.interchange.draft import Format, ModelDraft
from trailbook.interchange.ids import slug
from trailbook.interchange.importing import SourceModel
from trailbook.interchange.platforms.administration import add_administration
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export
from trailbook.interchange.platforms.services import match_connectors
from trailbook.interchange.platforms.values import digest
from trailbook.interchange.source import Omission, Reading
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.text.problem import Problem

_EVERYBODYS = frozenset(
    [
        "agent",
        "app",
        "apps",
        "customizations",
        "definition",
        "export",
        "exportdata",
        "exports",
        "flow",
        "flows",
        "manifest",
        "other",
        "settings",
        "solution",
        "sourcecode",
        "src",
        "tmp",
        "workflow",
        "workflows",
    ]
)
"""The names of files and folders that platforms give, whatever is in them."""


@dataclass(frozen=True)
class Platform:
    """A platform whose exports can be read.

    ``recognises`` gives the files of an export that it can read, ``read`` fills an application from these. The first
    that it finds names the application, unless somebody does.
    """

    name: str
    title: str
    recognises: Callable[[Export], list[str]]
    read: Callable[[Export, list[str], ApplicationDraft], None]


@dataclass(frozen=True)
class ReadApplication:
    """An application that was read: its source model, and what the export says of it besides."""

    source: SourceModel
    application: ApplicationDraft
    platforms: tuple[str, ...]


def platforms() -> tuple[Platform, ...]:
    """All platforms whose exports can be read."""
    from trailbook.interchange.platforms import dify, flowise, n8n, node_red, power_platform, salesforce  # noqa: PLC0415 - they know this module

    own = (n8n.PLATFORM, node_red.PLATFORM, dify.PLATFORM, flowise.PLATFORM)
    return (*own, *power_platform.PLATFORMS, salesforce.PLATFORM)


def recognised(export: Export) -> list[tuple[Platform, list[str]]]:
    """The platforms that recognise files of an export, with these files."""
    found = ((platform, platform.recognises(export)) for platform in platforms())
    return [(platform, names) for platform, names in found if names]


def read_application(
    export: Export, knowledge: KnowledgeBase, identity: str = "", title: str = "", lists: Export | None = None
) -> tuple[ReadApplication | None, list[Problem]]:
    """The application that an export describes, with its problems; None if no platform recognises a file of it.

    ``identity`` is the id for the record and ``title`` its title if somebody says so. ``lists`` are those of an
    administrator, which say what no export does.
    """
    found = recognised(export)
    if not found:
        return None, export.problems
    application = ApplicationDraft(ModelDraft(title))
    for platform, names in found:
        application.draft.application.setdefault("platform", platform.title)
        platform.read(export, names, application)
    application.finish()
    application.name_differently()
    if lists is not None:
        add_administration(application, lists)
    for key, connector in match_connectors(application, knowledge).items():
        application.connect(key, connector)
    first = found[0][1][0]
    draft = application.draft
    draft.title = draft.title or PurePosixPath(first).stem
    words = slug(draft.title) or _slug_of_file(first) or f"{found[0][0].name.upper()}-{digest(draft.title)[:4].upper()}"
    form = Format(
        found[0][0].name, " and ".join(platform.title for platform, _ in found), lambda _: True, lambda _: draft
    )
    reading = _whole(export, first)
    if lists is not None:
        reading.problems += [*lists.problems, *_problems(lists.readings.values())]
    for called, (path, line) in application.unknown.items():
        why = "no table knows this type; it is an external service 'unknown' here"
        reading.omissions.append(Omission(path, line, 1, called, why))
    source = SourceModel(form, draft, reading, identity or f"TM-{words}", bool(identity), stated=application.stated)
    return ReadApplication(source, application, tuple(platform.title for platform, _ in found)), []


def _slug_of_file(name: str) -> str:
    """The words of an id that the name of a file gives, or else that of a folder around it; empty if none does.

    What every export calls its files says nothing of the application.
    """
    parts = [part.partition(".")[0] for part in reversed(PurePosixPath(name).parts[-4:])]
    return next((words for part in parts if part.casefold() not in _EVERYBODYS and (words := slug(part))), "")


def _whole(export: Export, first: str) -> Reading:
    """One reading for all files. What of an export is not carried over is layout and values, which nobody asks for."""
    whole = Reading(
        first, export.readings[first].positions if first in export.readings else export.reading(first).positions
    )
    whole.problems = [*export.problems, *_problems(export.readings.values())]
    whole.omissions = [omission for reading in export.readings.values() for omission in reading.omissions]
    return whole


def _problems(readings: Iterable[Reading]) -> Iterable[Problem]:
    for reading in readings:
        yield from reading.problems
