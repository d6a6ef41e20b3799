"""The difference as sections of rows, in words, in the order in which they matter."""

from collections import Counter
from collections.abc import Callable, Iterator

from trailbook.diff.model import (
    Asked,
    BadLink,
    ChangedRecord,
    Difference,
    MovedFinding,
    MovedThreat,
    Stand,
    Term,
    ToldChange,
    Unexplained,
)
from trailbook.diff.outline import Code, Group, Row, Section, count, listed, section
from trailbook.records.vocabulary import ROLE_TITLES, words
from trailbook.text.problem import Problem
from trailbook.trail.changes.change import Effect
from trailbook.trail.export import SOURCES


def sections(difference: Difference) -> list[Section]:
    """The sections that have something to tell, in the order in which they matter."""
    found = (make(difference) for make in _SECTIONS)
    return [one for one in found if one.number]


def _weakens(difference: Difference) -> Section:
    return _with_effect(difference, "weakens", "Weakens", calls=True)


def _strengthens(difference: Difference) -> Section:
    return _with_effect(difference, "strengthens", "Strengthens", calls=False)


def _with_effect(difference: Difference, effect: Effect, title: str, *, calls: bool) -> Section:
    """The changes of one effect by the rule that gave it, whose reason says why what it is about weakens."""
    found: dict[str, list[Row]] = {}
    for record in difference.records:
        for change in record.changes:
            if change.effect == effect:
                why = change.reason if effect == "weakens" else f"{change.judged}."
                found.setdefault(why, []).append((Code(record.record), f" {_titled(change)}"))
    groups = tuple(Group(tuple(rows), (reason,)) for reason, rows in found.items())
    return Section(title, groups, calls, effect, sum(map(len, found.values())))


def _titled(change: ToldChange) -> str:
    """The sentence with what the item is called, where it has the item's id alone."""
    name = f"{change.noun} {change.item}"
    told = change.says.startswith(name) and change.title and change.field is not None
    return f"{name} “{change.title}”{change.says.removeprefix(name)}" if told else change.says


def _terms(difference: Difference) -> Section:
    def row(term: Term) -> Row:
        was = f", before until {term.was_until}" if term.was_until else ""
        ended = ", which has passed" if term.ended else ""
        return Code(term.reference), f" {term.title}: {term.kind} by {term.by} until {term.until}{was}{ended}"

    return section("Exceptions and accepted risks", map(row, difference.terms), calls=True)


def _threats(difference: Difference) -> Section:
    def row(threat: MovedThreat) -> Row:
        return f"{threat.move}: ", Code(threat.reference), f" {threat.title} [{_moved(threat)}]"

    return section("Threats", map(row, difference.threats))


def _moved(threat: MovedThreat) -> str:
    if threat.before is None or threat.now is None:
        return _stand(threat.now or threat.before)
    was, now = _stand(threat.before), _stand(threat.now)
    return now if was == now else f"{was} → {now}"


def _stand(stand: Stand | None) -> str:
    return f"{words(stand.state)}, {stand.residual}" if stand else ""


def _findings(difference: Difference) -> Section:
    def row(one: MovedFinding) -> Row:
        state = f" [{words(one.state)}]" if one.state and one.move == "closes" else ""
        return f"{one.move}: ", Code(one.model), " ", Code(one.finding), f" {one.reason}{state}"

    return section("Findings of the threat rules", map(row, difference.findings))


def _records(difference: Difference) -> Section:
    groups = tuple(Group(tuple(_changes(one)), _head(one)) for one in difference.records)
    return Section("All changes", groups, number=difference.counts.changes)


def _head(record: ChangedRecord) -> Row:
    title = f" {record.title}" if record.title != record.record else ""
    return Code(record.record), f"{title} ({record.kind.replace('-', ' ')}, {record.change})"


def _changes(record: ChangedRecord) -> Iterator[Row]:
    """A row for each change. What came or went whole is told by the number of its items."""
    if record.change == "changed":
        yield from ((_judged(change),) for change in record.changes)
        return
    whole, *items = record.changes
    nouns = Counter(change.noun for change in items)
    yield (_judged(whole),)
    yield from ((f"{count(number, noun)} {record.change}",) for noun, number in nouns.items())


def _judged(change: ToldChange) -> str:
    return change.says if change.effect == "neutral" else f"{change.says} ({change.effect})"


def _problems(difference: Difference) -> Section:
    """The new problems."""
    return section("New problems", map(_problem, difference.errors), calls=True)


def _notices(difference: Difference) -> Section:
    """The new notices."""
    return section("New notices", (_problem(one) for one in difference.problems if one.level == "notice"))


def _problem(problem: Problem) -> Row:
    return Code(f"{problem.path}:{problem.line}:{problem.column}"), f" {problem.advice}"


def _links(difference: Difference) -> Section:
    """The links, those that the change broke without touching their files first: nobody looks there."""
    groups = []
    for elsewhere, head in ((True, "In files that this change does not touch"), (False, "In files that it changes")):
        rows = tuple(_link(link) for link in difference.links if link.elsewhere is elsewhere)
        groups += [Group(rows, (head,))] if rows else []
    return Section("Broken or stale links", tuple(groups), calls=True, number=len(difference.links))


def _link(link: BadLink) -> Row:
    return Code(f"{link.path}:{link.line}:{link.column}"), f" {link.says}"


def _sign_offs(difference: Difference) -> Section:
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


def _unexplained(difference: Difference) -> Section:
    """The commits that give no reason."""

    def row(one: Unexplained) -> Row:
        return Code(one.commit[:10]), f" {one.title} ({SOURCES[one.found]}; {listed(one.records)})"

    return section("No reason given", map(row, difference.unexplained), calls=True)


_SECTIONS: tuple[Callable[[Difference], Section], ...] = (
    _weakens,
    _problems,
    _links,
    _sign_offs,
    _unexplained,
    _terms,
    _threats,
    _findings,
    _strengthens,
    _notices,
    _records,
)
