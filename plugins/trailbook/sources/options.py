"""The option ``sources`` of ``trailbook/records``: which repositories hand on records, and where they are asked."""

import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote

from pydantic import Field, ValidationError

from trailbook.credentials.masking import MASK, mask
from trailbook.records.model import SOURCE, Model, Text
from trailbook.records.origins import HOME
from trailbook.records.vocabulary import Cadence
from trailbook.text.mkdocs_yml import option_places
from trailbook.text.model_problems import problems_of, shown
from trailbook.text.positions import Place
from trailbook.text.problem import Problem

Kind = Literal["file", "address", "git"]
_GIT = re.compile(r"git\+\w+://|ssh://|git://|[\w.-]+@[\w.-]+:(?!//)|.+\.git/?$")
_USER = re.compile(r"(?P<before>://)(?P<user>[^/@\s]*:(?!\d*[/?#])[^@\s]*|[^/@\s]*)@|^(?P<scp>[^/\\@\s]*:[^/\\@\s]*)@")
_OVER_HTTP = re.compile(r"(?:git\+)?https?://", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<name>[?&#][\w.-]*(?:token|secret|passw\w*|credential|signature|key|sig)=)[^&#]+", re.IGNORECASE
)
"""A part of an address whose name says that it gives access."""


class SourceOption(Model):
    """What the configuration says of a repository, or of a folder with the shards of several."""

    at: Text = Field(alias="from", description="A file, a folder of files, an https address, or that of a repository.")
    cadence: Cadence | None = Field(None, description="How often something lands there at the least.")
    unit: str = Field("", description="The part of the organisation that it belongs to.")
    signers: Text | None = Field(
        None, description="The file with the keys that sign its shards, as of allowed_signers."
    )
    revision: Text | None = Field(
        None, description="The branch, tag or commit that is read; the main branch if absent."
    )


_TOP = Place(1)


@dataclass(frozen=True)
class Source:
    """A repository, or a folder with the shards of several, as the configuration names it at ``place``."""

    name: str
    at: str
    cadence: Cadence | None = None
    unit: str = ""
    signers: str | None = None
    revision: str | None = None
    place: Place = _TOP

    @property
    def kind(self) -> Kind:
        """How it is asked."""
        if _GIT.match(self.at):
            return "git"
        return "address" if re.match(r"https?://", self.at) else "file"


def read_sources(options: object, file: str = "mkdocs.yml", text: str = "") -> tuple[tuple[Source, ...], list[Problem]]:
    """The sources that the option names, in its order, and what is wrong with it.

    ``text`` is the configuration file's, in which the places of problems are looked up. A source with a problem is left
    out.
    """
    if options is None:
        return (), []
    positions = option_places(text, file, "trailbook/records", "sources")
    if not isinstance(options, dict):
        expected = "names with what they are read from, such as 'payments: shards/payments.json'"
        wrong = Problem(file, *positions.of(()), "wrong-type", f"sources is {shown(_masked(options))}", expected)
        return (), [wrong]
    found: list[Source] = []
    problems: list[Problem] = []
    for name, stated in options.items():
        place = positions.of((name,), key=True)
        if fault := name_fault(_masked(name)):
            problems.append(Problem(file, *place, "bad-source", *fault))
            continue
        values = stated if isinstance(stated, dict) else {"from": stated}
        if _masked(values) != values:
            message = f"the address of {name} holds a password or a token"
            expected = "one without, and a new password or token; git asks its own credential helper"
            problems.append(Problem(file, *place, "bad-source", message, expected))
            continue
        try:
            option = SourceOption.model_validate(values)
        except ValidationError as error:
            problems += problems_of(error, SourceOption, file, positions.below((name,)))
            continue
        if re.match(r"git\+http://|git\+git://|git://|http://.*\.git/?$", option.at):
            message = f"the address of {name} is neither https nor ssh, so nobody knows who answers"
            problems.append(Problem(file, *place, "bad-source", message, "an address with https:// or ssh://"))
            continue
        found.append(Source(name, option.at, option.cadence, option.unit, option.signers, option.revision, place))
    return tuple(found), problems


def _masked(value: Any) -> Any:
    """A value as it may be shown: without what in an address gives access, or may do so.

    Over https nobody needs a user in the address, and many hosts take a token for one; over ssh it is an account.
    """
    if isinstance(value, dict):
        return {_masked(key): _masked(part) for key, part in value.items()}
    if isinstance(value, list):
        return [*map(_masked, value)]
    if not isinstance(value, str):
        return value
    has_no_user = bool(_OVER_HTTP.match(value))

    def without_user(found: re.Match[str]) -> str:
        if found["scp"] or has_no_user or ":" in unquote(found["user"]):
            return f"{found['before'] or ''}{MASK}@"
        return found[0]

    return _NAMED.sub(rf"\g<name>{MASK}", _USER.sub(without_user, mask(value)))


def name_fault(name: object) -> tuple[str, str] | None:
    """What is wrong with the name of a source, and what was expected; None if it can be used."""
    if isinstance(name, str) and re.fullmatch(SOURCE, name) and len(name) <= 64 and name != HOME:
        return None
    what = f"{HOME!r} is what other repositories call this one" if name == HOME else f"a source is called {shown(name)}"
    return what, "small letters, digits and single '-', such as 'payments'"
