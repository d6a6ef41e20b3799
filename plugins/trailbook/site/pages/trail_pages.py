"""The pages of the trail: of each record, of each year, and the log of all decisions.

The page of a trail is rendered as HTML: text from commits never reaches a Markdown parser, and hundreds of such pages
add hardly anything to the build.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from types import MappingProxyType
from typing import Any

from markupsafe import Markup, escape

from trailbook.diagrams.charts.weeks import draw_weeks
from trailbook.records.kinds.postmortem import Postmortem
from trailbook.records.kinds.threat_model import FindingState
from trailbook.records.releases import releases
from trailbook.risk.lessons.movements import weekly_movements
from trailbook.site.pages.registers import REGISTERS
from trailbook.site.rendering.asked_trails import beside
from trailbook.site.rendering.environment import environment, render
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.page import LOG, FrameKind, HtmlPage, Place, SitePage, frame_kind
from trailbook.site.rendering.sentences import worded
from trailbook.site.rendering.sitemap import Sitemap, register_path
from trailbook.site.rendering.trail_site import Changed, TrailSite
from trailbook.site.rendering.trail_view import TrailView
from trailbook.site.rendering.translation import translated
from trailbook.text.days import read_day
from trailbook.text.markdown_text import readable
from trailbook.text.unseen import one_line
from trailbook.trail.changes.change import Change, Effect, is_mapping, is_of_text
from trailbook.trail.changes.derived import is_level
from trailbook.trail.changes.word_diff import around_changes, count_words, edits, word_diff
from trailbook.trail.decision_kinds import MEANING, DecisionKind, decision_kind
from trailbook.trail.decisions import Decision, JsonValue, Trail
from trailbook.trail.effects.hints import BY_ID
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.git.people import is_account
from trailbook.trail.proposals import is_agreed
from trailbook.trail.published_text import person, published
from trailbook.trail.sentences import LONG, is_long, main_fields, predicate, subject
from trailbook.trail.sign_offs.needed import Needed

SHOWN = 200
"""How many entries the log shows without scripts, and at a time with them."""
_OPEN = 900
"""Up to this number of characters, with markup, a word difference is shown unfolded."""
_CONTEXT = 80
"""How many unchanged characters of a long text are shown on either side of a changed word."""
_PROSE = 4
"""From this number of words on, a value is prose."""
_FOLD = 12
"""From this number on, the changes of a decision are folded."""
_PARTS = 4_000
"""How many parts of a word difference are shown; git has the rest."""


@dataclass(frozen=True)
class ChangeView:
    """A change as the template shows it."""

    subject: str
    tip: str
    """The same by the id of the item."""
    href: str
    predicate: Markup
    effect: Effect
    rule: str
    """What the rule of its effect says; empty without one, and where the same decision said it before."""
    evidence: Markup
    words: Markup
    written: Markup
    """The same with the marks of Markdown and HTML, if they differ too."""
    open: bool
    both: bool
    fields: tuple[tuple[str, str], ...]
    is_removed: bool


@dataclass(frozen=True)
class ChangeGroup:
    """The changes of a decision in a row that are about one thing, and the one effect of those that have any."""

    effect: Effect | None
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True)
class DecisionView:
    """A decision as the template shows it.

    Its changes are folded under the line ``folded``, if that is not empty; ``wording`` are those that bear on no rule.
    ``agreed_by`` names those whose approval counts, and ``ended`` says that the record or an item of it ended.
    """

    decision: Decision
    changes: tuple[ChangeGroup, ...]
    folded: str
    wording: tuple[ChangeView, ...]
    commit_href: str | None
    pull_request_href: str | None
    needed: tuple[Needed, ...] = ()
    agreed_by: tuple[str, ...] = ()
    ended: bool = False


def trail_pages(
    site: TrailSite, changed: Mapping[str, Changed] = MappingProxyType({}), texts: Texts | None = None
) -> Iterator[HtmlPage]:
    """The page of each trail; ``changed`` holds pictures of what changed, by record.

    ``texts`` has the pages of the build before, if there are any.
    """
    texts = texts or Texts(site.sitemap)
    for trail in site.trails:
        picture = changed.get(trail.record)
        page = texts.html_page(f"trail {trail.record}", partial(_page, site, trail.record, picture), repr(picture))
        yield replace(page, place=trail_place(site, trail))


def trail_place(site: TrailSite, trail: Trail) -> Place:
    """A trail is below its record in the register of that; one that is closed is among all decisions."""
    path = site.sitemap.paths.get(trail.record)
    if site.is_closed(trail) or path is None:
        return _AMONG_DECISIONS
    record = site.sitemap.knowledge.records.get(trail.record)
    under = register_path(record.kind) if record and record.kind in REGISTERS else LOG
    return Place(under, (site.title(trail), path))


_AMONG_DECISIONS = Place(LOG)


def _page(known: TrailSite, record: str, changed: Changed | None, sitemap: Sitemap) -> HtmlPage:
    site = beside(known, sitemap)
    return trail_page(site, site.by_record[record], changed)


def trail_page(site: TrailSite, trail: Trail, changed: Changed | None = None) -> HtmlPage:
    """The whole trail of a record, newest decision first."""
    path = site.paths[trail.record]
    view = TrailView(site, path)
    html = _html(
        "trail.html.j2",
        view=view,
        trail=trail,
        title=site.title(trail),
        closed=site.is_closed(trail),
        successors=[site.by_record[record] for record in site.successors(trail)],
        predecessors=[site.by_record[record] for record in site.predecessors(trail)],
        decisions=_decision_views(view, trail),
        did=_did(trail.decisions),
        lacking=_without_approval(trail.decisions),
        changed=changed,
    )
    return HtmlPage(path, translated("Trail of {0}").replace("{0}", site.title(trail)), html)


def year_pages(site: TrailSite) -> Iterator[HtmlPage]:
    """The decisions of each year, for browsers without scripts and for print."""
    for year in decided_years(site):
        path = year_path(year)
        commits = [entries for entries in site.commits if str(entries[0].decision.day.year) == year]
        html = _html("decisions-of.html.j2", view=TrailView(site, path), year=year, commits=commits)
        yield HtmlPage(path, f"Decisions of {year}", html, place=_AMONG_DECISIONS)


def trail_frame_kinds(site: TrailSite) -> Iterator[FrameKind]:
    """The kinds of frames of these pages."""
    directory_urls = site.sitemap.directory_urls
    yield frame_kind(year_path("2000"), _AMONG_DECISIONS, directory_urls)
    for trail in site.trails:
        yield frame_kind(site.paths[trail.record], trail_place(site, trail), directory_urls)


def year_path(year: str) -> str:
    """The Markdown path of a year's page."""
    return f"decisions/{year}.md"


