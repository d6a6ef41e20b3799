"""The connections of a flow: which connector a step uses, under which credential, and whose that is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trailbook.interchange.platforms.power_platform.connectors import CustomConnector
from trailbook.interchange.platforms.services import service_name
from trailbook.interchange.source import Node

DATAVERSE = "shared_commondataserviceforapps"
"""The connector of the platform's own tables, which apps and sites read without a connection of their own."""
OLD_DATAVERSE = "shared_commondataservice"
"""The connector that it replaced, with the same tables behind it."""
_PARAMETER = re.compile(r"\$connections'\)\['([^']{1,200})'\]")
_SUFFIX = re.compile(r"-5f[0-9a-f]{8,}(?:-[0-9a-f]{8,})?(?:_\d+)?$")
_CONNECTORS = ("OpenApiConnection", "OpenApiConnectionWebhook", "OpenApiConnectionNotification")
_NUMBER = re.compile(r"_\d+$")


@dataclass(frozen=True)
class Connection:
    """A connector as a step uses it: what the platform calls it, its title, and the credential's name."""

    api: str
    title: str
    identity: str
    facts: dict[str, Any] = field(default_factory=dict)
    is_custom: bool = False
    technology: str = ""
    has_script: bool = False
    tables: Mapping[str, str] = field(default_factory=dict)
    """The names of tables of Dataverse by those of their sets of rows, which flows use."""

    @property
    def is_dataverse(self) -> bool:
        """Whether it leads to the platform's own tables."""
        return self.api in (DATAVERSE, OLD_DATAVERSE)


@dataclass
class Connections:
    """The connections that a flow may use, by the names that its steps have for them.

    ``titles`` says what the export calls a connector, by the name of its API or by the flow's name for it, ``accounts``
    what it calls the connection itself. ``needs_token`` is whether nobody starts the flow without one. ``tables`` are
    the names of tables of Dataverse by those of their sets of rows.
    """

    platform: str
    references: Node
    titles: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    custom: Mapping[str, CustomConnector] = field(default_factory=dict)
    needs_token: bool = False
    tables: Mapping[str, str] = field(default_factory=dict)

    def of(self, step: Node) -> Connection | None:
        """The connection of a step; None if it uses none."""
        inputs = step["inputs"]
        provider = inputs["serviceProviderConfiguration"]
        if provider.there:
            name = provider["connectionName"].name()
            api = provider["serviceProviderId"].name().rpartition("/")[2]
            return self._connection(f"shared_{api}".casefold(), name, self._entry(name), name)
        host = inputs["host"]
        if step["type"].name() in _CONNECTORS:
            name = host["connectionName"].name() or host["connectionReferenceName"].name()
            entry = self._entry(name)
            stated = host["apiId"].name() or entry["api"]["name"].name() or entry["id"].name() or name
            return self._connection(stated.rpartition("/")[2], name, entry)
        reference = host["connection"]["name"].name() or host["connection"]["referenceName"].name()
        if not reference:
            return None
        match = _PARAMETER.search(reference)
        name = match[1] if match else reference
        entry = self._entry(name)
        stated = entry["api"]["name"].name() or entry["api"]["id"].name() or entry["id"].name()
        runtime = host["api"]["runtimeUrl"].name().partition("/apim/")[2].partition("/")[0]
        api = stated.rpartition("/")[2] or runtime or name
        return self._connection(api if api.startswith("shared_") else f"shared_{api}", name, entry)

    def _entry(self, name: str) -> Node:
        """What the flow says of a connection: at once, or by its kind as the files of a logic app do."""
        for where in (
            self.references,
            self.references["managedApiConnections"],
            self.references["serviceProviderConnections"],
        ):
            if where[name].there:
                return where[name]
        return self.references[name]

    def _connection(self, api: str, name: str, entry: Node, credential: str = "") -> Connection:
        own = entry["connection"]["connectionReferenceLogicalName"].name() or entry["connectionName"].name()
        identity = self.accounts.get(name) or own or entry["connection"]["id"].name().rpartition("/")[2] or credential
        return self.named(api, identity, self.titles.get(name, ""), **_facts(entry))

    def named(self, api: str, identity: str, title: str = "", **facts: Any) -> Connection:
        """A connection to a connector that is known by the name of its API."""
        api = _NUMBER.sub("", api) if service_name(api) is None else api
        custom = self.custom.get(api)
        if custom is not None:
            facts = dict(custom.facts) | facts
            return Connection(api, custom.title, identity, facts, True, custom.technology, custom.has_script)
        plain = _SUFFIX.sub("", api)
        title = service_name(plain) or self.titles.get(api) or title or _readable(plain)
        is_custom = bool(_SUFFIX.search(api))
        technology = "Custom connector" if is_custom else ""
        return Connection(api, title, identity, facts, is_custom, technology, tables=self.tables)


def _facts(entry: Node) -> dict[str, Any]:
    """Whose identity a connection is: the maker's, who shares it with all who run the flow, or that of who runs it."""
    source = (entry["runtimeSource"].name() or entry["source"].name()).casefold()
    facts: dict[str, Any] = {}
    if source == "embedded":
        facts = {"runs_as": "maker", "connection_shared": True}
    elif source == "invoker":
        facts = {"runs_as": "user"}
    authentication = (
        entry["authentication"]["type"].name() or entry["connectionProperties"]["authentication"]["type"].name()
    )
    if authentication == "ManagedServiceIdentity":
        facts |= {"runs_as": "service", "signs_in_with": "managed"}
    return facts


def _readable(api: str) -> str:
    """A connector's name as people may know it, where nothing says what it is called."""
    return re.sub(r"-([0-9a-f]{2})", _decoded, api.removeprefix("shared_")) or "unknown connector"


def _decoded(match: re.Match[str]) -> str:
    """Names of custom connectors write what is no letter as a hyphen and its code."""
    character = chr(int(match[1], 16))
    return character if character in " -_." else match[0]
