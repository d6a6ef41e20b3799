"""A reference is taken apart into its record and its item, and written as it was."""

import pytest

from trailbook.records.references import Reference, record_of

CASES = {
    "POL-SHARING": Reference("POL-SHARING"),
    "POL-SHARING.C2": Reference("POL-SHARING", "C2"),
    "TM-PORTAL.a-section": Reference("TM-PORTAL", "a-section"),
}


@pytest.mark.parametrize("text", CASES)
def test_a_reference_is_a_record_and_an_item(text: str) -> None:
    assert Reference.parse(text) == CASES[text]
    assert record_of(text) == CASES[text].record
    assert str(CASES[text]) == text
