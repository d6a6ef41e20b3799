"""What a mkdocs.yml says of one knowledge base, read once, whoever asks: a command, a plugin, or a script."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from os.path import normpath, relpath
from pathlib import Path, PurePath
from typing import Any

import yaml

from trailbook.credentials.allowed import NOTHING_ALLOWED, CredentialOptions, read_credential_options
from trailbook.records.contacts import NO_CONTACTS, Contacts, read_contacts
from trailbook.records.loading import FOLDERS, OWN_FOLDERS
from trailbook.risk.playbooks.plain_language import DEFAULT as PLAIN_ENGLISH
from trailbook.risk.playbooks.plain_language import PlainLanguage, read_plain_language
from trailbook.risk.reviews.plan import DEFAULT as EACH_BY_ITS_OWN
from trailbook.risk.reviews.plan import ReviewPlan, read_review_plan
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.scoring.scheme_option import SchemeError, read_scheme
from trailbook.risk.threats.tuning import DEFAULT, Ruleset, read_rules
from trailbook.sources.options import Source, read_sources
from trailbook.text.errors import InputError
from trailbook.text.mkdocs_yml import NAMES, stated_values
from trailbook.text.problem import Problem
from trailbook.text.unseen import printable
from trailbook.trail.sign_offs.roles import NOBODY, Roles, read_roles
from trailbook.trail.sign_offs.rules import NOTHING_ASKED, SignOffRules, read_sign_off_rules
from trailbook.workspace.options import PlaybooksOptions, RecordsOptions, TrailOptions, read_options


class ConfigurationError(InputError):
    """A mkdocs.yml that can't be used."""


@dataclass(frozen=True)
class Configuration:
    """The settings of the knowledge base in ``root``: what mkdocs.yml states, and what follows from it.

    The defaults are those of a new knowledge base without a mkdocs.yml. ``problems`` holds what is wrong with options
    that can be used in part, ``footer`` the copyright notice. ``everywhere`` says that nobody named folders, and all
    Markdown of the repository is read, but not in hidden folders and in those with the work of others. ``theme`` holds
    the folder of the site's own templates, if it has one, ``repo_url`` the address of the repository's pages, and
    ``site_url`` that of the site. ``file`` is the name of the mkdocs.yml.
    """

    root: Path
    folders: tuple[str, ...] = FOLDERS
    docs: str = "content"
    name: str = "Knowledge base"
    nav: list[Any] | None = None
    footer: str = ""
    records: RecordsOptions = field(default_factory=RecordsOptions)
    playbooks: PlaybooksOptions = field(default_factory=PlaybooksOptions)
    trail: TrailOptions = field(default_factory=TrailOptions)
    scheme: Scheme = MATRIX
    ruleset: Ruleset = DEFAULT
    review_plan: ReviewPlan = EACH_BY_ITS_OWN
    plain_language: PlainLanguage = PLAIN_ENGLISH
    credentials: CredentialOptions = NOTHING_ALLOWED
    sign_offs: SignOffRules = NOTHING_ASKED
    roles: Roles = NOBODY
    contacts: Contacts = NO_CONTACTS
    sources: tuple[Source, ...] = ()
    problems: tuple[Problem, ...] = ()
    everywhere: bool = False
    theme: tuple[str, ...] = ()
    repo_url: str = ""
    site_url: str = ""
    file: str = NAMES[0]

    @property
    def is_for_audience(self) -> bool:
        """Whether what is built is for readers who must not see everything, whichever plugin says so."""
        return bool(self.records.audience or self.trail.audience)

    def with_options(self, file: str, text: str) -> "Configuration":
        """The configuration with what its options mean, and what is wrong with them.

        ``text`` is that of the ``file`` named so, in which the places of problems are looked up. Raises
        ``ConfigurationError`` if no folder or no scheme can be made of the options.
        """
        folders = tuple(self.records.folders) or (self.docs, *FOLDERS[1:])
        if fault := fault_of(folders, self.docs, file):
            raise ConfigurationError(fault)
        try:
            scheme = read_scheme(self.records.risk)
        except SchemeError as error:
            raise ConfigurationError(f"{file}: option 'risk' of trailbook/records: {error}") from error
        ruleset, bad_rules = read_rules(self.records.rules, file, text)
        plan, bad_plan = read_review_plan(self.records.reviews, file, text)
        plain, bad_plain = read_plain_language(self.playbooks.plain_language, file, text)
        sign_offs, bad_sign_offs = read_sign_off_rules(self.trail.sign_offs, file, text)
        roles, bad_roles = read_roles(self.root)
        contacts, bad_contacts = read_contacts(self.root)
        credentials, bad_credentials = read_credential_options(self.records.credentials, file, text)
        sources, bad_sources = read_sources(self.records.sources, file, text)
        return replace(
            self,
            file=file,
            folders=folders,
            scheme=scheme,
            ruleset=ruleset,
            review_plan=plan,
            plain_language=plain,
            credentials=credentials,
            sign_offs=sign_offs,
            roles=roles,
            contacts=contacts,
            sources=sources,
            problems=(
                *bad_rules,
                *bad_plan,
                *bad_plain,
                *bad_sign_offs,
                *bad_roles,
                *bad_contacts,
                *bad_credentials,
                *bad_sources,
            ),
        )


