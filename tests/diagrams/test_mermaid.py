"""What a forge draws of a change, as text: which flows, how each stands out, and nothing that acts."""

import re
from typing import Any

import pytest
from tests.diagrams.conftest import Make

from trailbook.diagrams.models.difference import ModelRevisions
from trailbook.diagrams.models.mermaid import MOST, MermaidFlows, mermaid_difference
from trailbook.records.kinds.threat_model import ThreatModel

ENDS = [{"id": "A", "name": "Form"}, {"id": "B", "name": "Store"}, {"id": "C", "name": "Bank"}]


def flow(id: str, source: str = "A", target: str = "B", **values: Any) -> dict[str, Any]:
    return {"id": id, "name": "Send", "source": source, "target": target, **values}


def drawn(before: ThreatModel, after: ThreatModel, **effects: Any) -> MermaidFlows:
    found = mermaid_difference(ModelRevisions(before, after, effects))
    assert found is not None
    return found


def test_what_came_what_went_and_what_changed_have_arrows_and_words_of_their_own(make: Make) -> None:
    before = make(ENDS, [flow("F1"), flow("F2"), flow("F3", "B", "C")])
    after = make(ENDS, [flow("F1", name="Ask"), flow("F4", "A", "C"), flow("F3", "B", "C")])
    text = drawn(before, after, F1="weakens").text
    assert text.startswith("flowchart LR\n")
    arrows = re.findall(r'^  n\d (\S+)\|"(.*)"\| n\d$', text, re.MULTILINE)
    assert arrows == [("-.->", "F2 Send, removed"), ("==>", "F4 Send, added"), ("-->", "F1 Ask, weakened")]


def test_components_stand_in_their_boundary_and_only_those_that_matter_are_shown(make: Make) -> None:
    boundaries = [{"id": "B1", "name": "Tenant"}]
    ends = [{**ENDS[0], "boundary": "B1"}, *ENDS[1:]]
    before, after = make(ends, [], boundaries), make(ends, [flow("F1")], boundaries)
    text = drawn(before, after).text
    assert '  subgraph b0["B1 Tenant"]\n    n0["A Form"]\n  end\n  n1["B Store"]\n' in text
    assert "Bank" not in text


def test_a_component_that_comes_is_shown_without_a_flow(make: Make) -> None:
    text = drawn(make(ENDS[:2], []), make(ENDS, [])).text
    assert '  n0["C Bank, added"]:::added\n' in text
    assert "  classDef added " in text


def test_where_only_facts_of_components_change_boxes_without_a_flow_are_left_out(make: Make) -> None:
    after = make([*ENDS[:2], {"id": "C", "name": "Other bank"}], [flow("F1")])
    assert mermaid_difference(ModelRevisions(make(ENDS, [flow("F1")]), after, {})) is None
    assert "C Other bank, changed" in drawn(make(ENDS, []), after.model_copy(update={"flows": after.flows})).text


def test_where_no_flow_differs_nothing_is_drawn(make: Make) -> None:
    model = make(ENDS, [flow("F1")])
    assert mermaid_difference(ModelRevisions(model, model, {})) is None


def test_more_flows_than_anybody_can_follow_are_counted_and_changes_give_way(make: Make) -> None:
    old = [flow(f"F{n}") for n in range(MOST + 5)]
    new = [*(flow(f"F{n}", name="Ask") for n in range(1, MOST + 5)), flow("F99")]
    found = drawn(make(ENDS, old), make(ENDS, new))
    assert found.left_out == MOST + 6 - MOST
    assert "F0 Send, removed" in found.text
    assert "F99 Send, added" in found.text


HOSTILE = ['x"] --> y', "`code`", "<img src=x>", "a\n```\nb", "#quot;", "%%{init}%%", "]|end"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_and_nothing_else(make: Make, name: str) -> None:
    text = drawn(make(ENDS, []), make(ENDS, [flow("F1", name=name)])).text
    assert len(text.split("\n")) == len(drawn(make(ENDS, []), make(ENDS, [flow("F1")])).text.split("\n"))
    (said,) = re.findall(r'\|"(.*)"\|', text)
    assert not set('"`<>[]{}|%') & set(said)
