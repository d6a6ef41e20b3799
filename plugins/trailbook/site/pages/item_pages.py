"""The page of each threat and control: where it occurs, what is done about it, what it led to, and its history.

There are many of them, so they are rendered as HTML and laid out at the end of a build, outside the navigation and the
search index. Threats that are the same in several models (``risk.register.register``) share the page of the first; the
address of each other links to it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from trailbook.records.kinds.policy import PolicyException
from trailbook.records.kinds.threat_model import Mitigation
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import Reference, record_of
from trailbook.records.states import is_in_place, is_over
from trailbook.risk.lessons.lessons import Lesson
from trailbook.risk.register.protection import (
    Groups,
    backing_controls,
    control_relations,
    countermeasures,
    threat_relations,
)
from trailbook.risk.register.register import (
    StatedControl,
    StatedThreat,
    same_threats,
    stated_control,
    stated_controls,
    stated_threat,
    stated_threats,
)
from trailbook.risk.threats.findings import Finding
from trailbook.site.marks.trail_marks import ItemMarks
from trailbook.site.pages.lessons_page import lessons_of
from trailbook.site.pages.trail_pages import said_of
from trailbook.site.rendering.asked_trails import beside
from trailbook.site.rendering.edit_suggestion import item_suggestion
from trailbook.site.rendering.environment import environment
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.page import FrameKind, HtmlPage, Place, frame_kind
from trailbook.site.rendering.picture_blocks import attack_figures
from trailbook.site.rendering.sitemap import ITEM_PAGES, Sitemap
from trailbook.site.rendering.trail_site import TrailSite, value_digest
from trailbook.site.rendering.trail_view import TrailView
from trailbook.site.rendering.translation import translated
from trailbook.site.rendering.view import View
from trailbook.text.markdown_text import plain_text
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.derived import is_derived
from trailbook.trail.decisions import Decision, newest_first

SHOWN = 4
"""How many changes of a decision a history shows; the page of the trail shows all of them."""


@dataclass(frozen=True)
class Episode:
    """A decision with only what it changed of an item. ``href`` links to it on the page of the trail."""

    reference: str
    decision: Decision
    title: str
    href: str
    lines: tuple[Markup, ...]
    more: int


def item_pages(
    sitemap: Sitemap, trails: TrailSite | None = None, texts: Texts | None = None, *, pictures: bool = False
) -> Iterator[HtmlPage]:
    """The page of each published threat and control. Without trails it says where the history can be read.

    ``texts`` has the pages of the build before, if there are any. With ``pictures`` attack paths are drawn.
    """
    texts = texts or Texts(sitemap)
    knowledge = sitemap.knowledge
    groups = {threat: group for threat, group in same_threats(knowledge).items() if len(group) > 1}
    shared = value_digest(groups)
    lessons = lessons_of(sitemap, trails, today=None)
    digests = {lesson.source.id: value_digest(lesson) for lesson in lessons.all}
    stated = [reference for reference in stated_threats(knowledge) if reference in sitemap.item_pages]
    for reference in stated:
        members = tuple(one for one in groups.get(reference, (reference,)) if one in sitemap.item_pages)
        if members[0] == reference:
            paths = _paths(texts, members) if pictures else ""
            page = partial(_threat, trails, members, groups, paths)
            shown = texts.html_page(f"threat {reference}", page, repr(members), shared, paths)
        else:
            shown = _pointer(sitemap, reference, members[0])
        yield replace(shown, place=item_place(sitemap, reference))
    for reference in stated_controls(knowledge):
        if reference in sitemap.item_pages:
            threats = [
                tuple(member for member in groups.get(threat, (threat,)) if member in sitemap.item_pages)
                for threat in control_relations(knowledge, reference, sitemap.paths).threats
            ]
            behind = lessons.behind(reference)
            page = partial(_control, trails, reference, threats, behind)
            inputs = repr((threats, [digests[lesson.source.id] for lesson in behind]))
            shown = texts.html_page(f"control {reference}", page, inputs)
            yield replace(shown, place=item_place(sitemap, reference))


def item_place(sitemap: Sitemap, reference: str) -> Place:
    """A threat or control is below its record in the register, beside the others of the record that are next to it."""
    record, _ = Reference.parse(reference)
    noun = sitemap.knowledge.items[reference].noun
    siblings = [f"{record}.{item.id}" for item in sitemap.knowledge.records[record].items() if item.noun == noun]
    shown = [sibling for sibling in siblings if sibling in sitemap.item_pages]
    first = max(0, min(shown.index(reference) - BESIDE // 2, len(shown) - BESIDE))
    near = tuple((sitemap.knowledge.label(one), sitemap.item_pages[one]) for one in shown[first : first + BESIDE])
    return Place(f"{ITEM_PAGES[noun]}.md", (sitemap.title_of(record), sitemap.paths[record]), near)


BESIDE = 16
"""How many threats or controls of a record the navigation shows on the page of one of them."""


def item_frame_kinds(sitemap: Sitemap) -> Iterator[FrameKind]:
    """The kinds of frames of these pages."""
    places = {folder: Place(f"{folder}.md", ("", "")) for folder in ITEM_PAGES.values()}
    for path in sitemap.item_pages.values():
        yield frame_kind(path, places[path.partition("/")[0]], sitemap.directory_urls)


def _is_published(sitemap: Sitemap, reference: str) -> bool:
    return record_of(reference) in sitemap.paths


def _threat(
    known: TrailSite | None, references: tuple[str, ...], groups: Groups, paths: str, sitemap: Sitemap
) -> HtmlPage:
    members = [stated_threat(sitemap.knowledge, reference) for reference in references]
    trails = beside(known, sitemap) if known else None
    knowledge, path = sitemap.knowledge, sitemap.item_pages[references[0]]
    title = members[0].threat.title
    related = threat_relations(knowledge, references[0], sitemap.item_pages, sitemap.paths)
    html = _html(
        "threat.html.j2",
        view=View(sitemap, path),
        title=title,
        paths=Markup(paths),  # noqa: S704 - drawn by trailbook.diagrams, which escapes every name
        occurrences=members,
        measures=[
            measure
            for measure in countermeasures(knowledge, references, groups)
            if _is_published(sitemap, measure.reference)
        ],
        backings=[
            backing
            for backing in backing_controls(knowledge, references, groups)
            if _is_published(sitemap, backing.reference)
        ],
        steps=related.steps,
        findings=_findings(sitemap, references),
        incidents=related.incidents,
        oversight=_oversight(sitemap, references),
        frameworks=_frameworks([member.threat.frameworks for member in members]),
        history=_history(trails, path, references),
        marks={reference: _mark(trails, path, reference) for reference in references},
        undecided=trails.undecided if trails else "",
    )
    return HtmlPage(path, title, html + item_suggestion(sitemap, references[0]))


def _paths(texts: Texts, references: tuple[str, ...]) -> str:
    path = texts.sitemap.item_pages[references[0]]
    return texts.text("attack paths", lambda sitemap: attack_figures(sitemap, path, references), path, *references)


def _control(
    known: TrailSite | None,
    reference: str,
    threats: list[tuple[str, ...]],
    behind: list[Lesson],
    sitemap: Sitemap,
) -> HtmlPage:
    demand = stated_control(sitemap.knowledge, reference)
    trails = beside(known, sitemap) if known else None
    knowledge, path = sitemap.knowledge, sitemap.item_pages[reference]
    related = control_relations(knowledge, reference, sitemap.paths)
    found = {ref: knowledge.items[ref] for ref in related.mitigations}
    mitigations = {ref: item for ref, item in found.items() if isinstance(item, Mitigation)}
    html = _html(
        "control.html.j2",
        view=View(sitemap, path),
        reference=reference,
        policy=demand.policy,
        control=demand.control,
        wording=plain_text(demand.control.text),
        threats=_protected(knowledge, demand, threats, mitigations),
        mitigations=list(mitigations.items()),
        in_place=sum(map(is_in_place, mitigations.values())),
        steps=related.steps,
        taught_by=[lesson for lesson in behind if reference in lesson.taught],
        about_it=[lesson for lesson in behind if reference not in lesson.taught],
        trail_view=TrailView(trails, path) if trails else None,
        exceptions=[
            {"reference": ref, "exception": item, "is_over": is_over(item)}
            for ref in related.exceptions
            if isinstance(item := knowledge.items[ref], PolicyException)
        ],
        governs=tuple(knowledge.sources([reference], "governed-by")),
        oversight=_oversight(sitemap, (reference,)),
        frameworks=_frameworks([demand.control.frameworks]),
        history=_history(trails, path, (reference,)),
        mark=_mark(trails, path, reference),
        undecided=trails.undecided if trails else "",
    )
    return HtmlPage(path, demand.control.title, html + item_suggestion(sitemap, reference))


def _protected(
    knowledge: KnowledgeBase, demand: StatedControl, threats: list[tuple[str, ...]], mitigations: Iterable[str]
) -> list[tuple[list[StatedThreat], bool, list[str]]]:
    """Each group of same threats, whether the policy names one of them, and which of the mitigations bear on one."""
    against = {reference: set(knowledge.targets([reference], "mitigates")) for reference in mitigations}
    return [
        (
            [stated_threat(knowledge, member) for member in members],
            any(member in demand.control.covers for member in members),
            [reference for reference, borne in against.items() if not borne.isdisjoint(members)],
        )
        for members in threats
    ]


def _pointer(sitemap: Sitemap, reference: str, first: str) -> HtmlPage:
    path, title = sitemap.item_pages[reference], sitemap.knowledge.label(reference)
    values = {"view": View(sitemap, path), "title": title, "reference": reference, "first": first}
    return HtmlPage(path, title, _html("same-threat.html.j2", **values))


def _findings(sitemap: Sitemap, references: tuple[str, ...]) -> list[Finding]:
    """The findings that the threats explain; the page of rules has all findings of a rule."""
    models = dict.fromkeys(map(record_of, references))
    found = (finding for model in models for finding in sitemap.findings.get(model, ()))
    return [finding for finding in found if finding.threat and f"{finding.model}.{finding.threat.id}" in references]


def _oversight(sitemap: Sitemap, references: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """What measures, rehearses and teaches an item, each with its caption."""
    relations = (
        ("measures", translated("Measured by")),
        ("tests", translated("Rehearsed in")),
        ("teaches", translated("Taught in")),
    )
    found = [(words, tuple(sitemap.knowledge.sources(references, relation))) for relation, words in relations]
    return [(words, others) for words, others in found if others]


def _frameworks(mappings: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """The mappings merged, each requirement once."""
    merged: dict[str, dict[str, None]] = {}
    for mapping in mappings:
        for framework, ids in mapping.items():
            merged.setdefault(framework, {}).update(dict.fromkeys(ids))
    return {framework: tuple(ids) for framework, ids in merged.items()}


def _history(trails: TrailSite | None, path: str, references: Iterable[str]) -> list[Episode] | None:
    """The decisions on the items, newest first; None if the history is not read."""
    if trails is None:
        return None
    view = TrailView(trails, path)
    found = [episode for reference in references for episode in _episodes(view, reference)]
    return sorted(found, key=lambda episode: (newest_first(episode.decision), episode.reference))


def _mark(trails: TrailSite | None, path: str, reference: str) -> Markup:
    """Who decided an item, and why; empty if the history is not read."""
    record, item = Reference.parse(reference)
    trail = trails.by_record.get(record) if trails else None
    if trails is None or trail is None:
        return Markup("")
    return Markup(ItemMarks(TrailView(trails, path), trail).of(item))  # noqa: S704 - rendered by a template, which escapes


def _episodes(view: TrailView, reference: str) -> Iterator[Episode]:
    record, item = Reference.parse(reference)
    trail = view.site.by_record.get(record)
    for decision in trail.decisions if trail else ():
        if changes := tuple(change for change in decision.changes if _is_about(change, item)):
            lines = tuple(said_of(view, change).removeprefix(":").strip() for change in changes[:SHOWN])
            href = view.href(view.entry(trail, decision)) if trail else ""
            kept, title = replace(decision, changes=changes), view.plain(decision.title)
            yield Episode(reference, kept, title, href, lines, max(len(changes) - SHOWN, 0))


def _is_about(change: Change, item: str) -> bool:
    return change.item == item and change.kind != "moved" and not is_derived(change)


def _html(template: str, **values: object) -> str:
    return environment().get_template(template).render(**values)
