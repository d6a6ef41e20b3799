"""What is wrong with a change, and what it still lacks, as sections."""

from collections.abc import Iterator

from trailbook.diff.model import Asked, BadLink, Difference, Unexplained
from trailbook.diff.outline import Code, Group, Row, Section, listed, section
from trailbook.records.vocabulary import ROLE_TITLES
from trailbook.text.problem import Problem
from trailbook.trail.export import SOURCES


def problems(difference: Difference) -> Section:
    """The new problems."""
    return section("New problems", map(_problem, errors(difference)), calls=True)


def errors(difference: Difference) -> list[Problem]:
    """The new problems that fail a check, less those that are told as links."""
    links = {(link.path, link.line, link.column) for link in difference.links}
    failing = (problem for problem in difference.problems if problem.level == "error")
    return [problem for problem in failing if (problem.path, problem.line, problem.column) not in links]


def notices(difference: Difference) -> Section:
    """The new notices."""
    return section("New notices", (_problem(one) for one in difference.problems if one.level == "notice"))


def _problem(problem: Problem) -> Row:
    return Code(f"{problem.path}:{problem.line}:{problem.column}"), f" {problem.advice}"


def links(difference: Difference) -> Section:
    """The links, those that the change broke without touching their files first: nobody looks there."""
    groups = []
    for elsewhere, head in ((True, "In files that this change does not touch"), (False, "In files that it changes")):
        rows = tuple(_link(link) for link in difference.links if link.elsewhere is elsewhere)
        groups += [Group(rows, (head,))] if rows else []
    return Section("Broken or stale links", tuple(groups), calls=True, number=len(difference.links))


def _link(link: BadLink) -> Row:
    return Code(f"{link.path}:{link.line}:{link.column}"), f" {link.says}"


def sign_offs(difference: Difference) -> Section:
    """The sign-offs by record and by how they stand."""
    found: dict[tuple[str, str], list[Asked]] = {}
    for one in difference.sign_offs:
        found.setdefault((one.record, one.state), []).append(one)
    rows = tuple(_asked(group) for group in found.values())
    calls = any(one.state != "given" for one in difference.sign_offs)
    return Section("Sign-offs", (Group(rows),), calls, number=len(difference.sign_offs))


_ASKED = {"given": "given by {}", "missing": "needed from {}", "nobody named": "needed from {}, and nobody is named"}


def _asked(group: list[Asked]) -> Row:
    people = (f"{ROLE_TITLES[one.role]}{f' ({listed(one.by)})' if one.by else ''}" for one in group)
    because = dict.fromkeys(reason for one in group for reason in one.because)
    told = f": {_ASKED[group[0].state].format(', '.join(dict.fromkeys(people)))} [{'; '.join(because)}]"
    return Code(group[0].record), told, *_commits(list(dict.fromkeys(one.commit for one in group)))


def _commits(commits: list[str | None]) -> Iterator[str | Code]:
    for number, commit in enumerate(commits[:3]):
        yield ", " if number else " in "
        yield Code(commit[:10]) if commit else "what is not committed"
    if len(commits) > 3:
        yield f" and {len(commits) - 3:,} more"


def unexplained(difference: Difference) -> Section:
    """The commits that give no reason."""

    def row(one: Unexplained) -> Row:
        return Code(one.commit[:10]), f" {one.title} ({SOURCES[one.found]}; {listed(one.records)})"

    return section("No reason given", map(row, difference.unexplained), calls=True)
