"""The two forms in which forges take remarks on lines of a file: GitHub's workflow commands, and SARIF."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal
from urllib.parse import quote

from trailbook import __version__
from trailbook.text.output import ascii_json
from trailbook.text.unseen import printable

SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

GitHubLevel = Literal["error", "warning", "notice"]
SarifLevel = Literal["error", "warning", "note"]


def github_command(level: GitHubLevel, place: tuple[str, int, int], title: str, message: str) -> str:
    """A workflow command that GitHub shows beside a line; ``place`` is path, line and column."""
    path, line, column = place
    where = f"file={_escaped(printable(path), property=True)},line={line},col={column}"
    return f"::{level} {where},title={_escaped(title, property=True)}::{_escaped(message)}\n"


def github_remark(level: GitHubLevel, title: str, message: str) -> str:
    """A workflow command that GitHub shows with the run, at no file."""
    return f"::{level} title={_escaped(title, property=True)}::{_escaped(message)}\n"


def _escaped(text: str, *, property: bool = False) -> str:
    """The text with the characters escaped that end a workflow command or one of its properties."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property else text


def sarif_result(
    rule: str, level: SarifLevel, place: tuple[str, int, int], message: str, **more: object
) -> dict[str, Any]:
    """One remark on a line of a file; ``more`` holds further properties of a SARIF result."""
    path, line, column = place
    artifact = {"uri": quote(path.encode(errors="surrogateescape")), "uriBaseId": "%SRCROOT%"}
    region = {"startLine": line, "startColumn": column}
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": message},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        **more,
    }


def sarif_log(rules: Iterable[Mapping[str, object]], results: Iterable[Mapping[str, object]]) -> str:
    """A SARIF 2.1.0 log (OASIS standard, 2020) with one run."""
    driver = {"name": "trailbook", "version": __version__, "rules": list(rules)}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": list(results)}
    return ascii_json({"$schema": SARIF, "version": "2.1.0", "runs": [run]})
