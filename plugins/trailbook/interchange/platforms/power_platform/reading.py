"""The parts of an export of Power Platform or Logic Apps, each by its reader."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export, title_of
from trailbook.interchange.platforms.power_platform.agent_files import (
    agents_of_editor,
    agents_of_solution,
    connectors_of_editor,
    is_of_agent,
    is_of_editor,
)
from trailbook.interchange.platforms.power_platform.agents import add_agents, add_tools
from trailbook.interchange.platforms.power_platform.apps import add_app, is_of_app, read_apps, table_names
from trailbook.interchange.platforms.power_platform.connections import DATAVERSE, Connections
from trailbook.interchange.platforms.power_platform.connectors import CustomConnector, add_unused, custom_connectors
from trailbook.interchange.platforms.power_platform.flows import Walk
from trailbook.interchange.platforms.power_platform.pages import add_site, is_of_site, read_sites
from trailbook.interchange.platforms.power_platform.parts import CloudFlow, add_flow
from trailbook.interchange.platforms.power_platform.solution import (
    GUID,
    SECRET,
    UNREAD,
    Solution,
    names_in_package,
    read_solution,
)
from trailbook.interchange.platforms.reading import Platform
from trailbook.interchange.platforms.values import credentials_in, part_key, report_credential, report_credentials
from trailbook.interchange.source import Node, Reading
from trailbook.text.positions import Positions
from trailbook.text.prose import count

_IN_VAULT = "0"
"""The word of an environment variable for Azure Key Vault as its store; the other is Dataverse."""
_LAYOUT = ("src", "canvasapps", "workflows", "other")
"""The folders of any solution that was unpacked."""
_NAMED = 5
"""How many parts that are not read are listed by name."""
_OF_EDITOR = "workflow"
"""What the editor of Copilot Studio calls each flow's file; name and id are in those of the folder and beside it."""
_AUTOMATE, _LOGIC = "Power Automate flow", "Logic Apps workflow"
_MACRO = "CDSClientAutomation"
"""The subcategory of macros of Dynamics 365, which are written in the language of flows and run in the browser.

https://learn.microsoft.com/en-us/dynamics365/customer-service/administer/macros
"""


def _is_definition(export: Export, name: str) -> bool:
    return export.holds(name, b'"triggers"', b'"actions"') and (
        export.holds(name, b'"definition"') or export.holds(name, b"Microsoft.Logic")
    )


def _is_flow(export: Export, name: str) -> bool:
    """Whether a definition is one of Power Automate, which refers to connections in its own way."""
    if export.holds(name, b"Microsoft.Logic/galleries"):
        return False
    root = export.node(name)
    if root is not None and root["definition"].there and not root["properties"].there:
        return False  # a workflow of Logic Apps, whatever its folder is called
    return export.holds(name, b'"connectionReferences"') or "/Workflows/" in name or "/Microsoft.Flow/" in name


def _recognises_solution(export: Export) -> list[str]:
    """The file that names the whole, flows, apps and connectors."""
    whole = [name for name in export.named("solution.xml", "customizations.xml") if export.holds(name, b"ImportExport")]
    flows = [name for name in export.named(".json") if _is_definition(export, name) and _is_flow(export, name)]
    apps = [name for name in export.named(".json", ".xml") if is_of_app(export, name)]
    agents = [name for name in export.named(".xml") if is_of_agent(export, name)]
    sites = [name for name in export.named(".yml", ".yaml") if is_of_site(name)]
    connectors = export.named("_openapidefinition.json", "apidefinition.swagger.json")
    return [*dict.fromkeys((*whole, *flows, *apps, *agents, *sites, *connectors))]


def _recognises_workflows(export: Export) -> list[str]:
    return [name for name in export.named(".json") if _is_definition(export, name) and not _is_flow(export, name)]


