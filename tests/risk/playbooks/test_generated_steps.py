"""Which steps follow from an application's records. Each case of ``steps/*.yaml`` is one; its ``says`` tells what it
shows.

``model`` and ``connectors`` are filled up by ``modelling``. ``covers`` adds a policy POL-B whose control C1 covers
these threats, ``exception`` an exception to it, ``action`` an action of an exercise EX-A, ``counted`` an indicator that
is computed and measures it. ``gives`` is everything that
the rule gives: each step's id with its title and what it follows from. A case without it gives nothing. ``text`` is
what each of them says, or a part of it.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.risk.threats.modelling import POLICY, knowledge_of, model_of

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.records.vocabulary import ROLES
from trailbook.risk.playbooks.checklists import checklist_for
from trailbook.risk.playbooks.generated_steps import GeneratedStep, Part, generated_parts
from trailbook.risk.playbooks.rule import MOMENTS, Need, StepRule
from trailbook.risk.playbooks.rules import STEP_RULES
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.threats.findings import findings
from trailbook.risk.threats.rules import RULES

HERE = Path(__file__).parent
SOURCES = HERE.parents[2] / "plugins/trailbook/risk/playbooks/rules"
CASES: list[dict[str, Any]] = [
    {"rule": file.stem.replace("_", "-"), **case}
    for file in sorted((HERE / "steps").glob("*.yaml"))
    for case in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
]
EXERCISE = {
    "id": "EX-A",
    "kind": "exercise",
    "owner": "Team",
    "roles": ["maker"],
    "minutes": 30,
    "objectives": ["Learn"],
    "rehearses": [],
    "injects": [{"id": "J1", "minute": 0}],
}

COUNTED = """---
{id: IND-A, kind: indicator, owner: Team, unit: models, worse: higher, thresholds: {amber: 1, red: 2},
frequency: monthly, measured_by: Counted., computed: reviews-overdue,
measures: [POL-B.C1]}
---
# Late reviews

## What is counted {#what}

