"""The settings of a Power Platform tenant: who may make environments and sites, and what may be shared with everyone.

Read from ``Get-TenantSettings`` as JSON
(https://learn.microsoft.com/en-us/powershell/module/microsoft.powerapps.administration.powershell/get-tenantsettings),
from ``m365 pp tenant settings list``, or from the file that ``pac admin list-tenant-settings --settings-file`` writes.
ScubaGear tests most of them.
"""

from collections.abc import Mapping
from typing import Any

from trailbook.interchange.source import Node
from trailbook.interchange.tenants.reports import Snapshots, TenantReport

FILE = "tenant-settings.json"

_MADE_BY = {True: "admins", False: "everybody"}
_SHARED = {True: "refused", False: "possible"}
_AS_IT_IS = {True: True, False: False}
_SETTINGS: tuple[tuple[str, str, str, Mapping[bool, Any]], ...] = (
    ("made_by", "production", "disableEnvironmentCreationByNonAdminUsers", _MADE_BY),
    ("made_by", "trial", "disableTrialEnvironmentCreationByNonAdminUsers", _MADE_BY),
    ("made_by", "developer", "disableDeveloperEnvironmentCreationByNonAdminUsers", _MADE_BY),
    ("made_by", "sites", "disablePortalsCreationByNonAdminUsers", _MADE_BY),
    ("shared_with_everyone", "apps", "disableShareWithEveryone", _SHARED),
    ("shared_with_everyone", "connections", "disableConnectionSharingWithEveryone", _SHARED),
    ("guests", "make_apps", "enableGuestsToMake", _AS_IT_IS),
)
"""Where a setting stands in a snapshot, what the platform calls it, and what its values mean."""
_PLACES = ((), ("powerPlatform", "governance"), ("powerPlatform", "powerApps"))


def _found(root: Node, key: str) -> Node | None:
    """A setting, wherever the version of the interface has it."""
    for place in _PLACES:
        node = root
        for part in place:
            node = node[part]
        if node[key].value is not None:
            return node[key]
    return None


def _only(root: Node) -> Node:
    return next(root.each(), root) if isinstance(root.value, tuple) else root


def _recognises(root: Node) -> bool:
    return any(_found(_only(root), key) is not None for _, _, key, _ in _SETTINGS)


def _read(root: Node) -> Snapshots:
    settings: dict[str, dict[str, Any]] = {}
    for group, name, key, words in _SETTINGS:
        node = _found(_only(root), key)
        if node is not None and isinstance(node.value, bool):
            settings.setdefault(group, {})[name] = words[node.flag()]
        elif node is not None:
            node.wrong("true or false")
    root.use().reading.omit(root.place, "all other settings", "no template asks about them")
    return {FILE: {**settings}}


REPORT = TenantReport(
    "tenant-settings",
    "settings of a Power Platform tenant",
    "tenant",
    (b'CreationByNonAdminUsers"',),
    _recognises,
    _read,
)