def log_page(site: TrailSite, today: date | None = None) -> SitePage:
    """The log of all decisions, newest first, with the year up to a day at a glance."""
    authors = {person(entry.decision.author.name): entry.decision.author for entry in site.entries}
    assistants = {one.name for entry in site.entries for one in entry.decision.assistants}
    return SitePage(
        LOG,
        render(
            "decisions.md.j2",
            view=TrailView(site, LOG),
            entries=site.entries,
            commits=site.commits,
            authors=sorted(authors, key=str.casefold),
            people=[name for name, one in authors.items() if not is_account(one)],
            helpers=sorted({name for name, one in authors.items() if is_account(one)} | assistants),
            kinds=sorted({site.kind(trail) for trail in site.trails}),
            years=decided_years(site),
            shown=SHOWN,
            found=found_in([entry.decision for entry in site.entries]),
            strip=week_strip(site, today),
        ),
    )


def _did(decisions: Sequence[Decision]) -> list[str]:
    """How many decisions weakened and strengthened, and that none has an approval of a second person, in words."""
    found = found_in(decisions)
    said = [(found.weakened, translated("{0} weakened")), (found.strengthened, translated("{0} strengthened"))]
    words = [text.replace("{0}", str(number)) for number, text in said if number]
    return words if found.agreed else [*words, translated("none with a second person's approval")]


