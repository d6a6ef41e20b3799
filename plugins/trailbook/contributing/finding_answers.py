"""What somebody answers to the findings of a threat model, written into its file.

A finding becomes a threat with a mitigation, for its author to complete, or an entry under ``findings``. What the model
answers already stays as it is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Literal

from trailbook.contributing.drafting import PLACEHOLDER, yaml_value
from trailbook.records.document import Document
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.vocabulary import ThreatCategory
from trailbook.risk.threats.findings import Finding
from trailbook.text.unseen import printable
from trailbook.text.yaml_edits import add_entries

Form = Literal["threat", "open", "false-positive", "accepted"]
_WIDTH = 108
_AFFECTED = ("component", "data flow", "data asset", "entry point")
_CATEGORIES: dict[str, ThreatCategory] = {
    "LCNC-SEC-01": "account-misuse",
    "LCNC-SEC-02": "weak-access-control",
    "LCNC-SEC-03": "data-leakage",
    "LCNC-SEC-04": "weak-access-control",
    "LCNC-SEC-05": "misconfiguration",
    "LCNC-SEC-06": "injection",
    "LCNC-SEC-07": "untrusted-component",
    "LCNC-SEC-08": "unsafe-data-handling",
    "LCNC-SEC-09": "orphaned-asset",
    "LCNC-SEC-10": "missing-logging",
}
"""The category of each risk of the OWASP Low-Code/No-Code Top 10 (2022), which every rule names."""


@dataclass(frozen=True)
class FindingAnswer:
    """What is answered to one finding; who accepts it and until when, and why, as far as the form needs it."""

    finding: Finding
    form: Form
    reason: str = ""
    by: str = ""
    until: date | None = None


def unanswered(found: Iterable[Finding]) -> list[Finding]:
    """The findings of which their models say nothing yet."""
    return [finding for finding in found if finding.entry is None]


def with_answers(document: Document, answers: Sequence[FindingAnswer]) -> str:
    """The text of a threat model's file with the answers.

    Raises ``YamlEditError`` if its layout is too unusual to be kept.
    """
    model = document.record
    assert isinstance(model, ThreatModel)  # noqa: S101 - findings are of threat models
    threats, entries, mitigations = [], [], []
    states, names = _free(model, "findings", "R"), _free(model, "threats", "T")
    measures = _free(model, "mitigations", "M")
    for answer in answers:
        threat = next(names) if answer.form == "threat" else ""
        entries.append(_entry(next(states), answer, threat))
        if threat:
            threats.append(_threat(threat, answer.finding, model))
            mitigations.append(_mitigation(next(measures), threat, answer.finding, model))
    added = {"threats": threats, "findings": entries, "mitigations": mitigations}
    return add_entries(document.text, added, tuple(ThreatModel.model_fields))


def _free(model: ThreatModel, section: str, letter: str) -> Iterator[str]:
    """Ids that no item has, numbered on from the highest of a section, in its way to write them."""
    taken = {item.id for item in model.items()}
    numbered = [found for item in getattr(model, section) if (found := re.fullmatch(r"([A-Za-z_-]+)(\d+)", item.id))]
    last = max(numbered, key=lambda found: int(found[2]), default=None)
    start, number, width = (last[1], int(last[2]), len(last[2])) if last else (letter, 0, 1)
    while True:
        number += 1
        if (id := f"{start}{number:0{width}}") not in taken:
            yield id


def _entry(id: str, answer: FindingAnswer, threat: str) -> str:
    finding = answer.finding
    lines = [f"id: {id}", f"rule: {finding.rule.id}"]
    if finding.elements:
        lines.append(f"elements: [{', '.join(finding.elements)}]")
    if threat:
        return "\n".join([*lines, f"threat: {threat}"])
    lines.append(f"state: {answer.form}")
    if answer.form == "open":
        lines += [f"# {line}" for line in wrap(printable(" ".join(finding.reason.split())), _WIDTH)]
    elif answer.form == "accepted":
        lines += ["acceptance:", f"  by: {yaml_value(answer.by)}", *_text("  reason", answer.reason)]
        lines.append(f"  until: {answer.until}")
    else:
        lines += _text("reason", answer.reason)
    return "\n".join(lines)


def _threat(id: str, finding: Finding, model: ThreatModel) -> str:
    items = {item.id: item for item in model.items()}
    elements = [items[element] for element in finding.elements if element in items]
    named = ", ".join(element.label for element in elements)
    affected = ", ".join(element.id for element in elements if element.noun in _AFFECTED)
    risks = finding.rule.maps.owasp_lcnc
    return "\n".join(
        (
            f"id: {id}",
            *_text("title", f"{finding.rule.title}: {named}" if named else finding.rule.title),
            f"category: {_CATEGORIES[risks[0]]}",
            *_text("description", f"{finding.reason} {finding.rule.why}"),
            f'benefits: "{PLACEHOLDER}: who gains by it"',
            f'harmed: "{PLACEHOLDER}: who is harmed, and how"',
            f"affects: [{affected}]",
            f"inherent: {{likelihood: possible, impact: moderate}}  # {PLACEHOLDER} with no mitigation",
            f"residual: {{likelihood: possible, impact: moderate}}  # {PLACEHOLDER} with those that are in place today",
            f"frameworks: {{OWASP-LCNC: [{', '.join(risks)}]}}",
        )
    )


def _mitigation(id: str, threat: str, finding: Finding, model: ThreatModel) -> str:
    title, _, more = finding.rule.remedy.rstrip(".").partition(". ")
    return "\n".join(
        (
            f"id: {id}",
            *_text("title", title),
            *(_text("description", f"{more}.") if more else ()),
            f"mitigates: [{threat}]",
            "state: planned",
            f"owner: {yaml_value(model.owner)}",
        )
    )


def _text(name: str, value: str) -> list[str]:
    """A field with a text on one line, or folded if that is too long."""
    words = printable(" ".join(value.split()))
    line = f"{name}: {yaml_value(words)}"
    if len(line) <= _WIDTH:
        return [line]
    indent = " " * (len(name) - len(name.lstrip()) + 2)
    return [f"{name}: >-", *(f"{indent}{part}" for part in wrap(words, _WIDTH - len(indent), break_on_hyphens=False))]
