"""What each rule finds. Each case of ``rules/*.yaml`` is one; its ``says`` tells what it shows.

``model`` and ``connectors`` are filled up by ``modelling``; ``finds`` is everything that the rule finds: the
elements, joined by "+" ("model" for the whole of it), and the reason. A case without it finds nothing.
"""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.risk.threats.modelling import knowledge_of, model_of

from trailbook.risk.threats.catalogues import FRAMEWORKS, catalogues
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Rule
from trailbook.risk.threats.rules import RULES

HERE = Path(__file__).parent
SOURCES = HERE.parents[2] / "plugins/trailbook/risk/threats/rules"
BY_ID = {rule.id: rule for rule in RULES}
CASES: list[dict[str, Any]] = [
    {"rule": file.stem.replace("_", "-"), **case}
    for file in sorted((HERE / "rules").glob("*.yaml"))
    for case in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['rule']}: {case['says']}") for case in CASES])
def test_a_rule_finds_what_it_states(case: dict[str, Any]) -> None:
    knowledge = knowledge_of(case)
    assert knowledge.problems == ()
    hits = BY_ID[case["rule"]].hits(ModelView(model_of(knowledge), knowledge))
    assert {"+".join(hit.elements) or "model": hit.reason for hit in hits} == case.get("finds", {})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_model_that_triggers_it_and_one_that_does_not(rule: Rule) -> None:
    assert {bool(case.get("finds")) for case in CASES if case["rule"] == rule.id} == {True, False}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_can_be_published(rule: Rule) -> None:
    name = rule.id.replace("-", "_").replace("test_", "trial_")
    assert (SOURCES / f"{name}.py").is_file()
    assert rule.why.endswith(".") and rule.remedy.endswith(".")
    assert rule.looks_for[0].islower() and not rule.title.endswith(".")
    assert rule.maps.owasp_lcnc or rule.maps.owasp_cd
    assert rule.maps.stride or rule.maps.linddun or rule.id == "facts-not-stated"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_id_that_a_rule_maps_to_is_in_its_catalogue(rule: Rule) -> None:
    assert [(name, id) for name, id in rule.maps.ids() if id not in catalogues()[name].entries] == []


def test_the_catalogues_hold_no_id_that_no_rule_names() -> None:
    named = {pair for rule in RULES for pair in rule.maps.ids()}
    held = {(name, id) for name in ("cwe", "attack") for id in catalogues()[name].entries}
    assert held - named == set()


@pytest.mark.parametrize(
    ("name", "risk"), [(name, id) for name in FRAMEWORKS for id in catalogues()[name].entries], ids=str
)
def test_every_risk_of_both_owasp_tens_is_looked_for_by_two_rules(name: str, risk: str) -> None:
    assert len([rule.id for rule in RULES if (name, risk) in rule.maps.ids()]) >= 2


@pytest.mark.parametrize("name", ["owasp_lcnc", "owasp_cd"])
def test_an_owasp_ten_has_ten_risks(name: str) -> None:
    assert len(catalogues()[name].entries) == 10


@pytest.mark.parametrize("file", sorted(SOURCES.glob("[a-z]*.py")), ids=lambda file: file.stem)
def test_every_rule_has_the_one_shape(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    last = tree.body[-1]
    assert isinstance(last, ast.Assign) and [getattr(target, "id", "") for target in last.targets] == ["RULE"]
    assert len(file.read_text(encoding="utf-8").splitlines()) < 70


@pytest.mark.parametrize("ten", ["owasp_lcnc", "owasp_cd"])
def test_every_risk_of_both_owasp_tens_has_rules_that_look_for_it(ten: str) -> None:
    looked_for = {id for rule in RULES for id in getattr(rule.maps, ten)}
    assert looked_for == set(catalogues()[ten].entries)
