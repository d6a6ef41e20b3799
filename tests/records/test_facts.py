"""What is not stated of an element is distinguished from what is stated to be none."""

import pytest
from pydantic import ValidationError

from trailbook.records.kinds.facts import ComponentFacts, ElementFacts, EntryFacts, FlowFacts
from trailbook.records.kinds.threat_model import FindingState


def test_facts_hold_what_is_stated_and_nothing_else() -> None:
    facts = ComponentFacts.model_validate({"logging": "none", "shared_with": (), "reviewed": False})
    assert facts.model_dump() == {"shared_with": (), "reviewed": False, "logging": "none"}
    assert facts.rotated is None


@pytest.mark.parametrize("kind", ElementFacts.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_fact_is_optional_and_described(kind: type[ElementFacts]) -> None:
    assert kind.model_validate({}).model_dump() == {}
    assert all(field.description and field.description.endswith(".") for field in kind.model_fields.values())


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (ComponentFacts, {"shared_with": ("everybody",)}),
        (EntryFacts, {"sign_in": "yes"}),
        (FlowFacts, {"rows_at_most": -1}),
        (FlowFacts, {"checked": "yes"}),
        (FlowFacts, {"runs_like": "maker"}),
    ],
)
def test_facts_take_the_words_of_their_lists_alone(kind: type[ElementFacts], values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate(values)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "needs either 'threat' or 'state', and not both"),
        ({"threat": "T1", "state": "open"}, "needs either 'threat' or 'state', and not both"),
        ({"state": "accepted"}, "an accepted finding needs 'acceptance' with by, reason and until"),
        ({"state": "mitigated"}, "a finding that is mitigated needs 'reason'"),
        ({"state": "false-positive"}, "a finding that is false-positive needs 'reason'"),
    ],
)
def test_the_state_of_a_finding_is_explained(values: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        FindingState.model_validate({"id": "R1", "rule": "maker-account", **values})


@pytest.mark.parametrize("values", [{"threat": "T1"}, {"state": "open"}, {"state": "mitigated", "reason": "It is."}])
def test_a_state_that_is_explained_is_taken(values: dict[str, object]) -> None:
    assert FindingState.model_validate({"id": "R1", "rule": "maker-account", **values}).label == "maker-account"
