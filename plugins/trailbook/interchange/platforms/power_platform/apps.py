"""Canvas apps: what they are connected to, as their packages and their unpacked sources say it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export
from trailbook.interchange.platforms.power_platform.connections import DATAVERSE, Connection, Connections
from trailbook.interchange.platforms.power_platform.parts import add_service, add_store
from trailbook.interchange.platforms.values import part_key, read_address, report_credentials, shown_path
from trailbook.interchange.source import Node
from trailbook.text.json_text import GENERATED, read_json_with_places
from trailbook.text.problem import Problem
from trailbook.text.prose import count

_FLOWS = "shared_logicflows"
_SOURCES = "/datasources/"
_PACKED_SOURCES = ".msapp/references/datasources.json"


@dataclass(frozen=True)
class App:
    """A canvas app of an export: its key, its name, where it is described, and what it is connected to.

    ``sources`` are the data sources of unpacked apps, each with its type.
    """

    key: str
    name: str
    node: Node
    connections: tuple[Node, ...]
    databases: tuple[Node, ...]
    sources: tuple[Node, ...] = ()


def is_of_app(export: Export, name: str) -> bool:
    """Whether a file says what a canvas app is connected to."""
    folded = name.casefold()
    return (
        folded.endswith("connections/connections.json")
        or (folded.endswith((".msapp/properties.json", _PACKED_SOURCES, "/canvasmanifest.json")))
        or (_SOURCES in folded and folded.endswith(".json") and export.holds(name, b'"Type"', b"Info"))
        or ("canvasapps/" in folded and folded.endswith(".meta.xml") and export.holds(name, b"<CanvasApp"))
    )


def read_apps(export: Export, names: list[str]) -> list[App]:
    """The canvas apps of an export, each once, though a solution describes it in several files."""
    found: dict[str, App] = {}
    for name in names:
        if (root := export.node(name)) is not None:
            app = _app(name, root)
            first = found.get(app.key, app)
            connections = first.connections if first is app else (*first.connections, *app.connections)
            databases = first.databases if first is app else (*first.databases, *app.databases)
            title = max((first.name, app.name), key=lambda title: (title != app.key, title == first.name))
            sources = first.sources if first is app else (*first.sources, *app.sources)
            found[app.key] = App(app.key, title, first.node, connections, databases, sources)
    return list(found.values())


def _app(name: str, root: Node) -> App:
    key = _key(name)
    if name.casefold().endswith(".meta.xml"):
        app = root["CanvasApp"]
        inner = (_inner(app["ConnectionReferences"]), _inner(app["DatabaseReferences"]))
        return App(key, app["DisplayName"].name() or key, root, (inner[0],), (inner[1],))
    if name.casefold().endswith(_PACKED_SOURCES):
        listed = root["DataSources"]
        packed = listed.each() if isinstance(listed.value, tuple) else ()
        return App(key, key, root, (), (), tuple(entry for entry in packed if isinstance(entry.value, Mapping)))
    if _SOURCES in name.casefold():
        entries = (root[key] for key in root.value) if isinstance(root.value, Mapping) else root.each()
        return App(key, key, root, (), (), tuple(entry for entry in entries if isinstance(entry.value, Mapping)))
    if name.casefold().endswith("connections.json"):
        return App(key, key, root, (root,), ())
    properties = root["Properties"] if root["Properties"].there else root
    called = root["PublishInfo"]["AppName"].name() or properties["Name"].name() or key
    called = called[: -len(".msapp")].replace("+", " ") if called.casefold().endswith(".msapp") else called
    references = _inner(properties["LocalConnectionReferences"])
    return App(key, called, root, (references,), (_inner(properties["LocalDatabaseReferences"]),))


def table_names(apps: list[App]) -> dict[str, str]:
    """The names of tables of Dataverse by those of their sets of rows, as apps state both; in lower case."""
    found: dict[str, str] = {}
    for app in apps:
        for source in app.sources:
            found[source["EntitySetName"].name().casefold()] = source["LogicalName"].name().casefold()
        for _, database in (entry for node in app.databases for entry in node.entries()):
            for _, source in database["dataSources"].entries():
                found[source["entitySetName"].name().casefold()] = source["logicalName"].name().casefold()
    return {rows: table for rows, table in found.items() if rows and table}


def _key(name: str) -> str:
    """The name of an app in its solution, or the folder that its sources are in."""
    parts = PurePosixPath(name).parts
    for part in parts[:-1]:
        if part.casefold().endswith(".msapp"):
            return part[: -len(".msapp")].removesuffix("_DocumentUri")
    if parts[-1].casefold().endswith(".meta.xml"):
        return parts[-1][: -len(".meta.xml")]
    is_inside = parts[-1].casefold() == "connections.json" or _SOURCES in name.casefold()
    folders = parts[:-2] if is_inside else parts[:-1]
    return "/".join(folders[-2:]) if folders[-1:] in (("sourcecode",), ("src",), ("Src",)) else "/".join(folders[-1:])


def _inner(node: Node) -> Node:
    """The values in a text that is JSON itself; they are where the text is."""
    if not isinstance(node.value, str):
        return node
    if not node.value.strip():
        return Node(None, node.path, node.reading)
    value, _, problems = read_json_with_places(node.value, node.reading.path, GENERATED)
    for problem in problems:
        node.reading.report(node.place, problem.rule, problem.message, problem.expected)
    return Node(value, node.path, node.reading)


def add_app(application: ApplicationDraft, app: App, connections: Connections, flows: Mapping[str, Ref]) -> None:
    """An app with those who use it, the services and tables that it reaches, and the flows that it starts.

    ``flows`` are those of the export, by name.
    """
    ref = application.component(part_key("app", app.key), app.name, "screen", app.node, technology="Canvas app")
    who = "People the app is shared with"
    users = application.component(f"caller: {who}", who, "person", app.node)
    application.flow(users, ref, app.node, name=f"Entries in {app.name}")
    application.flow(ref, users, app.node, name=f"Screens of {app.name}")
    application.entry(
        f"app {app.key}",
        app.name,
        ref,
        app.node,
        exposed_to=who,
        by="Sign-on of the organisation",
        sign_in="single-sign-on",
    )
    for node in app.connections:
        for _, reference in node.entries():
            _connection(application, ref, reference, connections, flows)
        if (secret := report_credentials(node)) is not None:
            application.state(ref, secret, secrets_in="plain")
    for node in app.databases:
        for _, database in node.entries():
            _tables(application, ref, database, connections)
    _sources(application, ref, app, connections)


def _connection(
    application: ApplicationDraft, ref: Ref, node: Node, connections: Connections, flows: Mapping[str, Ref]
) -> None:
    stated = node["connectionRef"] if node["connectionRef"].there else node
    api = stated["id"].name().rpartition("/")[2]
    title = stated["displayName"].name()
    if not api:
        return
    if api == _FLOWS:
        flow = flows.get(title.casefold())
        if flow is None:
            called = f"{title or 'A flow'} (not in the export)"
            flow = application.component(f"flow {title}", called, "automation", node, technology="Power Automate flow")
        application.flow(ref, flow, node, name=f"Calls of {title}")
        return
    shared = stated["sharedConnectionId"].name().rpartition("/")[2]
    facts = {"runs_as": "maker", "connection_shared": True} if shared else {}
    connection = connections.named(api, shared, title, **facts)
    application.state(ref, node, secrets_in="connection")
    others = list(_stores(application, node, connection)) or [add_service(application, node, connection)]
    for other in others:
        application.flow(ref, other, node, name=f"Requests to {title}", identity=shared, **connection.facts)
        application.flow(other, ref, node, name=f"Answers of {title}", identity=shared, **connection.facts)


def _stores(application: ApplicationDraft, node: Node, connection: Connection) -> Iterator[Ref]:
    """The tables and lists of a connection, each with the place that it is in."""
    for dataset, content in (node["datasets"] if node["datasets"].there else node["dataSets"]).entries():
        variable = content["datasetOverride"]["environmentVariableName"].name()
        where = read_address(dataset)
        place = (
            variable
            or shown_path(where.path).strip("/")
            or where.host
            or ("" if dataset == "default" else dataset[:80])
        )
        for name, source in content["dataSources"].entries():
            table = source["tableNameOverride"]["environmentVariableName"].name() or source["tableName"].name() or name
            yield add_store(application, source, connection, place, table, name[:80])


def _tables(application: ApplicationDraft, ref: Ref, database: Node, connections: Connections) -> None:
    """Tables of Dataverse, which an app reads and writes under the account of whoever uses it."""
    connection = connections.named(DATAVERSE, "", runs_as="user")
    for name, source in database["dataSources"].entries():
        table = source["logicalName"].name() or source["entitySetName"].name() or name
        _exchange(application, ref, source, connection, ("", table, name), writes=True)


def _sources(application: ApplicationDraft, ref: Ref, app: App, connections: Connections) -> None:
    """The data sources of an unpacked app, but those that its connections name already."""
    known = {name.name() for node in app.connections for _, entry in node.entries() for name in _names(entry)}
    rows: list[Node] = []
    for source in app.sources:
        type, name, writes = source["Type"].name(), source["Name"].name(), source["IsWritable"].value is not False
        if type == "NativeCDSDataSourceInfo":
            table = source["LogicalName"].name() or source["EntitySetName"].name() or name
            connection = connections.named(DATAVERSE, "", runs_as="user")
            _exchange(application, ref, source, connection, ("", table, name), writes=writes)
        elif type == "ConnectedDataSourceInfo" and name not in known:
            connection = connections.named(source["ApiId"].name().rpartition("/")[2], "")
            where = read_address(source["DatasetName"].name())
            place = shown_path(where.path).strip("/") or where.host
            table = source["TableName"].name() or name
            _exchange(application, ref, source, connection, (place, table, name), writes=writes)
        elif source["DataBoundServiceOperationGroupNameKey"].name().casefold().startswith("aibuilder"):
            model = application.component(
                "AI Builder", "AI Builder", "external-service", source, called=("AI Builder",)
            )
            application.flow(ref, model, source, name=f"Questions to {name}", read_as="prompt")
            application.flow(model, ref, source, name=f"Answers of {name}")
        elif type == "StaticDataSourceInfo" and source["IsSampleData"].value is False and source["Data"].there:
            rows.append(source)
    if rows:
        at, path = rows[0]["Data"].place, rows[0].reading.path
        message = f"the app holds the rows of {count(len(rows), 'table')} in itself; nothing of them is copied"
        expected = "a table that has permissions, or nothing that not everybody with the app may read"
        problem = Problem(path, at.line, at.column, "data-in-app", message, expected, level="notice")
        rows[0].reading.problems.append(problem)


def _names(connection: Node) -> Iterator[Node]:
    listed = connection["dataSources"]
    return listed.each() if isinstance(listed.value, tuple) else iter(())


def _exchange(
    application: ApplicationDraft,
    ref: Ref,
    source: Node,
    connection: Connection,
    stated: tuple[str, str, str],
    *,
    writes: bool,
) -> None:
    """What an app reads of a table, and what it writes; ``stated`` are the table's place, the table, and its name."""
    place, table, name = stated
    store = add_store(application, source, connection, place, table, name[:80])
    if writes:
        application.flow(ref, store, source, name=f"Changes of {name}", **connection.facts)
    application.flow(store, ref, source, name=f"Rows of {name}", **connection.facts)
