"""The Jinja environment that lays pages out: its filters are words, levels and dates, never decisions."""

import json
import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from trailbook.drift.comparisons import describe_values, expectation
from trailbook.drift.model import CheckResult
from trailbook.records.frameworks import known_frameworks
from trailbook.records.kinds import KINDS
from trailbook.records.model import next_review
from trailbook.records.ratings import Rating
from trailbook.records.references import record_of
from trailbook.records.vocabulary import SENSITIVITIES, words
from trailbook.risk.lessons.answers import by_commit
from trailbook.risk.scoring.scheme import Scheme
from trailbook.site.rendering.decision_html import approvals, badges, when
from trailbook.site.rendering.finding_rows import counts, finding_rows, idle_entries, stated_facts
from trailbook.site.rendering.indicator_html import first_part, watched
from trailbook.site.rendering.lesson_rows import step_effects, taught_by_kind
from trailbook.site.rendering.markup import markdown_text
from trailbook.site.rendering.quiz import code_line, letter, right_values
from trailbook.site.rendering.ranks import rank
from trailbook.site.rendering.trail_view import anchor, day, effects, moment
from trailbook.text.code import fences
from trailbook.text.unseen import one_line
from trailbook.trail.export import APPROVED, SOURCES
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.published_text import person


def register_path(kind: str) -> str:
    """The Markdown file of a kind's register."""
    return f"{KINDS[kind].folder}/index.md"


def drift_anchor(result: CheckResult) -> str:
    """The anchor of what a check found in a snapshot, on the page of all deviations."""
    place = f"{result.check}:{result.snapshot.partition('/')[2]}"
    return re.sub(r"[^A-Za-z0-9.:/-]", lambda character: f"_{ord(character[0]):x}", place)


def number(value: float) -> str:
    """A number without a needless fraction."""
    return f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"


def framework_name(id: str) -> str:
    """How a framework's id reads on a page: ``NIST-CSF`` as "NIST CSF"."""
    return id.replace("-", " ")


def requirement(id: str, framework: str) -> str:
    """The short title of a framework's requirement."""
    return known_frameworks()[framework].requirements[id]


_NOT_IN_YAML = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What a YAML reader rejects or takes for a line end, though JSON allows it (YAML 1.2.2, section 5.1)."""


def as_json(value: Any) -> Markup:
    """A value for YAML front matter. JSON is YAML, so nothing in a title can end the line or the block."""
    text = json.dumps(value, ensure_ascii=False)
    escaped = _NOT_IN_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return Markup(escaped)  # noqa: S704 - read by a YAML parser, not by a browser


def as_meta(value: str | Sequence[str]) -> Markup:
    """A record's text for front matter that themes print: they put it into the page as it is, so as HTML."""
    texts = [value] if isinstance(value, str) else value
    safe = [escape(one_line(text), quote=False).replace('"', "&quot;") for text in texts]
    return as_json(safe[0] if isinstance(value, str) else safe)


def on_one_line(value: Any) -> Any:
    """What a template prints: text of records without line ends, markup as it is."""
    if value.__class__ is Markup:
        return value
    return one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def at_level(rating: Rating, scheme: Scheme, level: str) -> bool:
    """Whether a rating has a level: a test for templates."""
    return scheme.level(rating) == level


FILTERS = {
    "anchor": anchor,
    "approvals": approvals,
    "approval_source": APPROVED.__getitem__,
    "badges": badges,
    "by_commit": by_commit,
    "code_line": code_line,
    "day": day,
    "drift_anchor": drift_anchor,
    "effects": effects,
    "expectation": expectation,
    "finding_counts": counts,
    "finding_rows": finding_rows,
    "first_part": first_part,
    "framework_name": framework_name,
    "idle_entries": idle_entries,
    "is_reasoned": is_reasoned,
    "json": as_json,
    "letter": letter,
    "md": markdown_text,
    "meta": as_meta,
    "moment": moment,
    "next_review": next_review,
    "number": number,
    "person": person,
    "rank": rank,
    "reason_source": SOURCES.__getitem__,
    "record_of": record_of,
    "register_path": register_path,
    "requirement": requirement,
    "right_values": right_values,
    "setting_values": describe_values,
    "sensitivity_rank": SENSITIVITIES.index,
    "stated_facts": stated_facts,
    "step_effects": step_effects,
    "taught_by_kind": taught_by_kind,
    "watched": watched,
    "when": when,
    "words": words,
}


@cache
def environment() -> Environment:
    """The environment of all page templates. Everything is escaped unless a filter says otherwise."""
    env = Environment(
        loader=PackageLoader("trailbook.site"),
        autoescape=True,
        finalize=on_one_line,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(FILTERS)
    env.tests["at_level"] = at_level
    return env


def render(template: str, **values: Any) -> str:
    """The Markdown that a template gives, without the blank lines that its logic leaves behind."""
    lines = environment().get_template(template).render(**values).strip().split("\n")
    code = {index for block in fences(lines) for index in range(block.first, block.last + 1)}
    kept = (line for index, line in enumerate(lines) if index in code or line or lines[index - 1])
    return "\n".join(kept) + "\n"
