"""What only an administrator's list says of an application: data policies, owners, and who may use its parts.

The lists are those of the administration's command lines, as JSON:

- ``Get-DlpPolicy`` (https://learn.microsoft.com/en-us/power-platform/admin/powerapps-powershell#data-policy-commands)
- ``Get-AdminFlow``, ``Get-AdminPowerApp`` and their owner roles and role assignments (the same page)
- ``m365 flow owner list`` and ``m365 pa app permission list`` (https://pnp.github.io/cli-microsoft365/)

A list holds the whole tenant. What it says of parts that the application does not have is left alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from trailbook.interchange.draft import DraftPart
from trailbook.interchange.ids import MARK
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export
from trailbook.interchange.source import Node
from trailbook.interchange.tenants.data_policies import DataPolicy, read_policies, rows

_STRICTEST = ("blocked", "non-business", "business")
_AUDIENCES = {"user": "named-people", "group": "group", "tenant": "organisation", "everyone": "organisation"}
_OWNS, _EDITS = ("owner",), ("owner", "canedit")
_KINDS = ("flow", "app", "agent")
"""What begins the keys of parts that lists know by their own ids."""
_BUILT = ("automation", "screen", "agent")


@dataclass
class _Roles:
    """Who has a role at one part: the kinds of principals by role, and the names of groups that own it."""

    by_role: dict[str, list[str]] = field(default_factory=dict)
    teams: list[str] = field(default_factory=list)


def add_administration(application: ApplicationDraft, lists: Export) -> None:
    """Add what administrators' lists say of the parts of an application. A list that says nothing is a problem."""
    owners = _Owners(application)
    roots = [root for name in sorted(lists.files) if (root := lists.node(name)) is not None]
    for row in (row for root in roots for row in rows(root)):
        owners.name(row)
    for root in roots:
        policies = read_policies(root)
        for policy in policies:
            _policy(application, policy)
        if not sum(owners.read(row) for row in rows(root)) and not policies:
            expected = "Get-DlpPolicy, Get-AdminFlow, Get-AdminPowerApp or their roles, as JSON"
            root.reading.report(root.place, "says-nothing", "says nothing of a part of this application", expected)
    owners.state()


# -- data policies ---------------------------------------------------------------------------------


def _policy(application: ApplicationDraft, policy: DataPolicy) -> None:
    """The groups of a data policy, for the services that are connected through a connector of the platform."""
    for part in application.draft.of("components"):
        names = [name for name in application.services.get(part.key, ()) if name.startswith("shared_")]
        found = policy.group_of(names) if names else None
        if found is not None:
            stated = part.fields.get("facts", {}).get("dlp_group")
            strictest = found if stated is None else min(stated, found, key=_STRICTEST.index)
            part.fields.setdefault("facts", {})["dlp_group"] = strictest
    _boundary(application, policy.node)


def _boundary(application: ApplicationDraft, policy: Node) -> None:
    """The environment to which a policy applies, around what is built in it."""
    ref = application.boundary("environment", "Environment of Power Platform", policy, dlp_policy=True)
    for part in application.draft.of("components"):
        if part.fields["type"] in _BUILT:
            part.fields.setdefault("boundary", ref)


# -- owners and sharing ----------------------------------------------------------------------------


class _Owners:
    """Who owns, edits and uses parts of an application, from the rows of lists."""

    def __init__(self, application: ApplicationDraft) -> None:
        self._application = application
        self._parts: dict[str, DraftPart] = {}
        """Parts by what lists call them: their own ids and their names."""
        for part in application.draft.of("components"):
            if part.fields["type"] in _BUILT:
                self._parts.setdefault(str(part.fields.get("name", "")).casefold(), part)
                kind, _, own = part.key.partition(MARK)
                if kind in _KINDS:
                    self._parts[own.casefold()] = part
        self._roles: dict[str, tuple[DraftPart, Node, _Roles]] = {}

    def name(self, row: Node) -> None:
        """Let a part be found by the id that the administration has for it, which no export holds."""
        part = self._parts.get(_first(row, "DisplayName", "AppDisplayName", "FlowDisplayName").casefold())
        own = _first(row, "FlowName", "AppName", "name").casefold()
        if part is not None and own:
            self._parts.setdefault(own, part)

    def read(self, row: Node) -> bool:
        """Take in a row; whether it is about a part of the application."""
        part = next((self._parts[name] for name in _called(row) if name in self._parts), None)
        if part is None:
            return False
        _, _, roles = self._roles.setdefault(part.key, (part, row, _Roles()))
        inner = row["properties"]
        role = _first(row, "RoleType", "RoleName") or inner["roleName"].name()
        principal = _first(row, "PrincipalType") or inner["principal"]["type"].name()
        if role and principal:
            roles.by_role.setdefault(role.casefold(), []).append(principal.casefold())
            team = _first(row, "PrincipalDisplayName") or inner["principal"]["displayName"].name()
            if principal.casefold() == "group" and role.casefold() in _EDITS and team:
                roles.teams.append(team)
        return True

    def state(self) -> None:
        """State what all lists together say of each part."""
        for part, row, roles in self._roles.values():
            owners = _principals(roles, lambda role: role in _OWNS)
            editors = _principals(roles, lambda role: role in _EDITS)
            users = _principals(roles, lambda role: role not in _EDITS)
            others = list(editors)
            if "user" in owners:
                others.remove("user")
            if roles.teams:
                self._application.own(part.ref, roles.teams[0])
            people = [kind for kind in editors if kind == "user"]
            kept = (
                "team" if "group" in editors else "deputised" if len(people) > 1 else "one-person" if people else None
            )
            self._application.state(
                part.ref,
                row,
                kept_by=kept,
                edited_by=_audiences(others) if editors else None,
                shared_with=_audiences(users) if roles.by_role else None,
            )


def _principals(roles: _Roles, has: Callable[[str], bool]) -> list[str]:
    return [kind for role, kinds in roles.by_role.items() if has(role) for kind in kinds]


def _audiences(principals: list[str]) -> list[str]:
    return [*dict.fromkeys(_AUDIENCES[kind] for kind in principals if kind in _AUDIENCES)]


def _called(row: Node) -> Iterator[str]:
    """What a row calls the part that it is about."""
    own = row["id"].name()
    for mark in ("/flows/", "/apps/"):
        if mark in own:
            yield own.partition(mark)[2].partition("/")[0].casefold()
    for key in ("WorkflowEntityId", "FlowName", "AppName", "name", "DisplayName", "AppDisplayName", "FlowDisplayName"):
        if row[key].there and isinstance(row[key].value, str):
            yield row[key].name().casefold()


def _first(row: Node, *keys: str) -> str:
    return next((row[key].name() for key in keys if isinstance(row[key].value, str) and row[key].there), "")
