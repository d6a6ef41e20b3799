"""The risk assessment of a release as a Markdown file: values in front for programs, then text for people."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

import yaml
from markupsafe import Markup

from trailbook.audit.source_track.requirements import SPECIFICATION, VERSION
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import REFERENCE
from trailbook.records.releases import FOLDER
from trailbook.release.assessment import Assessment, changes_in, named
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.in_words import by_quotation
from trailbook.text.unseen import one_line
from trailbook.trail.gaps import TITLES, Gap
from trailbook.trail.published_text import published

LISTED = (
    "no-rationale",
    "unapproved-acceptance",
    "unproven-review",
    "loosened-threshold",
    "several-authors",
    "bulk-dates",
    "agreed-by-nobody",
)
"""The gaps that are listed one by one. The others, of which there may be hundreds, are counted."""


def path_of(docs: str, version: str) -> str:
    """The file of a release's assessment, relative to the knowledge base."""
    return f"{docs}/{FOLDER}/{version}.md"


def assessment_file(assessment: Assessment, why: str = "") -> str:
    """The text of the file, which begins with why the release is made. The same assessment gives the same text."""
    note = assessment.note.model_dump(mode="json")
    note["day"] = date.fromisoformat(note["day"])
    front_matter = {
        "title": f"Release {assessment.version}",
        "description": f"The risks of release {assessment.version}: what was weakened or strengthened, what is open.",
        "release": note,
    }
    head = yaml.safe_dump(front_matter, sort_keys=False, allow_unicode=True, width=100)
    counts = Counter(gap.kind for gap in assessment.gaps)
    body = render(
        "release.md.j2",
        assessment=assessment,
        why=why.strip(),
        facts=assessment.facts,
        scheme=assessment.facts.scheme,
        note=assessment.note,
        gap_counts=[(TITLES[kind], counts[kind]) for kind in TITLES if counts[kind]],
        gaps=_by_commit(gap for gap in assessment.gaps if gap.kind in LISTED),
        gap_titles=TITLES,
        text=plain,
        titled=lambda text: plain(_with_titles(text, assessment.facts.knowledge)),
        published=published,
        first_words=_first_words,
        changes_in=changes_in,
        named=named,
        listed={one.decision.commit for one in assessment.decided if one.decision},
        source_version=VERSION,
        source_specification=SPECIFICATION,
    )
    return f"---\n{head}---\n\n{body}"


def _by_commit(gaps: Iterable[Gap]) -> list[tuple[Gap, list[str]]]:
    """Gaps of one kind in one commit, together: the first of them, and the records that have it."""
    grouped: dict[tuple[str, str, str], tuple[Gap, list[str]]] = {}
    for gap in gaps:
        grouped.setdefault((gap.kind, gap.commit, gap.detail), (gap, []))[1].append(gap.record)
    return list(grouped.values())


_MARKUP = re.compile(r"[&<>*_`\[\]{}|~^$\\@]|:(?=\S)|(?<=[=+!#:])[=+!#:]|(?<=www)\.", re.IGNORECASE)


def plain(text: str) -> Markup:
    """A text for the middle of a line of Markdown that people also read as it is written.

    Only what Markdown or its usual extensions could take as markup becomes an entity.
    """
    entities = _MARKUP.sub(lambda match: f"&#{ord(match[0])};", one_line(text))
    return Markup(entities)  # noqa: S704 - every character that could be markup is an entity


def _with_titles(text: str, knowledge: KnowledgeBase) -> str:
    """A text in which each reference follows the title that it has now; quotations and code stay as they are."""

    def with_title(match: re.Match[str]) -> str:
        return f"“{knowledge.label(match[0])}” {match[0]}" if knowledge.has(match[0]) else match[0]

    return "".join(part if quoted else REFERENCE.sub(with_title, part) for part, quoted in by_quotation(text))


def _first_words(reason: str) -> str:
    """The first paragraph of a reason, in at most 400 characters. The trail has all of it."""
    return published(" ".join(reason.strip().split("\n\n", 1)[0].split()), 400)
