"""Which version is the higher one."""

from itertools import pairwise

import pytest

from trailbook.release.versions import is_lower, precedence

RISING = ["0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1"]
RISING += ["1.0.0", "1.9.0", "1.10.0", "v2", "2026.11"]


@pytest.mark.parametrize(("lower", "higher"), list(pairwise(RISING)))
def test_versions_are_ordered_as_semantic_versioning_says(lower: str, higher: str) -> None:
    assert is_lower(lower, higher)
    assert not is_lower(higher, lower)


def test_a_version_is_not_lower_than_one_that_is_as_high() -> None:
    assert not is_lower("1.0", "1.0.0")
    assert not is_lower("1.0.0", "v1.0")


@pytest.mark.parametrize("version", ["spring", "1.0_2", "r1"])
def test_what_is_no_such_version_is_lower_than_nothing(version: str) -> None:
    assert precedence(version) is None
    assert not is_lower(version, "9.9") and not is_lower("0.1", version)