def read_configuration(root: Path) -> Configuration:
    """The configuration of the knowledge base in a folder.

    Raises ``ConfigurationError`` if its mkdocs.yml exists and can't be read, or names no usable folder or scheme.
    """
    file = find_mkdocs(root)
    if file is None:
        plain = (root / "docs").is_dir() and not any((root / folder).is_dir() for folder in FOLDERS)
        return Configuration(root, ("docs",), "docs") if plain else Configuration(root)
    values = read_mkdocs(file)
    nav = values.get("nav")
    stated = plugin_options(values, "trailbook/records")
    return Configuration(
        root,
        docs=_below(root, str(values.get("docs_dir") or "docs")),
        theme=_theme_folder(root, values.get("theme")),
        name=str(values.get("site_name") or Configuration.name),
        nav=nav if isinstance(nav, list) else None,
        footer=str(values.get("copyright") or ""),
        repo_url=str(values.get("repo_url") or ""),
        site_url=str(values.get("site_url") or ""),
        records=replace(read_options(stated, RecordsOptions), folders=_folders(stated.get("folders"))),
        playbooks=read_options(plugin_options(values, "trailbook/playbooks"), PlaybooksOptions),
        trail=read_options(plugin_options(values, "trailbook/trail"), TrailOptions),
    ).with_options(file.name, file.read_text(encoding="utf-8", errors="replace"))


def read_history_configuration(root: Path) -> Configuration:
    """The configuration in a folder for whoever asks the history alone, which needs no knowledge base.

    Where neither a mkdocs.yml nor the folders of a knowledge base say what to read, it is all Markdown. Raises
    ``ConfigurationError`` as ``read_configuration`` does.
    """
    found = read_configuration(root)
    if _is_knowledge_base(root) and any((root / folder).is_dir() for folder in found.folders):
        return found
    return replace(found, folders=(".",), everywhere=True)


def find_root(folder: Path) -> Path:
    """The knowledge base around a folder, or the repository.

    It is the nearest folder, up to the top of the git repository, that has a mkdocs.yml or the folders of a knowledge
    base; the top if there is none, and outside a repository the folder itself. A relative path stays one.
    """
    here = folder.resolve()
    around = (here, *here.parents)
    top = next((place for place, parent in enumerate(around) if (parent / ".git").exists()), 0)
    found = next((place for place in range(top + 1) if _is_knowledge_base(around[place])), top)
    return folder if found == 0 else Path(relpath(around[found])) if not folder.is_absolute() else around[found]


def _is_knowledge_base(folder: Path) -> bool:
    return find_mkdocs(folder) is not None or any((folder / own).is_dir() for own in OWN_FOLDERS)


