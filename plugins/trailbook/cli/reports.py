"""Problems as text for people, and as JSON, SARIF and what forges show in a change for other programs."""

from collections import Counter
from collections.abc import Callable
from hashlib import sha256

from trailbook.cli.forges import SarifLevel, github_command, sarif_log, sarif_result
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.text.output import ascii_json
from trailbook.text.prose import count
from trailbook.text.unseen import printable


def as_text(knowledge: KnowledgeBase) -> str:
    """A line for each problem and notice, and a closing line that counts."""
    lines = [str(problem) for problem in knowledge.problems]
    errors = [problem for problem in knowledge.problems if problem.level == "error"]
    files = len({problem.path for problem in errors})
    records = sum(1 for record in knowledge.records.values() if record.kind != "page")
    read = count(records, "record") if records or not knowledge.records else count(len(knowledge.records), "page")
    found = f"{count(len(errors), 'problem')} in {count(files, 'file')}" if errors else "no problems"
    found += f", {count(len(lines) - len(errors), 'notice')}" if len(lines) > len(errors) else ""
    return "\n".join([*lines, f"{found}; {read}, {count(len(knowledge.links), 'link')}"]) + "\n"


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


def as_code_quality(knowledge: KnowledgeBase) -> str:
    """The report that GitLab shows in a merge request (GitLab documentation, Code Quality, report format).

    A problem is known again by its file and its words, so that it is the same one after lines moved.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    entries: list[dict[str, object]] = []
    for problem in knowledge.problems:
        same = (problem.path, problem.rule, problem.advice)
        seen[same] += 1
        entries.append(
            {
                "description": problem.advice,
                "check_name": problem.rule,
                "fingerprint": sha256("\0".join((*same, str(seen[same]))).encode(errors="surrogateescape")).hexdigest(),
                "severity": "major" if problem.level == "error" else "info",
                "location": {"path": printable(problem.path), "lines": {"begin": problem.line}},
            }
        )
    return ascii_json(entries)


FORMATS: dict[str, Callable[[KnowledgeBase], str]] = {
    "codequality": as_code_quality,
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}

FOR_FORGES = ("codequality", "github", "sarif")
"""The formats whose paths a forge reads."""
