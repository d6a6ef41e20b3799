"""The frameworks that an auditor asks for: one YAML file each, with ids and short titles.

A record maps to them as ``frameworks: {NIST-CSF: [PR.AA-05]}``. Ids are checked against the files
of this folder, so a mapping can't point at a requirement that does not exist.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from trailbook.text.problem import nearest
from trailbook.text.yaml_text import shipped_values


@dataclass(frozen=True)
class Match:
    """What a requirement became in another framework: the ids there, how they relate, and a remark."""

    to: tuple[str, ...]
    kind: str
    remark: str = ""


@dataclass(frozen=True)
class Crosswalk:
    """How the requirements of a framework are found again in another, and on what that statement rests."""

    to: str
    basis: str
    matches: dict[str, Match]


@dataclass(frozen=True)
class Framework:
    """One framework, its edition, where it is published, and its requirements by id."""

    id: str
    title: str
    edition: str
    publisher: str
    source: str
    requirements: dict[str, str]
    crosswalk: Crosswalk | None = None


@cache
def known_frameworks() -> dict[str, Framework]:
    """Every framework by id, in the order of the file names."""
    found = sorted((f for f in files(__name__).iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    frameworks = (_framework(**shipped_values(f.read_text(encoding="utf-8"))) for f in found)
    return {framework.id: framework for framework in frameworks}


def _framework(crosswalk: dict[str, Any] | None = None, **values: Any) -> Framework:
    if crosswalk is None:
        return Framework(**values)
    matches = {id: Match(tuple(m["to"]), m["kind"], m.get("remark", "")) for id, m in crosswalk["matches"].items()}
    return Framework(**values, crosswalk=Crosswalk(crosswalk["to"], crosswalk["basis"].strip(), matches))


def _known(mapping: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    for name, ids in mapping.items():
        if name not in known_frameworks():
            raise PydanticCustomError(
                "unknown-framework",
                "unknown framework '{name}'",
                {"name": name, "expected": ", ".join(known_frameworks()), "nearest": nearest(name, known_frameworks())},
            )
        requirements = known_frameworks()[name].requirements
        for requirement in ids:
            if requirement not in requirements:
                raise PydanticCustomError(
                    "unknown-requirement",
                    "{name} has no requirement '{requirement}'",
                    {"name": name, "requirement": requirement, "nearest": nearest(requirement, requirements)},
                )
    return mapping


Frameworks = Annotated[dict[str, tuple[str, ...]], AfterValidator(_known)]
"""Requirement ids by framework id."""
