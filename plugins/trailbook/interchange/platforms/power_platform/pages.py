"""Sites of Power Pages: which tables they open, to whom, and how visitors sign in.

The files are those of ``pac pages download``: roles, table permissions and settings as YAML, with the prefix ``adx_``
or, in the newer model of data, without (https://learn.microsoft.com/en-us/power-pages/configure/power-platform-cli-tutorial).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export
from trailbook.interchange.platforms.power_platform.connections import DATAVERSE, Connections
from trailbook.interchange.platforms.power_platform.parts import add_store
from trailbook.interchange.platforms.values import part_key, report_credentials
from trailbook.interchange.source import Node

_GLOBAL = "756150000"
"""The scope of a permission for all rows of a table; the others lead to rows of the visitor, or of who is above.

https://learn.microsoft.com/en-us/power-pages/security/table-permissions
"""
_WHOLE = ("webrole.yml", "sitesetting.yml", "website.yml", "webrole.yaml", "sitesetting.yaml", "website.yaml")
_PERMISSION = (".tablepermission.yml", ".tablepermission.yaml", ".entitypermission.yml")
_OPEN = "Authentication/Registration/OpenRegistrationEnabled"
_LOCAL = "Authentication/Registration/LocalLoginEnabled"


@dataclass
class Site:
    """A site: its folder, its roles by their ids, its permissions and its settings by their names."""

    key: str
    name: str
    node: Node
    roles: dict[str, Node] = field(default_factory=dict)
    permissions: list[Node] = field(default_factory=list)
    settings: dict[str, Node] = field(default_factory=dict)


def is_of_site(name: str) -> bool:
    """Whether a file says who a site lets in, or to what."""
    path = PurePosixPath(name.casefold())
    return path.name in _WHOLE or path.name.endswith(_PERMISSION)


def read_sites(export: Export, names: Iterable[str]) -> list[Site]:
    """The sites of an export, one for each folder."""
    sites: dict[str, Site] = {}
    for name in names:
        root = export.node(name)
        if root is None:
            continue
        path = PurePosixPath(name)
        folder = path.parent.parent if path.parent.name == "table-permissions" else path.parent
        site = sites.setdefault(folder.as_posix(), Site(folder.name or "site", folder.name or "Site", root))
        for row in _rows(root):
            _add(site, path.name.casefold(), row)
    return list(sites.values())


def _rows(root: Node) -> Iterator[Node]:
    rows = root.each() if isinstance(root.value, tuple) else iter((root,))
    return (row for row in rows if isinstance(row.value, Mapping))


def _add(site: Site, file: str, row: Node) -> None:
    if file.startswith("webrole"):
        site.roles[_of(row, "webroleid").name()] = row
    elif file.startswith("sitesetting"):
        site.settings[_of(row, "name").name()] = _of(row, "value")
    elif file.startswith("website"):
        site.name = _of(row, "name").name() or site.name
    else:
        site.permissions.append(row)


def _of(row: Node, name: str) -> Node:
    """A field of a row, with the prefix of the older model of data or without."""
    return row[f"adx_{name}"] if row[f"adx_{name}"].there else row[name]


def _is(row: Node, name: str) -> bool:
    return _is_set(_of(row, name))


def _is_set(value: Node | None) -> bool:
    """Whether a value is true, as YAML or as text."""
    return value is not None and value.name().casefold() in ("yes", "true")


def add_site(application: ApplicationDraft, site: Site, connections: Connections) -> None:
    """A site with its visitors, and each table that it opens, to whom and for what."""
    ref = application.component(part_key("site", site.key), site.name, "screen", site.node, technology="Power Pages")
    has_passwords, is_open = (_is_set(site.settings.get(name)) for name in (_LOCAL, _OPEN))
    anonymous = {id for id, role in site.roles.items() if _is(role, "anonymoususersrole")}
    visitors = application.component("caller: Visitors of the site", "Visitors of the site", "person", site.node)
    application.flow(visitors, ref, site.node, name=f"Entries in {site.name}")
    application.entry(
        f"sign-in of {site.key}",
        f"Sign-in of {site.name}",
        ref,
        site.node,
        exposed_to="Anyone who registers" if is_open else "Whoever has an account of the site",
        by="Password of the site" if has_passwords else "Not stated in the export",
        sign_in="password" if has_passwords else None,
        reached_by=["public"] if is_open else None,
    )
    connection = connections.named(DATAVERSE, "")
    for permission in site.permissions:
        table = _of(permission, "entitylogicalname").name()
        if table:
            store = add_store(application, permission, connection, "", table)
            _permit(application, site, permission, (ref, store), anonymous)
    for value in site.settings.values():
        if (secret := report_credentials(value)) is not None:
            application.state(ref, secret, secrets_in="plain")


def _permit(
    application: ApplicationDraft, site: Site, permission: Node, ends: tuple[Ref, Ref], anonymous: set[str]
) -> None:
    """What a permission lets visitors do; of all rows, if its scope is global."""
    ref, store = ends
    roles = _of(permission, "entitypermission_webrole")
    held = {role.name() for role in roles.each()} if isinstance(roles.value, tuple) else {roles.name()}
    is_public = bool(held & anonymous) and _of(permission, "scope").name() == _GLOBAL
    reads = _is(permission, "read")
    writes = any(_is(permission, right) for right in ("create", "write", "delete", "append"))
    runs_as = "anonymous" if is_public else "user"
    table = _of(permission, "entitylogicalname").name()
    if reads:
        application.flow(store, ref, permission, name=f"Rows of {table}", runs_as=runs_as)
    if writes:
        application.flow(ref, store, permission, name=f"Changes of {table}", runs_as=runs_as)
    rows = "whole" if _of(permission, "scope").name() == _GLOBAL else "rows"
    application.state(store, permission, permissions=rows if held else None)
    if is_public and (reads or writes):
        application.state(store, permission, shared_with=["public"] if reads else None)
        application.entry(
            f"pages of {site.key}",
            f"Pages of {site.name}",
            ref,
            permission,
            exposed_to="Anyone on the web",
            by="none",
            sign_in="none",
            reached_by=["public"],
        )
