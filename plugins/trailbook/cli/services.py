"""``trailbook services`` and ``trailbook affected``: which services applications use, and what a stolen token opens."""

from collections.abc import Collection, Iterable, Iterator

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import unknown_name
from trailbook.cli.completed_ids import complete_records
from trailbook.cli.options import format_option, workspace_option
from trailbook.cli.output import echo
from trailbook.records.kinds.connector import Connector
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.states import vetting_state
from trailbook.records.vocabulary import words
from trailbook.risk.register.connector_uses import (
    Affected,
    ServiceUse,
    affected,
    all_connector_uses,
    highest,
    shared_credentials,
    unregistered_uses,
    uses_chosen_at_run_time,
)
from trailbook.text.output import ascii_json
from trailbook.text.prose import count, listed
from trailbook.text.unseen import printable
from trailbook.workspace.workspace import Workspace


@click.command("services")
@audience_option
@workspace_option
@click.option("--unregistered", is_flag=True, help="Only those that no entry of the connector register covers.")
@format_option(["text", "json"])
def services(workspace: Workspace, unregistered: bool, form: str) -> None:
    """List the services that applications use, with the credentials of each.

    Those come first that no entry of the connector register covers; 'trailbook new connector --from NAME' drafts one.
    What only the run decides on is another service each time an address leads elsewhere, and can have no entry.

    A credential counts as shared if flows of several applications to one service name it alike. Always exits with 0.
    """
    knowledge = workspace.knowledge()
    found = dict(unregistered_uses(knowledge))
    for name, uses in uses_chosen_at_run_time(knowledge).items():
        found[name] = (*found.get(name, ()), *uses)
    for use in () if unregistered else sorted(all_connector_uses(knowledge), key=lambda use: use.service):
        found[use.service] = (*found.get(use.service, ()), use)
    if form == "json":
        echo(ascii_json([_service_values(name, uses, knowledge) for name, uses in found.items()]))
    else:
        echo("".join(f"{line}\n" for line in _service_lines(found.items(), knowledge)) or "no services\n")


def _service_lines(found: Iterable[tuple[str, tuple[ServiceUse, ...]]], knowledge: KnowledgeBase) -> Iterator[str]:
    for name, uses in found:
        used = f"used by {count(len(uses), 'application')}, {_level(use for use in uses)}"
        yield printable(f"{name}: {_state(name, uses, knowledge)}, {used}")
        yield from (printable(f"  {line}") for line in map(_use_line, uses))
        for (_, credential), sharing in shared_credentials(uses).items():
            apps = listed([use.model.id for use in sharing])
            yield printable(f"  “{credential}” is named by {apps}")


def _use_line(use: ServiceUse) -> str:
    parts = ", ".join(part.id for part in use.components)
    signed = f" as {'; '.join(use.credentials)}" if use.credentials else ""
    return f"{use.model.id} ({parts}){signed}"


def _level(uses: Iterable[ServiceUse]) -> str:
    level = highest(asset for use in uses for asset in use.data)
    return f"data up to {level}" if level else "data not stated"


def _state(name: str, uses: Collection[ServiceUse], knowledge: KnowledgeBase) -> str:
    record = knowledge.records.get(name)
    if isinstance(record, Connector):
        return words(vetting_state(record))
    return "chosen at run time" if uses and all(use.is_chosen_at_run_time for use in uses) else "not in the register"


def _service_values(name: str, uses: tuple[ServiceUse, ...], knowledge: KnowledgeBase) -> dict[str, object]:
    is_registered = isinstance(knowledge.records.get(name), Connector)
    return {
        "service": name,
        "connector": name if is_registered else None,
        "state": _state(name, uses, knowledge),
        "data_up_to": highest(asset for use in uses for asset in use.data),
        "applications": [_use_values(use) for use in uses],
        "shared_credentials": {
            credential: [use.model.id for use in sharing]
            for (_, credential), sharing in shared_credentials(uses).items()
        },
    }


def _use_values(use: ServiceUse) -> dict[str, object]:
    return {
        "model": use.model.id,
        "title": use.model.title,
        "owner": use.model.owner,
        "components": {part.id: part.name for part in use.components},
        "flows": {flow.id: flow.name for flow in use.flows},
        "credentials": list(use.credentials),
        "data": {asset.id: asset.sensitivity for asset in use.data},
    }


@click.command("affected")
@audience_option
@workspace_option
@click.argument("connector", shell_complete=complete_records("connector"))
@format_option(["text", "json"])
def affected_command(workspace: Workspace, connector: str, form: str) -> None:
    """Show what is within reach of whoever holds a token of a connector.

    By what is on record: the applications that use it, their flows, the data that these move or keep, who answers for
    them, and the steps of playbooks against threats to them. Always exits with 0.
    """
    knowledge = workspace.knowledge()
    known = {record.id for record in knowledge.of_kind(Connector)}
    known |= {use.service for use in all_connector_uses(knowledge)}
    if connector not in known:
        raise unknown_name("connector", connector, known)
    found = affected(connector, knowledge)
    if form == "json":
        echo(ascii_json(_affected_values(found, knowledge)))
    else:
        echo("".join(f"{printable(line)}\n" for line in _affected_lines(found, knowledge)))


def _affected_values(found: Affected, knowledge: KnowledgeBase) -> dict[str, object]:
    return {
        "connector": found.connector,
        "state": _state(found.connector, found.uses, knowledge),
        "data_up_to": found.highest,
        "applications": [_use_values(use) for use in found.uses],
        "shared_credentials": {
            credential: [use.model.id for use in sharing]
            for (_, credential), sharing in shared_credentials(found.uses).items()
        },
        "owners": {owner: list(references) for owner, references in found.owners.items()},
        "steps": {playbook: list(steps) for playbook, steps in found.steps.items()},
    }


def _affected_lines(found: Affected, knowledge: KnowledgeBase) -> Iterator[str]:
    used = f"{count(len(found.uses), 'application')}, {_level(found.uses)}" if found.uses else "no application uses it"
    state = _state(found.connector, found.uses, knowledge)
    yield f"{found.connector} {knowledge.label(found.connector)} ({state}): {used}"
    for use in found.uses:
        yield ""
        yield f"{use.model.id} {use.model.title}, owned by {use.model.owner}"
        for title, lines in (
            ("through", [f"{part.id} {part.name}" for part in use.components]),
            ("as", list(use.credentials)),
            ("flows", [f"{flow.id} {flow.name}" for flow in use.flows]),
            ("data", [f"{asset.id} {asset.name}, {_about(asset.sensitivity, asset.personal)}" for asset in use.data]),
        ):
            yield from (f"  {title if not number else '':8}{line}" for number, line in enumerate(lines))
    for (_, credential), sharing in shared_credentials(found.uses).items():
        yield ""
        yield f"“{credential}” is named by {listed([use.model.id for use in sharing])}"
    if found.owners:
        yield from ("", "to call")
        yield from (f"  {owner}: {', '.join(references)}" for owner, references in found.owners.items())
    if found.steps:
        yield from ("", "steps against threats to these")
        yield from (
            f"  {playbook} {knowledge.label(playbook)}: {', '.join(steps)}" for playbook, steps in found.steps.items()
        )


def _about(sensitivity: str, personal: bool) -> str:
    return f"{sensitivity}, personal" if personal else sensitivity