def plugin_options(values: Mapping[str, Any], plugin: str) -> dict[str, Any]:
    """The options that the values of a mkdocs.yml give a plugin; none if it is not there or has none."""
    plugins = values.get("plugins")
    parts = plugins if isinstance(plugins, list) else [plugins]
    named = {name: options for part in parts if isinstance(part, dict) for name, options in part.items()}
    options = named.get(plugin)
    return options if isinstance(options, dict) else {}


def _below(root: Path, folder: str) -> str:
    """A folder as it is written, or relative to ``root`` if it is written as an absolute path."""
    path = Path(folder)
    return (path.relative_to(root.resolve()) if path.is_relative_to(root.resolve()) else path).as_posix()


def _theme_folder(root: Path, theme: object) -> tuple[str, ...]:
    stated = theme.get("custom_dir") if isinstance(theme, dict) else None
    return (_below(root, stated),) if isinstance(stated, str) and stated else ()


def _folders(stated: object) -> list[str]:
    """The names in the ``folders`` option, without those that only the environment knows."""
    names = [folder for folder in stated if folder is not None] if isinstance(stated, list) else stated
    if names is None:
        return []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigurationError("mkdocs.yml: 'folders' of trailbook/records must be a list: [content, postmortems]")
    return names


def is_outside(folder: str) -> bool:
    """Whether a folder, written relative to a knowledge base, lies outside it."""
    path = PurePath(folder)
    return path.is_absolute() or normpath(path.as_posix()).split("/")[0] == ".."


def fault_of(folders: Iterable[str], docs: str, file: str = "mkdocs.yml") -> str:
    """What is wrong with the folders and how to mend it, in one line; empty if nothing is.

    ``docs`` is the documentation folder, which is among the folders if the configuration names none.
    """
    for folder in folders:
        quoted = repr(printable(folder))
        if is_outside(folder) and folder == docs:
            return (
                f"{file}: docs_dir is {quoted}, and records are only read below the folder of {file}; move {file} up "
                "until docs_dir is below it, or list the folders with records in 'folders' of trailbook/records"
            )
        if is_outside(folder):
            return f"{file}: 'folders' of trailbook/records has {quoted}, which is not below the folder of {file}"
    return ""


def find_mkdocs(root: Path) -> Path | None:
    """The configuration in a folder, if there is one."""
    return next((root / name for name in NAMES if (root / name).is_file()), None)


def read_mkdocs(file: Path) -> dict[str, Any]:
    """The values of a mkdocs.yml over those of the file that its ``INHERIT`` names, relative to itself.

    As in MkDocs, mappings are merged key by key, and anything else replaces what was inherited. Raises
    ``ConfigurationError`` if a file can't be read or inherits from itself.
    """
    return _read(file, file.name, ())


def _read(file: Path, name: str, heirs: tuple[Path, ...]) -> dict[str, Any]:
    if file.resolve() in heirs:
        raise ConfigurationError(f"{printable(name)} inherits from itself; take one INHERIT out of the circle")
    values = _values(file, name)
    if "INHERIT" not in values:
        return values
    parent = values.pop("INHERIT")
    if not isinstance(parent, str):
        raise ConfigurationError(f"{printable(name)}: INHERIT must be the path of a file, such as ../mkdocs.yml")
    found = file.parent / parent
    if not found.is_file():
        raise ConfigurationError(f"{printable(name)}: INHERIT names {printable(parent)!r}, and there is no such file")
    return _merged(_read(found, parent, (*heirs, file.resolve())), values)


def _values(file: Path, name: str) -> dict[str, Any]:
    try:
        return stated_values(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        said = printable(" ".join(str(error).split()))
        raise ConfigurationError(f"{printable(name)} can't be read: {said}") from error
    except RecursionError as error:
        raise ConfigurationError(f"{printable(name)} can't be read: its values are nested too deeply") from error


def _merged(inherited: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {
        name: _merged(inherited[name], value)
        for name, value in own.items()
        if isinstance(value, dict) and isinstance(inherited.get(name), dict)
    }
    return {**inherited, **own, **both}
