"""What templates do with values: filters for words, figures, rows and front matter."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from string import ascii_uppercase
from typing import Any, get_args

from markupsafe import Markup, escape

from trailbook.diagrams.charts.share_bar import Part, draw_share
from trailbook.diagrams.models.attack_paths import describe_paths
from trailbook.diagrams.models.attack_search import Attack
from trailbook.diagrams.models.model_map import ModelMap
from trailbook.drift.model import CheckResult
from trailbook.drift.practice import Practice
from trailbook.records.frameworks import known_frameworks
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.playbook import PlaybookUse
from trailbook.records.kinds.threat_model import FindingState, Threat, ThreatModel
from trailbook.records.kinds.training import Question
from trailbook.records.model import Item
from trailbook.records.ratings import Rating
from trailbook.records.vocabulary import (
    ActionState,
    ExceptionState,
    MitigationState,
    Obligation,
    Sensitivity,
    Severity,
    ShownVetting,
    SignOffState,
    Status,
    ThreatState,
)
from trailbook.risk.lessons.answers import AnsweringCommit
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.findings import STATES, Finding
from trailbook.site.rendering.sentences import field_in_language, in_language, svg_in_language
from trailbook.site.rendering.translation import spoken, translated, translated_words
from trailbook.text.unseen import one_line, visible_lines
from trailbook.trail.changes.change import Effect


def attack_words(threat: Threat, model: ThreatModel) -> tuple[str, ...]:
    """The attack paths of a threat in words, the first of which sum them up; none if there are none."""
    attack = Attack(ModelMap(model), threat)
    return tuple(describe_paths(attack)) if attack.paths else ()


def share_bar(parts: Iterable[tuple[int, str, str]]) -> Markup:
    """A bar of parts: how many, what they are, and their tone."""
    found = [Part(number, translated(name), tone) for number, name, tone in parts]
    return Markup(svg_in_language(draw_share(found)))  # noqa: S704 - drawn there, which escapes every text


def drawn(svg: str) -> Markup:
    """A chart that was drawn in ``trailbook.diagrams``, in the language of the site."""
    return Markup(svg_in_language(svg))  # noqa: S704 - drawn there, which escapes every text


def number(value: float) -> str:
    """A number without trailing zeros; from a million on with separators and no fraction."""
    return f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"


def sentence_case(text: str) -> str:
    """A sentence of ours or a word of a closed list in the language of the site, with a capital at its beginning."""
    said = in_language(text)
    said = translated(said) if said == text else said
    return said[:1].upper() + said[1:]


def framework_name(id: str) -> str:
    """The id of a framework as text: ``NIST-CSF`` as "NIST CSF"."""
    return id.replace("-", " ")


def requirement(id: str, framework: str) -> str:
    """The short title of a framework's requirement."""
    return known_frameworks()[framework].requirements[id]


_NAMED = re.compile(r"\[([^]*]*[^]*\d][^]*]*)\]")
"""The name of an entry in what a setting is called: "Search test" of ``shares[Search test].with``."""


def drift_title(result: CheckResult) -> str:
    """What a check found: the setting, or how many, and what it is against or excepted from.

    The title of the check alone says what should be, and reads as if it were so.
    """
    found = result.uncovered or result.deviations
    if len(found) == 1:
        name = _NAMED.search(found[0].setting)
        said = (
            translated("“{0}” is against “{1}”")
            if result.uncovered
            else translated("“{0}” has an exception from “{1}”")
        )
        subject = name[1] if name else found[0].setting
    else:
        said = translated("{0} settings are against “{1}”")
        said = said if result.uncovered else translated("{0} settings have an exception from “{1}”")
        subject = str(len(found))
    return said.replace("{1}", in_language(result.stated.title)).replace("{0}", subject)


def drift_anchor(result: CheckResult) -> str:
    """The anchor of what a check found in a snapshot, on the page of all deviations."""
    place = f"{result.check}:{result.snapshot.partition('/')[2]}"
    return re.sub(r"[^A-Za-z0-9.:/-]", lambda character: f"_{ord(character[0]):x}", place)


def on_one_line(value: Any) -> Any:
    """What a template prints: texts on one line, with a blank at an end that had one; markup unchanged.

    A sentence of ours is in the language of the site.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    line = in_language(one_line(value))
    return line if line == value or not line else f"{' ' * value[0].isspace()}{line}{' ' * value[-1].isspace()}"


def printed(value: Any) -> Markup:
    """What a template prints of a value: markup as it is, all else ``on_one_line`` and escaped."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str) and len(value) <= _SHORT:
        return _printed(value, spoken())
    return escape(on_one_line(value))


_SHORT = 160
"""Up to this number of characters a text is likely to be printed again: a date, a name, an address, a title."""


@lru_cache(maxsize=16_384)
def _printed(text: str, language: str) -> Markup:
    return escape(on_one_line(text))


