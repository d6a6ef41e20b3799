"""What each rule says of changes. Each case of ``cases/*.yaml`` is one; its ``says`` tells what it shows.

``edits`` change one file of ``records/``, each once (``first`` edits it beforehand, ``ends`` removes it);
``effects`` is every effect that the changes then have, and ``back`` every effect of the way back. Changes
that are not listed are neutral.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from trailbook.records.document import Document
from trailbook.records.model import Item, Record
from trailbook.records.reading import read_document
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.compare import compare
from trailbook.trail.changes.derived import DERIVED
from trailbook.trail.decisions import JsonValue
from trailbook.trail.effects.classify import classify
from trailbook.trail.effects.rules import RULES

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = [
    {"rule": rule, **case}
    for file in sorted((HERE / "cases").glob("*.yaml"))
    for rule, cases in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader).items()
    for case in cases
]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['rule']}: {case['says']}") for case in CASES])
def test_a_change_has_the_effect_that_the_rules_state(case: dict[str, Any]) -> None:
    before = (HERE.parent / "records" / case["in"]).read_text(encoding="utf-8")
    for change, to in case.get("first", {}).items():
        before = edited(before, change, to)
    after = before
    for change, to in case.get("edits", {}).items():
        after = edited(after, change, to)
    old, new = read(case["in"], before), None if case.get("ends") else read(case["in"], after)
    assert effects(old, new) == case["effects"]
    if "back" in case:
        assert effects(new, old) == case["back"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_cases_in_which_it_speaks_and_in_which_it_is_silent(rule: Any) -> None:
    said = [any(f"({rule.id})" in effect for effect in case["effects"]) for case in CASES if case["rule"] == rule.id]
    assert set(said) == {True, False}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_can_be_published(rule: Any) -> None:
    assert (HERE.parents[2] / "plugins/trailbook/trail/effects/rules" / f"{rule.id.replace('-', '_')}.py").is_file()
    assert rule.title and rule.reason.endswith(".") and rule.concerns
    for model, field in rule.concerns:
        assert issubclass(model, Item | Record)
        assert field is None or field in model.model_fields or field in DERIVED


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_names_the_direction_that_happened_and_not_the_other(rule: Any) -> None:
    found = [effect for case in CASES for effect in (*case["effects"], *case.get("back", ()))]
    directions = {
        way for way in ("weakens", "strengthens") if any(f": {way} ({rule.id})" in effect for effect in found)
    }
    assert directions == {way for way, words in (("weakens", rule.weaker), ("strengthens", rule.stronger)) if words}
    assert len({rule.says(_change(None, None, way)) for way in directions}) == len(directions)


def _change(before: JsonValue, after: JsonValue, effect: Any, field: str = "state") -> Change:
    return Change("T1", field, "changed", before, after, effect)


@pytest.mark.parametrize(
    ("rule", "change", "says"),
    [
        (
            "residual-raised",
            _change("possible", "likely", "strengthens"),
            "A threat is rated higher: the record claims",
        ),
        ("threat-state", _change("open", "mitigated", "strengthens"), "A threat is mitigated"),
        ("threat-state", _change("accepted", "in-progress", "strengthens"), "A threat is taken up again"),
        ("threat-state", _change("open", "accepted", "weakens"), "A threat is accepted"),
        (
            "threat",
            replace(_change(None, {"state": "accepted"}, "strengthens"), field=None),
            "A threat is recognised, and",
        ),
        ("mitigation-state", _change("implemented", "verified", "strengthens"), "A mitigation is shown to work"),
        ("mitigation-state", _change("implemented", "planned", "weakens"), "A mitigation is undone"),
        ("mitigation-state", _change("planned", "withdrawn", "weakens"), "A mitigation is withdrawn"),
        ("action-state", _change("open", "done", "strengthens"), "An action item is done"),
        ("action-state", _change("done", "open", "weakens"), "An action item is reopened"),
        (
            "acceptance",
            _change("2026-01-01", "2026-02-01", "weakens", "acceptance.until"),
            "A risk is accepted for longer",
        ),
        ("acceptance", _change(None, {"by": "B"}, "weakens", "acceptance"), "A risk is accepted"),
        ("log-place", _change("central", "none", "weakens", "facts.logging"), "A part is no longer logged"),
        ("log-place", _change({}, {"logging": "platform"}, "strengthens", "facts"), "A part is logged"),
        ("logging", _change("here", None, "weakens", "logs"), "The place of a log is removed"),
    ],
)
def test_a_rule_says_the_case_that_applied_and_no_other(rule: str, change: Change, says: str) -> None:
    said = next(one for one in RULES if one.id == rule).says(change)
    assert said.startswith(says)
    assert ", or" not in said and " or " not in said


@pytest.mark.parametrize("name", ["model.yaml", "policy.md", "playbook.md", "postmortem.md"])
def test_a_new_record_weakens_nothing_and_one_that_ends_strengthens_nothing(name: str) -> None:
    document = read(name, (HERE.parent / "records" / name).read_text(encoding="utf-8"))
    begun = classify(compare(None, document), None, document.record)
    ended = classify(compare(document, None), document.record, None)
    assert {change.effect for change in begun} == {"strengthens", "neutral"}
    assert {change.effect for change in ended} == {"weakens", "neutral"}
    assert (begun[0].rule, ended[0].rule) == ("record", "record")


def test_weakens_goes_before_strengthens() -> None:
    old = read("model.yaml", (HERE.parent / "records/model.yaml").read_text(encoding="utf-8"))
    moved = (HERE.parent / "records/model.yaml").read_text(encoding="utf-8").replace("source: BUYER", "source: STORE")
    new = read("model.yaml", moved)  # F1 leaves the vault, which it did not, and no longer enters the company
    assert effects(old, new) == ["F1 crosses: weakens (flow-crossing)"]


def read(name: str, text: str) -> Document:
    document, problems = read_document(name, text.encode())
    assert isinstance(document, Document), problems
    return document


def effects(old: Document | None, new: Document | None) -> list[str]:
    changes = classify(compare(old, new), old.record if old else None, new.record if new else None)
    return [sentence(change) for change in changes if change.effect != "neutral"]


def sentence(change: Change) -> str:
    what = change.field or change.kind
    if change.field and change.kind != "changed":
        what = f"{change.kind} {what}"
    return f"{f'{change.item} ' if change.item else ''}{what}: {change.effect} ({change.rule})"


def edited(text: str, change: str, to: str) -> str:
    assert text.count(change) >= 1, f"there is no {change!r}"
    return text.replace(change, to, 1)
