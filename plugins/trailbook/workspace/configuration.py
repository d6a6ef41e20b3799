"""Which knowledge base a command works on: a folder, and what its mkdocs.yml says about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath
from posixpath import normpath
from typing import Any

from trailbook.credentials.allowed import NOTHING_ALLOWED, CredentialOptions, read_credential_options
from trailbook.records.loading import FOLDERS
from trailbook.risk.playbooks.plain_language import DEFAULT as PLAIN_ENGLISH
from trailbook.risk.playbooks.plain_language import PlainLanguage, read_plain_language
from trailbook.risk.reviews.plan import DEFAULT as EACH_BY_ITS_OWN
from trailbook.risk.reviews.plan import ReviewPlan, read_review_plan
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.scoring.options import SchemeError, read_scheme
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.tuning import DEFAULT, Ruleset, read_rules
from trailbook.text.problem import Problem
from trailbook.text.unseen import printable
from trailbook.trail.sign_offs.roles import NOBODY, Roles, read_roles
from trailbook.trail.sign_offs.rules import NOTHING_ASKED, SignOffRules, read_sign_off_rules
from trailbook.workspace.mkdocs_yml import ConfigurationError, find_mkdocs, read_mkdocs


@dataclass(frozen=True)
class Configuration:
    """What Trailbook takes from a mkdocs.yml. Without one, what a new knowledge base has, or else ``docs``."""

    root: Path
    folders: tuple[str, ...] = FOLDERS
    docs: str = "content"
    name: str = "Knowledge base"
    nav: list[Any] | None = None
    ruleset: Ruleset = DEFAULT
    problems: tuple[Problem, ...] = ()
    """What is wrong with options that can be used in part."""
    scheme: Scheme = MATRIX
    plain: PlainLanguage = PLAIN_ENGLISH
    review_plan: ReviewPlan = EACH_BY_ITS_OWN
    sign_offs: SignOffRules = NOTHING_ASKED
    roles: Roles = NOBODY
    footer: str = ""
    credentials: CredentialOptions = NOTHING_ALLOWED
    emails: bool = False
    """Whether the e-mail addresses of the history may be published."""


def read_configuration(root: Path) -> Configuration:
    """The configuration of the knowledge base in a folder.

    Raises ``ConfigurationError`` when its mkdocs.yml is there and can't be read or names no usable folder
    or risk scheme.
    """
    file = find_mkdocs(root)
    if file is None:
        plain = (root / "docs").is_dir() and not any((root / folder).is_dir() for folder in FOLDERS)
        return Configuration(root, ("docs",), "docs") if plain else Configuration(root)
    values = read_mkdocs(file)
    docs = _below(root, str(values.get("docs_dir") or "docs"))
    folders = _listed(_records_options(values).get("folders")) or (docs, *FOLDERS[1:])
    if fault := fault_of(folders, docs, file.name):
        raise ConfigurationError(fault)
    text = file.read_text(encoding="utf-8", errors="replace")
    ruleset, problems = read_rules(_records_options(values).get("rules"), file.name, text)
    plan, faults = read_review_plan(_records_options(values).get("reviews"), file.name, text)
    wanted = _options(values, "trailbook/playbooks").get("plain_language")
    asked_plain, unread = read_plain_language(wanted, file.name, text)
    faults += unread
    asked, more = read_sign_off_rules(_options(values, "trailbook/trail").get("sign_offs"), file.name, text)
    roles, others = read_roles(root)
    credentials, unclear = read_credential_options(_records_options(values).get("credentials"), file.name, text)
    return Configuration(
        root,
        folders,
        docs,
        str(values.get("site_name") or Configuration.name),
        values["nav"] if isinstance(values.get("nav"), list) else None,
        ruleset,
        (*problems, *faults, *more, *others, *unclear),
        scheme=_scheme(_records_options(values).get("risk")),
        plain=asked_plain,
        review_plan=plan,
        sign_offs=asked,
        roles=roles,
        footer=str(values.get("copyright") or ""),
        credentials=credentials,
        emails=_options(values, "trailbook/trail").get("emails") is True,
    )


def _below(root: Path, folder: str) -> str:
    """A folder as it is written, or relative to ``root`` where it is written as a place on this machine."""
    path = Path(folder)
    return path.relative_to(root.resolve()).as_posix() if path.is_relative_to(root.resolve()) else folder


def _listed(folders: object) -> tuple[str, ...]:
    """The names in the ``folders`` option, without those that only the environment knows."""
    names = [folder for folder in folders if folder is not None] if isinstance(folders, list) else folders
    if names is None:
        return ()
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigurationError("mkdocs.yml: 'folders' of trailbook/records must be a list: [content, postmortems]")
    return tuple(names)


def _scheme(options: object) -> Scheme:
    try:
        return read_scheme(options)
    except SchemeError as error:
        raise ConfigurationError(f"mkdocs.yml: option 'risk' of trailbook/records: {error}") from error


def _records_options(configuration: dict[str, Any]) -> dict[str, Any]:
    return _options(configuration, "trailbook/records")


def _options(configuration: dict[str, Any], plugin: str) -> dict[str, Any]:
    plugins = configuration.get("plugins")
    parts = plugins if isinstance(plugins, list) else [plugins]
    named = {name: options for part in parts if isinstance(part, dict) for name, options in part.items()}
    options = named.get(plugin)
    return options if isinstance(options, dict) else {}


def is_outside(folder: str) -> bool:
    """Whether a folder, written relative to a knowledge base, lies outside it."""
    path = PurePath(folder)
    return path.is_absolute() or normpath(path.as_posix()).split("/")[0] == ".."


def fault_of(folders: Iterable[str], docs: str, file: str = "mkdocs.yml") -> str:
    """What is wrong with the folders and how to mend it, in one line; empty where nothing is.

    ``docs`` is the documentation folder, which is among the folders where the configuration names none.
    """
    for folder in folders:
        if is_outside(folder) and folder == docs:
            return (
                f"{file}: docs_dir is {_quoted(folder)}, and records are only read below the folder of {file}; "
                f"move {file} up until docs_dir is below it, or list the folders with records in 'folders' of "
                "trailbook/records"
            )
        if is_outside(folder):
            return (
                f"{file}: 'folders' of trailbook/records has {_quoted(folder)}, which is not below the folder of {file}"
            )
    return ""


def _quoted(folder: str) -> str:
    return repr(printable(folder))
