"""How findings stand, and what is wrong with what models say of them. Each case of ``states/*.yaml`` is one."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.risk.threats.modelling import MODEL, knowledge_of, model_of

from trailbook.records.loading import assemble
from trailbook.risk.threats.finding_problems import finding_problems
from trailbook.risk.threats.findings import all_findings, findings
from trailbook.risk.threats.rules import RULES
from trailbook.risk.threats.tuning import DEFAULT, read_rules

HERE = Path(__file__).parent / "states"


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["says"]) for case in found]


@pytest.mark.parametrize("case", cases("findings"))
def test_a_finding_stands_as_the_model_says(case: dict[str, Any]) -> None:
    knowledge = knowledge_of(case)
    assert knowledge.problems == ()
    ruleset, problems = read_rules(case.get("rules"))
    assert problems == []
    found = findings(model_of(knowledge), knowledge, ruleset.rules)
    among = [finding for finding in found if finding.rule.id in case["among"]]
    assert [(finding.id, finding.state) for finding in among] == list(case["states"].items())
    for finding in among:
        assert (finding.acceptance is not None) == (finding.state == "accepted")
        assert finding.is_settled == (finding.state in ("mitigated", "accepted", "false-positive"))


@pytest.mark.parametrize("case", cases("problems"))
def test_a_state_that_fits_no_finding_is_a_problem(case: dict[str, Any]) -> None:
    knowledge = knowledge_of(case)
    assert knowledge.problems == ()
    ruleset, _ = read_rules(case.get("rules"))
    everything = finding_problems(knowledge, ruleset, case.get("today"))
    found = [problem for problem in everything if problem.rule != "not-assessed"]
    assert [problem.advice for problem in found] == case.get("problems", [])
    lines = knowledge.documents["TM-A"].text.splitlines()
    for problem in found:
        assert problem.path == MODEL
        assert problem.level == ("notice" if problem.rule == "finding-gone" else "error")
        assert any(word in lines[problem.line - 1] for word in ("rule:", "until:", "- "))


def test_a_risk_that_is_rated_higher_with_its_mitigations_is_a_problem() -> None:
    worse = {"affects": ["K1"], "residual": {"likelihood": "likely", "impact": "major"}}
    low = {"likelihood": "rare", "impact": "minor"}
    knowledge = knowledge_of({"model": {"components": {"K1": {}}, "threats": {"T1": {**worse, "inherent": low}}}})
    (found,) = (each for each in finding_problems(knowledge) if each.rule == "residual-above-inherent")
    assert found.level == "error"
    assert found.advice == (
        "threat T1 is rated higher with its mitigations than without them; expected no more than 'inherent'"
    )


AGENT = {"K1": {"type": "agent", "memory": "shared"}}
ALL = ["agent-memory-shared"]


@pytest.mark.parametrize(
    ("model", "opinion"),
    [
        ({"components": {"K1": {}}}, "no threat is judged, and 0 findings of the rules are not settled"),
        ({"components": AGENT}, "no threat is judged, and 1 finding of the rules is not settled"),
        (
            {"components": AGENT, "findings": [{"id": "R1", "rule": ALL[0], "elements": ["K1"], "state": "open"}]},
            "not settled",
        ),
        ({"components": AGENT, "threats": {"T1": {"affects": ["K1"]}}}, ""),
        ({"components": AGENT, "threats": {"T1": {"affects": ["K1"], "harmed": "TODO: who"}}}, "not settled"),
        ({"components": AGENT, "status": "retired"}, ""),
        (
            {
                "components": AGENT,
                "findings": [
                    {"id": "R1", "rule": ALL[0], "elements": ["K1"], "state": "false-positive", "reason": "No."}
                ],
            },
            "",
        ),
    ],
)
def test_an_application_is_assessed_by_a_threat_or_by_settling_every_finding(model: Any, opinion: str) -> None:
    knowledge = knowledge_of({"model": model})
    ruleset = replace(DEFAULT, rules=tuple(rule for rule in RULES if rule.id in ALL))
    found = [each for each in finding_problems(knowledge, ruleset) if each.rule == "not-assessed"]
    assert [(each.level, opinion in each.message) for each in found] == ([("notice", True)] if opinion else [])


@given(st.dictionaries(st.sampled_from(["K1", "K2", "D1", "F1"]), st.text("abcXYZ ÄÖ", min_size=1).filter(str.strip)))
def test_a_finding_keeps_its_id_when_its_elements_are_renamed(names: dict[str, str]) -> None:
    parts = {
        "components": {"K1": {"type": "agent", "memory": "shared"}, "K2": {"shared_with": ["organisation", "guests"]}},
        "data": {"D1": {"stored_in": ["K2"]}},
        "flows": {"F1": {"from": "K1", "to": "K2", "data": ["D1"], "runs_as": "maker"}},
    }
    before = knowledge_of({"model": parts})
    values = yaml.safe_load(before.documents["TM-A"].text)
    for items in values.values():
        for item in items if isinstance(items, list) else ():
            item["name"] = names.get(item["id"], item["name"])
    after = assemble({MODEL: yaml.safe_dump(values).encode()})
    assert [finding.id for finding in all_findings(after)] == [finding.id for finding in all_findings(before)]


def test_a_model_without_facts_has_one_finding_that_says_so() -> None:
    parts = {
        "components": {"K1": {"type": "data-store"}, "K2": {"type": "agent"}, "K3": {"type": "person"}},
        "data": {"D1": {"sensitivity": "restricted", "personal": True, "stored_in": ["K1"]}},
        "flows": {"F1": {"from": "K1", "to": "K2", "data": ["D1"]}, "F2": {"from": "K2", "to": "K3", "data": ["D1"]}},
        "entries": {"E1": {"component": "K2"}},
    }
    assert [finding.id for finding in all_findings(knowledge_of({"model": parts}))] == ["facts-not-stated"]


OPTION = """\
site_name: !ENV [NAME, Ours]
plugins:
  - search
  - trailbook/records:
      rules:
        sharing-to-wide: {silenced: Never mind}
        maker-account: {silenced: ''}
        agent-runs-code: {data_from: restricted, reason: Why not}
        formula-injection:
          at_mst: 3
        query-injection: {at_most: 3}
        markup-injection: true
