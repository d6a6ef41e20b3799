"""Which files are observations of what, and what is counted from the records."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from tests.paths import STARTER
from tests.risk.indicators.watching import indicator

from trailbook.records.kinds.policy import Policy
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import load
from trailbook.risk.indicators.model import Observation
from trailbook.risk.indicators.reading import of_files
from trailbook.risk.overview.measures import MEASURES, Moment, kinds_needed
from trailbook.risk.overview.observe import observe

TODAY = date(2026, 6, 30)
FILE = b"date,value\n2026-01-31,3\n2026-07-01,4\n"


def says(contents: dict[str, bytes], today: date | None = TODAY, **values: object) -> list[str]:
    return [str(problem) for problem in of_files(contents, {"IND-A": indicator(**values)}, today).problems]


def test_a_day_after_today_is_a_problem_and_no_observation() -> None:
    observed = of_files({"observations/IND-A.csv": FILE}, {"IND-A": indicator()}, TODAY)
    assert [str(problem) for problem in observed.problems] == [
        "observations/IND-A.csv:3:1: the day 2026-07-01 is in the future; "
        "expected a day up to 2026-06-30, the newest commit's or that of --today"
    ]
    assert observed.of("IND-A").observations == (Observation(date(2026, 1, 31), 3),)
    assert says({"observations/IND-A.csv": FILE}, date(2026, 7, 1)) == []


def test_without_a_day_nothing_is_in_the_future() -> None:
    assert says({"observations/IND-A.csv": FILE}, None) == []


def test_nothing_is_observed_after_a_retirement() -> None:
    retired = {"on": date(2026, 3, 1), "because": "Gone."}
    assert says({"observations/IND-A.csv": FILE}, date(2026, 7, 1), status="retired", retired=retired) == [
        "observations/IND-A.csv:3:1: the day 2026-07-01 is after IND-A was retired on 2026-03-01; "
        "expected a day up to 2026-03-01"
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "observations/IND-AB.csv",
            "observations/IND-AB.csv:1:1: there is no indicator 'IND-AB'; expected a file named after an indicator, "
            "such as IND-OPEN-SHARES.csv; did you mean 'IND-A'?",
        ),
        (
            "observations/old/IND-A.csv",
            "observations/old/IND-A.csv:1:1: the observations of IND-A are in observations/IND-A.csv already; "
            "expected one file for an indicator",
        ),
        (
            "observations/\x1b.csv",
            "observations/\N{REPLACEMENT CHARACTER}.csv:1:1: the name of the file holds characters that can't be "
            "printed; expected the id of an indicator and '.csv'",
        ),
    ],
)
def test_a_file_is_named_after_its_indicator(path: str, said: str) -> None:
    assert says({"observations/IND-A.csv": b"date,value\n", path: FILE}) == [said]


def test_what_is_computed_has_no_file() -> None:
    assert says({"observations/IND-A.csv": FILE}, computed="reviews-overdue") == [
        "observations/IND-A.csv:1:1: IND-A is computed from the records (reviews-overdue); "
        "expected no file, or no 'computed' in the record"
    ]


def test_an_indicator_without_a_file_has_no_observations() -> None:
    assert of_files({}, {"IND-A": indicator()}, TODAY).of("IND-A").last is None


def test_other_files_of_the_folder_are_left_alone_and_links_out_of_it_are_refused(tmp_path: Path) -> None:
    (tmp_path / "observations").mkdir()
    (tmp_path / "observations" / "README.md").write_text("# Notes\n")
    (tmp_path / "observations" / "IND-A.csv").symlink_to("/etc/hostname")
    observed = observe(tmp_path, load(tmp_path), TODAY)
    assert [problem.rule for problem in observed.problems] == ["link-outside"]


# computed indicators

CONNECTOR = """\
id: CON-{0}
kind: connector
owner: Us
service: S
tier: standard
group: business
authentication: A
data_up_to: null
vetting: {{state: {1}, next: {2}}}
logs: L
"""
POLICY = """\
---
id: POL-A
kind: policy
owner: Us
roles: [maker]
review: {cadence: yearly, next: 2026-01-01}
controls: [{id: C1, level: must}]
exceptions:
  - {id: X1, control: C1, approver: A, reason: R, state: approved, granted: 2026-01-01, expires: 2026-06-30}
  - {id: X2, control: C1, approver: A, reason: R, state: approved, granted: 2026-01-01, expires: 2026-06-29}
  - {id: X3, control: C1, approver: A, reason: R, state: requested, expires: 2026-12-31}
  - {id: X4, control: C1, approver: A, reason: R, state: approved, granted: 2026-07-01, expires: 2026-12-31}
