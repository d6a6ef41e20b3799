"""What holds of the rules for whatever a model states: they can be read, and a careful model is left in peace."""

from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.properties import examples
from tests.risk.threats.modelling import knowledge_of, model_of

from trailbook.records.kinds.facts import BoundaryFacts, ComponentFacts, DataFacts, ElementFacts, EntryFacts, FlowFacts
from trailbook.records.vocabulary import SENSITIVITIES, ComponentType, VettingState
from trailbook.risk.threats.findings import findings

CAREFUL = Path(__file__).parent / "careful.yaml"
COMPONENTS = ["K1", "K2", "K3", "K4"]
SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "copy_of": st.sampled_from(COMPONENTS),
    "rows_at_most": st.integers(0, 5000),
}
TIERS = ["standard", "premium", "custom", "community"]


def stated(kind: type[ElementFacts]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of a kind's facts, each with any value that it may have."""
    fields = {name: _values(field.annotation) for name, field in kind.model_fields.items()}
    return st.fixed_dictionaries({}, optional={**fields, **{id: SPECIAL[id] for id in fields if id in SPECIAL}})


def _values(annotation: Any) -> st.SearchStrategy[Any]:
    choices = [part for part in get_args(annotation) if part is not type(None)]
    if len(choices) == 1 and get_origin(choices[0]) is tuple:
        return st.lists(st.from_type(get_args(choices[0])[0]), max_size=3, unique=True)
    return st.integers(0, 800) if choices == [int] else st.one_of(*map(st.from_type, choices))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """Any small model: four components that flow into each other in any way, with any facts and connectors."""
    part = st.sampled_from(COMPONENTS)
    data = {
        f"D{number}": {
            **draw(stated(DataFacts)),
            "sensitivity": draw(st.sampled_from(SENSITIVITIES)),
            "personal": draw(st.booleans()),
            "stored_in": draw(st.lists(part, unique=True)),
        }
        for number in (1, 2)
    }
    components = {
        id: {
            **draw(stated(ComponentFacts)),
            "type": draw(st.sampled_from(get_args(ComponentType))),
            **draw(st.fixed_dictionaries({}, optional={"connector": st.sampled_from(["CON-A", "CON-B"])})),
            **draw(st.fixed_dictionaries({}, optional={"boundary": st.just("B1")})),
        }
        for id in COMPONENTS
    }
    flows = {
        f"F{number}": {
            **draw(stated(FlowFacts)),
            "from": draw(part),
            "to": draw(part),
            "data": draw(st.lists(st.sampled_from(["D1", "D2"]), unique=True)),
        }
        for number in (1, 2, 3)
    }
    connector = st.fixed_dictionaries(
        {
            "tier": st.sampled_from(TIERS),
            "data_up_to": st.sampled_from([*SENSITIVITIES, None]),
            "vetting": st.fixed_dictionaries({"state": st.sampled_from(get_args(VettingState))}),
        }
    )
    model = {
        "status": draw(st.sampled_from(["active", "retired"])),
        "boundaries": {"B1": draw(stated(BoundaryFacts))},
        "components": components,
        "data": data,
        "flows": flows,
        "entries": {"E1": {**draw(stated(EntryFacts)), "component": draw(part)}},
    }
    return {"model": model, "connectors": {"CON-A": draw(connector), "CON-B": draw(connector)}}


@given(cases())
@examples(60)
def test_rules_name_elements_of_the_model_once_and_give_a_sentence(case: dict[str, Any]) -> None:
    knowledge = knowledge_of(case)
    model = model_of(knowledge)
    ids = {item.id for item in model.items()}
    found = findings(model, knowledge)
    assert len({finding.id for finding in found}) == len(found)
    for finding in found:
        assert set(finding.elements) <= ids
        assert finding.reason.endswith(".") and "None" not in finding.reason and "\n" not in finding.reason


def test_a_careful_model_has_no_finding() -> None:
    knowledge = knowledge_of(yaml.safe_load(CAREFUL.read_text(encoding="utf-8")))
    assert knowledge.problems == ()
    assert [(finding.id, finding.reason) for finding in findings(model_of(knowledge), knowledge)] == []


@pytest.mark.parametrize(
    ("element", "fact", "value", "found"),
    [
        ("components.FLOW", "secrets_in", "plain", "secrets-in-plain@FLOW"),
        ("components.FLOW", "rotated", "never", "secret-never-replaced@FLOW"),
        ("components.FLOW", "reviewed", False, "template-and-unreviewed@FLOW"),
        ("components.FLOW", "logging", "run-history", "log-in-makers-hands@FLOW"),
        ("components.FLOW", "logs_data", True, "log-holds-data@FLOW"),
        ("components.FLOW", "log_days", 90, "log-ends-early@FLOW"),
        ("components.FLOW", "alerts", False, "no-alerts@FLOW"),
        ("components.FLOW", "kept_by", "one-person", "nobody-keeps-it@FLOW"),
        ("components.FLOW", "versioned", False, "no-earlier-version@FLOW"),
        ("components.FLOW", "dlp_group", "none", "connector-in-no-group@FLOW"),
        ("components.FLOW", "owner", "TBD", "owner-in-name-only@FLOW"),
        ("components.AGENT", "logging", "none", "agent-acts-unlogged@AGENT"),
        ("components.TABLE", "recertified", "never", "access-never-recertified@TABLE"),
        ("components.TABLE", "backup", "none", "store-without-backup@TABLE"),
        ("components.TABLE", "backup", "untested", "restore-never-tried@TABLE"),
        ("boundaries.B1", "dlp_policy", False, "dlp-policy-missing@B1"),
        ("data.D1", "retention", False, "kept-without-end@D1"),
        ("data.D1", "stored_in", ["TABLE", "COPY", "FORM", "FLOW"], "kept-in-many-places@D1"),
        ("data.D2", "secret", True, "secret-handed-on@F4"),
        ("data.D1", "erasable", False, "deletion-misses-copies@D1"),
        ("flows.F3", "rows_at_most", 0, "export-unbounded@F3"),
    ],
)
def test_one_careless_fact_is_found_and_by_one_rule(element: str, fact: str, value: object, found: str) -> None:
    case = yaml.safe_load(CAREFUL.read_text(encoding="utf-8"))
    kind, id = element.split(".")
    case["model"][kind][id][fact] = value
    knowledge = knowledge_of(case)
    assert [finding.id for finding in findings(model_of(knowledge), knowledge)] == [found]