"""


def test_each_fault_of_the_option_is_told_with_its_place_and_remedy() -> None:
    options = yaml.safe_load(OPTION.partition("rules:")[2])
    ruleset, problems = read_rules(options, "mkdocs.yml", OPTION)
    assert [str(problem) for problem in problems] == [
        "mkdocs.yml:6:9: there is no rule 'sharing-to-wide'; did you mean 'sharing-too-wide'?",
        "mkdocs.yml:7:35: rule maker-account: silenced is empty; expected text",
        "mkdocs.yml:8:27: rule agent-runs-code: it has no data_from to tune; expected 'silenced', or nothing",
        "mkdocs.yml:10:11: rule formula-injection: unknown key 'at_mst'; expected one of: silenced, data_from, "
        "at_most, reason; did you mean 'at_most'?",
        "mkdocs.yml:11:26: rule query-injection: a rule that is tuned needs 'reason'",
        "mkdocs.yml:12:27: rule markup-injection: the entry is the YAML word for true (true, yes or on); expected keys "
        "with values, such as 'silenced: why'",
    ]
    assert ruleset.tuned == {}


@pytest.mark.parametrize("options", ["all", [1], 3])
def test_an_option_that_holds_no_rules_is_a_problem_and_all_rules_are_applied(options: object) -> None:
    ruleset, problems = read_rules(options)
    assert ruleset.rules == RULES
    assert [problem.expected for problem in problems] == ["rules by their ids"]


def test_without_the_option_every_rule_is_applied() -> None:
    assert read_rules(None) == (DEFAULT, [])
    assert DEFAULT.rules == RULES and DEFAULT.silenced == {}
