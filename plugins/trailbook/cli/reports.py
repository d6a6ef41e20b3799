"""Problems as text for people, and as JSON, GitHub annotations and SARIF for other programs."""

import json
from collections.abc import Callable
from urllib.parse import quote

from trailbook import __version__
from trailbook.records import KnowledgeBase
from trailbook.records.problem import printable

SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def as_text(knowledge: KnowledgeBase) -> str:
    """A line a problem, and a closing line that counts."""
    lines = [str(problem) for problem in knowledge.problems]
    files = len({problem.path for problem in knowledge.problems})
    records = sum(1 for record in knowledge.records.values() if record.kind != "page")
    found = f"{count(len(lines), 'problem')} in {count(files, 'file')}" if lines else "no problems"
    return "\n".join([*lines, f"{found}; {count(records, 'record')}, {count(len(knowledge.links), 'link')}"]) + "\n"


def as_json(knowledge: KnowledgeBase) -> str:
    """An array of problems with the fields of ``Problem``."""
    return _json([vars(problem) for problem in knowledge.problems])


def as_github(knowledge: KnowledgeBase) -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request."""
    return "".join(
        f"::error file={_github(printable(p.path), property=True)},line={p.line},col={p.column},"
        f"title={_github(p.rule, property=True)}::{_github(p.advice)}\n"
        for p in knowledge.problems
    )


def _github(text: str, *, property: bool = False) -> str:
    """The text with the characters escaped that end a workflow command or one of its properties."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property else text


def as_sarif(knowledge: KnowledgeBase) -> str:
    """A SARIF 2.1.0 log (OASIS standard, 2020) with one run."""
    rules = sorted({problem.rule for problem in knowledge.problems})
    results = [
        {
            "ruleId": problem.rule,
            "level": "error",
            "message": {"text": problem.advice},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(problem.path), "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": problem.line, "startColumn": problem.column},
                    }
                }
            ],
        }
        for problem in knowledge.problems
    ]
    driver = {"name": "trailbook", "version": __version__, "rules": [{"id": rule} for rule in rules]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _json({"$schema": SARIF, "version": "2.1.0", "runs": [run]})


def _uri(path: str) -> str:
    return quote(path.encode(errors="surrogateescape"))


def _json(value: object) -> str:
    """JSON in ASCII alone, so that no name or value can act on a terminal that it is printed to."""
    return json.dumps(value, indent=2) + "\n"


def count(number: int, noun: str) -> str:
    """A number with its noun: ``1 problem``, ``1,200 problems``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


FORMATS: dict[str, Callable[[KnowledgeBase], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}

FOR_FORGES = ("github", "sarif")
"""The formats whose paths a forge reads."""
