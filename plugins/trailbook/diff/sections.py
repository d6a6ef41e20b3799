"""Words the difference as sections of rows, in the order in which they matter."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import starmap
from textwrap import shorten

from trailbook.diff.model import (
    BadLink,
    ChangedRecord,
    DescribedChange,
    Difference,
    GrantedTerm,
    MovedFinding,
    MovedThreat,
    Novelty,
    RequiredSignOff,
    ThreatStatus,
    UnexplainedCommit,
)
from trailbook.diff.outline import Code, Group, Row, Section, count_if_any, first_names, section
from trailbook.records.vocabulary import ROLE_TITLES, words
from trailbook.text.problem import Problem
from trailbook.trail.changes.change import Effect
from trailbook.trail.changes.word_diff import around_changes, word_diff
from trailbook.trail.export import SOURCES


def sections(difference: Difference) -> list[Section]:
    """The sections that are not empty, in the order in which they matter."""
    every = (section_of(difference) for section_of in _SECTIONS)
    return [found for found in every if found.number]


def _weakens(difference: Difference) -> Section:
    return _with_effect(difference, "weakens", "Weakens", needs_action=True)


def _may_weaken(difference: Difference) -> Section:
    return _with_effect(difference, "may-weaken", "May weaken (hints from the wording)", needs_action=True)


def _strengthens(difference: Difference) -> Section:
    return _with_effect(difference, "strengthens", "Strengthens", needs_action=False)


def _with_effect(difference: Difference, effect: Effect, title: str, *, needs_action: bool) -> Section:
    """The changes with one effect, grouped by the reason of the rule that determined it."""
    found: dict[str, list[Row]] = {}
    for record in difference.records:
        for change in record.changes:
            if change.effect == effect:
                why = change.reason if effect == "weakens" else f"{change.judged}."
                evidence = f" ({change.evidence})" if change.evidence else ""
                row = (Code(record.record), f" {_titled(change)}{evidence}", *_background(change))
                found.setdefault(why, []).append(row)
    groups = tuple(Group(tuple(rows), (reason,)) for reason, rows in found.items())
    return Section(title, groups, needs_action, effect, sum(map(len, found.values())))


_REASON = 200
"""How many characters of a reason are quoted."""


def _background(change: DescribedChange) -> Iterator[str | Code]:
    """What somebody who agrees to a weakening has to know: what it was there for, the reason, and who agreed."""
    for number, reference in enumerate(change.behind[:3]):
        yield ", " if number else ". It is there for "
        yield Code(reference)
    if len(change.behind) > 3:
        yield f" and {len(change.behind) - 3:,} more"
    for decided in change.decided:
        yield ". "
        yield Code(decided.commit[:10])
        yield f" by {decided.author}" if decided.author else ""
        yield f": {shorten(decided.reason, _REASON, placeholder=' …')}" if decided.reason else " gives no reason"
        yield f" (agreed: {first_names(decided.agreed)})" if decided.agreed else " (nobody else agreed)"


def _titled(change: DescribedChange) -> str:
    """The sentence, with the title of the item added if it names the item by its id alone."""
    name = f"{change.noun} {change.item}"
    is_untitled = change.says.startswith(name) and change.title and change.field is not None
    return f"{name} “{change.title}”{change.says.removeprefix(name)}" if is_untitled else change.says


_CONTEXT = 40
"""How many characters are shown on either side of a rewording."""
_STRETCHES = 12
"""How many stretches of a reworded text are shown."""


def _rewordings(difference: Difference) -> Section:
    """The words that went and came, as ``git diff --word-diff`` marks them: nobody but a reader can judge them."""

    def row(record: ChangedRecord, change: DescribedChange) -> Row:
        *words, last = _reworded(change)
        return (
            Code(record.record),
            f" {change.noun} {change.item} “{change.title}”: ",
            *(*words, last.rstrip(".")),
            *_background(change),
        )

    return section("Reworded, which no rule judges", starmap(row, difference.rewordings), needs_action=True)


def _reworded(change: DescribedChange) -> Iterator[str]:
    parts = word_diff(str(change.before), str(change.after))
    for place, (kind, text) in enumerate(parts[:_STRETCHES]):
        begin, end = (" " if edge.isspace() else "" for edge in (text[:1], text[-1:]))
        words = " ".join(text.split())
        if kind == "same":
            words = around_changes(words, place == 0, place == len(parts) - 1, _CONTEXT)
        yield begin + _MARKS[kind].format(words) + end
    if len(parts) > _STRETCHES:
        yield " …"


_MARKS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


def _terms(difference: Difference) -> Section:
    def row(term: GrantedTerm) -> Row:
        was = f", before until {term.was_until}" if term.was_until else ""
        ended = ", which has passed" if term.ended else ""
        return Code(term.reference), f" {term.title}: {term.kind} by {term.by} until {term.until}{was}{ended}"

    return section("Exceptions and accepted risks", map(row, difference.terms), needs_action=True)


def _applications(difference: Difference) -> Section:
    """What changes in each application; never folded if somebody should look at any of it."""
    groups = tuple(
        Group(tuple(_novelty(novelty) for novelty in changed.news), (Code(changed.model), f" {changed.title}"))
        for changed in difference.applications
    )
    news = [novelty for changed in difference.applications for novelty in changed.news]
    needs_action = any(novelty.asks for novelty in news)
    return Section("What changes in applications", groups, needs_action, number=len(news))


def _novelty(novelty: Novelty) -> Row:
    return (f"{novelty.says} [{first_names(novelty.items)}]",)


def _threats(difference: Difference) -> Section:
    def row(threat: MovedThreat) -> Row:
        return f"{threat.move}: ", Code(threat.reference), f" {threat.title} [{_moved(threat)}]"

    return section("Threats", map(row, difference.threats))


def _moved(threat: MovedThreat) -> str:
    if threat.before is None or threat.now is None:
        return _status_of(threat.now or threat.before)
    was, now = _status_of(threat.before), _status_of(threat.now)
    return now if was == now else f"{was} → {now}"


def _status_of(status: ThreatStatus | None) -> str:
    return f"{words(status.state)}, {status.residual}" if status else ""


def _findings(difference: Difference) -> Section:
    def row(finding: MovedFinding) -> Row:
        state = f" [{words(finding.state)}]" if finding.state and finding.move == "closes" else ""
        return f"{finding.move}: ", Code(finding.model), " ", Code(finding.finding), f" {finding.reason}{state}"

    return section("Findings of the threat rules", map(row, difference.findings))


def _records(difference: Difference) -> Section:
    groups = tuple(Group(tuple(_changes(record)), _head(record)) for record in difference.records)
    return Section("All changes", groups, number=difference.counts.changes)


def _head(record: ChangedRecord) -> Row:
    title = f" {record.title}" if record.title != record.record else ""
    return Code(record.record), f"{title} ({record.kind.replace('-', ' ')}, {record.change})"


def _changes(record: ChangedRecord) -> Iterator[Row]:
    """A row for each change. For a record that was added or removed, its items are counted instead."""
    if record.change == "changed":
        yield from ((_judged(change),) for change in record.changes)
        return
    whole, *items = record.changes
    nouns = Counter(change.noun for change in items)
    yield (_judged(whole),)
    yield from ((f"{count_if_any(number, noun)} {record.change}",) for noun, number in nouns.items())


def _judged(change: DescribedChange) -> str:
    return change.says if change.effect == "neutral" else f"{change.says} ({change.effect.replace('-', ' ')})"


def _problems(difference: Difference) -> Section:
    return section("New problems", map(_problem, difference.errors), needs_action=True)


def _notices(difference: Difference) -> Section:
    return section("New notices", (_problem(found) for found in difference.problems if found.level == "notice"))


def _problem(problem: Problem) -> Row:
    return Code(f"{problem.path}:{problem.line}:{problem.column}"), f" {problem.advice}"


def _links(difference: Difference) -> Section:
    """The links; those in files that the change does not touch come first, since nobody looks there."""
    groups = []
    for elsewhere, head in ((True, "In files that this change does not touch"), (False, "In files that it changes")):
        rows = tuple(_link(link) for link in difference.links if link.elsewhere is elsewhere)
        groups += [Group(rows, (head,))] if rows else []
    return Section("Broken or stale links", tuple(groups), needs_action=True, number=len(difference.links))


def _link(link: BadLink) -> Row:
    return Code(f"{link.path}:{link.line}:{link.column}"), f" {link.says}"


def _sign_offs(difference: Difference) -> Section:
    """The sign-offs by record and state."""
    found: dict[tuple[str, str], list[RequiredSignOff]] = {}
    for required in difference.sign_offs:
        found.setdefault((required.record, required.state), []).append(required)
    rows = tuple(_required(group) for group in found.values())
    needs_action = any(required.state != "given" for required in difference.sign_offs)
    return Section("Sign-offs", (Group(rows),), needs_action, number=len(difference.sign_offs))


_STATES = {"given": "given by {}", "missing": "needed from {}", "nobody named": "needed from {}, and nobody is named"}


def _required(group: list[RequiredSignOff]) -> Row:
    people = (f"{ROLE_TITLES[required.role]}{_by(required)}" for required in group)
    because = dict.fromkeys(reason for required in group for reason in required.because)
    text = f": {_STATES[group[0].state].format(', '.join(dict.fromkeys(people)))} [{'; '.join(because)}]"
    return Code(group[0].record), text, *_commits(list(dict.fromkeys(required.commit for required in group)))


def _by(required: RequiredSignOff) -> str:
    return f" ({first_names(required.by)})" if required.by else ""


def _commits(commits: list[str | None]) -> Iterator[str | Code]:
    for number, commit in enumerate(commits[:3]):
        yield ", " if number else " in "
        yield Code(commit[:10]) if commit else "what is not committed"
    if len(commits) > 3:
        yield f" and {len(commits) - 3:,} more"


def _unexplained(difference: Difference) -> Section:
    def row(commit: UnexplainedCommit) -> Row:
        return Code(commit.commit[:10]), f" {commit.title} ({SOURCES[commit.found]}; {first_names(commit.records)})"

    return section("No reason given", map(row, difference.unexplained), needs_action=True)


_SECTIONS: tuple[Callable[[Difference], Section], ...] = (
    _weakens,
    _applications,
    _rewordings,
    _may_weaken,
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
