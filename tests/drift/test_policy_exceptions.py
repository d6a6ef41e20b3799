"""Which exceptions cover a deviation, and what is said of those that do not."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.drift.drifting import TODAY, a_template, an_exception, base, drift

WRONG = {"configurations/app.json": '{"apps": [{"name": "Desk", "open": true}]}'}
TEMPLATE = a_template(where="apps[*].open", equals=False)


@pytest.mark.parametrize(
    ("stated", "covered", "said"),
    [
        ({}, True, "covers it until 31 Dec 2026"),
        ({"expires": TODAY}, True, "covers it until 15 Jun 2026"),
        ({"expires": date(2026, 6, 14)}, False, "expired on 14 Jun 2026, so it covers nothing any more"),
        ({"granted": TODAY}, True, "covers it until 31 Dec 2026"),
        ({"granted": date(2026, 6, 16)}, False, "is approved from a later day on, so it covers nothing yet"),
        ({"state": "requested"}, False, "is requested and not approved, so it covers nothing"),
        ({"state": "refused"}, False, "was refused, so it covers nothing"),
        ({"state": "ended"}, False, "has ended, so it covers nothing any more"),
        ({"applications": ["TM-A"]}, True, "covers it until 31 Dec 2026"),
        ({"applications": ["TM-A", "TM-B"]}, True, "covers it until 31 Dec 2026"),
        ({"applications": ["TM-B"]}, False, None),
        ({"settings": ["apps[Desk].open"]}, True, "covers it until 31 Dec 2026"),
        ({"settings": ["apps[*].open", "other"]}, True, "covers it until 31 Dec 2026"),
        ({"settings": ["apps[Other].open"]}, False, None),
        ({"settings": ["apps[D].open"]}, False, None),
        ({"settings": ["APPS[*"]}, False, None),
        ({"control": "C2"}, False, None),
        ({"control": "POL-A.C1"}, True, "covers it until 31 Dec 2026"),
    ],
)
def test_an_exception_covers_what_it_is_for_while_it_holds(
    tmp_path: Path, stated: dict[str, Any], covered: bool, said: str | None
) -> None:
    files = {**base(TEMPLATE, an_exception("X1", **stated)), **WRONG}
    (deviation,) = drift(tmp_path, files).results[0].deviations
    assert deviation.covered is covered
    assert [cover.description for cover in deviation.covers] == ([said] if said else [])


def test_one_exception_that_holds_is_enough(tmp_path: Path) -> None:
    expired = an_exception("X1", expires=date(2026, 2, 1))
    files = {**base(TEMPLATE, expired, an_exception("X2")), **WRONG}
    (deviation,) = drift(tmp_path, files).results[0].deviations
    assert deviation.covered
    assert [cover.exception for cover in deviation.covers] == ["POL-A.X1", "POL-A.X2"]


def test_a_check_of_two_controls_needs_leave_from_both(tmp_path: Path) -> None:
    both = {**base(TEMPLATE, an_exception("X1")), **WRONG}
    both["content/policies/a.md"] = both["content/policies/a.md"].replace(
        "{id: C2, level: must}", "{id: C2, level: must, checked_by: [CT-A.K1]}"
    )
    (deviation,) = drift(tmp_path / "one", both).results[0].deviations
    assert not deviation.covered
    text = both["content/policies/a.md"].replace("state: refused", "state: approved")
    (deviation,) = drift(tmp_path / "two", {**both, "content/policies/a.md": text}).results[0].deviations
    assert deviation.covered


def test_what_no_control_asks_for_can_not_be_excepted(tmp_path: Path) -> None:
    files = {**base(TEMPLATE, an_exception("X1")), **WRONG}
    files["content/policies/a.md"] = files["content/policies/a.md"].replace(", checked_by: [CT-A.K1]", "")
    (result,) = drift(tmp_path, files).results
    assert result.controls == () and not result.deviations[0].covered
