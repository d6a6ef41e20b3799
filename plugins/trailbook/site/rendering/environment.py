"""The Jinja environment of all page templates."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.compiler import CodeGenerator

from trailbook.drift.comparisons import describe_values, expectation
from trailbook.records.references import record_of
from trailbook.records.states import is_pending, shown_vetting
from trailbook.records.unfinished import UNSTATED
from trailbook.records.vocabulary import (
    SENSITIVITIES,
)
from trailbook.risk.lessons.answers import by_commit
from trailbook.risk.register.connector_answers import at_best, conditions_of
from trailbook.risk.register.connector_uses import highest
from trailbook.risk.threats.findings import to_act_on
from trailbook.site.kept_values import ROOMS, KeptTemplates, KeptValues
from trailbook.site.marks.html_marks import place_of_mark
from trailbook.site.rendering.decision_html import (
    anchor,
    approvals,
    badges,
    by_period,
    byline,
    day,
    effects,
    effects_counted,
    effects_of_all,
    evidenced_since,
    kind,
    moment,
    moved_since,
    on_day,
    period,
    reason,
    request,
    written,
)
from trailbook.site.rendering.filters import (
    at_level,
    attack_words,
    code_line,
    counts,
    drawn,
    drift_anchor,
    drift_title,
    finding_rows,
    framework_name,
    front_matter_html,
    front_matter_value,
    idle_entries,
    letter,
    number,
    printed,
    rank,
    requirement,
    right_values,
    sentence_case,
    share_bar,
    stated_facts,
    step_effects,
)
from trailbook.site.rendering.indicator_html import first_part, indicator_view
from trailbook.site.rendering.markup import markdown_text
from trailbook.site.rendering.sitemap import register_path
from trailbook.site.rendering.translation import (
    Translated,
    catalogue,
    date_in_words,
    day_in_words,
    month_of_year,
    months_of_quarter,
    spoken,
    translated,
    translated_words,
)
from trailbook.text.code import fences
from trailbook.trail.export import APPROVED
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.published_text import person

FILTERS = {
    "anchor": anchor,
    "approvals": approvals,
    "attack_words": attack_words,
    "approval_source": APPROVED.__getitem__,
    "badges": badges,
    "by_commit": by_commit,
    "byline": byline,
    "code_line": code_line,
    "day": day,
    "drawn": drawn,
    "drift_anchor": drift_anchor,
    "drift_title": drift_title,
    "effects": effects,
    "by_period": by_period,
    "period": period,
    "effects_counted": effects_counted,
    "effects_of_all": effects_of_all,
    "kind": kind,
    "evidenced_since": evidenced_since,
    "moved_since": moved_since,
    "expectation": expectation,
    "finding_counts": counts,
    "finding_rows": finding_rows,
    "first_part": first_part,
    "framework_name": framework_name,
    "highest": highest,
    "to_act_on": to_act_on,
    "at_best": at_best,
    "conditions_of": conditions_of,
    "idle_entries": idle_entries,
    "is_reasoned": is_reasoned,
    "json": front_matter_value,
    "letter": letter,
    "md": markdown_text,
    "meta": front_matter_html,
    "moment": moment,
    "number": number,
    "on_day": on_day,
    "person": person,
    "place_of_mark": place_of_mark,
    "prose_day": day_in_words,
    "prose_date": date_in_words,
    "prose_month": month_of_year,
    "prose_quarter": months_of_quarter,
    "rank": rank,
    "reason_source": reason,
    "record_of": record_of,
    "register_path": register_path,
    "request": request,
    "requirement": requirement,
    "right_values": right_values,
    "setting_values": describe_values,
    "sensitivity_rank": SENSITIVITIES.index,
    "sentence_case": sentence_case,
    "shown_vetting": shown_vetting,
    "share_bar": share_bar,
    "stated_facts": stated_facts,
    "step_effects": step_effects,
    "indicator_view": indicator_view,
    "written": written,
    "t": translated,
    "words": translated_words,
}
"""The filters of the templates by name."""


def environment() -> Environment:
    """The environment of all page templates. Everything is escaped unless a filter returns markup."""
    return _environment(spoken())


@cache
def _environment(language: str) -> Environment:
    env = new_environment()
    if known := catalogue(language):
        env.translate = known.get  # type: ignore[attr-defined]
    return env


def keep_templates(values: KeptValues) -> None:
    """Keep the code of all page templates from one build to the next: to compile them takes seconds."""
    env = environment()
    env.bytecode_cache = kept = KeptTemplates(values, "pages", repr(catalogue(spoken())), rooms=ROOMS)
    for name in env.list_templates():
        kept.use(name)


class _PrintingAtOnce(CodeGenerator):
    """Compiles templates to print each value by ``finalize`` alone, which gives markup, so nothing is left to escape.

    Most of the thousands of values that a page prints are markup already, which costs most to escape.
    """

    def _output_child_pre(self, *_: object) -> None:
        self.write("environment.finalize(")

    def _output_child_post(self, *_: object) -> None:
        self.write(")")


class _Environment(Environment):
    code_generator_class = _PrintingAtOnce


def new_environment() -> Environment:
    """An environment in English, which translates what it is told to (``translation.Translated``)."""
    env = _Environment(
        loader=PackageLoader("trailbook.site"),
        auto_reload=False,
        extensions=[Translated],
        autoescape=True,
        finalize=printed,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(FILTERS)
    env.tests["at_level"] = at_level
    env.tests["pending"] = is_pending
    env.tests["unstated"] = UNSTATED.__eq__
    return env


def render(template: str, **values: Any) -> str:
    """The Markdown of a template, without the blank lines that its statements leave."""
    lines = environment().get_template(template).render(**values).strip().split("\n")
    code = {index for block in fences(lines) for index in range(block.first, block.last + 1)}
    kept = (line for index, line in enumerate(lines) if index in code or line or lines[index - 1])
    return "\n".join(kept) + "\n"