---
# A

## C {#C1}

Do.

## X {#X1}

## X {#X2}

## X {#X3}

## X {#X4}
"""


def knowledge(root: Path, files: Iterable[str]) -> KnowledgeBase:
    (root / "content").mkdir(exist_ok=True)
    for index, text in enumerate(files):
        page = text if text.startswith("---") else f"---\n{text}---\n# A\n"
        (root / "content" / f"{index}.md").write_text(page)
    return load(root)


def test_connectors_in_use_or_in_review_count_from_the_day_after_their_certification(tmp_path: Path) -> None:
    stated = [("approved", 29), ("restricted", 1), ("in-review", 1), ("approved", 30), ("blocked", 1), ("retired", 1)]
    files = [CONNECTOR.format(f"N{n}", state, f"2026-06-{day:02}") for n, (state, day) in enumerate(stated)]
    records = tuple(knowledge(tmp_path, files).records.values())
    count, kinds = MEASURES["connectors-past-certification"]
    assert (len(records), count(records, TODAY, None), kinds) == (6, 3, frozenset({"connector"}))


def test_exceptions_count_from_the_day_they_were_granted_to_the_day_they_expire(tmp_path: Path) -> None:
    records = tuple(knowledge(tmp_path, [POLICY]).records.values())
    assert MEASURES["exceptions-in-force"][0](records, TODAY, None) == 1


def test_active_models_and_policies_without_a_review_to_come_are_overdue(tmp_path: Path) -> None:
    count, _ = MEASURES["reviews-overdue"]
    base = load(STARTER)
    (model,) = base.of_kind(ThreatModel)
    (policy,) = base.of_kind(Policy)
    assert isinstance(policy, Policy)
    fresh = model.model_copy(update={"review": policy.review.model_copy(update={"next": TODAY})})
    late = policy.model_copy(update={"review": policy.review.model_copy(update={"next": date(2026, 6, 29)})})
    never = policy.model_copy(update={"review": policy.review.model_copy(update={"next": None, "last": None})})
    gone = late.model_copy(update={"status": "retired"})
    assert count((fresh, late, never, gone), TODAY, None) == 66.7
    assert count((fresh,), TODAY, None) == 0
    assert count((gone,), TODAY, None) is None


INDICATOR = """\
id: IND-A
kind: indicator
owner: Us
unit: connectors
worse: higher
thresholds: {amber: 1, red: 3}
frequency: monthly
measured_by: Count them.
measures: []
computed: connectors-past-certification
"""


def test_a_computed_indicator_has_an_observation_for_each_moment_and_one_for_today(tmp_path: Path) -> None:
    base = knowledge(tmp_path, [INDICATOR, CONNECTOR.format("A", "approved", "2026-05-15")])
    records = tuple(base.records.values())
    past = [Moment(date(2026, 5, 31), records), Moment(date(2026, 4, 30), records), Moment(TODAY, ())]
    found = observe(tmp_path, base, TODAY, past).of("IND-A")
    assert found.observations == (
        Observation(date(2026, 4, 30), 0),
        Observation(date(2026, 5, 31), 1),
        Observation(TODAY, 1),
    )
    assert kinds_needed(base) == {"connector"}


def test_nothing_is_computed_after_a_retirement_or_without_a_day(tmp_path: Path) -> None:
    retired = INDICATOR + "status: retired\nretired: {on: 2026-05-01, because: Gone.}\n"
    base = knowledge(tmp_path, [retired])
    assert observe(tmp_path, base, TODAY, [Moment(date(2026, 4, 30), ())]).of("IND-A").observations == (
        Observation(date(2026, 4, 30), 0),
    )
    assert observe(tmp_path, base, None).of("IND-A").observations == ()


@pytest.mark.parametrize(
    ("stated", "rule"),
    [
        ("status: retired\n", "unexplained-state"),
        ("retired: {on: 2026-05-01, because: Gone.}\n", "unexplained-state"),
        ("status: retired\nretired: {on: 2026-05-01, because: Gone.}\n", None),
    ],
)
def test_a_retired_indicator_says_when_and_why(tmp_path: Path, stated: str, rule: str | None) -> None:
    problems = knowledge(tmp_path, [INDICATOR + stated]).problems
    assert [problem.rule for problem in problems] == ([rule] if rule else [])
