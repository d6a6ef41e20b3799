from itertools import pairwise

import pytest

from trailbook.records.ratings import CUTS, IMPACTS, LIKELIHOODS, Rating, level, score

CELLS = [Rating(likelihood=likelihood, impact=impact) for likelihood in LIKELIHOODS for impact in IMPACTS]
LEVELS = [name for _, name in reversed(CUTS)]


def rank(rating: Rating) -> int:
    return LEVELS.index(level(rating))


def test_the_matrix_is_five_by_five_and_its_scores_run_from_1_to_25() -> None:
    assert len(CELLS) == 25
    assert sorted(score(rating) for rating in CELLS) == sorted(a * b for a in range(1, 6) for b in range(1, 6))


def test_levels_are_low_medium_high_critical() -> None:
    assert LEVELS == ["low", "medium", "high", "critical"]


@pytest.mark.parametrize("rating", CELLS, ids=lambda rating: f"{rating.likelihood}-{rating.impact}")
def test_more_likely_or_worse_never_lowers_a_score_or_a_level(rating: Rating) -> None:
    for other in CELLS:
        likelier = LIKELIHOODS.index(other.likelihood) >= LIKELIHOODS.index(rating.likelihood)
        worse = IMPACTS.index(other.impact) >= IMPACTS.index(rating.impact)
        if likelier and worse:
            assert rank(other) >= rank(rating)
            assert score(other) > score(rating) or other == rating


@pytest.mark.parametrize(
    ("score_", "expected"),
    [
        (1, "low"),
        (4, "low"),
        (5, "medium"),
        (9, "medium"),
        (10, "high"),
        (15, "high"),
        (16, "critical"),
        (25, "critical"),
    ],
)
def test_a_level_begins_at_its_cut(score_: int, expected: str) -> None:
    found = {level(rating) for rating in CELLS if score(rating) == score_}
    assert found == {expected}


def test_the_cuts_cover_every_score_once_in_order() -> None:
    assert all(higher > lower for (higher, _), (lower, _) in pairwise(CUTS))
    assert CUTS[-1][0] == 1


def test_the_ends_of_the_scales() -> None:
    assert level(Rating(likelihood="rare", impact="severe")) == "medium"
    assert level(Rating(likelihood="almost-certain", impact="negligible")) == "medium"
    assert level(Rating(likelihood="possible", impact="moderate")) == "medium"
    assert level(Rating(likelihood="likely", impact="major")) == "critical"