Models.
"""


def known(case: dict[str, Any]) -> KnowledgeBase:
    """The knowledge base of a case."""
    files = {one.path: one.text for one in knowledge_of(case).documents.values()}
    if "covers" in case:
        control = {"id": "C1", "level": "must", "covers": case["covers"]}
        exception = {"id": "X1", "control": "C1", "approver": "Head", "reason": "None.", "expires": "2030-01-01"}
        said = yaml.safe_dump({"controls": [control]})
        text = POLICY.replace("POL-A", "POL-B").replace("controls: [{id: C1, level: must}]\n", said)
        if "exception" in case:
            values = yaml.safe_dump({"exceptions": [{**exception, **case["exception"]}]}).replace(
                "'2030-01-01'", "2030-01-01"
            )
            text = text.replace(said, said + values) + "\n## Leave it {#X1}\n\nIt is old.\n"
        files["content/pol-b.md"] = text
    if "action" in case:
        action = {"id": "A1", "owner": "Team", **case["action"]}
        front = yaml.safe_dump({**EXERCISE, "actions": [action]}).replace("  id: A1", "  due: 2030-01-01\n  id: A1")
        files["content/ex.md"] = (
            f"---\n{front}---\n# Exercise\n\n## Read it {{#J1}}\n\nNow.\n\n## Mend it {{#A1}}\n\nSoon.\n"
        )
    if "counted" in case:
        files["content/ind.md"] = COUNTED
    return assemble({path: text.encode() for path, text in files.items()})


def parts(knowledge: KnowledgeBase, published: set[str] | None = None) -> tuple[Part, ...]:
    model = model_of(knowledge)
    shown = set(knowledge.records) if published is None else published
    return generated_parts(model, knowledge, findings(model, knowledge, RULES), MATRIX, shown)


def steps(knowledge: KnowledgeBase, rule: str = "") -> list[GeneratedStep]:
    return [step for part in parts(knowledge) for step in part.steps if rule in ("", step.rule.id)]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['rule']}: {case['says']}") for case in CASES])
def test_a_rule_gives_the_steps_that_follow(case: dict[str, Any]) -> None:
    knowledge = known(case)
    assert knowledge.problems == ()
    wanted = case.get("gives", {})
    found = [step for step in steps(knowledge, case["rule"]) if not step.id.endswith("facts-not-stated")]
    assert {s.id: {"title": s.need.title, "because": list(s.need.because)} for s in found} == wanted
    for step in found:
        assert step.need.text.endswith(".") and "None" not in step.need.text
        assert case.get("text", "") in step.need.text


@pytest.mark.parametrize("rule", STEP_RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_case_in_which_it_gives_steps_and_one_in_which_it_does_not(rule: StepRule) -> None:
    assert {bool(case.get("gives")) for case in CASES if case["rule"] == rule.id} == {True, False}


@pytest.mark.parametrize("rule", STEP_RULES, ids=lambda rule: rule.id)
def test_every_rule_can_be_published(rule: StepRule) -> None:
    assert (SOURCES / f"{rule.id.replace('-', '_')}.py").is_file()
    assert rule.reads[0].islower() and not rule.reads.endswith(".")


def test_every_moment_and_all_roles_but_none_have_a_rule() -> None:
    assert {rule.moment for rule in STEP_RULES} == set(MOMENTS)
    assert {rule.role for rule in STEP_RULES} == set(ROLES)


def test_steps_stand_by_role_and_moment() -> None:
    knowledge = known(
        {
            "model": {
                "components": {"K1": {"connector": "CON-A", "kept_by": "one-person"}},
                "threats": {"T1": {"affects": ["K1"]}},
                "assumptions": {"A1": {}},
            },
            "connectors": {"CON-A": {}},
        }
    )
    found = [part.id for part in parts(knowledge)]
    assert found == [
        "maker-before-publishing",
        "maker-owner-leaves",
        "reviewer-before-publishing",
        "reviewer-quarterly-review",
        "platform-admin-quarterly-review",
        "incident-responder-token-leaks",
    ]


def test_steps_of_one_moment_stand_by_date_before_those_without_one() -> None:
    days = {"M1": {}, "M2": {"due": date(2030, 4, 16)}, "M3": {"due": date(2030, 1, 15)}}
    planned = {id: {"mitigates": ["T1"], **due} for id, due in days.items()}
    knowledge = known({"model": {"threats": {"T1": {"affects": ["K0"]}}, "mitigations": planned}})
    found = [step.need.about[0] for step in steps(knowledge, "finish-mitigation")]
    assert found == ["M3", "M2", "M1"]


def test_a_step_that_follows_from_what_is_not_published_is_left_out() -> None:
    knowledge = known({"model": {"components": {"K1": {"connector": "CON-A"}}}, "connectors": {"CON-A": {}}})
    shown = {step.rule.id for part in parts(knowledge, {"TM-A"}) for step in part.steps}
    assert shown.isdisjoint({"cut-off-token", "read-connector-log", "certify-connector"})
    assert {step.rule.id for step in steps(knowledge)} > shown


def test_long_ids_are_cut_so_that_they_stay_apart_and_can_be_item_ids() -> None:
    rule = STEP_RULES[0]
    ids = {GeneratedStep(rule, Need(("CON-" + "A" * 70 + end,), "T", "T.", ())).id for end in "XY"}
    assert len(ids) == 2 and all(len(id) == 64 for id in ids)


def test_the_version_of_a_checklist_changes_with_its_words_and_with_nothing_else() -> None:
    def version(name: str, impact: str = "Some") -> str:
        knowledge = known(
            {"model": {"components": {"K1": {"kept_by": "one-person", "name": name, "technology": impact}}}}
        )
        (part,) = [part for part in parts(knowledge) if part.id == "maker-owner-leaves"]
        return checklist_for("TM-A", part).version

    assert version("List") == version("List", "None") != version("Table")
    assert len(version("List")) == 12
