"""Problems as text for people, and as JSON, GitHub annotations and SARIF for other programs."""

from collections.abc import Callable

from trailbook.cli.forges import SarifLevel, ascii_json, github_command, sarif_log, sarif_result
from trailbook.records import KnowledgeBase


def as_text(knowledge: KnowledgeBase) -> str:
    """A line for each problem and notice, and a closing line that counts."""
    lines = [str(problem) for problem in knowledge.problems]
    errors = [problem for problem in knowledge.problems if problem.level == "error"]
    files = len({problem.path for problem in errors})
    records = sum(1 for record in knowledge.records.values() if record.kind != "page")
    found = f"{count(len(errors), 'problem')} in {count(files, 'file')}" if errors else "no problems"
    found += f", {count(len(lines) - len(errors), 'notice')}" if len(lines) > len(errors) else ""
    return "\n".join([*lines, f"{found}; {count(records, 'record')}, {count(len(knowledge.links), 'link')}"]) + "\n"


def as_json(knowledge: KnowledgeBase) -> str:
    """An array of problems with the fields of ``Problem``."""
    return ascii_json([vars(problem) for problem in knowledge.problems])


def as_github(knowledge: KnowledgeBase) -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request."""
    return "".join(github_command(p.level, (p.path, p.line, p.column), p.rule, p.advice) for p in knowledge.problems)


def as_sarif(knowledge: KnowledgeBase, level: SarifLevel = "error") -> str:
    """A SARIF log with one result of a level for each problem, and a note for each notice."""
    rules = sorted({problem.rule for problem in knowledge.problems})
    results = (
        sarif_result(p.rule, level if p.level == "error" else "note", (p.path, p.line, p.column), p.advice)
        for p in knowledge.problems
    )
    return sarif_log(({"id": rule} for rule in rules), results)


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
