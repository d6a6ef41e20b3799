"""The data policies of Power Platform: which connectors may be used together, and which not at all.

Read from ``Get-DlpPolicy`` or the interface that it calls, as JSON
(https://learn.microsoft.com/en-us/power-platform/admin/powerapps-powershell#data-policy-commands): a policy, a list of
them, or a list under ``value``; each as it is, or under ``policyDefinition`` beside the patterns for custom connectors.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trailbook.interchange.source import Node
from trailbook.interchange.tenants.reports import Snapshots, TenantReport
from trailbook.interchange.tenants.values import our_word, shown

FILE = "data-policies.json"

GROUPS = {"confidential": "business", "general": "non-business", "blocked": "blocked"}
"""The words of the platform for its groups, and those of its administrators.

https://learn.microsoft.com/en-us/power-platform/admin/dlp-connector-classification
"""
_RULES = {**GROUPS, "ignore": "default"}
_SCOPES = {
    "allenvironments": "all",
    "onlyenvironments": "only",
    "exceptenvironments": "except",
    "singleenvironment": "only",
}
_COVERS_NEW = ("all", "except")
_PASSED_OVER = ("name", "id", "type", "etag", "isLegacySchemaVersion", "createdTime", "lastModifiedTime")
"""The keys of a policy that only a machine asks about."""


@dataclass(frozen=True)
class PolicyConnector:
    """A connector in a group of a policy. ``id`` is its last part, such as ``shared_sql``."""

    id: str
    name: str
    group: str


@dataclass(frozen=True)
class DataPolicy:
    """One policy: the group of each connector that it names, and of those that it does not.

    ``rules`` are those for custom connectors, by patterns of their addresses.
    """

    node: Node
    rules: Node
    name: str
    default: str
    connectors: tuple[PolicyConnector, ...]

    def group_of(self, ids: Iterable[str]) -> str | None:
        """The group of the first of some connectors that the policy names, or else that of those it does not name.

        None if it says neither in a word that is known.
        """
        groups = {connector.id.casefold(): connector.group for connector in self.connectors}
        word = next((groups[id.casefold()] for id in ids if id.casefold() in groups), self.default)
        return word if word in GROUPS.values() else None


def rows(root: Node) -> Iterator[Node]:
    """The entries of a list, or of what holds it under ``value``; or the one entry that there is."""
    value = root["value"] if isinstance(root.value, Mapping) and root["value"].there else root
    entries = value.each() if isinstance(value.value, tuple) else iter((value,))
    return (row for row in entries if isinstance(row.value, Mapping))


def read_policies(root: Node) -> list[DataPolicy]:
    """The data policies of a file, in its order."""
    return [_policy(row, policy) for row in rows(root) if _has_groups(policy := _definition(row))]


def _definition(row: Node) -> Node:
    return next((row[key] for key in ("policyDefinition", "properties") if _has_groups(row[key])), row)


def _has_groups(node: Node) -> bool:
    return isinstance(node.value, Mapping) and "connectorGroups" in node.value


def _policy(row: Node, policy: Node) -> DataPolicy:
    found: list[PolicyConnector] = []
    for group in policy["connectorGroups"].each():
        if isinstance(group.value, str) or isinstance(group["connectors"].value, str):
            _report_cut_off(group)
            continue
        word = our_word(group["classification"], GROUPS)
        for connector in group["connectors"].each():
            if isinstance(connector.value, str):
                _report_cut_off(connector)
            elif id := shown(connector.use()["id"]).rpartition("/")[2]:
                found.append(PolicyConnector(id, shown(connector["name"], 80), word))
    for key in _PASSED_OVER:
        policy[key].use()
    name = policy["displayName"] if policy["displayName"].there else policy["name"]
    default = our_word(policy["defaultConnectorsClassification"], GROUPS)
    rules = row["customConnectorUrlPatternsDefinition"]["rules"].use()
    return DataPolicy(policy, rules, shown(name, 80), default, tuple(found))


def _report_cut_off(node: Node) -> None:
    node.use()
    message = "the export is cut off here: PowerShell writes two levels unless it is asked for more"
    node.reading.report(node.place, "cut-off", message, "the list again, with ConvertTo-Json -Depth 9")


# -- the snapshot ----------------------------------------------------------------------------------


def policies_snapshot(policies: Iterable[DataPolicy]) -> dict[str, Any]:
    """The settings of policies. Connectors are in the order of their ids, as the platform has none."""
    named = [_settings(policy) for policy in policies]
    covered = any(policy.get("environments") in _COVERS_NEW for policy in named)
    return {"new_environments_covered": covered, "policies": sorted(named, key=lambda policy: str(policy["name"]))}


def _settings(policy: DataPolicy) -> dict[str, Any]:
    """What a policy says; what it does not say is left out, so that a check misses it."""
    node = policy.node
    stated = {
        "environments": our_word(node["environmentType"], _SCOPES),
        "named": sorted(shown(environment.use()["name"], 80) for environment in node["environments"].mappings()),
        "new_connectors": policy.default,
    }
    settings: dict[str, Any] = {"name": policy.name, **{key: value for key, value in stated.items() if value}}
    settings["connectors"] = [
        {"name": connector.name or connector.id, "id": connector.id, "group": connector.group}
        for connector in sorted(policy.connectors, key=lambda connector: (connector.id.casefold(), connector.group))
    ]
    if policy.rules.there:
        settings["custom_connectors"] = [
            {"name": shown(rule["pattern"], 120), "group": our_word(rule["customConnectorRuleClassification"], _RULES)}
            for rule in policy.rules.mappings()
        ]
    return settings


def _recognises(root: Node) -> bool:
    return any(_has_groups(_definition(row)) for row in rows(root))


def _read(root: Node) -> Snapshots:
    return {FILE: policies_snapshot(read_policies(root))}


_PEOPLE = "people are not carried over"
REASONS = {
    "createdBy": _PEOPLE,
    "lastModifiedBy": _PEOPLE,
    "connectorConfigurationsDefinition": "actions and addresses of single connectors are not looked at",
}
REPORT = TenantReport(
    "data-policies",
    "data policies of Power Platform",
    "tenant",
    (b'"connectorGroups"',),
    _recognises,
    _read,
    REASONS,
)