def _read_solution(export: Export, names: list[str], application: ApplicationDraft) -> None:
    solution = read_solution(export)
    custom = custom_connectors(export, solution)
    application.draft.title = application.draft.title or solution.title
    flows = []
    for name in names:
        is_flow = name.casefold().endswith(".json") and _is_definition(export, name) and _is_flow(export, name)
        if is_flow and (root := export.node(name)) is not None:
            flows.append((_flow(export, name, root, solution, custom), root))
    apps = read_apps(export, [name for name in names if is_of_app(export, name)])
    solution.tables |= table_names(apps)
    if apps and not application.draft.title:
        application.draft.title = apps[0].name if len(apps) == 1 else title_of(names, _LAYOUT)
    refs = {flow.name.casefold(): add_flow(application, flow) for flow, _ in flows}
    references = Node({name: node.value for name, node in solution.references.items()}, (), Reading("", Positions()))
    connections = Connections("Power Platform", references, solution.apis, custom=custom, tables=solution.tables)
    for app in apps:
        add_app(application, app, connections, refs)
    agents = agents_of_solution(export, [name for name in names if is_of_agent(export, name)])
    application.draft.title = application.draft.title or next((agent.name for agent in agents), "")
    add_agents(application, agents, connections)
    for site in read_sites(export, [name for name in names if is_of_site(name)]):
        application.draft.title = application.draft.title or site.name
        add_site(application, site, connections)
    _read_flows(application, flows, solution)
    _report_variables(solution)
    _report_unread(solution, application)
    add_unused(application, custom)


def _recognises_agents(export: Export) -> list[str]:
    return [name for name in sorted(export.files) if is_of_editor(name)]


def _read_agents(export: Export, names: list[str], application: ApplicationDraft) -> None:
    agents = agents_of_editor(export, names)
    application.draft.title = application.draft.title or next((agent.name for agent in agents), "")
    references = Node(connectors_of_editor(export, names), (), Reading("", Positions()))
    add_agents(application, agents, Connections("Copilot Studio", references))


def _read_workflows(export: Export, names: list[str], application: ApplicationDraft) -> None:
    flows = []
    for name in names:
        if (root := export.node(name)) is not None:
            flows += [(flow, root) for flow in _workflows(export, name, root)]
    _read_flows(application, flows, Solution())


def _read_flows(application: ApplicationDraft, flows: list[tuple[CloudFlow, Node]], solution: Solution) -> None:
    """Flows before their steps, as the steps of one may start another."""
    refs = {flow.key: add_flow(application, flow) for flow, _ in flows}
    keys = {key.casefold(): key for key in refs}
    checked: dict[str, Node | None] = {}
    for flow, root in flows:
        application.draft.title = application.draft.title or flow.name
        if root["subcategory"].name() == _MACRO:
            application.state(refs[flow.key], root, starts_on=["person"])
            application.describe(
                refs[flow.key], "A macro: it acts on the page that is open, as whoever starts it could."
            )
        else:
            walk = Walk(application, flow, keys)
            walk.read()
            for ref, definition in walk.agents:
                add_tools(application, ref, application.name_of(ref), definition, flow.connections)
        path = root.reading.path
        if path not in checked:
            checked[path] = report_credentials(root)
        if (secret := checked[path]) is not None:
            application.state(refs[flow.key], secret, secrets_in="plain")
        _keep_variables(application, flow, refs[flow.key], solution)


def _keep_variables(application: ApplicationDraft, flow: CloudFlow, ref: Ref, solution: Solution) -> None:
    """Where the secrets are that a flow reads from environment variables."""
    for _, parameter in flow.definition["parameters"].entries():
        variable = solution.variables.get(parameter["metadata"]["schemaName"].name())
        if variable is not None and variable.type == SECRET:
            kept = "vault" if variable.node["secretstore"].name() in ("", _IN_VAULT) else "setting"
            application.state(ref, parameter, secrets_in=kept)
        elif variable is not None and credentials_in(variable.schema, variable.value):
            application.state(ref, parameter, secrets_in="plain")


def _report_unread(solution: Solution, application: ApplicationDraft) -> None:
    """Parts that the manifest lists and nothing here reads, lest a model with few parts be taken for the whole."""
    used = {part.key for part in application.draft.of("components")}
    found: dict[tuple[str, str, str], list[Node]] = {}
    for part in solution.parts:
        kind = UNREAD.get(part["@type"].name())
        if kind and f"{DATAVERSE}: : {part['@schemaName'].name()}".casefold() not in used:
            found.setdefault(kind, []).append(part)
    for (noun, plural, why), parts in found.items():
        names = [name for part in parts if (name := part["@schemaName"].name().partition(",")[0])]
        named = f" ({', '.join(names[:_NAMED])}{' …' if len(names) > _NAMED else ''})" if names else ""
        parts[0].reading.omit(parts[0].place, f"{count(len(parts), noun, plural)}{named}", why)