def at_level(rating: Rating, scheme: Scheme, level: str) -> bool:
    """Whether a rating has a level; a test for templates."""
    return scheme.level(rating) == level


# Front matter

_NOT_IN_YAML = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that JSON allows, but YAML rejects or takes for a line break (YAML 1.2.2, section 5.1)."""


def front_matter_value(value: Any) -> Markup:
    """A value for YAML front matter, as JSON: that is YAML, and nothing in a title can end the line or the block."""
    text = json.dumps(value, ensure_ascii=False)
    escaped = _NOT_IN_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return Markup(escaped)  # noqa: S704 - read by a YAML parser, not by a browser


def front_matter_html(value: str | Sequence[str]) -> Markup:
    """Texts of a record for front matter that themes insert into the page unescaped, and so as escaped HTML."""
    texts = [value] if isinstance(value, str) else value
    safe = [html.escape(one_line(text), quote=False).replace('"', "&quot;") for text in texts]
    return front_matter_value(safe[0] if isinstance(value, str) else safe)


# Order of words

SCALES: tuple[tuple[str, ...], ...] = (
    ("none", *get_args(Sensitivity)),
    get_args(Severity),
    tuple(reversed(get_args(Obligation))),
    get_args(Status),
    get_args(ThreatState),
    get_args(MitigationState),
    get_args(ActionState),
    get_args(SignOffState),
    get_args(ExceptionState),
    get_args(ShownVetting),
    get_args(PlaybookUse),
    tuple(reversed(get_args(Connector.model_fields["group"].annotation))),
)
"""The words of closed lists, each in ascending order."""


@cache
def ranks() -> dict[str, int]:
    """The rank of each word by which every scale ascends. A word has the same rank in all its scales."""
    found = {word: 0 for scale in SCALES for word in scale}
    for _ in found:
        for scale in SCALES:
            for lower, higher in pairwise(scale):
                found[higher] = max(found[higher], found[lower] + 1)
    return found


def rank(word: str) -> int | None:
    """The rank by which a table sorts a word of a closed list; None for any other word."""
    return ranks().get(word)


# Findings


@dataclass(frozen=True)
class FindingRow:
    """A finding with the anchor of its row: the id of the model's entry for it, at the first finding of each entry."""

    finding: Finding
    anchor: str | None


def finding_rows(findings: Iterable[Finding]) -> Iterator[FindingRow]:
    """The rows of a model's findings in their order."""
    shown: set[str] = set()
    for finding in findings:
        entry = finding.entry.id if finding.entry and finding.entry.id not in shown else None
        if entry:
            shown.add(entry)
        yield FindingRow(finding, entry)


def idle_entries(model: ThreatModel, findings: Iterable[Finding]) -> list[FindingState]:
    """The entries of a model for findings that the rules do not report."""
    used = {finding.entry.id for finding in findings if finding.entry}
    return [entry for entry in model.findings if entry.id not in used]


def counts(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    """The number of findings in each state that has any, the most urgent state first."""
    found = [finding.state for finding in findings]
    return [(state, found.count(state)) for state in STATES if state in found]


def stated_facts(model: ThreatModel) -> list[tuple[Item, list[tuple[str, str]]]]:
    """Every element of a model that states facts, with the name and the value of each as text."""
    found = [(item, _facts(item)) for item in model.items()]
    return [(item, facts) for item, facts in found if facts]


def _facts(item: Item) -> list[tuple[str, str]]:
    values: dict[str, object] = getattr(getattr(item, "facts", None), "model_dump", dict)()
    return [(field_in_language(name.replace("_", " ")), _worded(value)) for name, value in values.items()]


def _worded(value: object) -> str:
    if isinstance(value, bool):
        return translated("yes" if value else "no")
    if isinstance(value, tuple):
        return ", ".join(translated_words(str(part)) for part in value) or translated("nobody")
    return translated_words(str(value))


# Lessons

_EFFECTS: tuple[Effect, ...] = ("weakens", "strengthens")


def step_effects(step: AnsweringCommit) -> list[Effect]:
    """The effects on risk of what a commit changed for a lesson, weakening first."""
    found = {change.effect for answer in step.answers for change in answer.decision.changes}
    return [effect for effect in _EFFECTS if effect in found]


# Training


def letter(index: int) -> str:
    """The letter of the answer at an index: A for the first, A1 after Z."""
    return f"{ascii_uppercase[index % 26]}{index // 26 or ''}"


def right_values(question: Question, practice: Practice | None) -> list[str]:
    """The letters of the right answers, or the numbers of the lines that deviate."""
    if practice:
        return [str(line) for line in practice.right]
    return [letter(index) for index, answer in enumerate(question.answers) if answer.correct]


def code_line(text: str) -> Markup:
    """A line of settings as HTML, with its indentation. Empty lines become a space, as a blank line ends the HTML."""
    return escape(visible_lines(text.expandtabs(4)) or " ")
