import pytest
import yaml
from tests.risk.reviews.reviewing import PLAN, connector, model

from trailbook.records.model import OwnedRecord
from trailbook.risk.reviews.plan import DEFAULT, read_review_plan
from trailbook.risk.scoring.matrix import MATRIX


@pytest.mark.parametrize(
    ("record", "cadence", "because"),
    [
        (connector("premium"), "quarterly", "tier: premium"),
        (connector("standard"), None, ""),
        (connector("premium", "review: {cadence: yearly}"), "quarterly", "tier: premium"),
        (connector("premium", "review: {cadence: monthly}"), "monthly", ""),
        (connector("premium", "review: {cadence: quarterly}"), "quarterly", ""),
        (model("almost-certain", "severe"), "monthly", "highest residual risk: critical"),
        (model("possible", "major"), "quarterly", "highest residual risk: high"),
        (model("rare", "minor"), "yearly", ""),
        (model("almost-certain", "severe", state="state: false-positive\n    reason: none"), "yearly", ""),
    ],
)
def test_the_shortest_of_what_the_record_and_its_risk_ask_for_counts(
    record: OwnedRecord, cadence: str | None, because: str
) -> None:
    assert PLAN.cadence(record, MATRIX) == (cadence, because)


def test_without_configuration_each_record_goes_by_its_own_cadence() -> None:
    assert read_review_plan(None) == (DEFAULT, [])
    assert DEFAULT.cadence(model("almost-certain", "severe"), MATRIX) == ("yearly", "")


@pytest.mark.parametrize(
    ("options", "line", "said"),
    [
        ("risk: {hgh: monthly}", 4, "unknown key 'hgh' in risk; expected one of: critical, high, medium, low, note"),
        ("risk: {high: montly}", 4, "risk.high is 'montly'; expected one of: monthly, quarterly, half-yearly, yearly"),
        ("tier: {golden: yearly}", 4, "unknown key 'golden' in tier"),
        ("theme_size: 0", 4, "theme_size is 0; expected at least 1"),
        ("theme_size: many", 4, "theme_size is 'many'; expected a whole number"),
        ("risks: {high: monthly}", 4, "unknown key 'risks'; expected one of: risk, tier, theme_size"),
    ],
)
def test_a_fault_of_the_option_is_told_with_its_place_and_remedy(options: str, line: int, said: str) -> None:
    text = f"plugins:\n  - trailbook/records:\n      reviews:\n        {options}\n"
    plan, problems = read_review_plan(yaml.safe_load(options), "mkdocs.yml", text)
    assert plan == DEFAULT
    assert [problem.line for problem in problems] == [line]
    assert said in str(problems[0])


def test_an_option_that_is_no_mapping_is_a_problem_and_no_traceback() -> None:
    plan, (problem,) = read_review_plan(["monthly"], "mkdocs.yml", "")
    assert plan == DEFAULT
    assert "reviews is" in str(problem)