def _report_variables(solution: Solution) -> None:
    """Variables whose value in the export is a credential, whichever type they have."""
    for variable in solution.variables.values():
        for found in credentials_in(variable.schema, variable.value)[:1]:
            report_credential(variable.node, f"{found.description} [{found.kind}]", found.revoke)


def _flow(
    export: Export, name: str, root: Node, solution: Solution, custom: Mapping[str, CustomConnector]
) -> CloudFlow:
    """A flow of a solution or of a legacy package."""
    properties = root["properties"]
    stem = PurePosixPath(name).stem
    guids = GUID.findall(stem) or GUID.findall(root["name"].name()) or GUID.findall(str(PurePosixPath(name).parent))
    key = guids[-1].casefold() if guids else stem
    folded = PurePosixPath(name).parent.name if stem == _OF_EDITOR else stem
    plain = folded[: -len(guids[-1])].rstrip("-_") if guids and folded.endswith(guids[-1]) else folded
    beside = PurePosixPath(name).with_name("metadata.yml").as_posix()
    noted = export.node(beside) if stem == _OF_EDITOR and beside in export.files else None
    called = (
        properties["displayName"].name() or solution.flow_name(key) or (noted["name"].name() if noted else "") or plain
    )
    node = solution.flows.get(key)
    state = node["StateCode"].name() if node else noted["stateCode"].name() if noted else ""
    folder = PurePosixPath(name).parent.as_posix()
    titles = {**solution.apis, **names_in_package(export, folder, "apisMap.json")}
    accounts = names_in_package(export, folder, "connectionsMap.json")
    alert = properties["definition"]["metadata"]["failureAlertSubscription"]
    return CloudFlow(
        part_key("flow", key),
        called,
        properties["definition"],
        Connections(_AUTOMATE, properties["connectionReferences"], titles, accounts, custom, tables=solution.tables),
        description="Turned off in the export." if state == "0" else "",
        facts={
            "alerts": True if True in (properties["flowFailureAlertSubscribed"].value, alert.value) else None,
            "origin": "template" if properties["templateName"].there else None,
        },
        variables={schema: variable.value for schema, variable in solution.variables.items() if variable.value},
    )


def _workflows(export: Export, name: str, root: Node) -> list[CloudFlow]:
    """The workflows in a file: one as Logic Apps keep it, or those of a template."""
    found = []
    parent = PurePosixPath(name).parent
    if root["definition"].there:
        found.append((parent.name if PurePosixPath(name).name == "workflow.json" else PurePosixPath(name).stem, root))
    elif root["properties"]["definition"].there:
        called = root["properties"]["displayName"].name() or root["name"].name()
        found.append((PurePosixPath(name).stem if called[:2] in ("", "${") else called, root["properties"]))
    for number, resource in enumerate(root["resources"].each() if root["resources"].there else ()):
        if resource["type"].name() == "Microsoft.Logic/workflows":
            title = resource["name"].name()
            found.append(
                (title if title[:1] != "[" else f"{PurePosixPath(name).stem} {number + 1}", resource["properties"])
            )
    whole = (parent.parent / "connections.json").as_posix()
    shared = export.node(whole) if whole in export.files else None
    flows = []
    for title, node in found:
        references = node["parameters"]["$connections"]["value"]
        references = references if references.there else node["connectionReferences"]
        policies = node["accessControl"]["triggers"]["openAuthenticationPolicies"]["policies"]
        is_open = (
            policies.there
            and node["accessControl"]["triggers"]["sasAuthenticationPolicy"]["state"].name() == "Disabled"
        )
        flows.append(
            CloudFlow(
                part_key("flow", title),
                title,
                node["definition"],
                Connections(_LOGIC, shared if shared and not references.there else references, needs_token=is_open),
            )
        )
    return flows


PLATFORMS = (
    Platform("power-platform", "Power Platform", _recognises_solution, _read_solution),
    Platform("copilot-studio", "Copilot Studio", _recognises_agents, _read_agents),
    Platform("logic-apps", "Azure Logic Apps", _recognises_workflows, _read_workflows),
)