def _without_approval(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions without the approval of a second person; none where no decision has one."""
    lacking = [one for one in decisions if not is_agreed(one)]
    return lacking if len(lacking) < len(decisions) else []


@dataclass(frozen=True)
class Found:
    """How many decisions weakened or strengthened something, have no reason, or a second person's approval.

    Of what may have weakened or strengthened something, the wording alone tells.
    """

    weakened: int
    strengthened: int
    may_have_weakened: int
    may_have_strengthened: int
    unreasoned: int
    agreed: int


def found_in(decisions: Sequence[Decision]) -> Found:
    """What some decisions come to."""
    did = Counter(effect for decision in decisions for effect in {change.effect for change in decision.changes})
    agreed = sum(map(is_agreed, decisions))
    return Found(
        did["weakens"],
        did["strengthens"],
        did["may-weaken"],
        did["may-strengthen"],
        sum(not is_reasoned(one) for one in decisions),
        agreed,
    )


CHANGE_BADGES: Mapping[tuple[DecisionKind, bool], str] = {
    ("weakened", False): "weakens",
    ("weakened", True): "may-weaken",
    ("mixed", False): "weakens",
    ("mixed", True): "may-weaken",
    ("strengthened", False): "strengthens",
    ("strengthened", True): "may-strengthen",
}
"""The badge of a kind of change, and of one that hints alone tell; others have a plain one."""


@dataclass(frozen=True)
class WeekStrip:
    """Weeks as a drawing, and the first day of the first of them."""

    drawing: Markup
    since: date


LEAST_WEEKS = 13
"""How many weeks a strip has at least, so that a young history does not look like an old one."""


def week_strip(site: TrailSite, today: date | None, href: str = "") -> WeekStrip | None:
    """The year up to a day, or what there is of it, each week with a link to its decisions on the log at ``href``.

    None if all decisions are of one week, or none moved anything, which says nothing.
    """
    weeks = weekly_movements(site.trails, today) if today else []
    decided = [place for place, week in enumerate(weeks) if week.decided]
    if len(decided) < 2:
        return None
    shown = weeks[min(decided[0], len(weeks) - LEAST_WEEKS) :]
    if not any(week.strengthened or week.weakened for week in shown):
        return None
    drawing = Markup(draw_weeks(shown, moments(site.sitemap), href))  # noqa: S704 - drawn here, which escapes every text
    return WeekStrip(drawing, shown[0].first)


def moments(sitemap: Sitemap) -> dict[date, list[str]]:
    """What marks a day among decisions: incidents that began on it, as far as a day is known, and releases."""
    found: dict[date, list[str]] = {}
    for record in sitemap.published(Postmortem):
        if day := read_day(str(record.began)):
            found.setdefault(day, []).append(record.title)
    for release in releases(sitemap.knowledge):
        found.setdefault(release.note.day, []).append(f"release {release.note.version}")
    return found


def _html(template: str, **values: Any) -> str:
    return environment().get_template(template).render(**values)


def decided_years(site: TrailSite) -> list[str]:
    """The years in which something was decided, the newest first."""
    return sorted({str(entry.decision.day.year) for entry in site.entries}, reverse=True)


def _decision_views(view: TrailView, trail: Trail) -> list[DecisionView]:
    return [_decision_view(view, trail, decision) for decision in trail.decisions]


def _decision_view(view: TrailView, trail: Trail, decision: Decision) -> DecisionView:
    called = view.site.nouns(trail)
    shown: dict[bool, list[ChangeView]] = {True: [], False: []}
    explained: set[tuple[str, Markup]] = set()
    for change in _together(_levels_first(decision.changes)):
        means = change.effect != "neutral" or decision_kind([change], change.item) in MEANING
        one = change_view(view, trail, change, called.get(change.item or "", ""))
        shown[means].append(replace(one, rule="") if (one.rule, one.evidence) in explained else one)
        explained.add((one.rule, one.evidence))
    return DecisionView(
        decision=decision,
        changes=tuple(_groups(shown[True])),
        folded=_folded(decision, len(shown[True])),
        wording=tuple(shown[False]),
        commit_href=view.commit_href(decision),
        pull_request_href=view.pull_request_href(decision),
        needed=view.site.needed[trail.record].get(decision.commit, ()),
        agreed_by=tuple(dict.fromkeys(person(one.name) for one in decision.approvals if one.counts)),
        ended=any(one.kind == "removed" and one.field is None for one in decision.changes),
    )


def _levels_first(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes with the levels of each item before the rest of its ratings."""
    for _, some in groupby(changes, key=lambda one: one.item):
        yield from sorted(some, key=lambda one: not is_level(one.field))


def _groups(changes: Iterable[ChangeView]) -> Iterator[ChangeGroup]:
    for _, some in groupby(changes, key=lambda one: (one.subject, one.href)):
        group = tuple(some)
        effects = {one.effect for one in group} - {"neutral"}
        if len(group) > 1:  # the subject is named above them
            group = tuple(replace(one, predicate=one.predicate.removeprefix(": ")) for one in group)
        yield ChangeGroup(effects.pop() if len(effects) == 1 else None, group)


def _together(changes: Iterable[Change]) -> Iterator[Change]:
    """Changes with the entries that one list gained or lost in a row as one, as far as a sentence names them all."""
    held: Change | None = None
    for change in changes:
        if held is not None and (joined := _joined(held, change)):
            held = joined
            continue
        if held is not None:
            yield held
        held = change
    if held is not None:
        yield held


def _joined(one: Change, other: Change) -> Change | None:
    """Two changes as one, if both brought or took an entry of the same list and no rule ranks either; None if not."""
    if (one.item, one.field, one.kind) != (other.item, other.field, other.kind) or one.field is None:
        return None
    if one.kind not in ("added", "removed") or is_of_text(one) or {one.effect, other.effect} != {"neutral"}:
        return None
    values = [*_entries(one), *_entries(other)]
    if not all(isinstance(value, str) for value in values) or len(", ".join(map(str, values))) > LONG:
        return None
    return replace(one, after=values) if one.kind == "added" else replace(one, before=values)


def _entries(change: Change) -> list[JsonValue]:
    value = change.after if change.kind == "added" else change.before
    return value if isinstance(value, list) else [value]


def _folded(decision: Decision, number: int) -> str:
    if number < _FOLD:
        return ""
    whole = next((c for c in decision.changes if c.item is None and c.field is None), None)
    if whole is None:
        said = translated("{0} changes")
    else:
        is_added = whole.kind == "added"
        said = translated("Record added: {0} changes") if is_added else translated("Record removed: {0} changes")
    return said.replace("{0}", str(number))


def change_view(view: TrailView, trail: Trail, change: Change, noun: str) -> ChangeView:
    """A change as a template shows it. ``noun`` is what its item is called, empty if the trail does not say it."""
    shown = _as_read(view, change)
    is_text = change.field is not None and is_long(change)
    words, written = _rewording(change, shown) if is_text else (Markup(), Markup())
    whole = change.field is None and change.item is not None and change.kind in ("added", "removed")
    value = shown.after if shown.after is not None else shown.before
    fields = worded(lambda: tuple(main_fields(value))) if whole else ()
    noun = noun or view.noun(trail, change)
    about = worded(subject, change, noun)
    said = _said_of(view, shown, quoting=not is_text)
    called = _subject(view, trail, change, about)
    if whole and is_mapping(value) and noun == FindingState.noun:
        called, rest = _finding(view, trail, value)
        fields, said = (), said + Markup(": {}").format(rest) if rest else said
    return ChangeView(
        subject=called,
        tip=about,
        href=view.item_href(trail, change.item),
        predicate=said,
        effect=change.effect,
        rule=BY_ID[change.rule].says(change) if change.rule in BY_ID else "",
        evidence=view.line(change.evidence, 1_000) if change.evidence else Markup(),
        words=words,
        written=written,
        open=change.effect != "neutral" and len(words) <= _OPEN,
        both=change.kind == "changed",
        fields=tuple((name, published(text, 2_000)) for name, text in fields if text),
        is_removed=change.kind == "removed",
    )


def said_of(view: TrailView, change: Change, *, quoting: bool = True) -> Markup:
    """What a change says of its subject as one line of HTML, in which what it refers to is called by its title."""
    return _said_of(view, _as_read(view, change), quoting=quoting)


def _said_of(view: TrailView, shown: Change, *, quoting: bool) -> Markup:
    in_line = view.line if shown.field == "id" else view.titled
    return in_line(worded(predicate, shown, quoting=quoting), 1_000)


def _rewording(change: Change, shown: Change) -> tuple[Markup, Markup]:
    """The words of a text before and after, as a reader sees them and, if others differ then, as they are written."""
    read, written = (
        [published(value) if isinstance(value, str) else "" for value in (one.before, one.after)]
        for one in (shown, change)
    )
    has_other_marks = written != read and _differing(*written) != _differing(*read)
    return _words(*read) if read[0] != read[1] else Markup(), _words(*written) if has_other_marks else Markup()


def _subject(view: TrailView, trail: Trail, change: Change, about: str) -> str:
    """What a change is about: a part of an item by the item's title, else as the sentence on the change says it."""
    is_part = change.item is not None and change.field not in (None, "id") and not change.heading
    is_titled = is_part and f"{trail.record}.{change.item}" in view.site.sitemap.knowledge.items
    return view.plain(view.called(trail, str(change.item)), 120) if is_titled else about


def _finding(view: TrailView, trail: Trail, value: Mapping[str, JsonValue]) -> tuple[str, Markup]:
    """What a finding is called whose state came or went, and what else was stated of it."""
    name = view.finding(trail, value)
    others: JsonValue = {key: part for key, part in value.items() if key not in ("id", "rule", "elements")}
    rest = worded(lambda: "; ".join(f"{key} {part}" for key, part in main_fields(others) if part))
    return translated("Finding “{0}”").replace("{0}", name), view.in_words.line(published(rest, 1_000), trail.record)


def _as_read(view: TrailView, change: Change) -> Change:
    """A change with its prose as a reader sees it; of code and addresses, and of short values, as they are written."""
    change = view.shown(change)
    if change.field is not None and change.field.startswith(("text.code", "text.links")):
        return change
    before, after = _prose_as_read(change.before), _prose_as_read(change.after)
    is_of_marks = before == after and not is_long(change)
    return change if is_of_marks else replace(change, before=before, after=after)


def _prose_as_read(value: JsonValue) -> JsonValue:
    """A value whose texts of some words have no marks of Markdown and HTML; what is shorter is taken literally."""
    if isinstance(value, dict):
        return {name: _prose_as_read(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_prose_as_read(part) for part in value]
    return readable(value) if isinstance(value, str) and count_words(value) >= _PROSE else value


def _differing(before: str, after: str) -> list[tuple[str, str]]:
    return [(edit.removed.strip(), edit.added.strip()) for edit in edits(before, after)]


def _words(before: str, after: str) -> Markup:
    """Two texts merged, with removed and added words marked for sight and for screen readers, and some context."""
    parts = word_diff(before, after)
    last = min(len(parts), _PARTS) - 1
    shown = [_part(kind, text, place == 0, place == last) for place, (kind, text) in enumerate(parts[:_PARTS])]
    html = "".join(shown) + (" …" if len(parts) > _PARTS else "")
    return Markup(html)  # noqa: S704 - every part is escaped


def _part(kind: str, text: str, first: bool, last: bool) -> str:
    begin, end = (" " if edge.isspace() else "" for edge in (text[:1], text[-1:]))
    text = one_line(text)
    if kind == "same" or not text:
        return f"{begin}{escape(around_changes(text, first, last, _CONTEXT))}{end}"
    tag, word = ("del", translated("removed:")) if kind == "removed" else ("ins", translated("added:"))
    return f'{begin}<{tag}><span class="tb-sr">{word} </span>{escape(text)}</{tag}>{end}'
