"""The options of the plugins, each declared once: for the plugins of MkDocs, for commands and for scripts.

A new option is a field here, with its documentation below it. ``site/mkdocs/option_types.py`` turns the classes into
what MkDocs validates; ``configuration.py`` reads the same values from a mkdocs.yml without MkDocs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from trailbook.forges.addresses import ForgeName
from trailbook.records.vocabulary import Sensitivity


@dataclass(frozen=True)
class RecordsOptions:
    """Options of ``trailbook/records``."""

    folders: list[str] = field(default_factory=list)
    """Folders with records, relative to mkdocs.yml. If none are named: the documentation folder,
    ``threat-models``, ``postmortems`` and ``configurations/templates``."""

    risk: dict[str, Any] | None = None
    """How risk is scored: ``scheme`` (matrix or owasp), ``appetite``, ``cuts`` and ``words``. See the guide."""

    brand: bool = False
    """Give the site Trailbook's own typeface and colours; goes with Material's ``primary: custom``."""

    rules: dict[str, Any] | None = None
    """Which rules that propose threats are silenced or tuned, by their ids, each with its reason."""

    reviews: dict[str, Any] | None = None
    """How often records are reviewed by ``risk`` and ``tier``, and how many one sitting looks at (``theme_size``)."""

    suggest: bool = True
    """End every page that somebody wrote with how to suggest a change to it."""

    content_security_policy: bool = True
    """Put a Content-Security-Policy into every page, so that browsers load nothing from another host. See the guide."""

    search: Literal["auto", "material", "pagefind"] = "auto"
    """Whose index readers search: that of the search plugin as a whole (material), or one of which a browser loads
    what it needs (pagefind, with ``trailbook[search]``). ``auto`` takes the latter for a large site, if it can."""

    credentials: dict[str, Any] | None = None
    """Which findings of ``trailbook check`` are not credentials (``allowed``), each with its reason and last day."""

    sources: dict[str, Any] | None = None
    """Other repositories whose records are read as well, each by the name that references here give it: a file that
    ``trailbook shard`` wrote, a folder of such files, an https address or that of a repository. See the guide *Many
    repositories*."""

    audience: Sensitivity | None = None
    """Build for readers who may see at most this: public, internal, confidential or restricted. What is stricter is
    left out of everything. Without it, everything is built. See the guide *Audiences*."""

    classified: dict[str, Sensitivity] = field(default_factory=dict)
    """The classification of records that state none, by folder, relative to mkdocs.yml; elsewhere it is
    ``internal``."""


@dataclass(frozen=True)
class PlaybooksOptions:
    """Options of ``trailbook/playbooks``."""

    plain_language: dict[str, Any] | None = None
    """How easily steps have to read: ``level``, ``longest_sentence``, and whether it ``fails``. See the guide."""


@dataclass(frozen=True)
class TrailOptions:
    """Options of ``trailbook/trail``."""

    marks: bool = True
    """Put "Why is this here?" at each item of a record, and at each section of a plain page."""

    log: bool = True
    """Make the page ``decisions.md`` with all decisions, a page for each year, the feed ``decisions.xml``, the page
    ``changes.md`` with what changed week by week and its feed ``changes.xml``, the page ``gaps.md`` with what the trail
    can't show, ``effects.md`` with the rules of what weakens, and ``accounts.md`` with the names that are no
    person's."""

    emails: bool = False
    """Publish the e-mail addresses of the history: those of authors beside their names, and those in messages."""

    sign_offs: dict[str, Any] | None = None
    """Which changes ask for the agreement of which roles; ``roles.yaml`` says who holds them. See the guide."""

    content_security_policy: bool = False
    """As in ``trailbook/records``, for a site without that. Off unless asked for, since plain pages may load things
    from other hosts."""

    forge: ForgeName | None = None
    """Which forge ``repo_url`` leads to, if its host does not say: github, gitlab, bitbucket or gitea.
    Commits and pull requests become links on a forge that is known."""

    audience: Sensitivity | None = None
    """As in ``trailbook/records``, for a site without that."""

    classified: dict[str, Sensitivity] = field(default_factory=dict)
    """As in ``trailbook/records``, for a site without that."""


@dataclass(frozen=True)
class DiagramsOptions:
    """``trailbook/diagrams`` has no options of its own."""


PLUGINS: Mapping[str, type[Any]] = {
    "trailbook/records": RecordsOptions,
    "trailbook/diagrams": DiagramsOptions,
    "trailbook/playbooks": PlaybooksOptions,
    "trailbook/trail": TrailOptions,
}
"""The options of each plugin by its name in mkdocs.yml."""

T = TypeVar("T")


def read_options(stated: Mapping[str, Any], declared: type[T]) -> T:
    """The options that a mkdocs.yml states for a plugin; the default for what is missing or not of the right type.

    MkDocs itself reports an unknown option and one of the wrong type.
    """
    known = {option.name: option.type for option in fields(declared)}  # type: ignore[arg-type]
    return declared(**{name: value for name, value in stated.items() if name in known and _fits(value, known[name])})


def _fits(value: object, wanted: Any) -> bool:
    """Whether a value of a YAML file has a type that an option is declared with."""
    if get_origin(wanted) in (Union, UnionType):
        return any(_fits(value, one) for one in get_args(wanted))
    if wanted is Any:
        return True
    if wanted is type(None) or wanted is None:
        return value is None
    origin, parts = get_origin(wanted), get_args(wanted)
    if origin is Literal:
        return value in parts
    if origin is list:
        return isinstance(value, list) and all(_fits(entry, parts[0]) for entry in value)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(entry, parts[1]) for entry in value.values())
    return isinstance(value, wanted)
