"""What external services are called: by platforms, by readers, and in the connector register."""

from collections.abc import Iterable, Mapping
from functools import cache

from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.tables import read_table
from trailbook.records.kinds.connector import Connector
from trailbook.records.knowledge_base import KnowledgeBase


@cache
def services() -> Mapping[str, str]:
    """The name of each service by what platforms call it, in lower case (``services.yaml``)."""
    known = read_table("services")
    return {called.casefold(): name for name, names in known.items() for called in (name, *names)}


def service_name(called: str) -> str | None:
    """The name of the service that a platform calls so; None if no table knows it."""
    return services().get(called.casefold())


def match_connectors(application: ApplicationDraft, knowledge: KnowledgeBase) -> dict[str, str]:
    """The connector record of each component that stands for a service, by the keys of the components.

    A record is one for a service if its title, its service or a name in ``also`` is a name of that service. Of a
    service with no record, or with several, none is given.
    """
    records: dict[str, set[str]] = {}
    for record in knowledge.of_kind(Connector):
        for name in (record.title, record.service, *record.also):
            records.setdefault(name.casefold(), set()).add(record.id)
    found = {key: _matching(names, records) for key, names in application.services.items()}
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}


def _matching(names: Iterable[str], records: Mapping[str, set[str]]) -> set[str]:
    known = {name for called in names for name in (called, service_name(called) or called)}
    return {id for name in known for id in records.get(name.casefold(), ())}
